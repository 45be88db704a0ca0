// Helps where it can; every page works without it.
"use strict";

// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) return event.preventDefault();
  form.dataset.sent = "1";
});
// A page that the browser kept is fresh again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// What was typed is not lost by a slip.
let isChanged = false;
document.addEventListener("input", (event) => { if (event.target.form?.dataset.keep) isChanged = true; });
document.addEventListener("submit", () => { isChanged = false; });
window.addEventListener("beforeunload", (event) => { if (isChanged) event.preventDefault(); });

// A list's filters apply when they are chosen.
document.addEventListener("change", (event) => {
  if (event.target.matches("form[data-auto] select, form[data-auto] input[type=checkbox]")) event.target.form.requestSubmit();
});

// “/” goes to the search box.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const box = document.querySelector("input[type=search]");
  if (box) { event.preventDefault(); box.focus(); box.select(); }
});

// Rows that stand for a record open it wherever they are clicked.
document.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-href]");
  if (!row || event.target.closest("a, button, input, select, label, summary")) return;
  if (window.getSelection().toString()) return;
  window.location = row.dataset.href;
});

// What a form still lacks is told while it is being filled in.
const beside = document.querySelector("[data-check]");
const watched = document.querySelector("form[data-keep]");
if (beside && watched) {
  let timer, running;
  watched.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 500); });
  async function look() {
    running?.abort();
    running = new AbortController();
    try {
      const body = new URLSearchParams(new FormData(watched));
      const answer = await fetch(beside.dataset.check, { method: "POST", body, signal: running.signal });
      // Whoever is signed out meanwhile is led elsewhere; that page does not belong here.
      if (answer.ok && !answer.redirected) beside.innerHTML = await answer.text();
    } catch { /* what stands there stays until the next try */ }
  }
}

// Printing needs a script.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// One menu is open at a time, and a click elsewhere or Escape closes it.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu-like[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu-like[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
});
// Fields in which an organization is typed offer those known by name, former name, code or credit code.
const offer = (box) => {
  const list = document.createElement("ul"), around = document.createElement("span");
  list.id = `${box.id || box.name}-offers`; list.className = "offers"; list.hidden = true;
  list.setAttribute("role", "listbox"); list.setAttribute("aria-label", box.ariaLabel ?? box.labels[0]?.textContent ?? "");
  const isFocused = document.activeElement === box;
  around.className = "with-offers"; box.replaceWith(around); around.append(box, list);
  if (isFocused) box.focus();
  for (const [name, value] of [["role", "combobox"], ["aria-controls", list.id], ["aria-expanded", "false"], ["aria-autocomplete", "list"]]) box.setAttribute(name, value);
  let current = -1, asked = 0, timer;
  const show = (isOpen) => { list.hidden = !isOpen; box.setAttribute("aria-expanded", String(isOpen)); if (!isOpen) mark(-1); };
  const mark = (index) => {
    current = index;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
    const item = list.children[index];
    if (item) { box.setAttribute("aria-activedescendant", item.id); item.scrollIntoView({ block: "nearest" }); } else box.removeAttribute("aria-activedescendant");
  };
  const take = (item) => { box.value = item.dataset.value; show(false); isChanged = Boolean(box.form?.dataset.keep) || isChanged; };
  const ask = async () => {
    const text = box.value.trim(), number = ++asked;
    if (text.length < 1 || text.endsWith("）")) return show(false);
    let found;
    try {
      const answer = await fetch(`${box.dataset.from}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) return show(false);
      found = await answer.json();
    } catch { return show(false); }
    // An answer that comes after a later question's is out of date.
    if (number !== asked) return;
    list.replaceChildren(...found.map((one, at) => {
      const item = document.createElement("li"), about = document.createElement("small");
      item.id = `${list.id}-${at}`; item.dataset.value = one.value; item.setAttribute("role", "option");
      about.textContent = `${one.code}　${one.about}`;
      item.append(one.name, about);
      return item;
    }));
    mark(-1);
    show(found.length > 0);
  };
  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 150); });
  box.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const count = list.children.length;
    if (event.key === "ArrowDown") mark((current + 1) % count);
    else if (event.key === "ArrowUp") mark((current - 1 + count) % count);
    else if (event.key === "Enter" && current >= 0) take(list.children[current]);
    else if (event.key === "Escape") show(false);
    else return;
    event.preventDefault();
  });
  box.addEventListener("blur", () => { clearTimeout(timer); asked += 1; show(false); });
  // Before the box loses the focus.
  list.addEventListener("mousedown", (event) => {
    const item = event.target.closest("li");
    if (item) { event.preventDefault(); take(item); }
  });
};
for (const box of document.querySelectorAll("input[data-suggest=organization]")) offer(box);

// A file's way to the market is shown; without a script the browser shows its own.
for (const form of document.querySelectorAll("form[data-upload]")) {
  form.addEventListener("submit", (event) => {
    const bar = form.querySelector("progress.upload"), words = form.querySelector("p.upload");
    if (!window.XMLHttpRequest || !bar || !words) return;
    event.preventDefault();
    const request = new XMLHttpRequest(), button = form.querySelector("button");
    bar.hidden = words.hidden = false;
    words.textContent = words.dataset.sending;
    button.disabled = true;
    request.upload.addEventListener("progress", (part) => { if (part.lengthComputable) bar.value = part.loaded / part.total * 100; });
    request.upload.addEventListener("load", () => { bar.removeAttribute("value"); words.textContent = words.dataset.working; });
    request.addEventListener("load", () => {
      // The answer is the page that the browser would have come to.
      if (request.status === 200 && request.responseURL !== window.location.href) { window.location = request.responseURL; return; }
      document.open(); document.write(request.responseText); document.close();
    });
    request.addEventListener("error", () => { bar.hidden = words.hidden = true; button.disabled = false; form.submit(); });
    request.open("POST", form.action);
    request.send(new FormData(form));
  });
}
