"""Somebody without a mouse: goes from stop to stop by Tab, and sees at each where they are."""

import re
from dataclasses import dataclass
from typing import Any, Literal

from playwright.sync_api import Locator, Page, expect

# Of where the focus is: what shows it (WCAG 2.4.7), and what of it is in sight (2.4.11).
LOOK = """async () => {
  const at = document.activeElement;
  if (!at || at === document.body || at === document.documentElement) return null;
  // A page may still be on its way there.
  for (let before, top = NaN; before !== top; ) {
    before = top;
    top = await new Promise((done) => requestAnimationFrame(() => done(at.getBoundingClientRect().top)));
  }
  const paint = (one, part) => {
    const style = getComputedStyle(one, part);
    const outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
      && !/, 0\\)$|transparent/.test(style.outlineColor);
    return outline || (part === undefined && one === at && style.boxShadow !== "none");
  };
  // A control that is drawn by its label, or a link that reaches over its card, shows the focus there.
  const labels = [...(at.labels ?? [])];
  const near = [at, ...labels];
  for (let up = at.parentElement, level = 0; up && level < 3; up = up.parentElement, level++) near.push(up);
  const isShown = near.some((one) => paint(one)) || paint(at, "::after") || paint(at, "::before");
  const points = [...at.getClientRects()].flatMap(({ left, top, width, height }) => (width && height)
    ? [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]].map(([x, y]) => [left + width * x, top + height * y])
    : []);
  const isInSight = points.some(([x, y]) => {
    const there = document.elementFromPoint(x, y);
    return there && [at, ...labels].some((one) => one.contains(there)) || there === at.parentElement;
  });
  return { isShown, isInSight, html: at.outerHTML.slice(0, 160) };
}"""
# More stops than any page of ours has between two things one wants.
FAR = 120


@dataclass(frozen=True)
class Stop:
    """Where the focus is: what a screen reader calls it."""

    role: str
    name: str

    def __str__(self) -> str:
        return f"{self.role} “{self.name}”"


class Keys:
    """A keyboard on a page. What it presses is all that is done there."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._cdp = page.context.new_cdp_session(page)
        self._cdp.send("Accessibility.enable")

    def here(self) -> Stop | None:
        """Return where the focus is, once it is seen to be there; None if it is nowhere."""
        look = self.page.evaluate(LOOK)
        if look is None:
            return None
        stop = self._stop()
        assert stop.name, f"{stop.role} has no name: {look['html']}"
        assert look["isShown"], f"nothing shows the focus on {stop}: {look['html']}"
        assert look["isInSight"], f"{stop} has the focus and is hidden: {look['html']}"
        return stop

    def _stop(self) -> Stop:
        found = self._cdp.send("Runtime.evaluate", {"expression": "document.activeElement"})["result"]
        tree = self._cdp.send(
            "Accessibility.getPartialAXTree", {"objectId": found["objectId"], "fetchRelatives": False}
        )
        node: dict[str, Any] = tree["nodes"][0]
        return Stop(node["role"]["value"], " ".join(node.get("name", {}).get("value", "").split()))

    def to(self, role: str, name: str, *, key: Literal["Tab", "Shift+Tab"] = "Tab") -> Stop:
        """Go on until the focus is on a control of this role whose name has `name` (a pattern) in it."""
        passed: list[Stop] = []
        for _press in range(FAR):
            self.page.keyboard.press(key)
            stop = self.here()
            way = f"on the way to {role} “{name}” past {'; '.join(map(str, passed)) or 'nothing'}"
            assert stop is not None, f"the focus is lost {way}"
            if stop.role == role and re.search(name, stop.name):
                return stop
            passed.append(stop)
        raise AssertionError(f"never came: {way}")

    def round(self) -> int:
        """Go to the end of the page and back to its beginning; return how many stops were seen."""
        stops = 0
        for key in ("Tab", "Shift+Tab"):
            stops = 0
            self.press(key)
            while self.here() is not None:
                stops += 1
                assert stops < 400, f"the page does not end: {self.here()}"
                self.press(key)
        return stops

    def back_to(self, role: str, name: str) -> Stop:
        return self.to(role, name, key="Shift+Tab")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    def do(self, key: str, then: Locator) -> None:
        """Press a key that changes something, wait for what comes of it, and see where the focus is.

        A new page begins anew; in one that stays, the focus may not fall out of it.
        """
        self.page.evaluate("window.stays = true")
        self.page.keyboard.press(key)
        expect(then).to_be_visible()
        if self.page.evaluate("window.stays === true"):
            assert self.here() is not None, f"after {key} the focus is lost"
