"""Gives a test process a world of its own, before the settings are read.

Every process (each of pytest-xdist's workers, or the one there is without it) has its own folder, its own
database and its own private Redis. Nothing of the developer's environment gets in: a DATABASE_URL that
points at real data must never be reached by a test.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from script.services import Redis, ServiceError
from tests.databases import Database, PostgresDatabase, SqliteDatabase

OURS = (
    "ALLOWED_HOSTS CDN_PURGE_URL CLOUDFLARE_TOKEN CLOUDFLARE_ZONE DATABASE_URL DATA_DIR DEBUG "
    "DEFAULT_FROM_EMAIL DJANGO_ENV EDITORIAL_APPROVAL EMAIL_URL FETCHING_ALLOW_LOOPBACK "
    "LINK_CARD_HOSTS LOG_LEVEL MEDIA_URL MINIMUM_AGE OWNERSHIP_KEY PEERTUBE_HOSTS PORT REDIS_URL SECRET_KEY "
    "SITE_URL SPOT_CHECK_PERCENT TRUST_PROXY WEBSUB_HUB"
)


class World:
    """What this test process may use."""

    def __init__(self, name: str) -> None:
        for variable in OURS.split():
            os.environ.pop(variable, None)
        self.folder = Path(tempfile.mkdtemp(prefix=f"alongside-test-{name}-"))
        atexit.register(self.leave)
        os.environ["DATA_DIR"] = str(self.folder)
        os.environ["LOG_LEVEL"] = "WARNING"
        # Which of a test's posts would be among them is chance.
        os.environ["SPOT_CHECK_PERCENT"] = "0"

        server = os.environ.get("TEST_DATABASE_URL", "")
        self.database: Database = (
            PostgresDatabase(server, f"test_{name}")
            if server.startswith("postgres")
            else SqliteDatabase(self.folder / "test.sqlite3")
        )
        os.environ["DATABASE_URL"] = self.database.url

        self.redis = Redis(self.folder, log=self.folder / "redis.log")
        try:
            self.redis.start()
        except ServiceError:
            # Without any redis-server the site works too, and so do its tests: on the fallbacks.
            return
        os.environ["REDIS_URL"] = self.redis.url

    def leave(self) -> None:
        """Leave nothing behind; the private PostgreSQL goes as a whole, with script/test."""
        self.redis.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


# The controller of a parallel run tests nothing, but imports this too; its world is a small one.
world = World(os.environ.get("PYTEST_XDIST_WORKER", "main"))
