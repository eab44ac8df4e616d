"""What `script/check` becomes: everything a machine can say about a change, then the tests.

Two checks run at a time, one for each core; they are told in the order below. If one fails, the tests are
not started: whoever wants them all the same runs script/test.
"""

import os
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from script.services import spawn

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
SETTINGS = {"DJANGO_SETTINGS_MODULE": "config.settings"}
# A production that is set up well, for Django to judge; none of these addresses is ever used.
PRODUCTION = {
    "DJANGO_ENV": "production",
    "SECRET_KEY": "only-for-the-deployment-check-" + "q7Rz0wXv" * 6,
    "ALLOWED_HOSTS": "community.example.com",
    "SITE_URL": "https://community.example.com",
    "DATABASE_URL": "postgres://alongside@localhost/alongside",
    "REDIS_URL": "redis://localhost:6379/0",
    "EMAIL_URL": "submission://user:password@localhost:587",
}


@dataclass(frozen=True)
class Check:
    """One thing that must hold: its name, the command from .venv/bin, and the settings it needs."""

    name: str
    command: Sequence[str]
    env: dict[str, str] = field(default_factory=dict)


def checks() -> list[Check]:
    templates = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("templates/**/*.html"))
    return [
        Check("migrate from zero on PostgreSQL", ["python", "-m", "tests.databases", "postgres"]),
        Check("lint", ["ruff", "check", "--output-format", "concise", "."]),
        Check("format", ["ruff", "format", "--check", "."]),
        Check("migrate from zero on SQLite", ["python", "-m", "tests.databases", "sqlite"]),
        Check("types", ["mypy"]),
        Check("templates", ["djade", "--check", "--target-version", "5.2", *templates]),
        Check(
            "no migration is missing", ["python", "-m", "django", "makemigrations", "--check", "--dry-run"]
        ),
        Check("no translation is stale", ["python", "-m", "script.messages", "--check"]),
        Check(
            "deployment",
            ["python", "-m", "django", "check", "--deploy", "--fail-level", "WARNING"],
            PRODUCTION,
        ),
    ]


def run(check: Check) -> tuple[bool, float, str]:
    """Run one check; return whether it holds, the seconds it took and what it said."""
    began = time.monotonic()
    command: list[str | Path] = [BIN / check.command[0], *check.command[1:]]
    with tempfile.TemporaryFile() as output:
        process = spawn(command, env=os.environ | SETTINGS | check.env, output=output)
        code = process.wait()
        output.seek(0)
        said = output.read().decode(errors="replace").strip()
    return code == 0, time.monotonic() - began, said


def leave(number: int, frame: FrameType | None) -> None:
    """End at once; the kernel ends the checks with us, because `spawn` tied them to our threads."""
    os._exit(128 + number)


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)
    failed = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        for check, (holds, seconds, said) in zip(checks(), pool.map(run, checks()), strict=True):
            print(f"{'ok    ' if holds else 'FAILED'}  {check.name}  ({seconds:.0f} s)", flush=True)
            if not holds:
                failed.append(check.name)
                print("\n".join(f"        {line}" for line in said.splitlines()), flush=True)
    if failed:
        print(
            f"\nscript/check: {len(failed)} of {len(checks())} failed: {', '.join(failed)}.", file=sys.stderr
        )
        raise SystemExit(1)
    os.execv(sys.executable, [sys.executable, "-m", "script.tests"])


if __name__ == "__main__":
    main()
