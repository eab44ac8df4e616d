/* What a page gains where scripts run; without them it reads and works the same. */

const root = document.documentElement;
const systemDark = matchMedia("(prefers-color-scheme: dark)");

function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : systemDark.matches;
}

function showTheme(button) {
  button.setAttribute("aria-pressed", String(isDark()));
}

function setUpTheme(button) {
  showTheme(button);
  systemDark.addEventListener("change", () => showTheme(button));
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try {
      localStorage.setItem("theme", root.dataset.theme);
    } catch {
      /* Storage is refused: the choice holds for this page. */
    }
    showTheme(button);
  });
}

/* Whoever goes over to another language, or says that they stay with this one, is not offered it again. */
function chooseLanguage(code) {
  delete root.dataset.offer;
  try {
    localStorage.setItem("language", code);
  } catch {
    /* Storage is refused: the choice holds for this page. */
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(":is(.site-nav, .site-footer-end, .language-offer) [hreflang]");
  if (link) chooseLanguage(link.hreflang);
  if (!event.target.closest?.("[data-language-stay]")) return;
  chooseLanguage(root.lang);
  document.getElementById("main").focus({ preventScroll: true });
});

/* "3 days ago" for the last week; older times keep their date. The exact time stays in the title. */
const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60]];

function relative(seconds, format) {
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return format.format(0, "minute");
}

function writeTimes(scope) {
  const format = new Intl.RelativeTimeFormat(root.lang || "en", { numeric: "auto" });
  for (const time of scope.querySelectorAll("time[data-relative]")) {
    const seconds = (Date.parse(time.dateTime) - Date.now()) / 1000;
    if (seconds <= 0 && seconds > -7 * 86400) time.textContent = relative(seconds, format);
  }
}

/* Menus and "why is this here" close on Escape (the focus returns to what opened them) and on a press elsewhere. */
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
}

document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

/* While the line is down it is said, and a form keeps what is in it instead of being sent into nothing. */
const line = document.querySelector(".offline");

function showLine() {
  if (!navigator.onLine) line.textContent = line.dataset.offline;
  else if (line.textContent) {
    line.textContent = line.dataset.online;
    setTimeout(() => {
      if (navigator.onLine) line.textContent = "";
    }, 4000);
  }
}

if (line) {
  for (const turn of ["online", "offline"]) addEventListener(turn, showLine);
  if (!navigator.onLine) showLine();
  document.addEventListener("submit", (event) => {
    // What sends itself by a script says for itself what became of it.
    if (navigator.onLine || event.defaultPrevented) return;
    event.preventDefault();
    line.textContent = line.dataset.refused;
  });
}

/* The chosen photos show at once, before anything is sent. */
function showPhotos(zone) {
  const input = zone.querySelector("input[type=file]");
  const list = zone.querySelector(".dropzone-list") ?? zone.parentElement.querySelector("[data-photo-preview]");
  if (!input || !list) return;
  const show = () => {
    for (const shown of list.querySelectorAll("[data-preview]")) {
      URL.revokeObjectURL(shown.querySelector("img").src);
      shown.remove();
    }
    for (const file of input.files) {
      const item = document.createElement("li");
      item.className = "photo";
      item.dataset.preview = "";
      const picture = document.createElement("img");
      picture.src = URL.createObjectURL(file);
      picture.alt = "";
      const name = document.createElement("span");
      name.className = "meta";
      name.textContent = file.name;
      item.append(picture, name);
      list.append(item);
    }
  };
  input.addEventListener("change", show);
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.dataset.over = "";
  });
  for (const end of ["dragleave", "drop"]) zone.addEventListener(end, () => delete zone.dataset.over);
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    input.files = event.dataTransfer.files;
    show();
  });
}

function setUp(scope) {
  writeTimes(scope);
  scope.querySelectorAll("[data-theme-toggle]").forEach(setUpTheme);
  scope.querySelectorAll(".dropzone").forEach(showPhotos);
}

setUp(document);
document.querySelector("[data-error-summary]")?.focus();
document.addEventListener("htmx:load", (event) => {
  if (event.target === document.body) return;
  setUp(event.target);
  event.target.querySelector("[data-error-summary]")?.focus();
});
