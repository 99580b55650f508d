// After a refusal one goes on at the sentence that says what went wrong, or at the first field to mend.
const first = document.querySelector("main :is([data-refused], .callout[role=alert])");
if (first) {
  if (first.tabIndex < 0) first.tabIndex = -1; // what takes no focus of itself
  first.focus();
}
