/* Runs before anything is painted: the reader's own choice of light or dark, kept in this browser only. */
document.documentElement.classList.add("js");
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  /* Storage is refused: the system's choice stands. */
}
