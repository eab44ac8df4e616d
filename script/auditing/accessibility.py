"""axe on every page, in each theme, language and size: a process for each core, each with a browser."""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, ViewportSize, sync_playwright

from script.auditing.axe import RULES, RULES_OF_MAILS, is_page, violations
from script.auditing.findings import Findings, Place
from script.auditing.site import Staged
from script.auditing.tools import AXE
from script.services import find_chromium

THEMES: list[Literal["light", "dark"]] = ["light", "dark"]
# Tall, so that nothing lies beneath what sticks to the edge of a window: one would scroll it free.
SIZES: list[ViewportSize] = [{"width": width, "height": 4000} for width in (390, 1440)]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
# Visits that one browser makes before the next one is started.
SHARE = 20
# Where a document that no address shows is put before the browser.
SHOWN_AT = "/audit/document/"


@dataclass(frozen=True)
class Visit:
    """One page in one language, as one person opens it; `html` where it is a document."""

    place: Place
    language: str
    session: str
    path: str
    status: int = 200
    html: str = ""


@dataclass(frozen=True)
class Result:
    """What axe found on a visit, in all themes and sizes together, and how often it looked."""

    place: Place
    looks: int
    faults: list[str]


def visits(plan: dict[str, Any]) -> list[Visit]:
    """Return all visits, those with one session after each other."""
    found = [
        Visit(
            Place(page["who"], page["name"]),
            language,
            plan["sessions"].get(page["who"], {}).get(language, ""),
            path,
            page["status"],
        )
        for page in plan["pages"]
        for language, path in page["paths"].items()
    ]
    found += [
        Visit(Place(one["who"], one["name"]), one["language"], "", SHOWN_AT, html=one["html"])
        for one in plan["documents"]
    ]
    return sorted(found, key=_company)


def _company(visit: Visit) -> tuple[str, str]:
    return visit.language, visit.session


def check(site: Staged, findings: Findings) -> None:
    """Note what axe says of every page."""
    wanted = visits(site.plan)
    cores = len(os.sched_getaffinity(0))
    shares = [wanted[start : start + SHARE] for start in range(0, len(wanted), SHARE)]
    done = 0
    with ProcessPoolExecutor(cores) as pool:
        for results in pool.map(visit_all, [site.address] * len(shares), shares):
            done += len(results)
            print(f"      axe: {done} of {len(wanted)} pages", flush=True)
            for result in results:
                findings.note("axe", result.place, result.faults, times=result.looks)


@contextmanager
def browsing() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


def open_context(browser: Browser, address: str, language: str, session: str) -> BrowserContext:
    """Open a browser of somebody's own."""
    context = browser.new_context(
        base_url=address, locale=language, reduced_motion="reduce", ignore_https_errors=True
    )
    if session:
        context.add_cookies([{"name": "sessionid", "value": session, "url": address, "secure": True}])
    return context


def visit_all(address: str, share: list[Visit]) -> list[Result]:
    """Visit a share of the pages, one after the other."""
    axe = AXE.read_text()
    results = []
    with browsing() as browser:
        for (language, session), company in groupby(share, key=_company):
            context = open_context(browser, address, language, session)
            page = context.new_page()
            for visit in company:
                results.append(look_at(page, visit, axe))
            context.close()
    return results


def look_at(page: Page, visit: Visit, axe: str) -> Result:
    """Open a page once and ask axe in each theme and size."""

    def fulfil(route: Route) -> None:
        route.fulfill(status=visit.status, content_type="text/html; charset=utf-8", body=visit.html)

    if visit.html:
        page.route(f"**{SHOWN_AT}", fulfil, times=1)
    try:
        answer = page.goto(visit.path, wait_until="load")
    except Error as error:
        return Result(visit.place, 0, [f"does not open: {error.message.splitlines()[0]}"])
    if answer is None or answer.status != visit.status:
        return Result(visit.place, 0, [f"answered {answer and answer.status} instead of {visit.status}"])
    if not is_page(page):
        return Result(visit.place, 0, [])
    faults, looks = [], 0
    for size in SIZES:
        page.set_viewport_size(size)
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            found = violations(page, axe, rules=RULES_OF_MAILS if visit.place.who == "mail" else RULES)
            faults += [f"{line} [{theme}, {visit.language}, {size['width']}]" for line in found]
            looks += 1
    return Result(visit.place, looks, faults)
