"""What `script/screenshots` becomes: Chromium walks through the site and photographs it."""

import re
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from script.services import find_chromium

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var/screenshots"
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


def main() -> None:
    site, *pages = sys.argv[1:] or ["http://localhost:8000"]
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox", "--disable-background-networking"]
        )
        taken = photograph(browser, site.rstrip("/"), pages or PAGES)
        browser.close()
    print(f"{taken} pictures in {FOLDER.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
