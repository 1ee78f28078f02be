/* The evidence larger, without leaving the page: pictures, pages and videos one after the other.
   Without this script pictures and pages are links that open in a new tab. */
(() => {
  "use strict";
  const desk = document.querySelector("form.desk");
  const dialog = document.getElementById("looking");
  if (!desk || !dialog) return;
  const evidence = desk.querySelector(".pane--evidence");
  const stage = dialog.querySelector("[data-looking-at]");
  const name = dialog.querySelector("[data-looking-name]");
  let all = [], at = 0;

  const inline = (one) => one.dataset.lookVideo ? one.closest(".slip").querySelector("video") : null;
  function draw() {
    const one = all[at];
    const video = inline(one);
    const shown = document.createElement(video ? "video" : "img");
    shown.src = one.dataset.lookVideo || one.href;
    if (video) { shown.controls = true; video.pause(); shown.currentTime = video.currentTime; }
    else shown.alt = one.querySelector("img").alt;
    stage.replaceChildren(shown);
    stage.scrollTo(0, 0);
    name.textContent = `${one.dataset.look} (${at + 1}/${all.length})`;
    dialog.querySelectorAll("[data-looking]").forEach((button) => {
      button.hidden = all.length === 1;
      button.setAttribute("aria-disabled", String(!all[at + Number(button.dataset.looking)])); // it keeps the focus
    });
  }
  function leave() {
    const video = stage.querySelector("video");
    const here = all[at] && inline(all[at]);
    if (video && here) here.currentTime = video.currentTime; // goes on where one was
    stage.replaceChildren();
  }
  function step(by) {
    if (all[at + by] === undefined) return;
    leave();
    at += by;
    draw();
  }
  function open(one) {
    const place = one.closest(".exhibit");
    all = [...place.querySelectorAll("[data-look]")];
    at = all.indexOf(one);
    draw();
    dialog.showModal();
    stage.focus();
  }
  evidence.addEventListener("click", (event) => {
    const one = event.target.closest("[data-look]");
    if (!one || event.ctrlKey || event.metaKey || event.shiftKey) return; // a new tab, for those who want one
    event.preventDefault();
    open(one);
  });
  evidence.addEventListener("merited:look", () => {
    const focused = document.activeElement.closest("[data-look]");
    const place = document.activeElement.closest(".exhibit")
      || [...evidence.querySelectorAll(".exhibit")].find((one) => one.dataset.place === evidence.querySelector(".tabs [aria-current]")?.dataset.place);
    const one = focused || place?.querySelector("[data-look]");
    if (!one) return;
    one.focus(); // on closing, the focus is back here
    open(one);
  });
  dialog.querySelectorAll("[data-looking]").forEach((one) => one.addEventListener("click", () => step(Number(one.dataset.looking))));
  dialog.addEventListener("keydown", (event) => {
    if (event.target.tagName === "VIDEO") return; // its own keys wind it
    if (event.key === "ArrowRight" || event.key === "n") step(1);
    else if (event.key === "ArrowLeft" || event.key === "p") step(-1);
    else if (event.key === "x") dialog.close();
    else return;
    event.preventDefault();
  });
  dialog.addEventListener("close", leave);
})();
