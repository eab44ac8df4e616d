/* Runs before anything is painted. First the reader's own choice of light or dark, kept in this browser only. */
document.documentElement.classList.add("js");
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  /* Storage is refused: the system's choice stands. */
}

/* Then their language: chosen here, else their account's, else the browser's. Where the page is in another, a line of
   `_language_offer.html` offers it; nobody is ever led there unasked. */
{
  const page = document.documentElement;
  const { languages = "", own = "" } = document.currentScript.dataset;
  const spoken = languages.split(" ");
  const named = (tag) => tag.toLowerCase().split("-")[0].replace(/^n[on]$/, "nb");
  let wanted = own;
  try {
    wanted = localStorage.getItem("language") || own;
  } catch {
    /* As above. */
  }
  wanted ||= navigator.languages.map(named).find((code) => spoken.includes(code));
  if (wanted && wanted !== page.lang && spoken.includes(wanted)) page.dataset.offer = wanted;
}
