/* The desk by keyboard, ready sentences at a press, all boxes at once. Without scripts every page works the same. */

const OFF = "desk-keys-off";

function isOff() {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false;
  }
}

const help = document.querySelector("[data-keys]");

/* Single keys can be turned off: speech input and braille keyboards send them by accident. */
if (help) {
  const opener = document.querySelector("[data-keys-open]");
  opener.hidden = false;
  opener.addEventListener("click", () => help.showModal());
  const box = help.querySelector("[data-keys-switch]");
  box.checked = !isOff();
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(OFF, box.checked ? "0" : "1");
    } catch {
      /* Storage is refused: the keys stay on. */
    }
  });
}

const form = document.querySelector("[data-decide]");

/* As the server does it: what was typed or chosen stays. */
for (const button of document.querySelectorAll("[data-facts]")) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    const { ground, facts } = button.form.elements;
    ground.value ||= button.dataset.ground;
    facts.value = [facts.value.trim(), button.dataset.facts].filter(Boolean).join("\n");
    facts.focus();
  });
}

/* Ticks everything, or nothing where everything is ticked. */
for (const button of document.querySelectorAll("[data-tick-all]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const boxes = [...button.form.elements].filter((one) => one.type === "checkbox");
    const wanted = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = wanted;
  });
}

function choose(...actions) {
  const radios = [...form.querySelectorAll("[name=action]")];
  const radio = actions.map((action) => radios.find((one) => one.value === action)).find(Boolean);
  if (radio) radio.checked = true;
  // Also where it does not fit this case: whoever types on without looking must not press other keys of the desk.
  form.elements.ground.focus();
}

/* To the case beside this one, or in the list to the row beside this one. */
function step(by) {
  const walk = document.querySelector(`[data-key=${by > 0 ? "j" : "k"}]`);
  if (walk) return walk.click();
  const rows = [...document.querySelectorAll("[data-row]")];
  const at = rows.indexOf(document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by;
  rows[Math.max(0, Math.min(rows.length - 1, next))]?.focus();
}

function tick() {
  const box = document.activeElement.closest(".desk-row")?.querySelector("[type=checkbox]");
  if (box) box.checked = !box.checked;
}

const KEYS = {
  "?": () => help?.showModal(),
  x: tick,
  j: () => step(1),
  k: () => step(-1),
  u: () => document.querySelector("[data-key=u]")?.click(),
  a: () => {
    const atOnce = document.querySelector("[data-key=a]");
    if (atOnce) atOnce.click();
    else if (form) choose("restore", "clear");
  },
  d: () => form && choose("decline", "remove", "uphold"),
  r: () => form && choose("return", "restore"),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
  if (event.defaultPrevented || isOff() || help?.open) return;
  if (event.target.closest?.("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]")) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
