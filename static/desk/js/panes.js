/* The views of the text as tabs. Without this they follow each other on the page, and the tabs are links. */
(function () {
  "use strict";

  const list = document.querySelector("[data-panes]");
  if (!list) return;
  list.setAttribute("role", "tablist");
  const tabs = [...list.querySelectorAll("[data-pane]")];
  const paneOf = (tab) => document.querySelector(tab.getAttribute("href"));

  function show(chosen) {
    tabs.forEach((tab) => {
      const on = tab === chosen;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      paneOf(tab).hidden = !on;
    });
  }

  tabs.forEach((tab, index) => {
    const pane = paneOf(tab);
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", pane.id);
    pane.setAttribute("role", "tabpanel");
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      show(tab);
    });
    tab.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!by) return;
      event.preventDefault();
      const next = tabs[(index + by + tabs.length) % tabs.length];
      show(next);
      next.focus();
    });
  });
  show(tabs[0]);
})();
