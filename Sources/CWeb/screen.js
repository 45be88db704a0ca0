// Keeps a screen up: replaces what changed, and finds back by itself after however long a loss.
"use strict";

const page = document.body, stamp = document.querySelector(".stamp"), moment = stamp.querySelector("time"), words = stamp.querySelector("[data-live]");
const shortest = 2, longest = 60, patience = 45, calm = 3;
const opened = Date.now();
let marks = page.dataset.marks, pause = shortest, source, silence, retry, worry;

const say = (isLive) => {
  const text = isLive ? words.dataset.live : words.dataset.lost;
  if (words.textContent !== text) words.textContent = text;
  stamp.classList.toggle("lost", !isLive);
};
const date = (at) => { if (moment.textContent !== at) moment.textContent = at; };

// A line that moves is exchanged where it begins anew, so that it never jumps.
const waiting = new Map();
const place = (name, html) => {
  const part = document.querySelector(`[data-part="${CSS.escape(name)}"]`);
  if (!part) return;
  const run = part.querySelector(".run");
  if (!run || getComputedStyle(run).animationName === "none") { part.innerHTML = html; return; }
  const isAwaited = waiting.has(name);
  waiting.set(name, html);
  if (isAwaited) return;
  run.addEventListener("animationiteration", () => { part.innerHTML = waiting.get(name); waiting.delete(name); }, { once: true });
};

// Another edition of the program has another page; not again and again, should something in between keep the old one.
const renew = () => { setTimeout(() => window.location.reload(), Math.max(0, 10_000 - (Date.now() - opened))); };

const heard = (event) => {
  const told = JSON.parse(event.data);
  pause = shortest;
  clearTimeout(worry); worry = undefined;
  clearTimeout(silence);
  // A connection may be dead without saying so.
  silence = setTimeout(lose, patience * 1000);
  if (told.at) date(told.at);
  say(true);
  return told;
};

const connect = () => {
  clearTimeout(retry);
  source?.close();
  source = new EventSource(`${page.dataset.stream}?have=${encodeURIComponent(marks)}`);
  source.addEventListener("figures", (event) => {
    const told = heard(event);
    if (told.program !== page.dataset.program) { renew(); return; }
    for (const [name, html] of Object.entries(told.parts)) place(name, html);
    marks = event.lastEventId;
  });
  source.addEventListener("beat", heard);
  source.addEventListener("closed", () => window.location.reload());
  source.onerror = () => { if (source.readyState === EventSource.CLOSED) refused(); else lose(); };
  clearTimeout(silence);
  silence = setTimeout(lose, patience * 1000);
};

// The figures stay, with the time that they are of; the next try comes after a growing while, not all screens' at once.
const lose = () => {
  source?.close();
  clearTimeout(silence);
  clearTimeout(retry);
  worry ??= setTimeout(() => say(false), calm * 1000);
  retry = setTimeout(connect, pause * 1000 * (0.75 + Math.random() / 2));
  pause = Math.min(longest, pause * 2);
};

// The service answered, but with no events: if the page itself is no more to be had, that is what is to be seen.
const refused = async () => {
  source.close();
  try {
    const answer = await fetch(window.location.href, { cache: "no-store" });
    if (answer.redirected || (answer.status >= 400 && answer.status < 500 && answer.status !== 429)) { window.location.reload(); return; }
  } catch { /* not there after all */ }
  lose();
};

window.addEventListener("online", () => { pause = shortest; connect(); });
// A page that the browser kept aside hears nothing meanwhile.
window.addEventListener("pageshow", (event) => { if (event.persisted) connect(); });
connect();
