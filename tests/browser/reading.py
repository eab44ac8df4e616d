"""What becomes of a page that is read larger, or with more room between its letters and lines."""

from playwright.sync_api import Page

# WCAG 1.4.12, in a sheet of its own: the policy of the site lets no style into a page.
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; }
    * { word-spacing: .16em !important; }
    p { margin-block-end: 2em !important; }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
LARGE = "() => document.documentElement.style.setProperty('font-size', '200%', 'important')"

# Text that is cut off, lies on other text, or sticks out of the box that is drawn around it.
LOST = """() => {
  const lost = new Set(), boxes = [];
  // On staff pages only what is ours: the rest is Wagtail's.
  const page = document.querySelector(".desk") ?? document.body;
  const walker = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
  const name = (one) => `${one.tagName.toLowerCase()}.${one.className?.baseVal ?? one.className}`;
  for (let node; (node = walker.nextNode()); ) {
    const text = node.data.trim(), of = node.parentElement;
    if (!text || of.closest("script, style, template, noscript, option, select, textarea, svg")) continue;
    if (!of.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const rects = [...range.getClientRects()].filter(({ width, height }) => width > 1 && height > 1);
    if (!rects.length) continue;
    let isOurs = true, spilled = null;
    for (let up = of; up && up !== document.documentElement; up = up.parentElement) {
      const style = getComputedStyle(up), box = up.getBoundingClientRect();
      // Only for ears, or shortened on purpose: the whole stands behind the link.
      const isShort = style.webkitLineClamp !== "none" || style.textOverflow === "ellipsis";
      if (isShort || style.clipPath !== "none" || box.right < 0 || box.width < 2) {
        isOurs = false;
        break;
      }
      const most = (side) => Math.max(...rects.map(side)), least = (side) => Math.min(...rects.map(side));
      const beside = Math.max(most((one) => one.right) - box.right, box.left - least((one) => one.left));
      const below = Math.max(most((one) => one.bottom) - box.bottom, box.top - least((one) => one.top));
      if ([style.overflowX, style.overflowY].some((way) => ["auto", "scroll"].includes(way))) break;
      const hides = (way) => ["hidden", "clip"].includes(way);
      if ((hides(style.overflowX) && beside > 2) || (hides(style.overflowY) && below > 6)) {
        lost.add(`cut off: “${text.slice(0, 60)}” by ${name(up)}`);
      }
      const isDrawn = parseFloat(style.borderInlineStartWidth) || !/, 0\\)$/.test(style.backgroundColor);
      if (style.display !== "inline" && isDrawn && !spilled && (beside > 2 || below > 6)) {
        spilled = `sticks out: “${text.slice(0, 60)}” of ${name(up)}`;
      }
      if (style.position === "absolute" || style.position === "fixed") break;
    }
    if (!isOurs) continue;
    if (spilled) lost.add(spilled);
    // Letters are lower than their line.
    for (const { left, right, top, bottom } of rects) {
      const lower = (bottom - top) * .22;
      boxes.push({ of, text, left, right, top: top + lower, bottom: bottom - lower });
    }
  }
  // What stays in sight while the rest goes by may lie on it; keys.py sees that the focus does not.
  const layerOf = (one) => {
    for (let up = one; up; up = up.parentElement) {
      if (["sticky", "fixed"].includes(getComputedStyle(up).position)) return up;
    }
    return one.closest("[popover], .menu-list, .why-body");
  };
  for (const box of boxes) box.layer = layerOf(box.of);
  boxes.forEach((one, at) => {
    for (const other of boxes.slice(at + 1)) {
      if (one.of === other.of || one.layer !== other.layer) continue;
      const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      if (wide > 3 && high > 3) {
        lost.add(`one on the other: “${one.text.slice(0, 60)}” and “${other.text.slice(0, 60)}”`);
      }
    }
  });
  return [...lost];
}"""


def spaced(page: Page) -> None:
    """Give a page the line height, letter, word and paragraph spacing of WCAG 1.4.12."""
    page.evaluate(SPACED)


def enlarged(page: Page) -> None:
    """Double the letters of a page, and nothing else."""
    page.evaluate(LARGE)


def lost(page: Page) -> list[str]:
    """Return the text one cannot read whole: cut off, covered, or outside its box."""
    return page.evaluate(LOST)
