// Keys and live lists. Everything works without this file; what a key does is an element of the
// page that can be pressed as well: `data-key` names the key.
"use strict";

const writes = (element) =>
  element instanceof HTMLElement &&
  (element.isContentEditable || /^(input|select|textarea)$/i.test(element.tagName));

const rows = () => [...document.querySelectorAll("[data-row]")];

const move = (by) => {
  const found = rows();
  if (!found.length) return;
  const at = found.findIndex((row) => row === document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : found.length - 1) : at + by;
  found[Math.max(0, Math.min(found.length - 1, next))].focus();
};

const press = (key) => {
  const found = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!found) return false;
  if (writes(found)) found.focus();
  if (!writes(found) || /^(radio|checkbox)$/.test(found.type)) found.click();
  return true;
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (document.body.dataset.keys === "off" || writes(document.activeElement)) return;
  let done = true;
  if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else done = event.key.length === 1 && press(event.key);
  if (done) event.preventDefault();
});

// A list that others change: `data-live` says after how many seconds it is looked at again. What
// somebody has in the focus is not taken away from under them.
const renew = async (list) => {
  if (document.hidden) return;
  const answer = await fetch(location.href, { headers: { accept: "text/html", "x-countenance-live": "1" } });
  // The session is over: what is on this page is for nobody who happens to stand before it.
  if (answer.redirected) location.assign(answer.url);
  if (!answer.ok || answer.redirected) return;
  const read = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = read.getElementById(list.id);
  if (!fresh || fresh.innerHTML === list.innerHTML) return;
  const focused = list.contains(document.activeElement) ? document.activeElement.id : "";
  list.replaceChildren(...fresh.childNodes);
  if (focused) document.getElementById(focused)?.focus();
};

for (const list of document.querySelectorAll("[data-live]")) {
  const seconds = Math.max(5, Number(list.dataset.live) || 15);
  setInterval(() => renew(list).catch(() => {}), seconds * 1000);
}
