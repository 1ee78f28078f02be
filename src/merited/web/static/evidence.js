/* Evidence without loading the page anew. Files that are too many or too large are said before anything is sent.
   What came of it is said in the status, and the focus goes on from there. When something goes wrong on the way, the
   server's answer is shown as a page of its own, with the sentence in it; a dropped connection is said beside the
   button, and the chosen file stays chosen. Without this script the page's buttons do it all. */
(() => {
  "use strict";
  const MEGABYTE = 1e6;
  const body = document.body;
  const chooser = () => document.getElementById("files");
  let before = new Map(); // the tiles that were there when something was sent
  let waiting = null; // what was chosen and typed, not yet added, while something else is removed

  /* What the server would refuse: the numbers stand on the field. Of a kind that the browser cannot name, only the
     largest of them is certain. */
  function largest(file, limits) {
    const kind = file.type.split("/")[0];
    if (kind === "video") return Number(limits.largestVideo);
    if (kind === "audio") return Number(limits.largestAudio);
    return Number(file.type ? limits.largest : limits.largestVideo);
  }
  function fault(input) {
    const told = input.dataset;
    if (input.files.length > Number(told.room)) return told.tooMany.replace("{chosen}", input.files.length);
    const large = [...input.files].find((file) => file.size > largest(file, told));
    if (!large) return "";
    return told.tooLarge.replace("{name}", () => large.name).replace("{size}", Math.round(large.size / MEGABYTE))
      .replace("{limit}", Math.floor(largest(large, told) / MEGABYTE));
  }
  function look() {
    const input = chooser();
    if (!input) return "";
    const words = fault(input);
    const place = document.getElementById("files-e");
    place.lastElementChild.textContent = words;
    place.hidden = !words;
    input.toggleAttribute("aria-invalid", false);
    if (words) input.setAttribute("aria-invalid", "true");
    return words;
  }
  function held_back(event) {
    if (!look()) return false;
    event.preventDefault();
    event.stopImmediatePropagation();
    chooser().focus();
    return true;
  }
  body.addEventListener("change", (event) => { if (event.target === chooser()) look(); });
  // First of all who listen, or the texts would count as sent.
  document.addEventListener("submit", (event) => { if (event.target === chooser()?.form) held_back(event); }, true);

  const tiles = () => new Map([...document.querySelectorAll("#evidence [data-exhibit]")]
    .map((one) => [one.dataset.exhibit, one.querySelector(".tile-name").textContent.trim()]));
  const in_hand = () => ["url", "about"].map((id) => document.getElementById(id)).filter(Boolean);

  body.addEventListener("htmx:beforeRequest", (event) => {
    const { elt } = event.detail;
    if (elt.name === "add" && held_back(event)) return;
    if (elt.form) htmx.trigger(document.getElementById("evidence"), "htmx:abort"); // what was asked for before is old now
    before = tiles();
  });
  body.addEventListener("htmx:configRequest", (event) => {
    const { elt, formData } = event.detail;
    waiting = null;
    if (elt.name !== "remove") return;
    waiting = { files: chooser()?.files, texts: new Map(in_hand().map((one) => [one.id, one.value])) };
    formData.delete("files");
    formData.delete("url");
  });
  body.addEventListener("htmx:beforeSwap", (event) => {
    // A page without the evidence, such as the sign-in, must not wipe it out.
    if (!event.detail.serverResponse.includes('id="evidence"')) event.detail.shouldSwap = false;
  });
  body.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "evidence") return;
    put_back();
    tell();
    go_on(event.target);
  });
  function put_back() {
    if (!waiting) return;
    if (chooser() && waiting.files?.length) chooser().files = waiting.files;
    in_hand().forEach((one) => { one.value = waiting.texts.get(one.id) || one.value; });
    waiting = null;
    look();
  }
  function tell() {
    const place = document.getElementById("evidence-told");
    const now = tiles();
    const said = [...now].filter(([key]) => !before.has(key)).map(([, name]) => place.dataset.here.replace("{name}", () => name));
    if ([...before.keys()].some((key) => !now.has(key))) said.push(place.dataset.gone);
    place.textContent = said.join(" ");
  }
  /* The pressed button is gone. Whoever writes elsewhere meanwhile is left in peace. */
  function go_on(evidence) {
    if (document.activeElement && document.activeElement !== body) return;
    (evidence.querySelector('[role="alert"]:not([hidden]), [aria-invalid]') || chooser() || evidence.querySelector("h3")).focus();
  }

  /* Another device added or removed evidence: it is shown here too, unless somebody is busy with it. */
  body.addEventListener("merited:fresh", (event) => {
    const there = event.detail.exhibits || [];
    const here = tiles();
    const place = document.getElementById("evidence");
    const busy = place?.contains(document.activeElement) || chooser()?.files.length || in_hand().some((one) => one.value);
    if (!place || busy || document.querySelector(".htmx-request") || (there.length === here.size && there.every((key) => here.has(key)))) return;
    before = here;
    htmx.ajax("GET", location.pathname, { source: place, target: "#evidence", select: "#evidence", swap: "outerHTML show:none" });
  });

  body.addEventListener("htmx:afterRequest", (event) => {
    const { elt, xhr, successful } = event.detail;
    if (!elt.form || !xhr?.status) return;
    if (!successful || !xhr.responseText.includes('id="evidence"')) elt.form.requestSubmit(elt);
  });
  body.addEventListener("htmx:sendError", (event) => {
    const told = document.querySelector("[data-not-sent]");
    if (told) told.hidden = false;
    if (document.activeElement === body) event.detail.elt.focus();
  });
})();
