/* When adding or removing evidence goes wrong on the way: the server's answer is shown as a page of its own, with the
   sentence in it; a dropped connection is said beside the button, and the chosen file stays chosen. */
(() => {
  "use strict";
  const body = document.body;
  body.addEventListener("htmx:beforeSwap", (event) => {
    // A page without the evidence, such as the sign-in, must not wipe it out.
    if (!event.detail.serverResponse.includes('id="evidence"')) event.detail.shouldSwap = false;
  });
  body.addEventListener("htmx:afterRequest", (event) => {
    const { elt, xhr, successful } = event.detail;
    if (!elt.form || !xhr?.status) return;
    if (!successful || !xhr.responseText.includes('id="evidence"')) elt.form.requestSubmit(elt);
  });
  body.addEventListener("htmx:sendError", () => {
    const told = document.querySelector("[data-not-sent]");
    if (told) told.hidden = false;
  });
})();
