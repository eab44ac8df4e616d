/* A feed that grows where it stands, and says how much is new; without it its links lead on from page to page. */

/* Nothing inline, nothing evaluated, and no copy of a page kept in the browser: the policy of this site. */
Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  historyEnabled: false,
  includeIndicatorStyles: false,
});

/* The answers are those of the plain links, so they may come from where everybody's pages are kept. */
document.addEventListener("htmx:configRequest", ({ detail }) => {
  for (const name of Object.keys(detail.headers)) if (name.startsWith("HX-")) delete detail.headers[name];
});

/* A page nobody looks at asks for nothing. */
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.target.matches(".feed-arrived")) event.preventDefault();
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const link = detail.requestConfig.elt;
  /* Who comes back to this page, or sends its address on, goes on from here. */
  if (detail.shouldSwap && link.matches("a[rel=next]")) history.replaceState(history.state, "", link.href);
});

document.addEventListener("htmx:load", ({ detail: { elt } }) => {
  if (!elt.matches?.(".mosaic") || !elt.previousElementSibling) return;
  const status = elt.closest(".feed").querySelector("[data-feed-status]");
  if (elt.previousElementSibling.matches(".feed-line")) return;
  status.textContent = elt.dataset.loaded;
  elt.querySelector(".card-title a")?.focus({ preventScroll: true });
});

/* Where more cannot be fetched, the link does what links do. */
for (const failed of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(failed, ({ detail: { elt } }) => {
    if (elt.matches("a[rel=next]")) location.assign(elt.href);
  });
}
