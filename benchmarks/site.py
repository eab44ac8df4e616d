"""The site as production runs it, on servers of its own, filled with the demo brand."""

import http.client
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from script.services import Postgres, Redis, end, spawn

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60
# The same for both applications; the site's own server uses these too (script/supervisor.py).
SERVER = "--interface wsgi --host 127.0.0.1 --http 1 --no-ws --workers 2 --blocking-threads 4"


class Site:
    """PostgreSQL, Redis, the seeded site and the bare view; a context manager that ends them all."""

    def __init__(self, posts: int) -> None:
        self.posts = posts

    def __enter__(self) -> "Site":
        with ExitStack() as self.stack:
            self._start()
            self.stack = self.stack.pop_all()  # All stands; until here a failure ended what had started.
        return self

    def __exit__(self, *exception: object) -> None:
        self.stack.close()

    def _start(self) -> None:
        self.folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory(prefix="alongside-bench-")))
        postgres, redis = Postgres(), Redis(self.folder, log=self.folder / "redis.log")
        self.stack.callback(postgres.stop)
        postgres.start()
        self.stack.callback(redis.stop)
        redis.start()
        assert postgres.process is not None
        assert redis.process is not None
        self.stores = [postgres.process.pid, redis.process.pid]
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": postgres.url("postgres"),
            "REDIS_URL": redis.url,
            "DATA_DIR": str(self.folder),
            "SECRET_KEY": secrets.token_urlsafe(60),
            "ALLOWED_HOSTS": "localhost",
            "LOG_LEVEL": "WARNING",
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        }
        self._manage("migrate", "-v0")
        self._manage("createcachetable")
        self._manage("seed_demo", "--posts", str(self.posts))
        self.session = self._sign_in()
        self.environment |= {
            "DJANGO_ENV": "production",
            "SITE_URL": "https://localhost",
            "TRUST_PROXY": "1",
        }
        self._manage("collectstatic", "--no-input", "-v0")
        self.port, self.server = self.serve()
        if ask(self.port, "/my/posts/", Cookie=f"sessionid={self.session}") != 200:
            raise RuntimeError("the member's session is not accepted")
        self.hello_port, self.hello_server = self.serve("granian", "benchmarks.hello:application")

    def _manage(self, *arguments: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.DEVNULL)

    def _sign_in(self) -> str:
        """Return the session key of a demo member who has signed in."""
        command = [sys.executable, "-m", "benchmarks.session", "member@demo.example"]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.PIPE, text=True
        )
        return done.stdout.split()[-1]

    def serve(
        self, server: str = "config.serving", application: str = "config.wsgi:application"
    ) -> tuple[int, int]:
        """Start a server for an application; return its port and process id once it answers."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        with (self.folder / f"{port}.log").open("wb") as output:
            process = spawn(
                [
                    sys.executable,
                    "-m",
                    server,
                    *SERVER.split(),
                    "--port",
                    str(port),
                    "--log-level",
                    "warning",
                    application,
                ],
                env=self.environment,
                output=output,
            )
        self.stack.callback(end, process)
        deadline = time.monotonic() + START_SECONDS
        while not ask(port, "/healthz"):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.folder / f"{port}.log").read_text(errors="replace")[-2000:])
            time.sleep(0.1)
        return port, process.pid


def ask(port: int, path: str, **headers: str) -> int:
    """Return the status of one answer, 0 if there is none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers={"Host": "localhost", "X-Forwarded-Proto": "https"} | headers)
        response = connection.getresponse()
        response.read()
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
    return response.status
