/* Suggestions while somebody types, by the ARIA pattern of a combobox with a list, and boxes that narrow the results at once. Without this
   the field is a field, and the boxes have a button. */

/* Nothing inline, nothing evaluated, and no copy of a page kept in the browser: the policy of this site. Going back asks anew. */
if (window.htmx) {
  Object.assign(htmx.config, {
    allowEval: false,
    allowScriptTags: false,
    attributesToSettle: ["class"],
    historyCacheSize: 0,
    includeIndicatorStyles: false,
    refreshOnHistoryMiss: true,
  });
  document.addEventListener("htmx:afterSwap", ({ detail: { target } }) => {
    if (target.id === "found") tell(document.querySelector("[data-found-count]").textContent);
  });
  /* The boxes stay open where they were, with the focus in them; beside the results they need no button. */
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (document.querySelector(".facets")?.open) detail.serverResponse = detail.serverResponse.replace('<details class="facets"', "$& open");
  });
  document.addEventListener("htmx:load", () => {
    document.querySelector(".facets")?.setAttribute("data-live", "");
  });
}

const WAIT = 140;
const form = document.querySelector("form[data-suggest]");
const input = form.elements.q;
const list = document.createElement("ul");
const status = document.querySelector("[data-search-status]");
const known = new Map();
let active = -1;
let timer;
let asking;
let told;

function tell(words) {
  clearTimeout(told);
  told = setTimeout(() => { status.textContent = words; }, 300);
}

list.className = "suggestions";
list.id = "q-suggestions";
list.hidden = true;
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", form.dataset.label);
input.after(list);
const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);

const options = () => [...list.querySelectorAll("[role=option]")];

function close() {
  clearTimeout(timer);
  asking?.abort();
  list.hidden = true;
  active = -1;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function point(at) {
  const all = options();
  /* Between the last and the first stands what was typed. */
  active = at < -1 ? all.length - 1 : at >= all.length ? -1 : at;
  all.forEach((option, index) => option.setAttribute("aria-selected", String(index === active)));
  if (active < 0) {
    input.removeAttribute("aria-activedescendant");
    return;
  }
  all[active].scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", all[active].id);
}

function show(found) {
  close();
  list.replaceChildren(...found.map(({ title, what, url, lang }, index) => {
    const option = document.createElement("li");
    const name = document.createElement("span");
    const kind = document.createElement("span");
    option.id = `${list.id}-${index}`;
    option.dataset.url = url;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    name.textContent = title;
    if (lang) name.lang = lang;
    kind.className = "quiet";
    kind.textContent = what;
    option.append(name, " ", kind);
    return option;
  }));
  if (!found.length) return;
  list.hidden = false;
  input.setAttribute("aria-expanded", "true");
  tell(form.dataset.count.replace("{n}", found.length));
}

async function suggest() {
  const typed = input.value.trim();
  if (typed.length < 2) {
    close();
    return;
  }
  asking?.abort();
  asking = new AbortController();
  try {
    if (!known.has(typed)) {
      const answer = await fetch(`${form.dataset.suggest}?${new URLSearchParams({ q: typed })}`, { signal: asking.signal });
      if (!answer.ok) return;
      known.set(typed, (await answer.json()).suggestions);
    }
  } catch {
    return; // Typed on, or without a network: the form still searches.
  }
  if (input.value.trim() === typed && document.activeElement === input) show(known.get(typed));
}

input.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(suggest, WAIT);
});
input.addEventListener("blur", close);
input.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const isOpen = !list.hidden;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (isOpen) point(active + (event.key === "ArrowDown" ? 1 : -1));
    else suggest();
  } else if (event.key === "Enter" && isOpen && active >= 0) {
    location.assign(options()[active].dataset.url);
  } else if (event.key === "Escape" && isOpen) {
    close();
  } else return;
  event.preventDefault();
});
// Before the field loses its focus.
list.addEventListener("mousedown", (event) => event.preventDefault());
list.addEventListener("click", (event) => {
  const option = event.target.closest("[role=option]");
  if (option) location.assign(option.dataset.url);
});
form.addEventListener("submit", close);
