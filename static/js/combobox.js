/* A select one can search: type a part of the name, choose with the arrow keys and Enter or a press, Escape closes. The select stays what
   is saved and sent; without this script it is the plain list. Beside it, a field that narrows a long list of boxes to tick. */

const SHORT = 8;
const STROKES = { ø: "o", æ: "ae", œ: "oe", đ: "d", ł: "l", ß: "ss" };
const folded = (words) => words.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/[øæœđłß]/g, (letter) => STROKES[letter]);

/* Every word has to be there; names that begin with what was typed come first. */
function found(things, typed) {
  const wanted = folded(typed).trim();
  const parts = wanted.split(/\s+/);
  return things
    .filter(({ key }) => parts.every((part) => key.includes(part)))
    .sort((one, other) => other.key.startsWith(wanted) - one.key.startsWith(wanted));
}

function announcer() {
  const line = document.createElement("p");
  line.className = "visually-hidden";
  line.setAttribute("role", "status");
  let timer;
  return [line, (words) => {
    clearTimeout(timer);
    timer = setTimeout(() => { line.textContent = words; }, 400);
  }];
}

function makeSearchable(select) {
  const { id, dataset: says } = select;
  const label = select.form.querySelector(`label[for="${id}"]`);
  const choices = [...select.options].map((option) => ({ value: option.value, name: option.text, key: folded(option.text) }));
  const box = document.createElement("div");
  const input = document.createElement("input");
  const list = document.createElement("ul");
  const [status, tell] = announcer();
  let shown;
  let active = -1;

  box.className = "combobox";
  input.type = "text";
  input.autocomplete = "off";
  input.spellcheck = false;
  label.id ||= `${id}_label`;
  list.id = `${id}_list`;
  list.hidden = true;
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-labelledby", label.id);
  for (const name of ["aria-describedby", "aria-invalid", "required"]) {
    if (!select.hasAttribute(name)) continue;
    input.setAttribute(name, select.getAttribute(name));
    select.removeAttribute(name);
  }
  select.id = `${id}_select`;
  select.hidden = true;
  input.id = id;
  select.before(box);
  box.append(input, list, status);

  const isOpen = () => !list.hidden;
  const chosen = () => choices.find(({ value }) => value === select.value) ?? choices[0];
  const nameOf = (choice) => (choice.value ? choice.name : "");

  function show() {
    shown = select.value;
    input.value = nameOf(chosen());
    input.placeholder = choices[0].value ? "" : choices[0].name;
  }

  function close() {
    list.hidden = true;
    list.replaceChildren();
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function point(at) {
    const options = [...list.querySelectorAll("[role=option]")];
    if (!options.length) return;
    active = (at + options.length) % options.length;
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === active)));
    options[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[active].id);
  }

  function open(typed) {
    const matching = typed ? found(choices.filter(({ value }) => value), typed) : choices;
    list.replaceChildren(...matching.map(({ value, name }, index) => {
      const option = document.createElement("li");
      option.id = `${list.id}_${index}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.value = value;
      option.textContent = name;
      return option;
    }));
    if (!matching.length) {
      const none = document.createElement("li");
      none.setAttribute("role", "presentation");
      none.className = "quiet";
      none.textContent = says.none;
      list.append(none);
    }
    list.hidden = false;
    active = -1;
    input.setAttribute("aria-expanded", "true");
    input.removeAttribute("aria-activedescendant");
    if (typed) tell(matching.length ? says.found.replace("{n}", matching.length) : says.none);
    else point(Math.max(0, matching.indexOf(chosen())));
  }

  function take(value) {
    const isNew = select.value !== value;
    select.value = value;
    close();
    show();
    if (isNew) select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /* Leaving: a name typed whole or the only one left is meant, an emptied field means none, and anything else is taken back. */
  function settle() {
    const typed = folded(input.value).trim();
    const pointed = list.querySelector("[aria-selected=true]");
    const matching = typed ? found(choices.filter(({ value }) => value), typed) : [];
    const exact = matching.find(({ key }) => key === typed);
    if (typed === folded(nameOf(chosen()))) close();
    else if (!typed && choices[0].value === "") take("");
    else if (exact) take(exact.value);
    else if (isOpen() && pointed) take(pointed.dataset.value);
    else if (matching.length === 1) take(matching[0].value);
    close();
    show();
  }

  input.addEventListener("input", () => open(input.value.trim()));
  input.addEventListener("focus", () => input.select());
  input.addEventListener("mousedown", () => {
    if (isOpen()) close();
    else open("");
  });
  input.addEventListener("blur", settle);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (!isOpen()) open("");
      else if (event.altKey) close();
      else point(active < 0 && step < 0 ? -1 : active + step);
    } else if (event.key === "Enter") {
      const pointed = list.querySelector("[aria-selected=true]");
      if (pointed) take(pointed.dataset.value);
      else settle();
    } else if (event.key === "Escape" && isOpen()) {
      close();
      show();
    } else return;
    event.preventDefault();
  });
  // Before the field loses its focus.
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option) take(option.dataset.value);
  });
  // Whoever reads the form, draft.js every two seconds, first lets us see what it has put back behind our back.
  select.form.addEventListener("formdata", () => {
    if (select.value !== shown) show();
  });
  show();
}

function makeNarrower(place) {
  const boxes = [...place.querySelectorAll("label:has(input[type=checkbox])")];
  if (boxes.length <= SHORT) return;
  const things = boxes.map((label) => ({ row: label.parentElement, key: folded(label.textContent), input: label.querySelector("input") }));
  const search = document.createElement("input");
  const [status, tell] = announcer();
  search.type = "search";
  search.placeholder = place.dataset.filter;
  search.setAttribute("aria-label", place.dataset.filter);
  search.addEventListener("input", () => {
    const matching = new Set(found(things, search.value));
    // What is ticked stays in sight.
    for (const thing of things) thing.row.hidden = !matching.has(thing) && !thing.input.checked;
    tell(place.dataset.found.replace("{n}", matching.size));
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  const rows = things[0].row.parentElement;
  rows.classList.add("choices-long");
  rows.before(search, status);
}

document.querySelectorAll("select[data-combobox]").forEach(makeSearchable);
document.querySelectorAll("[data-filter]").forEach(makeNarrower);
