// Signing out forgets what this device kept, and asks first where that is all there is of it; signing in tells the other tabs, so that waiting drafts go on.
import { ask } from "./confirm.js";
import { forget, left } from "./draft-store.js";
import { person, say } from "./page.js";

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-sign-out]");
  if (!form || form.dataset.forgot) return;
  event.preventDefault();
  const limit = new Promise((resolve) => setTimeout(resolve, 1500));
  const unsent = await Promise.race([left(), limit]);
  if (unsent && !(await ask({ title: say("unsent"), text: say("unsentText"), verb: say("signOutAnyway"), danger: true }))) return;
  form.dataset.forgot = "yes";
  await Promise.race([forget(), limit]);
  form.submit();
});

if (person) new BroadcastChannel("slipway").postMessage({ signedIn: person });
