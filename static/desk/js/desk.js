/* Keys of the desk. Every key clicks, checks or focuses something that is on the page and can be reached by Tab;
   none acts inside a field, and all of them can be switched off (kept in this browser). */
(function () {
  "use strict";

  const SWITCH = "desk-keys";
  const desk = document.querySelector("[data-desk]");
  if (!desk) return;

  const find = (selector) => desk.querySelector(selector);
  const rows = () => [...desk.querySelectorAll("[data-row]")];
  const help = document.querySelector("[data-help]");

  /* The account page has a switch for all keys of the admin; ours is for this browser alone. */
  function offInAccount() {
    const config = document.getElementById("wagtail-config");
    return config && JSON.parse(config.textContent).KEYBOARD_SHORTCUTS_ENABLED === false;
  }

  function switchedOff() {
    if (offInAccount()) return true;
    try {
      return localStorage.getItem(SWITCH) === "off";
    } catch {
      return false;
    }
  }

  function inField(target) {
    if (!(target instanceof Element)) return false;
    if (target.closest("[contenteditable]:not([contenteditable=false])")) return true;
    const field = target.closest("input, textarea, select");
    return Boolean(field) && !["checkbox", "radio", "button", "submit"].includes(field.type);
  }

  function here() {
    return rows().find((row) => row.classList.contains("is-here"));
  }

  function moveTo(row) {
    if (!row) return;
    rows().forEach((other) => other.classList.toggle("is-here", other === row));
    row.querySelector("[data-open]").focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const all = rows();
    if (all.length) {
      const index = all.indexOf(here());
      moveTo(all[Math.min(all.length - 1, Math.max(0, index + by))]);
      return true;
    }
    const link = document.querySelector(by > 0 ? "[data-next]" : "[data-previous]");
    if (link) link.click();
    return Boolean(link);
  }

  function click(selector) {
    const element = find(selector);
    if (!element) return false;
    element.click();
    return true;
  }

  function choose(decision) {
    const radio = find(`input[name=decision][value=${decision}]`);
    if (radio) {
      radio.checked = true;
      radio.dispatchEvent(new Event("change", { bubbles: true }));
      // A no needs words: what is typed next belongs to the opinion and must not act as a key.
      const words = radio.value === "approve" ? null : find("form[data-decide] textarea");
      (words || radio).focus({ preventScroll: true });
      return true;
    }
    if (picked().length) return click(`[data-bulk=${decision}]`);
    const row = here();
    if (!row) return false;
    const link = new URL(row.querySelector("[data-open]").href);
    link.searchParams.set("decision", decision);
    window.location.assign(link);
    return true;
  }

  function pick() {
    const row = here();
    const box = row && row.querySelector("input[type=checkbox]");
    if (!box) return choose("reject");
    box.click();
    return true;
  }

  function open() {
    const row = here();
    if (!row) return false;
    row.querySelector("[data-open]").click();
    return true;
  }

  function toggleHelp() {
    if (!help || !help.showModal) return false;
    if (help.open) help.close();
    else help.showModal();
    return true;
  }

  function focusSearch() {
    const box = find("input[type=search]");
    if (!box) return false;
    box.focus();
    box.select();
    return true;
  }

  /* A key that a page gives to an element of its own: it is brought to the hand, never pressed. */
  function reach(key) {
    const element = /^[0-9a-z]$/.test(key) && find(`[data-key="${key}"]`);
    if (!element) return false;
    const fold = element.matches("summary") && element.parentElement;
    if (fold) fold.open = true;
    const words = fold && fold.querySelector("textarea");
    (words || element).focus();
    return true;
  }

  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    x: pick,
    a: () => choose("approve"),
    r: () => choose("return_to_author"),
    z: () => click("[data-undo] button"),
    g: () => click("[data-go]"),
    "/": focusSearch,
    "?": toggleHelp,
  };

  window.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        /* Where a page has several, only the one that the cursor is in: never another decision than the one looked at. */
        const forms = desk.querySelectorAll("form[data-decide]");
        const form = event.target.closest("form[data-decide]") || (forms.length === 1 ? forms[0] : null);
        if (form && !switchedOff()) {
          event.preventDefault();
          form.requestSubmit(form.querySelector("[data-submit]"));
        }
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (switchedOff() || inField(event.target)) return;
      if (document.querySelector("dialog[open]") && event.key !== "?") return;
      if (event.key === "Enter") {
        const plain = event.target === document.body || event.target.matches("[data-row] input");
        if (plain && open()) event.preventDefault();
        return;
      }
      const key = event.key.toLowerCase();
      const act = KEYS[key];
      if (act ? act() : reach(key)) {
        // Wagtail listens for "?" and "/" as well.
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    },
    true,
  );

  /* The row in hand. On a phone it is the higher one: while a finger is down nothing may move under it. */
  let pressed = false;

  function markHere(target) {
    const row = target.closest("[data-row]");
    if (row) rows().forEach((other) => other.classList.toggle("is-here", other === row));
  }

  desk.addEventListener("pointerdown", () => {
    pressed = true;
  });
  ["pointerup", "pointercancel"].forEach((end) =>
    document.addEventListener(end, () => {
      pressed = false;
    }),
  );
  desk.addEventListener("focusin", (event) => {
    if (!pressed) markHere(event.target);
  });
  desk.addEventListener("click", (event) => markHere(event.target));

  /* What is selected */
  const bulk = find("[data-bulk-bar]");
  const all = find("[data-pick-all]");

  function picked() {
    return [...desk.querySelectorAll("[data-row] input[type=checkbox]:checked")];
  }

  function showPicked() {
    if (!bulk) return;
    const count = picked().length;
    bulk.hidden = count === 0;
    bulk.querySelector("[data-picked]").textContent = count;
    if (all) {
      all.checked = count > 0 && count === rows().length;
      all.indeterminate = count > 0 && count < rows().length;
    }
  }

  desk.addEventListener("change", (event) => {
    if (event.target === all) {
      desk.querySelectorAll("[data-row] input[type=checkbox]").forEach((box) => {
        box.checked = all.checked;
      });
    }
    showPicked();
  });
  if (bulk) {
    bulk.querySelector("[data-clear]").addEventListener("click", () => {
      picked().forEach((box) => {
        box.checked = false;
      });
      showPicked();
    });
    showPicked();
    if (rows().length) rows()[0].classList.add("is-here");
  }
  if (all) all.hidden = false;

  /* Menus of filters close on Escape and on a click elsewhere; a choice is applied at once. */
  const menus = () => [...desk.querySelectorAll("details[data-pick]")];
  document.addEventListener("click", (event) => {
    menus().forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  desk.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest("details[data-pick]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  /* Phrases put their words into the opinion. */
  desk.querySelectorAll("[data-phrase]").forEach((chip) => {
    chip.hidden = false;
    chip.addEventListener("click", () => {
      const field = find(chip.dataset.phrase);
      if (!field) return;
      const words = chip.dataset.words || chip.textContent.trim();
      if (!field.value.includes(words)) field.value += (field.value && !/[，。；]$/.test(field.value) ? "；" : "") + words;
      field.focus();
      field.setSelectionRange(field.value.length, field.value.length);
    });
  });

  /* The bar that takes back goes when its time is over: the server would refuse by then. */
  const undo = find("[data-undo]");
  if (undo) setTimeout(() => undo.remove(), Number(undo.dataset.undo) * 1000);

  /* The switch in the help */
  const toggle = help && help.querySelector("[data-keys-switch]");
  if (toggle) {
    toggle.checked = !switchedOff();
    toggle.disabled = offInAccount();
    toggle.addEventListener("change", () => {
      try {
        localStorage.setItem(SWITCH, toggle.checked ? "on" : "off");
      } catch {
        toggle.checked = true;
      }
    });
  }
  document.querySelectorAll("[data-open-help]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", toggleHelp);
  });

  /* Errors first */
  const errors = find("[data-errors]");
  if (errors) errors.focus();
})();
