// What a script adds to pages that are whole without one. A function for each enhancement, found by a data-attribute:
// `data-refresh` is enhanced by `refresh`. One file and no imports, so that a page asks for one script.

const enhancements = {
  /** Puts the reader at the list of what must be mended. */
  summary(box) {
    box.focus();
  },

  /** Says while somebody types how many characters are left: data-counter="500", its words in data-left and data-over. */
  counter(field) {
    const most = Number(field.dataset.counter);
    const told = document.getElementById(`${field.id}-count`);
    if (!told) return;
    let waiting = 0;
    const say = () => {
      // A character is what a person counts as one, not what the machine stores it in.
      const left = most - [...field.value].length;
      told.textContent = (left < 0 ? field.dataset.over : field.dataset.left).replace("{count}", Math.abs(left));
      told.classList.toggle("over", left < 0);
    };
    field.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(say, 300);
    });
    say();
  },

  /** Shows only the rows in use, and a button for one more: data-rows on the whole, data-row on each, its words in data-add. */
  rows(whole) {
    const rows = [...whole.querySelectorAll("[data-row]")];
    const used = (row) =>
      row.querySelector("[aria-invalid=true]") ||
      [...row.querySelectorAll("input, select, textarea")].some((each) =>
        ["checkbox", "radio"].includes(each.type) ? each.checked : each.type !== "hidden" && each.value,
      );
    const last = rows.findLastIndex((row) => used(row));
    rows.forEach((row, at) => (row.hidden = at > Math.max(last, 0)));
    const button = document.createElement("button");
    button.type = "button";
    button.className = "second";
    button.textContent = whole.dataset.add;
    const settle = () => (button.hidden = rows.every((row) => !row.hidden));
    button.addEventListener("click", () => {
      const next = rows.find((row) => row.hidden);
      next.hidden = false;
      settle();
      next.querySelector("input, select, textarea")?.focus();
    });
    rows.at(-1)?.after(button);
    settle();
  },

  /** Looks again every data-refresh seconds while something runs, and puts the new state in place of the old. */
  refresh(region) {
    const seconds = Number(region.dataset.refresh);
    const look = async () => {
      try {
        const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.getElementById(region.id);
        if (!answer.ok || !fresh) return location.reload();
        // Put in place only when it differs: it is read out each time.
        if (fresh.innerHTML !== region.innerHTML) region.replaceChildren(...fresh.childNodes);
        // Done: what else stands on the page has changed as well.
        if (!fresh.dataset.refresh) return location.reload();
      } catch {
        // Not reached this time; the next look may.
      }
      setTimeout(look, seconds * 1000);
    };
    setTimeout(look, seconds * 1000);
  },

  /** Closes an open menu by Escape, by a click elsewhere, and when the focus leaves it. */
  menu(menu) {
    const close = () => (menu.open = false);
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      close();
      menu.querySelector("summary").focus();
    });
    document.addEventListener("click", (event) => menu.contains(event.target) || close());
    menu.addEventListener("focusout", (event) => event.relatedTarget && !menu.contains(event.relatedTarget) && close());
  },

  /** Saves a form unasked while somebody fills it in, to the address in data-autosave, and says so in its .autosave. */
  autosave(form) {
    const { autosave: address, saved, offline, expired, elsewhere, refused } = form.dataset;
    const told = form.querySelector(".autosave");
    const own = ["form_token", "idempotency_key", "then", "back"];
    const [PAUSE, AGAIN] = [1500, 10000];
    let waiting = 0;
    let sending = null;
    let stopped = false;
    let failed = false;
    const content = () => {
      const fields = {};
      for (const [name, value] of new FormData(form)) {
        if (own.includes(name)) continue;
        fields[name] = name in fields ? [fields[name], value].flat() : value;
      }
      return { ...fields, edition: Number(form.elements.edition.value) };
    };
    const text = () => JSON.stringify({ ...content(), edition: 0 });
    let kept = text();
    const say = (words) => told.textContent !== words && (told.textContent = words);
    const later = (pause) => {
      clearTimeout(waiting);
      if (!stopped) waiting = setTimeout(save, pause);
    };
    const send = (keepalive) =>
      fetch(address, {
        method: "POST",
        keepalive,
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify(content()),
      });
    const heard = async (answer, sent) => {
      failed = !answer.ok;
      if (answer.ok) {
        const { edition, saved_at } = await answer.json();
        form.elements.edition.value = edition;
        kept = sent;
        const clock = { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" };
        say(saved.replace("{time}", new Date(saved_at).toLocaleTimeString("zh-CN", clock)));
        if (text() !== kept) later(PAUSE);
        return;
      }
      // An older page never overwrites a newer one: what is in this one is still sent by its buttons.
      stopped = answer.status === 409;
      say(answer.status === 401 ? expired : stopped ? elsewhere : refused);
      if (answer.status === 401 || answer.status >= 500) later(AGAIN);
    };
    const save = async () => {
      const sent = text();
      if (sending || sent === kept) return;
      sending = send(false)
        .then((answer) => heard(answer, sent))
        .catch(() => {
          failed = true;
          say(offline);
          later(AGAIN);
        })
        .finally(() => (sending = null));
    };
    form.addEventListener("input", () => later(PAUSE));
    form.addEventListener("change", () => later(PAUSE));
    addEventListener("online", () => later(0));
    addEventListener("pagehide", () => !stopped && text() !== kept && send(true));
    addEventListener("beforeunload", (event) => failed && !stopped && text() !== kept && event.preventDefault());
    form.addEventListener("submit", (event) => {
      clearTimeout(waiting);
      stopped = true;
      if (!sending) return void (kept = text());
      // The edition the answer brings belongs into what is sent now.
      event.preventDefault();
      sending.then(() => form.requestSubmit(event.submitter));
    });
  },

  /** Lets a button be pressed only after so many seconds, and says how many are left: data-countdown="42", its words in data-wait. */
  countdown(button) {
    const words = button.textContent;
    const until = performance.now() + Number(button.dataset.countdown) * 1000;
    const tick = () => {
      const left = Math.ceil((until - performance.now()) / 1000);
      button.disabled = left > 0;
      button.textContent = left > 0 ? button.dataset.wait.replace("{seconds}", left) : words;
      if (left > 0) setTimeout(tick, 1000);
    };
    tick();
  },
};

for (const [name, enhance] of Object.entries(enhancements)) {
  for (const each of document.querySelectorAll(`[data-${name}]`)) enhance(each);
}

// A table wider than its place can be scrolled with the keyboard too.
for (const each of document.querySelectorAll(".table")) {
  if (each.scrollWidth > each.clientWidth) each.tabIndex = 0;
}
