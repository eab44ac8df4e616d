/* Completes "@" in a comment: a list below the words, by arrow keys, Enter or a press; Escape closes it. Beside it, "Quote" takes the
   passage that is selected in the comment. Without scripts one types the whole handle, and the whole comment is quoted. */

const { address, label } = document.currentScript?.dataset ?? document.querySelector("script[src*='mentions']").dataset;
const BEGUN = /(?:^|[^\w@./-])@([A-Za-z0-9][A-Za-z0-9-]{0,29})$/;
const WAIT = 150;

function completeNames(area, number) {
  const list = document.createElement("ul");
  list.className = "mentions";
  list.id = `mentions-${number}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  list.hidden = true;
  area.after(list);
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", list.id);
  let timer;
  let asked = 0;

  const options = () => [...list.children];
  const chosen = () => options().findIndex((option) => option.getAttribute("aria-selected") === "true");

  function close() {
    asked += 1;
    clearTimeout(timer);
    list.hidden = true;
    list.replaceChildren();
    area.removeAttribute("aria-activedescendant");
  }

  function select(index) {
    options().forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    area.setAttribute("aria-activedescendant", options()[index].id);
  }

  function take(handle) {
    const before = area.value.slice(0, area.selectionStart).replace(/@[A-Za-z0-9-]*$/, `@${handle} `);
    area.value = before + area.value.slice(area.selectionStart);
    area.setSelectionRange(before.length, before.length);
    close();
    area.focus();
  }

  function show(members) {
    list.replaceChildren(...members.map(({ handle, name }, index) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${index}`;
      option.setAttribute("role", "option");
      option.dataset.handle = handle;
      const person = document.createElement("bdi");
      person.textContent = name;
      const at = document.createElement("span");
      at.className = "quiet";
      at.textContent = ` @${handle}`;
      option.append(person, at);
      return option;
    }));
    list.hidden = members.length === 0;
    if (members.length) select(0);
  }

  async function look(begun) {
    asked += 1;
    const mine = asked;
    try {
      const answer = await fetch(`${address}?q=${encodeURIComponent(begun)}`, { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) return;
      const { members } = await answer.json();
      if (mine === asked) show(members);
    } catch {
      /* Offline: one types on. */
    }
  }

  area.addEventListener("input", () => {
    clearTimeout(timer);
    const begun = BEGUN.exec(area.value.slice(0, area.selectionStart));
    if (begun) timer = setTimeout(() => look(begun[1]), WAIT);
    else close();
  });
  area.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const last = list.children.length - 1;
    if (event.key === "ArrowDown") select(chosen() === last ? 0 : chosen() + 1);
    else if (event.key === "ArrowUp") select(chosen() <= 0 ? last : chosen() - 1);
    else if (event.key === "Enter" || event.key === "Tab") take(options()[chosen()].dataset.handle);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  area.addEventListener("blur", close);
  // Before the area loses its focus.
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    event.preventDefault();
    take(option.dataset.handle);
  });
}

let areas = 0;
const completeAll = (scope) => scope.querySelectorAll("textarea[data-mentions]").forEach((area) => completeNames(area, areas++));
completeAll(document);
document.addEventListener("htmx:load", ({ target }) => target !== document.body && completeAll(target));

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-quote]");
  const words = link && String(getSelection()).trim();
  if (!words || !link.closest(".comment").contains(getSelection().anchorNode)) return;
  const wanted = new URL(link.href);
  wanted.searchParams.set("quote", words.slice(0, 1000));
  link.href = wanted;
});
