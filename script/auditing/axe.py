"""What axe finds on a page that a browser shows; for script/audit and for the browser tests."""

from playwright.sync_api import Page

# WCAG 2.2 AA is all of the earlier ones and its own; "best practice" are axe's own rules.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A mail is no page: it stands in the landmarks and below the heading of whatever program shows it.
RULES_OF_MAILS = RULES[:-1]

# Evaluated by the developer tools' protocol, which no page's policy holds back.
ASK = """async rules => {
  const drawn = () => new Promise(next => requestAnimationFrame(() => requestAnimationFrame(next)));
  await drawn();
  // Halfway from light to dark nothing has its contrast.
  for (const one of document.getAnimations())
    if (one.effect.getComputedTiming().endTime !== Infinity) one.finish();
  await drawn();
  const found = await axe.run(document, {
    runOnly: rules, resultTypes: ["violations"], iframes: false,
  });
  return found.violations.flatMap(one => one.nodes.map(node =>
    [one.id, node.target.join(" "), node.html.slice(0, 160),
     node.failureSummary.split("\\n").slice(1).join(";")]));
}"""


def is_page(page: Page) -> bool:
    """Say whether a document is shown, rather than a fragment of one or a file."""
    return page.evaluate("document.doctype !== null && document.contentType === 'text/html'")


def violations(page: Page, axe: str, *, rules: list[str] = RULES) -> list[str]:
    """Return what breaks a rule, a line for each element; `axe` is the source of axe-core."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe)
    return [f"{rule}: {target} {html} {why.strip()}" for rule, target, html, why in page.evaluate(ASK, rules)]
