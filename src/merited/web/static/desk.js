/* The review desk: keys, the tabs that follow, and what follows from the scores, told at once.
   Without this script the tabs are links, the radios are radios, and Save tells what follows. */
(() => {
  "use strict";
  const desk = document.querySelector("form.desk");
  if (!desk) return;
  const pane = desk.querySelector("#criteria");
  const evidence = desk.querySelector(".pane--evidence");
  const criteria = [...desk.querySelectorAll(".criterion")];
  /* Whether there is a next move, as merited.review.rules.feedback.has_move says it; a test holds both to the same words. */
  const MOVE = /\b(?:one next move|un siguiente paso):\s*/gi; // for those who write it into the words
  const NAY = "applicable n/a na nada necessary needed nil ninguna ninguno ningún no none nope nothing required sin tampoco".split(" ");
  const PRAISE = "a all bien bravo buen done el es excelente excellent for good gracias great hecho i is it job la lo muy nice por really so su thank thanks that the this trabajo usted very was well work you your".split(" ");
  const FILLER = "a add ahora all aplica aquí are at añadir aún be cambiar can caso change de decir do el else en es este esto falta fix for further hace hacer haga have hay here i improve improved is it la longer me mejorar momento more move moves my más necesaria necesario necesita need next not now ocurre of one otra otro para paso pasos por que redo redone rehacer say se ser siguiente step steps su tengo that the there think this time to todavía un una usted va was what yet you your".split(" ");
  function isMove(text) {
    const words = text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’/-][\p{L}\p{N}]+)*/gu) ?? [];
    const telling = words.some((one) => (one.match(/\p{L}/gu) ?? []).length >= 2);
    const saysNone = words.some((one) => NAY.includes(one)) && words.every((one) => NAY.includes(one) || FILLER.includes(one));
    const praises = words.every((one) => PRAISE.includes(one));
    return new Set(words).size >= 2 && telling && !saysNone && !praises;
  }
  function hasMove(words, move, stays) {
    const whole = [words, move && `One next move: ${move.replace(/\n\s*\n/g, "\n")}`, stays].filter((one, n) => one || (n === 2 && move)).join("\n\n");
    return [...whole.matchAll(MOVE)].some((found) => {
      const before = whole.slice(0, found.index), after = whole.slice(found.index + found[0].length);
      const isParagraph = after.includes("\n\n") && (!before || before.endsWith("\n\n"));
      return isMove(isParagraph ? after.split("\n\n")[0] : after.trim().split(/(?<=[.!?])\s+(?=\S)/)[0]);
    });
  }
  const show = (element, on) => { if (element) element.hidden = !on; };

  /* What follows from the scores: said as the server says it after Save. */
  function follow() {
    const lists = { open: new Set(), wordless: new Set(), moveless: new Set(), unscored: new Set() };
    for (const one of criteria) {
      const key = one.dataset.criterion;
      const chosen = one.querySelector("input[type=radio]:checked");
      const meets = Boolean(chosen?.hasAttribute("data-meets"));
      if (!chosen) lists.unscored.add(key);
      else if (!meets) {
        lists.open.add(key);
        const [words, move, stays] = [...one.querySelectorAll("textarea")].map((field) => field.value.trim());
        if (!words && !move && !stays) lists.wordless.add(key);
        else if (!hasMove(words, move, stays)) lists.moveless.add(key);
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

  /* Keys: anywhere on the desk, never where somebody writes, and not at all where they are switched off. */
  const dialog = document.getElementById("keys");
  const on = dialog.querySelector("[data-keys-on]");
  const remembered = { get: () => { try { return localStorage.getItem("merited-desk-keys"); } catch { return null; } },
    set: (value) => { try { localStorage.setItem("merited-desk-keys", value); } catch { /* forbidden */ } } };
  on.checked = remembered.get() !== "off";
  on.addEventListener("change", () => remembered.set(on.checked ? "on" : "off"));
  const help = () => dialog.showModal();
  desk.querySelectorAll("[data-open-keys]").forEach((one) => one.addEventListener("click", help));

  let last = null; // the criterion that one was at
  desk.addEventListener("focusin", (event) => { last = event.target.closest(".criterion") || last; });
  const here = () => document.activeElement?.closest(".criterion");
  /* The criterion that a key is about: where one is, else where one was, else the one that is marked as current. */
  const about = () => here() || last || document.getElementById(pane.querySelector(".tabs [aria-current]").hash.slice(1));
  function stand(element) {
    location.replace(`#${element.id}`);
    element.focus({ preventScroll: true });
  }
  function go(step) {
    const at = criteria.indexOf(here());
    stand(at < 0 ? about() : criteria[Math.min(criteria.length - 1, Math.max(0, at + step))]);
  }
  const places = [...evidence.querySelectorAll(".exhibit")];
  function walk(step) {
    const at = places.indexOf(document.activeElement?.closest(".exhibit"));
    const shown = places.findIndex((one) => one.dataset.place === evidence.querySelector(".tabs [aria-current]")?.dataset.place);
    const next = places[Math.min(places.length - 1, Math.max(0, (at < 0 ? shown : at) + step))];
    if (next) { stand(next); bring(evidence, next); }
  }
  function write(part) {
    const card = about();
    stand(card);
    const field = card.querySelector(`textarea[data-part="${part}"]`);
    (field.checkVisibility() ? field : card.querySelector("textarea")).focus();
  }
  function level(rank) {
    const found = here()?.querySelector(`input[data-rank="${rank}"]`);
    if (!found) return false;
    found.checked = true;
    found.focus();
    found.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  }
  const hand = (what) => about().dispatchEvent(new CustomEvent("merited:words", { detail: what }));
  const KEYS = {
    j: () => go(1), k: () => go(-1), n: () => walk(1), p: () => walk(-1), c: () => stand(about()),
    e: () => { const place = places.find((one) => one.dataset.place === about().dataset.place); if (place) { stand(about()); stand(place); bring(evidence, place); } },
    w: () => write("words"), m: () => write("move"), s: () => write("stays"),
    q: () => hand("quote"), b: () => hand("open"), g: () => hand("gap"),
    x: () => evidence.dispatchEvent(new CustomEvent("merited:look")),
    f: () => { const button = desk.querySelector("button[value=file-next]") || desk.querySelector("button[data-save]"); button.focus(); },
    "?": help,
  };
  document.addEventListener("keydown", (event) => {
    const writes = event.target.matches("textarea, select, input:not([type=radio], [type=checkbox]), [contenteditable]");
    if (event.key === "Escape" && writes && desk.contains(event.target)) return here() ? stand(here()) : pane.focus();
    if (writes || document.querySelector("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!on.checked && event.key !== "?") return;
    const onCriterion = event.target.classList.contains("criterion");
    const key = onCriterion && event.key === "ArrowDown" ? "j" : onCriterion && event.key === "ArrowUp" ? "k" : event.key;
    if (/^[1-9]$/.test(key)) { if (level(key)) event.preventDefault(); return; }
    if (!Object.hasOwn(KEYS, key)) return;
    event.preventDefault();
    KEYS[key]();
  });
})();
