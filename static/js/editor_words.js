/* The editor's own words in the page's language, and what its menu says to those who do not see it. Its dialogues ask `gettext`, which must
   be there before the editor; its menu asks nobody, so its buttons are told their names and states whenever it draws them. */

const words = JSON.parse(document.getElementById("editor-words").textContent);
window.gettext = (word) => words[word] ?? word;

function set(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

function describe(menu) {
  for (const button of menu.querySelectorAll("[title]")) {
    button.title = gettext(button.title);
    set(button, "aria-label", button.title);
    set(button, "aria-disabled", String(button.classList.contains("disabled")));
    if (!["undo", "redo", "link", "unlink"].some((name) => button.dataset.name?.endsWith(name))) {
      set(button, "aria-pressed", String(button.classList.contains("active")));
    }
  }
  for (const option of menu.querySelectorAll(".prose-menubar__option > *")) {
    const word = gettext(option.textContent);
    if (word !== option.textContent) option.textContent = word;
  }
  // The one that shows what kind of paragraph this is opens the list of them.
  for (const button of menu.querySelectorAll(".prose-menubar__selected button")) {
    const picker = button.closest(".prose-menubar__dropdown").querySelector("[popover]");
    button.removeAttribute("aria-pressed");
    set(button, "aria-label", `${gettext("Kind of paragraph")}: ${button.title}`);
    set(button, "aria-haspopup", "true");
    set(button, "aria-expanded", String(picker.matches(":popover-open")));
  }
}

function setUp(menu) {
  menu.setAttribute("role", "toolbar");
  menu.setAttribute("aria-label", gettext("Formatting"));
  describe(menu);
  new MutationObserver(() => describe(menu)).observe(menu, { childList: true, subtree: true, attributeFilter: ["class"] });
  menu.addEventListener("toggle", () => describe(menu), true);
  // One stop for the Tab key; within, the arrows lead on.
  const stops = () => [...menu.querySelectorAll("button")].filter((button) => button.offsetParent && !button.closest("[popover]"));
  const stop = (at) => stops().forEach((button, number) => { button.tabIndex = number === at ? 0 : -1; });
  menu.addEventListener("focusin", ({ target }) => {
    if (stops().includes(target)) stop(stops().indexOf(target));
  });
  menu.addEventListener("keydown", (event) => {
    const buttons = stops();
    const at = buttons.indexOf(event.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    buttons.at(to % buttons.length).focus();
  });
}

const editorForm = document.querySelector("form[data-draft]");
new MutationObserver((changes, whenDrawn) => {
  const menu = editorForm.querySelector(".prose-menubar");
  if (!menu?.querySelector("button")) return;
  whenDrawn.disconnect();
  setUp(menu);
}).observe(editorForm, { childList: true, subtree: true });
