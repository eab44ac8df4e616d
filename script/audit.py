"""What `script/audit` becomes: vnu, axe and Lighthouse on the seeded site, and one table of what they found.

A private site is made for it and served as in production (script/auditing/site.py); which pages there are
tests/authorization/pages.py says, from the table of authorization.
"""

import argparse
import sys
import time
from collections.abc import Callable

from script.auditing import accessibility, markup, speed
from script.auditing.findings import Findings
from script.auditing.site import Staged, staged
from script.auditing.tools import install
from script.services import ServiceError

TOOLS: dict[str, Callable[[Staged, Findings], None]] = {
    "vnu": markup.check,
    "axe": accessibility.check,
    "lighthouse": speed.check,
}


def audit(tools: list[str]) -> Findings:
    """Run the tools on a site made for them."""
    install()
    print("Making the site: the demo brand, and one of everything (about two minutes)", flush=True)
    findings = Findings()
    with staged() as site:
        for tool in tools:
            began = time.monotonic()
            TOOLS[tool](site, findings)
            print(f"      {tool} ({time.monotonic() - began:.0f} s)", flush=True)
    return findings


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/audit", description="Audit the seeded site.")
    parser.add_argument("--only", choices=TOOLS, action="append", help="this tool; may be given twice")
    tools = parser.parse_args().only or list(TOOLS)
    began = time.monotonic()
    try:
        findings = audit(tools)
    except ServiceError as error:
        print(f"script/audit: {error}", file=sys.stderr)
        raise SystemExit(1) from None
    for line in findings.lines():
        print(line)
    print(f"\n{findings.table(tools)}\n")
    minutes = (time.monotonic() - began) / 60
    print(f"script/audit: {findings.count} faults in {len(findings.looked)} pages, {minutes:.0f} minutes.")
    raise SystemExit(findings.count > 0)


if __name__ == "__main__":
    main()
