"""What `script/screenshots` becomes: Chromium walks through a site and photographs it.

Without an address it makes the pictures of the README, of a demo site that it starts and ends itself.
"""

import io
import os
import re
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from script.auditing.site import free_port
from script.services import ServiceError, end, find_chromium, spawn

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var/screenshots"
README_FOLDER = ROOT / "docs/images"
LARGEST = 300_000  # bytes of a picture of the README
EVEN = 24
COLOURS = (256, 192, 128, 96, 64)
PASSWORD = "alongside-demo"  # noqa: S105 -- meant to be known
START_SECONDS = 600.0
PAGES = [
    "/",
    "/community/",
    "/search/?q=care",
    "/trust/",
    "/accounts/login/",
    "/accounts/signup/",
    "/no-such-page/",
]
WIDTHS = {"wide": (1440, 900), "narrow": (390, 844)}
SCHEMES = ["light", "dark"]
LANGUAGES = {"en": "", "nb": "/nb"}


def name_of(path: str) -> str:
    return re.sub(r"\W+", "-", path).strip("-") or "home"


def photograph(browser: Browser, site: str, pages: list[str]) -> int:
    """Take every picture, say which pages did not answer well, and return how many were taken."""
    taken = 0
    for width, (across, down) in WIDTHS.items():
        for scheme in SCHEMES:
            context = browser.new_context(
                viewport={"width": across, "height": down},
                color_scheme="dark" if scheme == "dark" else "light",
            )
            page = context.new_page()
            page.on("console", lambda message: print(f"  console: {message.text}"))
            for language, prefix in LANGUAGES.items():
                for path in pages:
                    answer = page.goto(f"{site}{prefix}{path}", wait_until="load")
                    file = FOLDER / f"{name_of(path)}-{language}-{width}-{scheme}.png"
                    page.screenshot(path=file, full_page=True)
                    taken += 1
                    print(f"{answer.status if answer else '?'}  {file.relative_to(ROOT)}")
            context.close()
    return taken


# --- The pictures of the README -------------------------------------------------------------------


def optimised(png: bytes, largest: int = LARGEST) -> bytes:
    """Return the picture as a PNG with a palette, of as many colours as `largest` bytes allow.

    What stands in large even areas keeps its very colour. ValueError if it is larger even with the fewest.
    """
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    counted: Any = picture.getcolors(picture.width * picture.height) or []
    even = [colour for _, colour in sorted(counted, reverse=True)[:EVEN]]
    for colours in COLOURS:
        others = picture.quantize(colours - len(even), method=Image.Quantize.MEDIANCUT, kmeans=1).getpalette()
        palette = Image.new("P", (1, 1))
        palette.putpalette([value for colour in even for value in colour] + (others or []))
        out = io.BytesIO()
        picture.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG).save(out, "PNG", optimize=True)
        if out.tell() < largest:
            return out.getvalue()
    raise ValueError(f"a picture of {picture.width} x {picture.height} is larger than {largest} bytes")


@contextmanager
def demo_site() -> Iterator[str]:
    """Start `script/server` with a database of its own; yield its address once it answers."""
    with tempfile.TemporaryDirectory(prefix="alongside-") as folder:
        port = free_port()
        # An address of the machine's own Redis or database would be somebody's data.
        env = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        env |= {"DATA_DIR": folder, "PORT": str(port)}
        server = spawn([sys.executable, "-m", "script.supervisor"], env=env)
        address = f"http://localhost:{port}"
        try:
            deadline = time.monotonic() + START_SECONDS
            while not _answers(f"{address}/readyz"):
                if server.poll() is not None or time.monotonic() > deadline:
                    raise ServiceError("the demo site did not start; the lines above say why")
                time.sleep(1)
            yield address
        finally:
            end(server, seconds=30)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as response:  # noqa: S310 -- our own
            return bool(response.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _sign_in(page: Page, who: str) -> None:
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(f"{who}@demo.example")
    page.locator("main input[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


def _follow(page: Page, address: str, kind: str) -> None:
    """Open `address`, and from there the first of its links that has this form."""
    page.goto(address)
    found = [link.get_attribute("href") or "" for link in page.locator("main a[href]").all()]
    page.goto(next(link for link in found if re.search(kind, link)))


def _review(page: Page) -> None:
    _follow(page, "/reviews/kvern/", r"/posts/\d+-")


def _case(page: Page) -> None:
    _sign_in(page, "moderator")
    _follow(page, "/cms/desk/", r"/cms/desk/\d+/")


def _board(page: Page) -> None:
    _sign_in(page, "marketer")
    page.goto("/cms/placements/home/en/")


def _at(path: str, *, scrolled: int = 0) -> Callable[[Page], None]:
    def go(page: Page) -> None:
        page.goto(path)
        page.evaluate("y => scrollTo(0, y)", scrolled)

    return go


# Name of the file: how to come there, the window, light or dark.
README_PICTURES: dict[str, tuple[Callable[[Page], None], tuple[int, int], str]] = {
    "home": (_at("/"), (1280, 1500), "light"),
    "product": (_at("/products/kvern/"), (1280, 1000), "light"),
    "post": (_review, (1280, 1000), "light"),
    "search": (_at("/search/?q=grind"), (1280, 1000), "light"),
    "phone": (_at("/nb/", scrolled=560), (390, 844), "dark"),
    "writing": (_at("/posts/new/review/?product=kvern"), (390, 844), "light"),
    "desk": (_case, (1280, 1000), "light"),
    "board": (_board, (1280, 1000), "light"),
}


def photograph_for_readme(browser: Browser, site: str) -> None:
    """Take every picture of the README, optimised, in place of those that stand there."""
    for name, (come_there, (across, down), scheme) in README_PICTURES.items():
        context = browser.new_context(
            base_url=site,
            viewport={"width": across, "height": down},
            color_scheme="dark" if scheme == "dark" else "light",
            locale="en-GB",
            reduced_motion="reduce",
        )
        page = context.new_page()
        come_there(page)
        page.reload()  # as who comes again sees it: with the fonts
        # Pictures below the fold come when they are near; what is seen is there.
        page.wait_for_load_state("networkidle")
        file = README_FOLDER / f"{name}.png"
        file.write_bytes(optimised(page.screenshot()))
        print(f"{file.stat().st_size / 1000:4.0f} kB  {file.relative_to(ROOT)}", flush=True)
        context.close()


def main() -> None:
    site, *pages = sys.argv[1:] or [""]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox", "--disable-background-networking"]
        )
        if site:
            FOLDER.mkdir(parents=True, exist_ok=True)
            taken = photograph(browser, site.rstrip("/"), pages or PAGES)
            print(f"{taken} pictures in {FOLDER.relative_to(ROOT)}")
        else:
            with demo_site() as address:
                photograph_for_readme(browser, address)
        browser.close()


if __name__ == "__main__":
    main()
