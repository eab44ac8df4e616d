"""What `script/server` becomes: starts the site's processes, watches them, and ends them all.

Order: a private Redis (unless REDIS_URL names one), the database brought up to date, then web server,
worker and beat together. A process that dies is started again, with growing pauses. Logs are files in
DATA_DIR/log; errors of the web server are repeated on the console.
"""

import argparse
import fcntl
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, NoReturn

from script.services import Redis, ServiceError, end, spawn

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
READY_SECONDS = 60.0
STEPS = 4
DEMO_PASSWORD = "alongside-demo"  # noqa: S105 -- meant to be known
DEMO_PEOPLE = ["member", "moderator", "marketer", "admin"]
STOPPING = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
WATCHED = STOPPING | {signal.SIGCHLD}


class Stop(Exception):
    """Somebody asked us to end."""


def say(text: str) -> None:
    print(text, flush=True)


def fail(text: str) -> NoReturn:
    """End with one clear line."""
    print(f"script/server: {text}", file=sys.stderr, flush=True)
    raise SystemExit(1)


@dataclass
class Child:
    """One process of the site, its command and its log."""

    name: str
    command: list[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    failures: int = 0
    start_again_at: float = 0.0
    read_to: int = field(default=0)

    def start(self, env: dict[str, str]) -> None:
        """Start it; what an earlier run wrote stays in `<name>.log.1`."""
        if self.process is None and self.log.exists():
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as output:
            self.process = spawn([PYTHON, "-m", *self.command], env=env, output=output)
        self.started_at = time.monotonic()

    def last_words(self, lines: int = 8) -> str:
        """Return the end of its log, indented."""
        said = self.log.read_text(errors="replace").splitlines()[-lines:]
        return "\n".join(f"    {line}" for line in said)

    def new_errors(self) -> list[str]:
        """Return the lines about errors that were written since the last call."""
        with self.log.open("rb") as log:
            log.seek(self.read_to)
            text = log.read()
        end_of_line = text.rfind(b"\n") + 1
        self.read_to += end_of_line
        lines = text[:end_of_line].decode(errors="replace").splitlines()
        return [line for line in lines if re.search(r"\b(error|critical)\b", line, re.IGNORECASE)]


class Supervisor:
    """Everything `script/server` started, and the one loop that watches it."""

    def __init__(self, *, demo: bool) -> None:
        self.demo = demo
        self.port = self._read_port()
        self.bind = os.environ.get("BIND", "127.0.0.1")
        self.data = Path(os.environ.get("DATA_DIR") or ROOT / "var").expanduser().resolve()
        self.logs = self.data / "log"
        self.redis: Redis | None = None
        self.children: list[Child] = []
        self.passing: subprocess.Popen[bytes] | None = None
        self.env = os.environ | {
            "DATA_DIR": str(self.data),
            "PORT": str(self.port),
            "DJANGO_ENV": "development",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONUNBUFFERED": "1",
        }

    def run(self) -> None:
        """Start everything, say where it is, and watch until asked to stop."""
        # Signals are taken in one place, between two steps, and so never in the middle of one.
        signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)
        began = time.monotonic()
        lock = self._claim_data()
        try:
            self._check_port()
            self._start_redis()
            self._prepare()
            self._start_site()
            self._announce(time.monotonic() - began)
            while True:
                self._watch()
        except Stop:
            say("\nStopping.")
        except ServiceError as error:
            fail(str(error))
        finally:
            self._stop()
            lock.close()

    # --- Before anything starts -------------------------------------------------------------------

    def _read_port(self) -> int:
        text = os.environ.get("PORT") or "8000"
        if not text.isdigit() or not 0 < int(text) < 65536:
            fail(f"PORT={text} is not a port: use a number from 1 to 65535.")
        return int(text)

    def _claim_data(self) -> IO[str]:
        try:
            self.logs.mkdir(parents=True, exist_ok=True)
            lock = (self.data / "server.lock").open("a")
        except OSError as error:
            fail(f"cannot write to {self.data} ({error.strerror}): choose another folder with DATA_DIR.")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            fail(f"another script/server is using {self.data}: stop it, or choose another DATA_DIR.")
        return lock

    def _check_port(self) -> None:
        family = socket.AF_INET6 if ":" in self.bind else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.bind, self.port))
            except PermissionError:
                fail(f"only root may listen on port {self.port}: choose another, as in PORT=8001.")
            except OSError as error:
                fail(f"port {self.port} is taken ({error.strerror}): choose another, as in PORT=8001.")

    # --- Starting ---------------------------------------------------------------------------------

    def _start_redis(self) -> None:
        if self.env.get("REDIS_URL"):
            say(f"[1/{STEPS}] Redis: the one REDIS_URL names")
            return
        redis = Redis(self.data, log=self.logs / "redis.log")
        try:
            redis.start()
        except ServiceError as error:
            # Everything works without Redis, only slower: messages are files, the cache is a table.
            say(f"[1/{STEPS}] Redis: none ({error}); going on without it")
            self.env.pop("REDIS_URL", None)
            return
        self.redis = redis
        self.env["REDIS_URL"] = redis.url
        say(f"[1/{STEPS}] Redis: a private one in {self.data}")

    def _prepare(self) -> None:
        say(f"[2/{STEPS}] Database{' and demo brand' if self.demo else ''}")
        arguments = ["--demo"] if self.demo else []
        if self._run("script.prepare", *arguments) != 0:
            fail("the database could not be made ready; the lines above say why.")

    def _run(self, module: str, *arguments: str) -> int:
        """Run one of our modules to its end, and return how it ended; it speaks to the console itself."""
        # Its own lines tell how far it is; what the libraries log meanwhile would drown them.
        quiet = {"LOG_LEVEL": "WARNING"}
        self.passing = spawn([PYTHON, "-m", module, *arguments], env=self.env | quiet)
        while self.passing.poll() is None:
            self._pause(0.5)
        return self.passing.returncode

    def _start_site(self) -> None:
        say(f"[3/{STEPS}] Starting web server, worker and beat")
        web = (
            f"config.serving --interface wsgi --host {self.bind} --port {self.port} --http 1 --no-ws "
            "--workers 2 --blocking-threads 4 --respawn-failed-workers --workers-kill-timeout 3s "
            "--log-level warning config.wsgi:application"
        )
        # Two processes, so that a slow blog never holds up what a person waits for.
        worker = (
            "celery -A config worker --concurrency 2 --loglevel WARNING "
            "--without-gossip --without-mingle --without-heartbeat"
        )
        # Beat is not waited for, and so it leaves the cores to those who are.
        self._start({"web": web, "worker": worker})
        self._wait_until_ready()
        self._start({"beat": "celery -A config beat --loglevel WARNING --pidfile="})

    def _start(self, commands: dict[str, str]) -> None:
        for name, command in commands.items():
            child = Child(name, command.split(), self.logs / f"{name}.log")
            self.children.append(child)
            child.start(self.env)

    def _wait_until_ready(self) -> None:
        say(f"[4/{STEPS}] Waiting for the site to answer")
        deadline = time.monotonic() + READY_SECONDS
        # First whether it lives, often; then, seldom, whether the worker has reported too.
        for path, pause in [("/healthz", 0.1), ("/readyz", 0.5)]:
            status, body = self._ask(path)
            while status != 200:
                for child in self.children:
                    if child.process is not None and child.process.poll() is not None:
                        raise ServiceError(f"{child.name} ended while starting:\n{child.last_words()}")
                if time.monotonic() > deadline:
                    if not status:
                        raise ServiceError(f"the site does not answer:\n{self.children[0].last_words()}")
                    say(f"      it answers, but not all is ready yet: {body}")
                    return
                self._pause(pause)
                status, body = self._ask(path)

    def _ask(self, path: str) -> tuple[int, str]:
        everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- only compared with
        connection = http.client.HTTPConnection(everywhere.get(self.bind, self.bind), self.port, timeout=5)
        try:
            connection.request("GET", path, headers={"Host": f"localhost:{self.port}"})
            response = connection.getresponse()
            return response.status, response.read(500).decode(errors="replace").strip()
        except (OSError, http.client.HTTPException):
            return 0, "no answer"
        finally:
            connection.close()

    def _announce(self, seconds: float) -> None:
        say(f"\nAlongside is ready after {seconds:.0f} s:  http://localhost:{self.port}\n")
        if self.demo:
            say(f"  Sign in with the password {DEMO_PASSWORD} as")
            for person in DEMO_PEOPLE:
                say(f"    {person}@demo.example")
        else:
            self._run("manage", "first_admin")
        say(
            f"\n  Staff pages: http://localhost:{self.port}/cms/    Mails: http://localhost:{self.port}/dev/mail/"
        )
        say(f"  Logs: {self.logs}    Ctrl-C ends everything.\n")

    # --- Watching and ending ----------------------------------------------------------------------

    def _pause(self, seconds: float) -> None:
        """Wait, but no longer than until a child ends; Stop if we were asked to end."""
        received = signal.sigtimedwait(WATCHED, seconds)
        if received is not None and received.si_signo in STOPPING:
            raise Stop

    def _watch(self) -> None:
        self._pause(1.0)
        now = time.monotonic()
        if self.redis is not None and self.redis.is_dead():
            say("Redis ended; starting it again.")
            self.redis.start()
        for child in self.children:
            if child.process is None:
                continue
            if child.name == "web":
                for line in child.new_errors():
                    say(f"web | {line}")
            if child.process.poll() is None:
                continue
            if not child.start_again_at:
                child.failures = child.failures + 1 if now - child.started_at < 60 else 1
                pause = min(2**child.failures, 30)
                child.start_again_at = now + pause
                end(child.process)  # what is left of its family
                say(f"{child.name} ended ({child.process.returncode}); starting it again in {pause} s.")
                say(child.last_words())
            elif now >= child.start_again_at:
                child.start_again_at = 0.0
                child.start(self.env)

    def _stop(self) -> None:
        running = [child.process for child in self.children if child.process is not None]
        if self.passing is not None:
            running.append(self.passing)
        end(*running)
        if self.redis is not None:
            self.redis.stop()


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/server", description="Run Alongside on this machine.")
    parser.add_argument("--no-demo", action="store_true", help="start with an empty site")
    options = parser.parse_args()
    if os.environ.get("DJANGO_ENV", "development") != "development":
        fail("this is the development server: unset DJANGO_ENV (README.md says how production runs).")
    Supervisor(demo=not options.no_demo).run()


if __name__ == "__main__":
    main()
