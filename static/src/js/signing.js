// Signing out forgets what this device kept; signing in tells the other tabs, so that waiting drafts go on.
import { forget } from "./draft-store.js";
import { person } from "./page.js";

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-sign-out]");
  if (!form || form.dataset.forgot) return;
  event.preventDefault();
  form.dataset.forgot = "yes";
  const limit = new Promise((resolve) => setTimeout(resolve, 1500));
  await Promise.race([forget(), limit]);
  form.submit();
});

if (person) new BroadcastChannel("slipway").postMessage("signed-in");
