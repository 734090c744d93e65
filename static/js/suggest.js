/* Suggestions under the search box: a combobox after the ARIA pattern. Without it the button searches. */
(() => {
  "use strict";

  const wait = 160;

  const element = (name, attributes, ...children) => {
    const made = document.createElement(name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    made.append(...children);
    return made;
  };

  const attach = (box, number) => {
    const input = box.querySelector('input[type="search"]');
    const words = box.dataset;
    const id = `suggestions-${number}`;
    let panel = null;
    let active = -1;
    let timer = 0;
    let asked = "";

    const options = () => (panel ? [...panel.querySelectorAll('[role="option"]')] : []);

    const close = () => {
      if (panel) panel.remove();
      panel = null;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };

    const mark = (index) => {
      const all = options();
      if (!all.length) return;
      active = (index + all.length + 1) % (all.length + 1);
      all.forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
      if (active < all.length) {
        input.setAttribute("aria-activedescendant", all[active].id);
        all[active].scrollIntoView({ block: "nearest" });
      } else {
        active = -1;
        input.removeAttribute("aria-activedescendant");
      }
    };

    const option = (label, note, url, at) => {
      const made = element("div", { role: "option", id: `${id}-${at}`, "aria-selected": "false" });
      made.append(element("span", {}));
      made.firstChild.textContent = label;
      if (note) {
        made.append(element("small", {}));
        made.lastChild.textContent = note;
      }
      made.addEventListener("pointerdown", (event) => event.preventDefault());
      made.addEventListener("click", () => window.location.assign(url));
      made.dataset.url = url;
      return made;
    };

    const group = (label, made) => {
      const name = element("p", { class: "group-label", "aria-hidden": "true" });
      name.textContent = label;
      return element("div", { role: "group", "aria-label": label }, name, ...made);
    };

    const show = (found) => {
      close();
      let at = 0;
      const listed = found.words.map((one) =>
        option(one.label, one.count ? words.count.replace("{n}", one.count) : "", one.url, at++),
      );
      const opened = found.pages.map((one) => option(one.label, one.kind, one.url, at++));
      panel = element("div", { class: "suggestions" });
      const list = element("div", { role: "listbox", id, "aria-label": input.labels[0].textContent });
      if (listed.length) list.append(group(words.words, listed));
      if (opened.length) list.append(group(words.pages, opened));
      if (at) panel.append(list);
      const hint = element("p", { class: "hint" });
      hint.textContent = at ? words.hint : words.none;
      panel.append(hint);
      box.append(panel);
      input.setAttribute("aria-expanded", String(at > 0));
    };

    const ask = async () => {
      const typed = input.value.trim();
      if (!typed) return close();
      asked = typed;
      try {
        const answer = await fetch(`${words.suggest}?q=${encodeURIComponent(typed)}`, {
          headers: { Accept: "application/json" },
        });
        if (answer.ok && asked === typed && document.activeElement === input) show(await answer.json());
      } catch {
        close();
      }
    };

    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", id);
    input.addEventListener("input", (event) => {
      clearTimeout(timer);
      if (!event.isComposing) timer = setTimeout(ask, wait);
    });
    input.addEventListener("compositionend", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, wait);
    });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (!options().length) return void ask();
        event.preventDefault();
        const down = event.key === "ArrowDown";
        mark(down ? active + 1 : active < 0 ? options().length - 1 : active - 1);
      } else if (event.key === "Enter" && active >= 0) {
        event.preventDefault();
        window.location.assign(options()[active].dataset.url);
      } else if (event.key === "Escape" && panel) {
        event.preventDefault();
        close();
      }
    });
  };

  document.querySelectorAll("[data-suggest]").forEach(attach);
})();
