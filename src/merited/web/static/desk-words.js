/* Words at hand: what a button of the list would put at the end of its field goes where the cursor is, and the first gap
   is ready to be typed over. Without this script the same buttons are sent to the server, which appends. */
(() => {
  "use strict";
  const desk = document.querySelector("form.desk");
  if (!desk) return;
  /* Gaps, as merited.review.rules.feedback finds them; a test holds both to the same words. */
  const WIDE = /\[[^[\]\s]+(?:\s+[^[\]\s]+)+\](?!\((?:https?:|mailto:|\/|#))/g;
  const ONE_WORD = /(?<![\p{L}\p{N}_\]])\[(\p{L}{3,}(?:[-'’]\p{L}+)*)\](?![\p{L}\p{N}_[])(?!\((?:https?:|mailto:|\/|#))/gu;
  const SAID = "aplausos applause emphasis ilegible illegible inaudible laughs laughter masked music música oculto omitido omitted pausa pause redacted risas sic silence silencio tachado unclear".split(" ");
  function gapsIn(text) {
    const plain = text.replace(/[“"«][^”"»]*[”"»]/g, (quoted) => new RegExp(`^${ONE_WORD.source}$`, "u").test(quoted.slice(1, -1)) ? quoted : " ".repeat(quoted.length));
    const single = [...plain.matchAll(ONE_WORD)].filter(([, word]) => word[0] === word[0].toLowerCase() && !SAID.includes(word));
    return [...text.matchAll(WIDE), ...single].sort((one, other) => one.index - other.index);
  }

  function put(field, text) {
    const [start, end] = [field.selectionStart, field.selectionEnd];
    const before = field.value.slice(0, start);
    const lead = before && !/\s$/.test(before) ? " " : "";
    const trail = /^\S/.test(field.value.slice(end)) ? " " : "";
    field.setRangeText(lead + text + trail, start, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
    const [gap] = gapsIn(text);
    if (gap) field.setSelectionRange(start + lead.length + gap.index, start + lead.length + gap.index + gap[0].length);
  }
  /* The next gap after the cursor, in this field or one after it; then from the beginning. */
  function gap(card) {
    const fields = [...card.querySelectorAll("textarea")];
    const found = fields.flatMap((field) => gapsIn(field.value).map((one) => ({ field, at: one.index, end: one.index + one[0].length })));
    const from = fields.indexOf(card.gapField ?? null);
    const next = found.find((one) => fields.indexOf(one.field) > from || (fields.indexOf(one.field) === from && one.at >= one.field.selectionEnd)) || found[0];
    if (!next) return;
    card.gapField = next.field;
    next.field.focus();
    next.field.setSelectionRange(next.at, next.end);
  }
  function into(button) {
    const card = button.closest(".criterion");
    put(card.querySelector(`textarea[data-part="${button.dataset.into}"]`), button.querySelector("[data-text]").textContent);
  }
  desk.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-into]");
    if (!button) return;
    event.preventDefault();
    into(button);
  });
  for (const card of desk.querySelectorAll(".criterion")) {
    card.addEventListener("merited:words", ({ detail }) => {
      const list = card.querySelector(".at-hand");
      const asks = list.querySelector("[data-asks]");
      if (detail === "gap") return gap(card);
      if (detail === "quote" && asks) return into(asks);
      list.open = true;
      (list.querySelector("button") || list.querySelector("summary")).focus();
    });
  }
})();
