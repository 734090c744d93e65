// Shows a message as it will read while somebody types; without it the button "Show preview" does the same.
(() => {
  const text = document.querySelector("[data-message-text]");
  const place = document.querySelector("[data-message-preview]");
  if (!text || !place) return;
  const form = text.form;
  let timer;
  let asked = 0;
  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const mine = ++asked;
      const answer = await fetch(form.dataset.previewUrl, { method: "POST", body: new FormData(form) });
      const shown = await answer.text();
      if (answer.ok && mine === asked) place.innerHTML = shown;
    }, 300);
  });
})();
