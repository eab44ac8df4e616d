"""The tools from npm: which versions, where they lie, and how they get there."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from script.services import ServiceError

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "var/audit"
PACKAGES = {"axe-core": "4.14.1", "lighthouse": "12.8.2", "vnu-jar": "26.9.27"}
MODULES = FOLDER / "node_modules"
AXE = MODULES / "axe-core/axe.min.js"
LIGHTHOUSE = MODULES / "lighthouse/cli/index.js"
VNU = MODULES / "vnu-jar/build/dist/vnu.jar"
# The program, and the package of Debian and Ubuntu that brings it.
PROGRAMS = {"node": "nodejs", "npm": "npm", "java": "default-jre-headless"}


def install() -> None:
    """Bring what is missing. ServiceError, in one line, if that cannot be done."""
    missing = [package for program, package in PROGRAMS.items() if shutil.which(program) is None]
    if missing:
        if os.geteuid() != 0 or shutil.which("apt-get") is None:
            raise ServiceError(
                f"needs node, npm and java: install them (Debian: apt-get install {' '.join(missing)})"
            )
        print(f"Installing {', '.join(missing)} (apt)", flush=True)
        quietly(["apt-get", "update"])
        quietly(["apt-get", "install", "-y", "--no-install-recommends", *missing])
    if installed() != PACKAGES:
        print("Installing axe, Lighthouse and vnu (npm, into var/audit)", flush=True)
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / "package.json").write_text(json.dumps({"private": True, "dependencies": PACKAGES}))
        quietly(["npm", "install", "--no-audit", "--no-fund", "--prefix", str(FOLDER)])


def installed() -> dict[str, str]:
    """Return the versions that lie there."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = json.loads((MODULES / name / "package.json").read_text())["version"]
        except (OSError, ValueError, KeyError):
            continue
    return found


def quietly(command: list[str]) -> None:
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    ran = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if ran.returncode:
        last = [line for line in (ran.stderr or ran.stdout).splitlines() if line.strip()][-1:]
        raise ServiceError(f"{' '.join(command[:2])} failed: {''.join(last)}")
