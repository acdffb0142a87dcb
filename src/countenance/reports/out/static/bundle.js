// Plays where a sentence is heard, half a second before it until its end, and lights up its words.
"use strict";
(() => {
  const sound = document.getElementById("sound");
  if (!sound) return;
  const said = document.getElementById("said");
  const words = [...document.querySelectorAll("#words .w[data-s]")]
    .map((node) => ({ node, from: +node.dataset.s, until: +node.dataset.e }));
  const LEAD = 500;
  let playing = null;
  let left = [];
  let until = Infinity;
  let lit = new Set();

  const buttons = [...document.querySelectorAll("a.play")].map((link) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "play";
    button.dataset.spans = link.dataset.spans;
    button.setAttribute("aria-pressed", "false");
    button.append(...link.childNodes);
    link.replaceWith(button);
    return button;
  });
  for (const note of document.querySelectorAll(".scripted")) note.hidden = false;

  function clock(milliseconds) {
    const seconds = Math.floor(milliseconds / 1000);
    return String(Math.floor(seconds / 60)).padStart(2, "0") + ":" + String(seconds % 60).padStart(2, "0");
  }

  function next() {
    const [from, end] = left.shift();
    until = end;
    sound.currentTime = Math.max(0, from - LEAD) / 1000;
    said.textContent = "Playing " + clock(from) + " to " + clock(end + 999);
    sound.play().catch(() => { said.textContent = "The recording could not be played."; stop(); });
  }

  function stop() {
    if (playing) playing.setAttribute("aria-pressed", "false");
    playing = null;
    left = [];
    until = Infinity;
  }

  function play(button) {
    if (playing === button && !sound.paused) {
      stop();
      sound.pause();
      said.textContent = "Stopped";
      return;
    }
    stop();
    playing = button;
    button.setAttribute("aria-pressed", "true");
    left = button.dataset.spans.trim().split(" ").map((span) => span.split("-").map(Number));
    next();
  }

  function watch() {
    const now = sound.currentTime * 1000;
    if (playing && now >= until && !sound.seeking) {
      if (left.length) next();
      else { stop(); sound.pause(); said.textContent = "Done"; }
    }
    const shown = new Set(words.filter((each) => each.from <= now && now < each.until));
    for (const each of lit) if (!shown.has(each)) each.node.classList.remove("now");
    for (const each of shown) each.node.classList.add("now");
    lit = shown;
    if (!sound.paused) requestAnimationFrame(watch);
  }

  for (const button of buttons) button.addEventListener("click", () => play(button));
  sound.addEventListener("play", () => requestAnimationFrame(watch));
  sound.addEventListener("seeked", watch);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { stop(); sound.pause(); said.textContent = "Stopped"; return; }
    const at = buttons.indexOf(document.activeElement);
    if (at < 0 || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    const other = buttons[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (!other) return;
    event.preventDefault();
    const closed = other.closest("details:not([open])");
    if (closed) closed.open = true;
    other.focus();
  });
})();
