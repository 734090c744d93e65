/* Small helps for those whose browser runs scripts. Everything works without them. */
(() => {
  "use strict";

  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  const summary = document.getElementById("errors");
  if (summary) summary.focus();

  /* The code of a printed receipt comes after the #: no server ever sees it in an address. */
  const code = document.getElementById("id_code");
  if (code && !code.value && /^#\d{8}$/.test(location.hash)) {
    code.value = location.hash.slice(1).replace(/^(\d{4})/, "$1 ");
    document.getElementById("id_tail").focus();
    history.replaceState(null, "", location.pathname);
  }

  const shared = document.getElementById("share");
  if (shared) {
    const open = () => {
      if (location.hash === "#share") shared.open = true;
    };
    window.addEventListener("hashchange", open);
    open();
  }

  /* Reading aloud: the button appears only where the browser has a Chinese voice. */
  const buttons = document.querySelectorAll("[data-read-aloud]");
  const text = document.querySelector("[data-read]") || document.getElementById("content");
  const speech = window.speechSynthesis;
  if (buttons.length && text && speech) {
    const voiceFor = () => speech.getVoices().find((voice) => voice.lang.toLowerCase().startsWith("zh"));
    const pieces = () => (text.innerText.match(/[^。！？；\n]+[。！？；]?/g) || []).filter((piece) => piece.trim());
    const stop = () => {
      speech.cancel();
      buttons.forEach((button) => button.setAttribute("aria-pressed", "false"));
    };
    const start = (button) => {
      button.setAttribute("aria-pressed", "true");
      const parts = pieces();
      parts.forEach((part, index) => {
        const spoken = new SpeechSynthesisUtterance(part);
        spoken.lang = "zh-CN";
        spoken.voice = voiceFor() || null;
        spoken.rate = document.documentElement.hasAttribute("data-elder") ? 0.85 : 1;
        if (index === parts.length - 1) spoken.onend = stop;
        speech.speak(spoken);
      });
    };
    const show = () => {
      if (voiceFor()) buttons.forEach((button) => (button.hidden = false));
    };
    buttons.forEach((button) => {
      button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", () => {
        const reading = button.getAttribute("aria-pressed") === "true";
        stop();
        if (!reading) start(button);
      });
    });
    speech.addEventListener?.("voiceschanged", show);
    window.addEventListener("pagehide", () => speech.cancel());
    show();
  }
})();
