/* Saves what is typed: two seconds after a pause, on leaving the page, and again by itself when the connection drops.
   Every letter is also kept in this browser until the server has it. Without this script the page's Save button does it all.

   THE CONTRACT
   The page
     <form method="post" data-autosave="ADDRESS" data-autosave-key="KEY" autocomplete="off" data-autosave-whole data-autosave-fresh>
       ADDRESS  where to save; the form's own address will do (the request says "Accept: application/json").
       KEY      names the copies kept in this browser: the key of the attempt or of the reading.
       data-autosave-whole (only where the server needs everything at once, as a reviewer's sheet does):
                sends every kept field each time; without it only those that changed.
       data-autosave-fresh: the ADDRESS answers a GET with all fields as they are saved ("text" beside the others);
                they are asked for when the page comes to the front again, and what is untouched here follows.
     <textarea name="NAME" data-keep>            a text that is kept; also <input type="text" data-keep> and
     <input type="radio" name="NAME" data-keep>  levels. data-unsaved on a field: the page shows what was typed, which
                                                 the server does not have yet (after a refusal). data-torn: the page
                                                 shows the other text too, and waits for the person to choose.
     <input type="text" data-keep-here>          kept in this browser only, until a button takes it along with a file or link.
     <input type="hidden" name="revision-NAME">  the revision that the page shows; every hidden input goes along.
     <span data-saved="NAME" hidden>icon<span>words</span></span>   its last child is filled with "Saved 9:34 PM", or,
                                                 with data-kept on it, with "Kept in this browser".
                                                 data-saved="" stands for the whole form.
     <span data-count="NAME">                    filled with the server's sentence on how many words there are.
     <p data-trouble="NAME" hidden>icon<span></span></p>            its last child is filled with a refusal's sentence.
     <p data-left="NAME">                       a text that was typed in the field and left in the page by a button: its
                                                 copy in this browser has done its work.
     {% include "pieces/autosave.html" %} inside the form: the words for a dropped connection, a lost sign-in and two texts.
   The request: POST, multipart, X-CSRFToken, the kept fields, the hidden inputs.
   The server's answer: 200 and JSON, also when it says no.
     {"saved": "Saved 9:34 PM",                                      for data-saved=""; all members may be left out
      "fields": {"NAME": {"revision": 4, "saved": "Saved 9:34 PM", "count": "46 words so far. ..."},
                 "NAME": {"refused": "too-long", "sentence": "..."},
                 "NAME": {"refused": "stale", "sentence": "...", "theirs": "the other text", "revision": 5,
                          "saved": "Saved 9:31 PM", "count": "..."}},          the last two are those of the other text
      "html": {"ID": "<li>..."},                                     replaces what is inside the element of that id
      "refused": "claim-expired", "sentence": "..."}                 nothing was saved, and why (shown above the form)
     A field that was sent and is not named as refused counts as saved. A redirect or 401 means: signed out.
   When two texts meet, both are shown, what differs is marked, and the person keeps either, or both. A text that this browser itself sent, and whose answer
   got lost, is no other text. */
