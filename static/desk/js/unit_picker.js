/* A long list of units is narrowed by what is typed above it. Without this script it is the plain list. */
(() => {
  const ENOUGH = 12;

  function enhance(select) {
    if (select.dataset.ready || select.options.length < ENOUGH) return;
    select.dataset.ready = "1";
    const all = [...select.children].map((child) => child.cloneNode(true));
    const frame = document.createElement("span");
    const search = document.createElement("input");
    const found = document.createElement("p");
    frame.className = "linli-pick";
    search.type = "search";
    search.autocomplete = "off";
    search.placeholder = select.dataset.search;
    search.setAttribute("aria-label", select.dataset.search);
    search.setAttribute("aria-controls", select.id);
    found.className = "linli-pick-found";
    found.setAttribute("role", "status");
    select.before(frame);
    frame.append(search, select, found);

    search.addEventListener("input", () => {
      const words = search.value.trim().toLowerCase();
      const kept = select.value;
      let count = 0;
      const matching = (option) => {
        const fits = !option.value || option.value === kept || option.text.toLowerCase().includes(words);
        if (fits && option.value) count += 1;
        return fits;
      };
      select.replaceChildren();
      for (const child of all) {
        const copy = child.cloneNode(true);
        if (copy.tagName === "OPTGROUP") {
          const whole = copy.label.toLowerCase().includes(words);
          for (const option of [...copy.children]) {
            if (whole ? (count += 1, false) : !matching(option)) option.remove();
          }
          if (copy.children.length) select.append(copy);
        } else if (matching(copy)) {
          select.append(copy);
        }
      }
      select.value = kept;
      found.textContent = words ? select.dataset.found.replace("%s", count) : "";
    });
    // Return in the search box must not send the form.
    search.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      select.focus();
    });
  }

  const start = () => document.querySelectorAll("select[data-unit-picker]").forEach(enhance);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
