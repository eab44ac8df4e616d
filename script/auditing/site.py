"""The site that is audited: the demo brand, served as in production, on PostgreSQL and Redis of its own.

Everything lies in one temporary folder, which goes with it. Granian speaks TLS itself, where production
has a proxy for that, and serves the pictures a proxy would serve.
"""

import json
import os
import secrets
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from script.services import Postgres, Redis, ServiceError, end, spawn

ROOT = Path(__file__).resolve().parent.parent.parent
READY_SECONDS = 90.0
# Whoever asks knows that the certificate is nobody's.
TRUSTING = ssl._create_unverified_context()  # noqa: S323 -- this machine, our own process


@dataclass(frozen=True)
class Staged:
    """The site while it runs: its address, its folder, and what `staging` wrote about its pages."""

    address: str
    folder: Path
    plan: dict[str, Any]


@contextmanager
def staged() -> Iterator[Staged]:
    """Make the site and serve it while the block runs. ServiceError if that fails."""
    with seeded() as env, serving(env):
        folder = Path(env["DATA_DIR"])
        yield Staged(env["SITE_URL"], folder, json.loads((folder / "plan.json").read_text()))


@contextmanager
def seeded() -> Iterator[dict[str, str]]:
    """Make the site; yields the environment that it is to be served with."""
    with ExitStack() as leaving:
        folder = Path(leaving.enter_context(tempfile.TemporaryDirectory(prefix="alongside-audit-")))
        database, redis = Postgres(), Redis(folder, log=folder / "redis.log")
        leaving.callback(database.stop)
        database.start()
        leaving.callback(redis.stop)
        redis.start()
        env = os.environ | {
            "DATA_DIR": str(folder),
            "DATABASE_URL": database.url("postgres"),
            "REDIS_URL": redis.url,
            "SECRET_KEY": secrets.token_urlsafe(60),
            "ALLOWED_HOSTS": "localhost,testserver",
            "SITE_URL": f"https://localhost:{free_port()}",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DJANGO_ENV": "development",
            "LOG_LEVEL": "WARNING",
        }
        run("script.prepare", "--demo", env=env)
        run("script.auditing.staging", env=env)
        yield env | {"DJANGO_ENV": "production", "ALLOWED_HOSTS": "localhost"}


@contextmanager
def serving(env: dict[str, str]) -> Iterator[None]:
    """Serve the site while the block runs."""
    run("django", "collectstatic", "--no-input", "-v0", env=env)
    folder, address = Path(env["DATA_DIR"]), env["SITE_URL"]
    certificate, key = make_certificate(folder)
    command = (
        f"-m config.serving --interface wsgi --host 127.0.0.1 --port {address.rpartition(':')[2]} --no-ws "
        f"--ssl-certificate {certificate} --ssl-keyfile {key} "
        f"--static-path-route /media --static-path-mount {folder / 'media'} "
        "--workers 2 --blocking-threads 8 --log-level warning config.wsgi:application"
    )
    log = folder / "web.log"
    with log.open("wb") as output:
        server = spawn([sys.executable, *command.split()], env=env, output=output)
    try:
        wait_until_alive(address, server, log)
        yield
    finally:
        end(server)


def run(module: str, *arguments: str, env: dict[str, str]) -> None:
    if subprocess.run([sys.executable, "-m", module, *arguments], cwd=ROOT, env=env).returncode:
        raise ServiceError(f"{module} failed; the lines above say why")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_alive(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5, context=TRUSTING):  # noqa: S310
                return
        except OSError:
            time.sleep(0.1)
    raise ServiceError(f"the site does not answer: {log.read_text(errors='replace')[-400:]}")


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """Write a certificate for localhost, signed by itself and good for a day, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "localhost.crt", folder / "localhost.key"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths
