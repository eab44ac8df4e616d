/* The board of a feed by mouse, touch and keyboard. It only fills in the slot numbers of the form and asks for the
   dry run; without scripts the same form is typed and sent. */

const form = document.querySelector("[data-board]");
const says = form.querySelector("[data-says]");
const words = form.dataset;

const lines = () => [...form.querySelectorAll("[data-entry]")];
const entryOf = (line) => line.dataset.entry;

function say(text) {
  says.textContent = text;
}

function ready() {
  for (const one of form.querySelectorAll("[data-handle], .board-script")) one.hidden = false;
}

/* Asks for the next edition with what the form says now, and shows it in place of the old dry run. */
let asked = 0;
async function tryOut(focusEntry, press) {
  const data = new FormData(form);
  data.set("try", "1");
  if (press) data.set(press.name, press.value);
  const mine = ++asked;
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: data });
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== asked) return;
    for (const id of ["board-says", "board-then", "board-clash"]) document.getElementById(id).replaceWith(page.getElementById(id));
    ready();
    form.querySelector(`[data-entry="${focusEntry}"] [data-handle]`)?.focus();
  } catch {
    say(words.failed);
  } finally {
    if (mine === asked) form.removeAttribute("aria-busy");
  }
}

/* What is lifted: the line, the slots as they stood, and where it was. */
let lifted = null;

function lift(line) {
  lifted = { line, slots: lines().map((one) => one.dataset.slot), before: lines() };
  line.dataset.lifted = "";
}

function moveTo(index) {
  const others = lines().filter((line) => line !== lifted.line);
  const at = Math.max(0, Math.min(others.length, index));
  if (others[at]) others[at].before(lifted.line);
  else others.at(-1)?.after(lifted.line);
  lines().forEach((line, number) => {
    line.querySelector(".board-slot").textContent = lifted.slots[number];
  });
  return lifted.slots[at];
}

function drop() {
  const { line, slots, before } = lifted;
  const at = lines().indexOf(line);
  delete line.dataset.lifted;
  lifted = null;
  if (before.indexOf(line) === at) return;
  form.elements[`slot-${entryOf(line)}`].value = slots[at];
  say(`${words.at} ${slots[at]}. ${words.dropped}`);
  tryOut(entryOf(line));
}

function putBack() {
  const { line, before } = lifted;
  moveTo(before.indexOf(line));
  delete line.dataset.lifted;
  lifted = null;
  line.querySelector("[data-handle]").focus();
  say(words.back);
}

form.addEventListener("keydown", (event) => {
  const line = event.target.closest("[data-handle]")?.closest("[data-entry]");
  if (!line) return;
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (event.key === " " || event.key === "Enter") {
    event.preventDefault();
    if (lifted) return drop();
    lift(line);
    say(words.lifted);
  } else if (lifted && event.key === "Escape") {
    event.preventDefault();
    putBack();
  } else if (lifted && step) {
    event.preventDefault();
    const slot = moveTo(lines().indexOf(lifted.line) + step);
    lifted.line.querySelector("[data-handle]").focus();
    say(`${words.at} ${slot}`);
  }
});

/* Who leaves the handle without dropping has changed their mind; moving the line in the page blurs it for a moment. */
form.addEventListener("focusout", () => {
  setTimeout(() => {
    if (lifted && !lifted.pointer && !lifted.line.contains(document.activeElement)) putBack();
  });
});

form.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest("[data-handle]");
  if (!handle || event.button !== 0 || lifted) return;
  event.preventDefault();
  handle.focus();
  lift(handle.closest("[data-entry]"));
  lifted.pointer = event.pointerId;
});

document.addEventListener("pointermove", (event) => {
  if (lifted?.pointer !== event.pointerId) return;
  const others = lines().filter((line) => line !== lifted.line);
  const above = others.filter((line) => {
    const box = line.getBoundingClientRect();
    return event.clientY > box.top + box.height / 2;
  });
  moveTo(above.length);
  if (event.clientY < 60) window.scrollBy(0, -12);
  else if (event.clientY > window.innerHeight - 60) window.scrollBy(0, 12);
});

document.addEventListener("pointerup", (event) => {
  if (lifted?.pointer === event.pointerId) drop();
});
document.addEventListener("pointercancel", (event) => {
  if (lifted?.pointer === event.pointerId) putBack();
});

/* A number typed, and the buttons beside it, show their effect at once. */
form.addEventListener("change", (event) => {
  if (event.target.name?.startsWith("slot-") || event.target.name === "ends_at") tryOut();
});
form.addEventListener("submit", (event) => {
  const press = event.submitter;
  if (!press || press.name === "save") return;
  event.preventDefault();
  tryOut(press.closest("[data-entry]")?.dataset.entry, press);
});

ready();
