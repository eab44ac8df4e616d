"""Draw the SVG sources as the pictures that are uploaded: `python -m demo.art.render [name …]`.

A tool for whoever changes a drawing; the site never runs it. A scene may use `<use href="#kvern"/>` without
defining `kvern`: the fragment `parts/kvern.svg` is put in front of it, so that one object is drawn once.
`parts/style.svg` goes into every scene. Without names, only pictures older than their sources are drawn;
after a change to a fragment name the scenes that use it. Exits with 1 if one is heavier than `HEAVIEST`.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Page, sync_playwright

HERE: Final = Path(__file__).parent
PARTS: Final = HERE / "parts"
HEAVIEST: Final = 300_000  # bytes
# folder: file ending, Pillow format, quality, width in pixels of a landscape picture
OUTPUTS: Final = {
    "editorial": ("webp", "WEBP", 82, 1600),
    "photos": ("jpg", "JPEG", 78, 1080),
    "avatars": ("webp", "WEBP", 82, 320),
}


def scene_with_parts(source: str) -> str:
    """The scene's SVG with every fragment it names, directly or through another, before its content."""
    wanted, queue = {"style": (PARTS / "style.svg").read_text(encoding="utf-8")}, [source]
    while queue:
        for name in re.findall(r'href="#([\w-]+)"', queue.pop()):
            part = PARTS / f"{name}.svg"
            if name not in wanted and part.exists():
                wanted[name] = part.read_text(encoding="utf-8")
                queue.append(wanted[name])
    return re.sub(r"(<svg[^>]*>)", lambda start: start[1] + "".join(wanted.values()), source, count=1)


def draw(page: Page, source: Path) -> Path:
    """Draw one scene and return the picture's path."""
    ending, form, quality, width = OUTPUTS[source.parent.name]
    svg = scene_with_parts(source.read_text(encoding="utf-8"))
    _, _, box_width, box_height = map(float, re.search(r'viewBox="([^"]+)"', svg)[1].split())  # type: ignore[index]
    if box_height > box_width:
        width = round(width * box_width / box_height)
    height = round(width * box_height / box_width)
    page.set_viewport_size({"width": width, "height": height})
    page.set_content(
        f"<style>body{{margin:0}}svg{{display:block;width:{width}px;height:{height}px}}</style>{svg}"
    )
    target = source.with_suffix(f".{ending}")
    with Image.open(io.BytesIO(page.screenshot())) as shot:
        options = {"method": 6} if form == "WEBP" else {"optimize": True, "progressive": True}
        shot.convert("RGB").save(target, form, quality=quality, **options)
    return target


def stale(source: Path) -> bool:
    target = source.with_suffix(f".{OUTPUTS[source.parent.name][0]}")
    return not target.exists() or target.stat().st_mtime < source.stat().st_mtime


def main(names: list[str]) -> int:
    sources = [path for folder in OUTPUTS for path in sorted((HERE / folder).glob("*.svg"))]
    sources = [path for path in sources if (path.stem in names if names else stale(path))]
    too_heavy = 0
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-background-networking"]
        )
        page = browser.new_page()
        for source in sources:
            target = draw(page, source)
            size = target.stat().st_size
            too_heavy += size > HEAVIEST
            print(f"{target.relative_to(HERE)}: {size // 1000} kB")
        browser.close()
    return 1 if too_heavy else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
