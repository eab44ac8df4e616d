/* The editor's own words in the page's language. Its dialogues ask `gettext`, which must be there before the
   editor; its menu asks nobody, so the names of its buttons are changed whenever it draws them. */

const words = JSON.parse(document.getElementById("editor-words").textContent);
window.gettext = (word) => words[word] ?? word;

function rename(menu) {
  for (const button of menu.querySelectorAll("[title]")) {
    button.title = gettext(button.title);
    button.setAttribute("aria-label", button.title);
  }
  for (const option of menu.querySelectorAll(".prose-menubar__option > *")) {
    const word = gettext(option.textContent);
    if (word !== option.textContent) option.textContent = word;
  }
}

const editorForm = document.querySelector("form[data-draft]");
new MutationObserver((changes, whenDrawn) => {
  const menu = editorForm.querySelector(".prose-menubar");
  if (!menu) return;
  whenDrawn.disconnect();
  rename(menu);
  new MutationObserver(() => rename(menu)).observe(menu, { childList: true, subtree: true });
}).observe(editorForm, { childList: true, subtree: true });