(() => {
  "use strict";
  const PAUSE = 2000, AGAIN = [4000, 10000, 30000, 60000], OLD = 60 * 24 * 3600 * 1000;
  const same = (a, b) => plain(a) === plain(b);
  /* As the server cleans it (merited.base.text): only what was never meant may differ. */
  const plain = (text) => (text || "").replace(/\r\n|[\r\x0b\x0c\x85\u2028\u2029]/g, "\n")
    .replace(/[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]/g, "").normalize("NFC");
  const cookie = () => (document.cookie.match(/(?:^|; )merited_csrf=([^;]+)/) || [])[1] || "";

  /* Two texts in pieces, [words, only here], as merited.web.earner.differences finds them. Past MOST pairs of words
     the whole middle is marked. */
  const MOST = 1e6;
  function apart(one, other) {
    const a = one.match(/\s+|\S+/g) || [], b = other.match(/\s+|\S+/g) || [];
    let start = 0, end = 0;
    while (start < Math.min(a.length, b.length) && a[start] === b[start]) start++;
    while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
    const left = a.slice(start, a.length - end), right = b.slice(start, b.length - end);
    const mine = [], theirs = [], put = (list, word, only) => {
      if (list.length && list[list.length - 1][1] === only) list[list.length - 1][0] += word; else if (word) list.push([word, only]);
    };
    const both = (words) => { put(mine, words, false); put(theirs, words, false); };
    both(a.slice(0, start).join(""));
    if (left.length * right.length > MOST) { put(mine, left.join(""), true); put(theirs, right.join(""), true); }
    else {
      const rest = Array.from({ length: left.length + 1 }, () => new Uint16Array(right.length + 1));
      for (let i = left.length - 1; i >= 0; i--) for (let k = right.length - 1; k >= 0; k--) {
        rest[i][k] = left[i] === right[k] ? rest[i + 1][k + 1] + 1 : Math.max(rest[i + 1][k], rest[i][k + 1]);
      }
      let i = 0, k = 0;
      while (i < left.length || k < right.length) {
        if (i < left.length && k < right.length && left[i] === right[k]) { both(left[i]); i++; k++; }
        else if (k === right.length || (i < left.length && rest[i + 1][k] >= rest[i][k + 1])) put(mine, left[i++], true);
        else put(theirs, right[k++], true);
      }
    }
    both(a.slice(a.length - end).join(""));
    return [mine, theirs];
  }
  function lay(place, pieces) {
    place.replaceChildren(...pieces.map(([words, only]) => {
      const piece = only ? document.createElement("mark") : new Text(words);
      if (only) piece.textContent = words;
      return piece;
    }));
  }

  /* Copies in this browser; a browser that forbids them costs nothing but the copies. */
  const store = {
    read(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    write(key, copy) { try { localStorage.setItem(key, JSON.stringify(copy)); } catch { /* full or forbidden */ } },
    drop(key) { try { localStorage.removeItem(key); } catch { /* forbidden */ } },
    tidy() {
      try {
        for (const key of Object.keys(localStorage)) {
          if (key.startsWith("merited ") && Date.now() - (store.read(key)?.at || 0) > OLD) localStorage.removeItem(key);
        }
      } catch { /* forbidden */ }
    },
  };

  class Field {
    constructor(form, name, elements) {
      Object.assign(this, { form, name, elements, radio: elements[0].type === "radio" });
      this.key = `merited ${form.dataset.autosaveKey} ${name}`;
      this.known = this.radio ? (elements.find((one) => one.defaultChecked)?.value || "") : elements[0].defaultValue;
      if (elements[0].hasAttribute("data-unsaved")) this.known = null;
      this.sent = [];
      this.torn = elements[0].hasAttribute("data-torn"); // two texts are shown, and the person has not chosen yet
    }
    get value() { return this.radio ? (this.elements.find((one) => one.checked)?.value || "") : this.elements[0].value; }
    set value(to) {
      if (this.radio) this.elements.forEach((one) => { one.checked = one.value === to; });
      else this.elements[0].value = to;
    }
    get changed() { return !this.torn && this.value !== this.known; }
    get revision() { return this.form.elements[`revision-${this.name}`]; }
    part(kind) { return this.form.querySelector(`[data-${kind}="${CSS.escape(this.name)}"]`); }
    copy() { store.write(this.key, { text: this.value, was: this.known, sent: this.sent, at: Date.now() }); }
    has(text) { return same(text, this.value) || this.sent.some((one) => same(one, text)); }

    /* Whether it stands in the page already: left there by the button that was pressed. */
    left(text) {
      return [...this.form.querySelectorAll(`[data-left="${CSS.escape(this.name)}"]`)].some((one) => same(one.textContent, text));
    }
    /* What was typed here before and never reached the server. */
    bring_back() {
      const copy = store.read(this.key);
      if (!copy || this.torn) return;
      if (same(copy.text, this.value) || this.left(copy.text)) return void store.drop(this.key);
      if (!this.radio) this.elements[0].closest("details")?.setAttribute("open", ""); // what comes back is not folded away
      this.sent = copy.sent || [];
      const ours = copy.was !== null && same(copy.was, this.value);
      const theirs = this.value;
      if (ours || this.sent.some((one) => same(one, theirs))) this.value = copy.text;
      else { this.value = copy.text; this.show_both(theirs, this.revision?.value); }
    }
    settle(text, answer) {
      this.trouble("");
      if (answer.revision !== undefined && this.revision) this.revision.value = answer.revision;
      this.known = text;
      this.sent = [];
      if (this.value === text) store.drop(this.key); else this.copy();
      this.part("saved")?.removeAttribute("data-kept");
      if (answer.saved) say(this.part("saved"), answer.saved);
      if (answer.count && this.part("count")) this.part("count").textContent = answer.count;
    }
    refuse(text, answer, again) {
      if (answer.refused !== "stale") return void this.trouble(answer.sentence);
      if (!this.has(answer.theirs)) return void this.show_both(answer.theirs, answer.revision, answer);
      this.settle(answer.theirs, answer);
      if (this.value !== answer.theirs && !same(this.value, answer.theirs)) again();
      else this.known = this.value;
    }
    trouble(sentence) {
      const place = this.part("trouble");
      if (place) say(place, sentence || "");
      if (!this.radio) this.elements[0].toggleAttribute("aria-invalid", false);
      if (!this.radio && sentence) this.elements[0].setAttribute("aria-invalid", "true");
    }
    /* Somebody with two pages open sees the newer words here, where nothing was typed meanwhile. */
    follow(now) {
      const untouched = !this.changed && !this.torn && document.activeElement !== this.elements[0];
      if (now.text === undefined || !untouched || String(now.revision) === this.revision?.value) return;
      this.value = now.text;
      this.settle(this.value, now);
    }
    called(value) {
      return this.elements.find((one) => one.value === value)?.closest("label").querySelector("b")?.textContent || value;
    }
    show_both(theirs, revision, answer = {}) {
      const model = this.form.querySelector(this.radio ? "template[data-both-levels]" : "template[data-both]");
      if (!model || this.torn) return;
      this.torn = true;
      this.copy();
      const note = model.content.firstElementChild.cloneNode(true);
      const part = (name) => note.querySelector(`[data-${name}]`);
      if (answer.sentence) part("sentence").textContent = answer.sentence;
      const draw = () => {
        if (!this.radio) {
          const [mine, other] = apart(this.value, theirs);
          lay(part("mine"), mine);
          return lay(part("theirs"), other);
        }
        part("mine").textContent = this.called(this.value);
        part("theirs").textContent = this.called(theirs);
      };
      const choose = (text) => {
        this.value = text;
        if (this.revision && revision !== undefined) this.revision.value = revision;
        this.torn = false;
        this.known = theirs;
        if (text === theirs) this.settle(theirs, { saved: answer.saved, count: answer.count });
        this.elements[0].removeEventListener("input", draw);
        note.remove();
        (this.elements.find((one) => one.checked) || this.elements[0]).focus();
        this.elements[0].dispatchEvent(new Event("input", { bubbles: true }));
      };
      const take = { mine: () => this.value, theirs: () => theirs, both: () => `${theirs}\n\n${this.value}` };
      note.querySelectorAll("[data-take]").forEach((one) => one.addEventListener("click", () => choose(take[one.dataset.take]())));
      draw();
      this.elements[0].addEventListener("input", draw);
      this.elements[0].closest(".field, fieldset").append(note);
    }
  }

  function say(place, words) {
    if (!place) return;
    place.hidden = !words;
    (place.lastElementChild || place).textContent = words;
  }

  class Keeper {
    constructor(form) {
      this.form = form;
      this.fields = new Map();
      this.status = form.querySelector("[data-autosave-status]");
      this.tries = 0;
      this.saves = 0;
      this.flight = null;
      this.find();
      this.hold();
      form.addEventListener("input", (event) => this.typed(event));
      form.addEventListener("submit", (event) => this.submit(event));
      addEventListener("online", () => this.save());
      addEventListener("focus", () => this.status && !this.status.hidden ? this.save() : this.fresh());
      form.addEventListener("htmx:configRequest", (event) => this.go_apart(event.detail.formData));
      form.addEventListener("htmx:afterSettle", () => { this.find(); this.hold(); });
      addEventListener("pagehide", () => this.save(true));
      document.addEventListener("visibilitychange", () => { if (document.hidden) this.save(true); else this.fresh(); });
      form.querySelector("[data-try-now]")?.addEventListener("click", () => this.save());
    }
    /* Every field, also those that were drawn anew. */
    find() {
      for (const [name, field] of this.fields) if (!field.elements[0].isConnected) this.fields.delete(name);
      const kept = [...this.form.querySelectorAll("[data-keep]")];
      for (const { name } of kept) {
        if (this.fields.has(name)) continue;
        const field = new Field(this.form, name, kept.filter((one) => one.name === name));
        this.fields.set(name, field);
        field.bring_back();
      }
      if (this.changed().length) this.later(0);
    }
    /* What waits for a file or a link to go with is kept here alone, until it stands beside one. */
    hold() {
      const arrived = [...this.form.querySelectorAll("[data-arrived], textarea[name^=about-]")].map((one) => one.value ?? one.textContent);
      for (const one of this.form.querySelectorAll("[data-keep-here=\"\"]")) {
        const key = `merited ${this.form.dataset.autosaveKey} ${location.pathname} ${one.name}`;
        const text = store.read(key)?.text || "";
        const told = () => one.closest(".field")?.querySelector("[data-held]")?.toggleAttribute("hidden", !one.value);
        if (arrived.some((words) => same(words.trim(), text.trim()))) store.drop(key); else one.value ||= text;
        one.dataset.keepHere = "on";
        one.addEventListener("input", () => {
          if (one.value) store.write(key, { text: one.value, at: Date.now() }); else store.drop(key);
          told();
        });
        told();
      }
    }
    /* What is about to go with a pressed button counts as sent by us. */
    note() {
      this.fields.forEach((field) => { if (field.changed) { field.sent = [...field.sent, field.value].slice(-4); field.copy(); } });
    }
    /* Evidence goes by itself; the texts beside it go their own way, or their revisions would lose count. */
    go_apart(data) {
      this.saves += 1;
      this.fields.forEach((field) => { data.delete(field.name); data.delete(`revision-${field.name}`); });
      this.save();
    }
    /* The page is in front again: what another device saved meanwhile is shown where nothing was touched here. */
    async fresh() {
      if (!this.form.hasAttribute("data-autosave-fresh") || this.flight || this.asking || this.changed().length) return;
      let told;
      const before = this.saves;
      this.asking = true;
      try {
        const answer = await fetch(this.form.dataset.autosave, { redirect: "manual", credentials: "same-origin", headers: { Accept: "application/json" } });
        if (!answer.ok) return;
        told = await answer.json();
      } catch { return; } finally { this.asking = false; }
      if (this.saves !== before) return; // what was asked for is older than what was saved meanwhile
      for (const [name, field] of this.fields) if (told.fields?.[name]) field.follow(told.fields[name]);
      this.draw(told.html);
      this.form.dispatchEvent(new CustomEvent("merited:fresh", { bubbles: true, detail: told }));
    }
    draw(html) {
      for (const [id, words] of Object.entries(html || {})) {
        const place = document.getElementById(id);
        if (place) place.innerHTML = words;
      }
    }
    changed() { return [...this.fields.values()].filter((field) => field.changed); }
    typed(event) {
      const field = this.fields.get(event.target.name);
      if (!field || !event.target.hasAttribute("data-keep")) return;
      field.copy();
      this.later(PAUSE);
    }
    later(wait) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), wait);
    }
    /* One save at a time, except on leaving, when there may be no other. */
    save(leaving = false) {
      clearTimeout(this.timer);
      const changed = this.changed();
      if (!changed.length) return Promise.resolve();
      this.saves += 1;
      if (this.flight && !leaving) return this.flight.then(() => this.save());
      const whole = this.form.hasAttribute("data-autosave-whole");
      const texts = new Map((whole ? [...this.fields.values()] : changed).filter((one) => !one.torn).map((one) => [one, one.value]));
      changed.forEach((field) => { field.sent = [...field.sent, field.value].slice(-4); field.copy(); });
      const body = new FormData();
      for (const one of this.form.querySelectorAll("input[type=hidden]")) {
        if (one.name !== "csrfmiddlewaretoken") body.append(one.name, one.value);
      }
      texts.forEach((text, field) => body.append(field.name, text));
      const flight = fetch(this.form.dataset.autosave, {
        method: "POST", body, redirect: "manual", keepalive: leaving, credentials: "same-origin",
        headers: { Accept: "application/json", "X-CSRFToken": cookie() },
      }).then((answer) => this.answered(answer, texts), () => this.failed("offline"))
        .finally(() => { if (this.flight === flight) this.flight = null; });
      this.flight = flight;
      return flight;
    }
    async answered(answer, texts) {
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return this.failed("signedOut");
      if (answer.status >= 500) return this.failed("offline");
      let told;
      try { told = await answer.json(); } catch { return this.failed(answer.ok ? "offline" : "refused"); }
      if (!answer.ok) return this.failed("refused");
      this.tries = 0;
      this.shown = "";
      this.tell(told.refused ? told.sentence : "");
      if (told.refused) return;
      for (const [field, text] of texts) {
        const found = told.fields?.[field.name] || {};
        if (found.refused) field.refuse(text, found, () => this.later(0)); else field.settle(text, found);
      }
      if (told.saved) say(this.form.querySelector('[data-saved=""]'), told.saved);
      this.draw(told.html);
    }
    tell(words) {
      const place = this.status?.querySelector("[data-words]");
      if (!place) return say(this.status, words);
      place.textContent = words;
      this.status.hidden = !words;
    }
    mark(place, words) {
      if (!place || !words) return;
      place.toggleAttribute("data-kept", true); // no tick: the server does not have it yet
      say(place, words);
    }
    /* Nothing is lost: the copy is in this browser. Say so, and try again. */
    failed(why) {
      if (this.shown !== why) {
        const time = new Date().toLocaleTimeString(document.documentElement.lang || undefined, { hour: "numeric", minute: "2-digit" });
        this.tell((this.status?.dataset[why] || "").replace("{time}", time));
        const door = this.status?.querySelector("[data-sign-in]");
        if (door) door.hidden = why !== "signedOut";
        this.shown = why;
      }
      // The note may be out of sight on a phone: the foot of the field says it too.
      this.changed().forEach((field) => this.mark(field.part("saved"), this.status?.dataset.kept));
      if (why === "refused") return; // trying the same again would be refused again; typing goes on from here
      this.later(AGAIN[Math.min(this.tries++, AGAIN.length - 1)]);
    }
    /* A pressed button waits for the save that is under way, or the two would meet as strangers. */
    submit(event) {
      clearTimeout(this.timer);
      const token = this.form.elements.csrfmiddlewaretoken;
      if (token && cookie()) token.value = cookie();
      this.note();
      if (!this.flight) return this.leave_out();
      event.preventDefault();
      const by = event.submitter;
      this.flight.finally(() => this.form.requestSubmit(by));
    }
    /* Texts that were not touched here stay as they are saved, whatever another device made of them meanwhile. */
    leave_out() {
      if (!this.form.hasAttribute("data-autosave-fresh")) return;
      const still = [...this.fields.values()].filter((field) => !field.changed && !field.torn && !field.radio).map((field) => field.elements[0]);
      still.forEach((one) => { one.disabled = true; });
      setTimeout(() => still.forEach((one) => { one.disabled = false; }));
    }
  }

  store.tidy();
  document.querySelectorAll("form[data-autosave]").forEach((form) => new Keeper(form));
})();
