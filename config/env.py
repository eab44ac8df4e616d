"""Typed reads of the environment, and the list of what production refuses."""

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from environs import Env

env = Env()

DEVELOPMENT = "development"
PRODUCTION = "production"
DEFAULT_SECRET = "development-only-secret-never-use-in-production"


def redis_broker(url: str) -> str:
    """Return REDIS_URL as Celery's transport wants it (a unix socket has a scheme of its own there)."""
    if not url.startswith("unix://"):
        return url
    path, _, query = url.removeprefix("unix://").partition("?")
    database = query.removeprefix("db=") or "0"
    return f"redis+socket://{path}?virtual_host={database}"


def production_faults(
    *, secret: str, debug: bool, hosts: Iterable[str], databases: dict[str, Any], redis: str
) -> list[str]:
    """Name, one line each, every value that would be unsafe in production."""
    faults = []
    if not secret or secret == DEFAULT_SECRET:
        faults.append("SECRET_KEY is missing or the development default: set a long random one.")
    elif len(secret) < 50:
        faults.append("SECRET_KEY is shorter than 50 characters: set a long random one.")
    if debug:
        faults.append("DEBUG is on: unset it, errors would show settings to strangers.")
    hosts = list(hosts)
    if not hosts or any(host == "*" or host.startswith(("*", ".")) for host in hosts):
        faults.append("ALLOWED_HOSTS is empty or holds a wildcard: name the site's own hosts.")
    if databases["default"]["ENGINE"].endswith("sqlite3"):
        faults.append("DATABASE_URL is SQLite: production needs PostgreSQL.")
    if not redis:
        faults.append("REDIS_URL is missing: production needs Redis.")
    return faults


def cdn_faults(purge_url: str, *, zone: str, token: str) -> list[str]:
    """Name what would leave a CDN with pages that are no longer true."""
    faults = []
    if purge_url and not purge_url.startswith(("http://", "https://")):
        faults.append("CDN_PURGE_URL must begin with http:// or https://.")
    if bool(zone) != bool(token):
        faults.append("CLOUDFLARE_ZONE and CLOUDFLARE_TOKEN belong together: set both or neither.")
    return faults


def hub_faults(hub: str) -> list[str]:
    """Name what keeps feeds from being announced."""
    if hub and not re.fullmatch(r"https?://[^\s<>\"]+", hub):
        return ["WEBSUB_HUB must be an address that begins with http:// or https://."]
    return []


def refuse(faults: list[str]) -> None:
    """Stop the process with one line for each fault; nothing where there is none."""
    if faults:
        for fault in faults:
            print(f"Alongside refuses to start in production: {fault}", file=sys.stderr)
        raise SystemExit(1)


def data_dir(base: Path) -> Path:
    """Return the folder for everything that is written at run time, made if missing."""
    folder = Path(env.str("DATA_DIR", "") or base / "var").expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder
