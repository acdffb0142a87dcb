// Plays where a sentence is heard, from half a second before it, lights up the words, and counts
// what was played. Without this file a sentence is played on a page of its own.
"use strict";
(() => {
  const sound = document.getElementById("sound");
  if (!sound) return;
  const said = document.getElementById("said");
  const counted = document.getElementById("counted");
  const words = [...document.querySelectorAll(".w[data-s]")]
    .map((node) => ({ node, from: +node.dataset.s, until: +node.dataset.e }));
  const LEAD = 500;
  let playing = null;
  let left = [];
  let until = Infinity;
  let began = 0;
  let heard = 0;

  for (const each of document.querySelectorAll(".scripted")) each.hidden = false;

  const clock = (milliseconds) => {
    const seconds = Math.floor(milliseconds / 1000);
    return `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
  };

  // What was played since the last jump, once.
  const sum = () => {
    const now = sound.currentTime * 1000;
    if (playing && now > began) heard += now - began;
    began = now;
  };

  const count = (sentence, milliseconds) => {
    if (!counted || !sentence || milliseconds < 1) return;
    const body = new URLSearchParams(new FormData(counted));
    body.set("sentence", sentence);
    body.set("milliseconds", String(Math.round(milliseconds)));
    fetch(counted.action, { method: "POST", body, keepalive: true }).then((answer) => {
      if (!answer.ok) said.textContent = "It could not be counted that you listened; load the page again.";
    }).catch(() => {});
  };

  const stop = (says) => {
    sum();
    if (playing) {
      playing.setAttribute("aria-pressed", "false");
      count(playing.dataset.sentence, heard);
    }
    playing = null;
    left = [];
    until = Infinity;
    heard = 0;
    if (says) said.textContent = says;
  };

  const next = () => {
    sum();
    const [from, end] = left.shift();
    until = end;
    began = Math.max(0, from - LEAD);
    sound.currentTime = began / 1000;
    said.textContent = `Playing ${clock(from)} to ${clock(end + 999)}`;
    sound.play().catch(() => stop("The recording could not be played."));
  };

  const play = (button) => {
    if (playing === button && !sound.paused) {
      stop("Stopped");
      sound.pause();
      return;
    }
    stop();
    playing = button;
    button.setAttribute("aria-pressed", "true");
    left = button.dataset.spans.trim().split(" ").map((span) => span.split("-").map(Number));
    next();
  };

  const watch = () => {
    const now = sound.currentTime * 1000;
    if (playing && now >= until && !sound.seeking) {
      if (left.length) next();
      else { stop("Done"); sound.pause(); }
    }
    for (const each of words) each.node.classList.toggle("now", each.from <= now && now < each.until);
    if (!sound.paused) requestAnimationFrame(watch);
  };

  for (const button of document.querySelectorAll("button[data-spans]")) {
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", (event) => { event.preventDefault(); play(button); });
  }
  document.getElementById("rate")?.addEventListener("change", (event) => { sound.playbackRate = +event.target.value; });
  sound.addEventListener("play", () => requestAnimationFrame(watch));
  sound.addEventListener("seeked", watch);
  sound.addEventListener("ended", () => stop("Done"));
  sound.addEventListener("error", () => stop("The recording could not be played."));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    stop("Stopped");
    sound.pause();
  });
})();
