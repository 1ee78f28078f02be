/* The review desk: keys, the tabs that follow, and what follows from the scores, told at once.
   Without this script the tabs are links, the radios are radios, and Save tells what follows. */
(() => {
  "use strict";
  const desk = document.querySelector("form.desk");
  if (!desk) return;
  const pane = desk.querySelector("#criteria");
  const evidence = desk.querySelector(".pane--evidence");
  const criteria = [...desk.querySelectorAll(".criterion")];
  const show = (element, on) => { if (element) element.hidden = !on; };

  /* What follows from the scores: said as the server says it after Save. */
  function follow() {
    const lists = { open: new Set(), wordless: new Set(), unscored: new Set() };
    for (const one of criteria) {
      const key = one.dataset.criterion;
      const chosen = one.querySelector("input[type=radio]:checked");
      const meets = Boolean(chosen?.hasAttribute("data-meets"));
      if (!chosen) lists.unscored.add(key);
      else if (!meets) {
        lists.open.add(key);
        if (!one.querySelector("textarea").value.trim()) lists.wordless.add(key);
      }
      const mark = desk.querySelector(`[data-mark="${CSS.escape(key)}"]`);
      show(mark?.querySelector("[data-when=met]"), meets);
      show(mark?.querySelector("[data-when=open]"), chosen && !meets);
      show(mark?.querySelector("[data-when=unscored]"), !chosen);
    }
    const outcome = desk.querySelector("[data-outcome]");
    show(outcome.querySelector("[data-when=earned]"), !lists.open.size && !lists.unscored.size);
    for (const [name, keys] of Object.entries(lists)) {
      show(outcome.querySelector(`[data-when=${name}]`), keys.size);
      outcome.querySelectorAll(`[data-list=${name}] [data-key]`).forEach((one) => show(one, keys.has(one.dataset.key)));
    }
  }
  desk.addEventListener("input", follow);
  addEventListener("pageshow", follow);
  follow();

  /* The tabs mark what is in view; with a criterion comes the evidence that it judges. */
  function turn() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const place = target?.dataset.place;
    if (!place || !desk.contains(target)) return;
    const isCriterion = target.classList.contains("criterion");
    mark(evidence, (one) => one.dataset.place === place);
    mark(pane, (one) => isCriterion ? one.hash === location.hash : one.dataset.place === place);
    const shown = evidence.querySelector(`.exhibit[data-place="${place}"]`);
    if (isCriterion && shown) bring(evidence, shown);
  }
  function bring(half, element) {
    half.scrollTop += element.getBoundingClientRect().top - half.getBoundingClientRect().top - 16;
  }
  function mark(half, current) {
    half.querySelectorAll(".tabs a").forEach((one) => {
      if (current(one)) one.setAttribute("aria-current", "true"); else one.removeAttribute("aria-current");
    });
  }
  addEventListener("hashchange", turn);
  turn();
  /* Coming back: go on where the sheet goes on, where the halves scroll by themselves. */
  const current = desk.querySelector(".criterion.is-current");
  if (!location.hash && pane.scrollHeight > pane.clientHeight + 1) {
    // What holds the work is read first.
    if (current !== criteria[0] && !pane.querySelector("[data-on-hold]")) bring(pane, current);
    const shown = evidence.querySelector(".exhibit.is-current");
    if (shown !== evidence.querySelector(".exhibit")) bring(evidence, shown);
  }

  /* Keys work while the half with the criteria has the focus, and never where somebody writes. */
  function go(step) {
    const here = criteria.indexOf(document.activeElement?.closest(".criterion"));
    // From outside a criterion, a key leads to the one that is marked as current.
    const next = here < 0
      ? document.getElementById(pane.querySelector(".tabs [aria-current]").hash.slice(1))
      : criteria[Math.min(criteria.length - 1, Math.max(0, here + step))];
    location.replace(`#${next.id}`);
    next.focus({ preventScroll: true });
  }
  pane.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("textarea, input:not([type=radio])")) return;
    const onCriterion = event.target.classList.contains("criterion");
    if (event.key === "j" || (onCriterion && event.key === "ArrowDown")) go(1);
    else if (event.key === "k" || (onCriterion && event.key === "ArrowUp")) go(-1);
    else if (/^[1-9]$/.test(event.key)) {
      const level = event.target.closest(".criterion")?.querySelector(`input[data-rank="${event.key}"]`);
      if (!level) return;
      level.checked = true;
      level.focus();
      level.dispatchEvent(new Event("input", { bubbles: true }));
    } else return;
    event.preventDefault();
  });
})();
