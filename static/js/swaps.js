/* Parts of a page that change where they stand. Each is a form or a link that works by itself; docs/design.md, "Swaps". */

/* Nothing inline, nothing evaluated, no copy of a page kept in the browser: whoever goes back gets the page anew. */
Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  attributesToSettle: [],
  historyCacheSize: 0,
  includeIndicatorStyles: false,
  refreshOnHistoryMiss: true,
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "422", swap: true },
    { code: "...", swap: false, error: true },
  ],
  timeout: 30000,
});

const told = document.getElementById("told");
const GOOD_FOR = 8000;
let fading;
let grows = false;

const isPoll = (element) => element.matches(".feed-arrived");
const isMore = (element) => element.matches("a[rel=next]");

function clear() {
  clearTimeout(fading);
  told.replaceChildren();
}

/* Said aloud; shown only where the page itself does not show it. */
function tell(sentence, { className = "visually-hidden", tone = "" } = {}) {
  const note = document.createElement("p");
  note.className = className;
  if (tone) note.dataset.tone = tone;
  note.textContent = sentence;
  told.replaceChildren(note);
}

const complain = (sentence) => tell(sentence, { className: "note", tone: "bad" });

document.addEventListener("click", (event) => told.contains(event.target) && clear());
document.addEventListener("keydown", (event) => event.key === "Escape" && clear());

/* What is only read is the answer of the plain link, so it may come from where everybody's pages are kept. */
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb !== "get") return;
  for (const name of Object.keys(detail.headers)) if (name.startsWith("HX-")) delete detail.headers[name];
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, target } = event.detail;
  /* A page nobody looks at asks for nothing. */
  if (isPoll(elt)) return document.hidden && event.preventDefault();
  /* An answer that is being written stays. */
  const begun = elt.matches("[data-reply]") && elt.closest(".comment").querySelector("form textarea");
  if (begun) {
    begun.focus();
    return event.preventDefault();
  }
  clear();
  target.setAttribute("aria-busy", "true");
});
document.addEventListener("htmx:afterRequest", ({ detail }) => detail.target.removeAttribute("aria-busy"));

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { elt, path, verb } = detail.requestConfig;
  if (!detail.shouldSwap || isPoll(elt)) return;
  /* Led elsewhere, to the sign-in for one: the whole page goes there. */
  if (verb === "get" && new URL(detail.xhr.responseURL).pathname !== new URL(path, location.href).pathname) {
    detail.shouldSwap = false;
    location.assign(elt.href);
    return;
  }
  grows = isMore(elt);
  /* Who comes back to this page, or sends its address on, goes on from here. */
  if (grows) history.replaceState(history.state, "", elt.href);
});

document.addEventListener("htmx:load", ({ detail: { elt } }) => {
  if (elt.dataset?.loaded) {
    tell(elt.dataset.loaded);
    const first = elt.querySelector(".card-title a, .row-title a, h3 a") ?? elt.querySelector("a");
    if (grows) first?.focus({ preventScroll: true });
    grows = false;
  }
  if (elt.matches(".comment > form")) {
    elt.parentElement.querySelector("[data-reply]")?.setAttribute("aria-expanded", "true");
    if (!elt.querySelector("[data-error-summary]")) elt.querySelector("textarea").focus();
  }
});

/* An answer that is given up. */
document.addEventListener("click", (event) => {
  const form = event.target.closest?.(".form-foot a") && event.target.closest(".comment > form");
  if (!form) return;
  event.preventDefault();
  const reply = form.parentElement.querySelector("[data-reply]");
  form.remove();
  reply.setAttribute("aria-expanded", "false");
  reply.focus();
});

/* What the server says with its answer; what is good goes by itself. */
document.addEventListener("htmx:oobAfterSwap", ({ detail: { target } }) => {
  clearTimeout(fading);
  if (target === told && !told.querySelector("[data-tone=bad]")) fading = setTimeout(clear, GOOD_FOR);
});

/* Where a part cannot be fetched its link does what links do; what was typed into a form stands there still. */
document.addEventListener("htmx:responseError", ({ detail: { elt, xhr } }) => {
  if (isPoll(elt)) return;
  if (elt.matches("a[href]")) location.assign(elt.href);
  else complain({ 403: told.dataset.refused, 429: told.dataset.slow }[xhr.status] ?? told.dataset.failed);
});
for (const failed of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failed, ({ detail: { elt } }) => isPoll(elt) || complain(told.dataset.offline));
}
