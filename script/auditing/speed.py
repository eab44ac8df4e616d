"""Lighthouse on the five pages most people come to, as a phone; and what pages weigh over the wire."""

import json
import os
import statistics
import subprocess
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from script.auditing.accessibility import browsing, open_context
from script.auditing.findings import Findings, Place
from script.auditing.site import Staged
from script.auditing.tools import LIGHTHOUSE
from script.services import ServiceError, find_chromium

RUNS = 3
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
MOST_CLS, MOST_TBT = 0.0, 50.0  # a share of the screen that moved; milliseconds
WRITING = "/posts/new/tip/"
# Kilobytes of 1000: HTML, CSS and JavaScript with their headers, as they come over the wire.
MOST_KB = {"/": 60.0, WRITING: 260.0}
WEIGHED = {"Document", "Stylesheet", "Script"}


def check(site: Staged, findings: Findings) -> None:
    """Note what Lighthouse says of each page (the median of its runs), and what pages weigh."""
    for name, path in site.plan["measured"].items():
        place = Place("visitor", f"demo: {name}")
        judge(place, [ask(site.address + path) for _ in range(RUNS)], findings)
    for path, most in MOST_KB.items():
        place = Place("visitor", path)
        total, parts = weigh(site, path)
        words = ", ".join(f"{kind.lower()} {size:.1f}" for kind, size in sorted(parts.items()))
        findings.figures[place] = f"{total:.1f} kB ({words})"
        findings.note(
            "lighthouse", place, [f"weighs {total:.1f} kB, over {most:.0f}"] if total > most else []
        )


def judge(place: Place, reports: list[dict[str, Any]], findings: Findings) -> None:
    """Note the medians of some runs, and which are not good enough."""
    scores = {
        name: round(100 * statistics.median(report["categories"][name]["score"] or 0 for report in reports))
        for name in LEAST
    }

    def median(audit: str) -> float:
        return statistics.median(report["audits"][audit]["numericValue"] for report in reports)

    shift, blocked = median("cumulative-layout-shift"), median("total-blocking-time")
    faults = [f"{name} {score}" for name, score in scores.items() if score < LEAST[name]]
    faults += [f"CLS {shift:.3f}"] if round(shift, 3) > MOST_CLS else []
    faults += [f"TBT {blocked:.0f} ms"] if blocked >= MOST_TBT else []
    if faults:
        faults += sorted({line for report in reports for line in failed_audits(report)})
    findings.figures[place] = (
        f"{'/'.join(str(score) for score in scores.values())}, CLS {shift:.3f}, TBT {blocked:.0f} ms, "
        f"LCP {median('largest-contentful-paint') / 1000:.1f} s"
    )
    findings.note("lighthouse", place, faults, times=len(reports))


def failed_audits(report: dict[str, Any]) -> list[str]:
    """Return the audits of a report that cost points."""
    audits = report["audits"]
    return [
        f"{name}: {audit['title']} {audit.get('displayValue', '')}"
        for name, category in report["categories"].items()
        for part in category["auditRefs"]
        if part["weight"] and (audit := audits[part["id"]])["score"] is not None and audit["score"] < 0.9
    ]


def ask(address: str, tries: int = 3) -> dict[str, Any]:
    """Run Lighthouse once, as a phone on a slow network (its own default), and return its report.

    Now and then it loses its browser's trace and says so: then it runs again, so many times at most.
    """
    with tempfile.TemporaryDirectory(prefix="alongside-lighthouse-") as folder:
        report = Path(folder, "report.json")
        ran = subprocess.run(
            [
                *("node", str(LIGHTHOUSE), address, "--quiet", "--output", "json"),
                *("--output-path", str(report), "--only-categories", ",".join(LEAST)),
                "--chrome-flags=--headless=new --no-sandbox --disable-gpu --ignore-certificate-errors",
            ],
            env=os.environ | {"CHROME_PATH": str(find_chromium())},
            capture_output=True,
            text=True,
        )
        if ran.returncode:
            if tries > 1:
                return ask(address, tries - 1)
            raise ServiceError(f"Lighthouse failed on {address}: {ran.stderr.strip()[-300:]}")
        return json.loads(report.read_text())


def weigh(site: Staged, path: str) -> tuple[float, Counter[str]]:
    """Return the kilobytes a first visit to a page costs, in all and by kind, without pictures and fonts."""
    kinds: dict[str, str] = {}
    sizes: Counter[str] = Counter()
    with browsing() as browser:
        page = open_context(browser, site.address, "en", "").new_page()
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))

        def arrived(event: dict[str, Any]) -> None:
            kind = kinds.get(event["requestId"], "")
            if kind in WEIGHED:
                sizes[kind] += event["encodedDataLength"] / 1000

        wire.on("Network.loadingFinished", arrived)
        page.goto(path, wait_until="networkidle")
    return sum(sizes.values()), sizes
