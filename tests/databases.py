"""Test databases: one template with all migrations, cloned for each test process.

Wagtail's and our migrations take the better part of a minute. They run once for each state of the
migrations; the result is kept in var/test (a dump for PostgreSQL, a file for SQLite), and each process
takes a clone. After a test with real transactions the clone is thrown away and taken anew: truncating
would lose the rows that migrations made (Wagtail's root page, the locales, the site).
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql

from script.services import Postgres, find_postgres

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var/test"
# What decides how a migrated database looks: migrations, and what `migrate` makes from models and apps.
SOURCES = [
    "*/migrations/**/*.py",
    "*/models.py",
    "*/models/**/*.py",
    "*/apps.py",
    "config/settings.py",
    "requirements.txt",
]


class Database(Protocol):
    """A database of this test process, clean as after `migrate`."""

    url: str

    def renew(self) -> None:
        """Replace the database by a fresh clone of the template. Nobody of ours may be connected."""


@cache
def state_of_migrations() -> str:
    """Return a short name for the state of everything that decides how a migrated database looks."""
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(str(path.relative_to(ROOT)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def one_at_a_time(kind: str) -> Iterator[Path]:
    """Let one process in at a time, the others wait; yields where to build the template of this kind."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / f"{kind}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield KEPT / f"{kind}.building"


def migrate_from_zero(url: str) -> None:
    """Run all migrations on the empty database at `url`, in a process of their own."""
    with tempfile.TemporaryDirectory() as data:
        env = os.environ | {"DATABASE_URL": url, "DATA_DIR": data, "REDIS_URL": ""}
        for command in (["migrate", "--no-input", "-v0", "--skip-checks"], ["createcachetable", "-v0"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True)


def forget_older(suffix: str, current: Path) -> None:
    """Drop kept templates of earlier migrations."""
    for path in KEPT.glob(f"*{suffix}"):
        if path != current:
            path.unlink(missing_ok=True)


class SqliteDatabase:
    """A file, copied from the kept template."""

    def __init__(self, path: Path) -> None:
        self.path = path
        # Copied once: somebody who changes migrations during our run makes a new template, and drops ours.
        self.pristine = path.with_suffix(".pristine")
        self.url = f"sqlite:///{path}"

    @staticmethod
    def template() -> Path:
        """Return the template file, made now if the migrations changed."""
        kept = KEPT / f"{state_of_migrations()}.sqlite3"
        with one_at_a_time("sqlite") as building:
            if not kept.exists():
                for leftover in KEPT.glob(f"{building.name}*"):
                    leftover.unlink()
                migrate_from_zero(f"sqlite:///{building}")
                forget_older(".sqlite3", kept)
                building.rename(kept)
        return kept

    def renew(self) -> None:
        for suffix in ("-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        if not self.pristine.exists():
            shutil.copyfile(self.template(), self.pristine)
        shutil.copyfile(self.pristine, self.path)


class PostgresDatabase:
    """A database of the private server, made with CREATE DATABASE … TEMPLATE."""

    def __init__(self, server: str, name: str) -> None:
        self.server = server
        self.name = name
        self.url = self._url(name)

    def _url(self, name: str) -> str:
        return f"{self.server.rpartition('/')[0]}/{name}"

    def _connection(self, **options: Any) -> "psycopg.Connection[tuple[Any, ...]]":
        parts = urlsplit(self.server)
        return psycopg.connect(
            host=unquote(parts.hostname or ""),
            user=parts.username,
            dbname=parts.path.strip("/"),
            autocommit=True,
            **options,
        )

    def _run(self, tool: str, *arguments: str) -> None:
        binary = find_postgres()
        assert binary is not None, "a PostgreSQL server is running, but its tools are not found"
        parts = urlsplit(self.server)
        where = ["-h", unquote(parts.hostname or ""), "-U", parts.username or ""]
        subprocess.run([str(binary.parent / tool), *where, *arguments], check=True, stdout=subprocess.DEVNULL)

    def template(self) -> str:
        """Return the name of the server's template database, made or read from its dump first."""
        state = state_of_migrations()
        name, kept = f"template_{state}", KEPT / f"{state}.pgsql"
        with one_at_a_time("postgres") as dump, closing(self._connection()) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                return name
            connection.execute("DROP DATABASE IF EXISTS building")
            connection.execute("CREATE DATABASE building")
            if kept.exists():
                self._run("psql", "-d", "building", "-q", "-v", "ON_ERROR_STOP=1", "-f", str(kept))
            else:
                migrate_from_zero(self._url("building"))
                self._run("pg_dump", "-d", "building", "-f", str(dump))
                forget_older(".pgsql", kept)
                dump.rename(kept)
            connection.execute(sql.SQL("ALTER DATABASE building RENAME TO {}").format(sql.Identifier(name)))
        return name

    def renew(self) -> None:
        name, template = sql.Identifier(self.name), sql.Identifier(self.template())
        # Two clones at once would each find the other connected to the template.
        with one_at_a_time("postgres"), closing(self._connection()) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, template))


def main() -> None:
    """Make the kept template of one kind, as script/check does: all migrations, from zero."""
    if sys.argv[1] == "sqlite":
        SqliteDatabase.template()
        return
    server = Postgres()
    try:
        server.start()
        PostgresDatabase(server.url("postgres"), "unused").template()
    finally:
        server.stop()


if __name__ == "__main__":
    main()
