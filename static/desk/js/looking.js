/* Who else has this item open: asked every half minute while the page can be seen. Only a hint. */
(function () {
  "use strict";

  const line = document.querySelector("[data-looking]:not([data-closed])");
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (!line || !token) return;

  async function ask() {
    if (document.hidden) return;
    try {
      const answer = await fetch(line.dataset.looking, { method: "POST", headers: { "X-CSRFToken": token.value } });
      if (!answer.ok || answer.redirected) return;
      const words = (await answer.text()).trim();
      if (words !== line.innerHTML.trim()) line.innerHTML = words;
    } catch {
      /* Without a connection the hint stays as it is. */
    }
  }

  setInterval(ask, 30000);
  document.addEventListener("visibilitychange", ask);
})();
