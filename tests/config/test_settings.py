"""Settings: development needs nothing, production refuses what is unsafe, one line for each fault."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from config.env import DEFAULT_SECRET, redis_broker
from script.checks import PRODUCTION
from tests.environment import OURS
from tests.source import ROOT

REFUSES = "Alongside refuses to start in production: "


def start(tmp_path: Path, *command: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run Python with these variables and none of ours besides."""
    # The last one is the browser tests' own.
    dropped = {*OURS.split(), "DJANGO_ALLOW_ASYNC_UNSAFE"}
    clean = {name: value for name, value in os.environ.items() if name not in dropped}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=clean | {"DATA_DIR": str(tmp_path / "data"), "DJANGO_SETTINGS_MODULE": "config.settings"} | env,
        capture_output=True,
        text=True,
        timeout=120,
    )


def read(tmp_path: Path, what: str = "''", **env: str) -> subprocess.CompletedProcess[str]:
    """Read the settings as every process does first, and print something of them."""
    return start(tmp_path, "-c", f"from config import settings as s; print({what})", **env)


class TestDevelopment:
    def test_needs_nothing(self, tmp_path: Path):
        done = read(tmp_path, "s.DEBUG, s.PRODUCTION, s.DATABASES['default']['ENGINE'], s.SITE_URL")
        assert done.stderr == ""
        assert done.stdout.strip() == "True False django.db.backends.sqlite3 http://localhost:8000"

    def test_makes_the_folder_for_its_data(self, tmp_path: Path):
        assert read(tmp_path).returncode == 0
        assert (tmp_path / "data").is_dir()

    def test_an_environment_nobody_knows_is_refused(self, tmp_path: Path):
        done = read(tmp_path, DJANGO_ENV="staging")
        assert done.returncode == 1
        assert "use development or production" in done.stderr


class TestCdn:
    def test_is_none_unless_it_is_named(self, tmp_path: Path):
        assert read(tmp_path, "s.WAGTAILFRONTENDCACHE").stdout.strip() == "{}"

    def test_is_purged_where_it_is(self, tmp_path: Path):
        done = read(
            tmp_path,
            "sorted(s.WAGTAILFRONTENDCACHE), s.WAGTAILFRONTENDCACHE['http']['LOCATION']",
            CDN_PURGE_URL="http://varnish:6081",
            CLOUDFLARE_ZONE="zone",
            CLOUDFLARE_TOKEN="token",
        )
        assert done.stdout.strip() == "['cloudflare', 'http'] http://varnish:6081"

    @pytest.mark.parametrize(
        ("variable", "complaint"),
        [
            ("CLOUDFLARE_ZONE", "CLOUDFLARE_ZONE and CLOUDFLARE_TOKEN belong together"),
            ("CLOUDFLARE_TOKEN", "CLOUDFLARE_ZONE and CLOUDFLARE_TOKEN belong together"),
            ("CDN_PURGE_URL", "CDN_PURGE_URL must begin with http:// or https://"),
        ],
    )
    def test_that_is_named_by_half_is_refused(self, tmp_path: Path, variable, complaint):
        done = read(tmp_path, **{variable: "half"})
        assert done.returncode == 1
        assert complaint in done.stderr


class TestHub:
    def test_is_an_address_or_refused(self, tmp_path: Path):
        done = read(tmp_path, "s.WEBSUB_HUB", WEBSUB_HUB="https://hub.example/")
        assert done.stdout.strip() == "https://hub.example/"
        done = read(tmp_path, WEBSUB_HUB="hub.example")
        assert done.returncode == 1
        assert "WEBSUB_HUB must be an address" in done.stderr


