"""vnu, the Nu Html Checker of the W3C: every page's HTML, all in one run of it.

Left out are the pages that Wagtail alone draws: buttons that hold blocks, `type` on what is no button. What
we draw in its frame is checked with the frame.
"""

import json
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from script.auditing.findings import Findings, Place
from script.auditing.site import TRUSTING, Staged
from script.auditing.tools import VNU
from script.services import ServiceError


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """What leads elsewhere is not the page that was meant."""

    def redirect_request(self, *args: Any) -> None:
        return None


def fetch(site: Staged, page: dict[str, Any], language: str) -> str:
    """Return the HTML of a page; "" for what is none (a file, or a part of a page)."""
    session = site.plan["sessions"].get(page["who"], {}).get(language, "")
    request = urllib.request.Request(  # noqa: S310 -- the site we have just started
        site.address + page["paths"][language],
        headers={"Accept-Language": language} | ({"Cookie": f"sessionid={session}"} if session else {}),
    )
    opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=TRUSTING), NoRedirect)
    try:
        answer = opener.open(request, timeout=60)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        html = answer.read().decode(errors="replace")
        if answer.status != page["status"]:
            raise ServiceError(f"{page['paths'][language]} answered {answer.status} to {page['who']}")
    return html if html.lstrip()[:9].lower() == "<!doctype" else ""


def sources(site: Staged) -> Iterator[tuple[Place, str]]:
    """Return every page's HTML in every language, and every document's."""
    pages = [page for page in site.plan["pages"] if page["is_ours"]]
    wanted = [(page, language) for page in pages for language in page["paths"]]
    with ThreadPoolExecutor(max_workers=4) as pool:
        fetched = pool.map(lambda one: fetch(site, *one), wanted)
        for (page, _language), html in zip(wanted, fetched, strict=True):
            yield Place(page["who"], page["name"]), html
    for document in site.plan["documents"]:
        yield Place(document["who"], document["name"]), document["html"]


def check(site: Staged, findings: Findings) -> None:
    """Note what vnu says of every page."""
    with tempfile.TemporaryDirectory(prefix="alongside-vnu-") as folder:
        places: dict[str, Place] = {}
        for number, (place, html) in enumerate(sources(site)):
            if html:
                file = Path(folder, f"{number}.html")
                file.write_text(html)
                places[file.name] = place
        said: dict[str, list[str]] = {name: [] for name in places}
        for message in ask(folder):
            if message["type"] == "error":
                extract = " ".join(message.get("extract", "").split())
                said[Path(message["url"]).name].append(f"{message['message']} {extract}")
        for name, place in places.items():
            findings.note("vnu", place, said[name])


def ask(folder: str) -> list[dict[str, Any]]:
    """Return vnu's messages about the files of a folder."""
    ran = subprocess.run(
        ["java", "-jar", str(VNU), "--format", "json", "--exit-zero-always", folder],
        capture_output=True,
        text=True,
    )
    try:
        return json.loads(ran.stderr)["messages"]
    except (ValueError, KeyError):
        raise ServiceError(f"vnu failed: {(ran.stderr or ran.stdout).strip()[-300:]}") from None
