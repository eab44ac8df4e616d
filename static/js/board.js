/* The board of a feed by mouse, touch and keyboard. It only fills in the slot numbers of the form and asks for the
   dry run; without scripts the same form is typed and sent. */

const form = document.querySelector("[data-board]");
const says = form.querySelector("[data-says]");
const words = form.dataset;

const lines = () => [...form.querySelectorAll("[data-entry]")];
const entryOf = (line) => line.dataset.entry;
const slotOf = (entry) => form.elements[`slot-${entry}`];

function say(text) {
  says.textContent = text;
}

function ready() {
  for (const one of form.querySelectorAll("[data-handle], .board-script")) one.hidden = false;
}

/* Shows what went wrong: "away" where the sign-in has ended, "failed", or nothing. */
function trouble(name) {
  for (const one of form.querySelectorAll("[data-trouble]")) one.hidden = one.dataset.trouble !== name;
}

/* What is typed, to see whether it differs from what was asked for last. */
function typed() {
  const fields = [...new FormData(form)].filter(([name]) => name.startsWith("slot-") || name === "ends_at");
  return JSON.stringify(fields);
}

class SignedOut extends Error {}

async function pageOf(answer) {
  if (!answer.ok) throw new Error(answer.status);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (answer.redirected || !page.getElementById("board-then")) throw new SignedOut();
  return page;
}

async function send(data) {
  const post = () => fetch(form.action, { method: "POST", body: data });
  const answer = await post();
  if (answer.status !== 403) return pageOf(answer);
  // Who signed in again in another tab has another token.
  const fresh = await pageOf(await fetch(form.action));
  const token = fresh.querySelector("[data-board] [name=csrfmiddlewaretoken]").value;
  form.elements.csrfmiddlewaretoken.value = token;
  data.set("csrfmiddlewaretoken", token);
  return pageOf(await post());
}

/* Asks for the next edition with what the form says now, and shows it in place of the old dry run. Returns whether
   there was an answer. */
let asked = 0;
let tried = typed();
async function tryOut(entry, press) {
  const data = new FormData(form);
  data.set("try", "1");
  if (press) data.set(press.name, press.value);
  const mine = ++asked;
  tried = typed();
  form.setAttribute("aria-busy", "true");
  try {
    const page = await send(data);
    if (mine === asked) {
      trouble("");
      show({ page, entry, mine, ids: press?.name === "take_back" ? ["board-changes"] : [] });
    }
    return true;
  } catch (error) {
    if (mine === asked) trouble(error instanceof SignedOut ? "away" : "failed");
    return false;
  } finally {
    if (mine === asked) form.removeAttribute("aria-busy");
  }
}

/* An answer that comes while an entry is lifted waits until that is dropped or put back. */
let waiting = null;
let isDrawing = false;

function show(answer) {
  waiting = lifted ? answer : null;
  if (lifted || answer.mine !== asked) return;
  const back = returner(answer.entry);
  isDrawing = true; // A field that is taken away with the focus in it was not left by anybody.
  for (const id of ["board-says", "board-then", "board-clash", ...answer.ids]) {
    document.getElementById(id).replaceWith(answer.page.getElementById(id));
  }
  isDrawing = false;
  ready();
  const told = document.querySelector("#board-says [role=status]");
  if (told) say(told.textContent);
  tried = typed();
  back();
}

/* Returns what brings the reader back to where they are, with what they have typed there since; or to the handle of
   `entry`. Somebody who is outside the dry run stays there. */
function returner(entry) {
  const at = document.activeElement;
  if (at !== document.body && !at.closest("#board-then, #board-says")) return () => {};
  const kind = ["input[type=number]", "[data-handle]", "button", "a"].find((one) => at.matches(one));
  const here = at.closest("[data-entry]")?.dataset.entry ?? entry;
  const text = at.name?.startsWith("slot-") ? at.value : null;
  return () => {
    const line = form.querySelector(`[data-entry="${here}"]`);
    const found = line?.querySelector(kind ?? "[data-handle]") ?? line?.querySelector("[data-handle]");
    if (found && text !== null && found.value !== text) found.value = text;
    if (found) found.focus();
    else if (at !== document.body) document.getElementById("board-then-head").focus();
  };
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
  if (before.indexOf(line) === at) {
    if (waiting) show(waiting);
    return;
  }
  slotOf(entryOf(line)).value = slots[at];
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
  if (waiting) show(waiting);
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

/* A number typed, and the buttons beside it, show their effect at once. What was typed while an answer came changes
   nothing for the browser when its field is left: so both are heard. */
for (const kind of ["change", "focusout"]) {
  form.addEventListener(kind, (event) => {
    const name = event.target.name;
    if (isDrawing || !(name?.startsWith("slot-") || name === "ends_at")) return;
    if (typed() !== tried) tryOut();
  });
}

/* "Pin here" and "Unpin" are only quicker than typing: as what is typed they outlive an answer that never came. */
function press(button) {
  const [entry, slot] = button.value.split(":");
  slotOf(entry).value = button.name === "pin" ? slot : "";
  tryOut(entry);
}

let isSure = false;
form.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (isSure || !button) return;
  event.preventDefault();
  if (button.name === "save") {
    // Tried first, so that nothing is sent away that would be lost at the door.
    if (!(await tryOut())) return;
    isSure = true;
    form.requestSubmit(button);
    isSure = false;
  } else if (button.name === "pin" || button.name === "unpin") {
    press(button);
  } else {
    tryOut(button.closest("[data-entry]")?.dataset.entry, button);
  }
});

ready();