class TestProduction:
    @pytest.mark.parametrize(
        ("variable", "value", "complaint"),
        [
            ("SECRET_KEY", None, "SECRET_KEY is missing or the development default"),
            ("SECRET_KEY", DEFAULT_SECRET, "SECRET_KEY is missing or the development default"),
            ("SECRET_KEY", "x" * 49, "SECRET_KEY is shorter than 50 characters"),
            ("DEBUG", "true", "DEBUG is on"),
            ("ALLOWED_HOSTS", None, "ALLOWED_HOSTS is empty or holds a wildcard"),
            ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS is empty or holds a wildcard"),
            ("ALLOWED_HOSTS", "a.example,*.b.example", "ALLOWED_HOSTS is empty or holds a wildcard"),
            ("ALLOWED_HOSTS", ".example.com", "ALLOWED_HOSTS is empty or holds a wildcard"),
            ("DATABASE_URL", None, "DATABASE_URL is SQLite"),
            ("DATABASE_URL", "sqlite:////tmp/x.sqlite3", "DATABASE_URL is SQLite"),
            ("REDIS_URL", None, "REDIS_URL is missing"),
            ("SITE_URL", None, "SITE_URL must be the site's https:// address"),
            ("SITE_URL", "http://community.example.com", "SITE_URL must be the site's https:// address"),
        ],
    )
    def test_refuses_one_unsafe_value_in_one_line(self, tmp_path: Path, variable, value, complaint):
        env = PRODUCTION | ({variable: value} if value is not None else {})
        if value is None:
            del env[variable]
        done = read(tmp_path, **env)
        assert done.returncode == 1
        (line,) = done.stderr.splitlines()
        assert line.startswith(REFUSES + complaint)
        assert done.stdout == ""

    def test_refuses_all_unsafe_values_at_once(self, tmp_path: Path):
        done = read(tmp_path, DJANGO_ENV="production", DEBUG="true")
        assert done.returncode == 1
        told = [line.removeprefix(REFUSES).split()[0] for line in done.stderr.splitlines()]
        assert told == ["SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL", "SITE_URL"]

    def test_no_refusal_tells_a_secret(self, tmp_path: Path):
        done = read(tmp_path, **PRODUCTION | {"SECRET_KEY": "quite-short-but-secret", "REDIS_URL": ""})
        assert done.returncode == 1
        assert "quite-short" not in done.stderr

    def test_starts_when_it_is_set_up_well(self, tmp_path: Path):
        done = read(tmp_path, "s.DEBUG, s.SESSION_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0", **PRODUCTION)
        assert (done.stdout.strip(), done.returncode) == ("False True True", 0)

    def test_never_fetches_from_the_machine_itself(self, tmp_path: Path):
        done = read(tmp_path, "s.FETCHING_ALLOW_LOOPBACK", **PRODUCTION, FETCHING_ALLOW_LOOPBACK="true")
        assert done.stdout.strip() == "False"

    def test_has_no_pages_for_development(self, tmp_path: Path):
        asks = "import django; django.setup(); from django.urls import resolve; resolve('/dev/design/')"
        done = start(tmp_path, "-c", asks, **PRODUCTION)
        # Without them the address is one Wagtail might have a page for.
        assert done.returncode == 0
        known = start(tmp_path, "-c", f"{asks}; print(resolve('/dev/design/').url_name)", **PRODUCTION)
        assert known.stdout.strip() == "wagtail_serve"

    def test_django_finds_nothing_to_warn_of(self, tmp_path: Path):
        done = start(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
        assert (done.returncode, done.stderr) == (0, "")
        assert "no issues (0 silenced)" in done.stdout


class TestVariables:
    def test_every_variable_that_is_read_is_told_and_none_besides(self):
        source = "".join(path.read_text() for path in (ROOT / "config").glob("*.py"))
        wanted = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source))
        told = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
        assert wanted == told

    def test_tests_take_none_of_them_from_whoever_runs_them(self):
        source = "".join(path.read_text() for path in (ROOT / "config").glob("*.py"))
        assert set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source)) == set(OURS.split())

    @pytest.mark.parametrize(
        ("url", "broker"),
        [
            ("redis://localhost:6379/0", "redis://localhost:6379/0"),
            ("rediss://cache.example:6380/2", "rediss://cache.example:6380/2"),
            ("unix:///run/redis.sock", "redis+socket:///run/redis.sock?virtual_host=0"),
            ("unix:///run/redis.sock?db=3", "redis+socket:///run/redis.sock?virtual_host=3"),
        ],
    )
    def test_celery_gets_the_address_of_redis_in_its_own_words(self, url, broker):
        assert redis_broker(url) == broker
