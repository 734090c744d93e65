/* Needs at the desk: everything here only saves a few keys; each step works without it. */
(function () {
  "use strict";

  /* “Join to this one” writes the code into the form that concludes. */
  document.querySelectorAll("[data-master]").forEach((button) => {
    const field = document.getElementById("screen_master");
    if (!field) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      field.closest("details").open = true;
      field.value = button.dataset.master;
      const radio = document.querySelector("#screen input[name=outcome][value=duplicate]");
      if (radio) radio.checked = true;
      field.focus();
    });
  });

  /* The board opens where one was reading: the need in hand stands in sight in its list. */
  const inHand = document.querySelector(".board-card.is-here");
  if (inHand) {
    const list = inHand.closest(".board-list");
    list.scrollTop = inHand.offsetTop - list.offsetTop - 60;
  }

  /* Ctrl ↵ hands in the form that the cursor is in, in forms that are not decided with keys elsewhere. */
  document.querySelectorAll("form[data-fast]").forEach((form) => {
    const first = form.dataset.first && document.getElementById(form.dataset.first);
    if (first) first.focus();
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      form.requestSubmit();
    });
  });
})();
