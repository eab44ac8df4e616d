"""What `script/test` becomes: everything on a private PostgreSQL, and beside it the core on SQLite.

The core is what asks the database something (to parse a feed twice would show nothing new): models, actions,
lists. What is drawn of it (pages, mails, files) and what is dear (rights, the cache, whole sites in a file)
is asked once. The core runs in one process at the same time, where the others wait for browsers, and what it
said is told at the end.

Each test process starts a Redis of its own (tests/environment.py). Arguments go to pytest, and then
there is the PostgreSQL run only: whoever names tests is working on them.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType
from typing import IO

from script.services import Postgres, ServiceError, end, spawn
from tests.databases import PostgresDatabase, SqliteDatabase

ROOT = Path(__file__).resolve().parent.parent
CORE = ["-m", "database and not (postgres or browser or once)"]


class Stop(Exception):
    """Somebody asked us to end."""


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stop


def processes() -> int:
    """Return how many tests may run at once: one for each core, and one while a browser is waited for."""
    return len(os.sched_getaffinity(0)) + 1


def make_templates(server: Postgres) -> None:
    """Run the migrations on both databases if they changed; the test processes then only clone."""
    print("Preparing databases (about a minute after a change of migrations)", flush=True)
    made = [SqliteDatabase.template, PostgresDatabase(server.url("postgres"), "unused").template]
    with ThreadPoolExecutor() as pool:
        for future in [pool.submit(make) for make in made]:
            future.result()


def start_pytest(
    arguments: list[str], *, database: str, processes: int, output: IO[bytes] | None = None
) -> subprocess.Popen[bytes]:
    """Start pytest on the server at `database` ("" for SQLite)."""
    env = os.environ | {"TEST_DATABASE_URL": database, "PYTHONUNBUFFERED": "1"}
    # Many containers set it, and each of our processes would compile everything (and its assertions) again.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "pytest", "-n", str(processes), "--dist", "worksteal", *arguments]
    return spawn(command, env=env, output=output)


def wait_for(runs: list[subprocess.Popen[bytes]]) -> int:
    """Return the first exit code that is not 0, or 0."""
    try:
        return next((code for code in [run.wait() for run in runs] if code), 0)
    except Stop:
        # As Ctrl-C on a terminal does: to pytest and its workers alike, who then say how far they came.
        for run in runs:
            if run.poll() is None:
                os.killpg(run.pid, signal.SIGINT)
        for run in runs:
            end(run, ask=signal.SIGCONT)
        raise


def run(arguments: list[str]) -> int:
    """Run everything and return the first exit code that is not 0."""
    server = Postgres()
    runs: list[subprocess.Popen[bytes]] = []
    with tempfile.TemporaryFile() as said:
        try:
            server.start()
            make_templates(server)
            print("Tests on PostgreSQL" + ("" if arguments else ", and the core on SQLite"), flush=True)
            runs.append(start_pytest(arguments, database=server.url("postgres"), processes=processes()))
            if not arguments:
                runs.append(start_pytest(CORE, database="", processes=1, output=said))
            return wait_for(runs)
        finally:
            server.stop()
            if len(runs) > 1:
                said.seek(0)
                print("\nThe core on SQLite", flush=True)
                shutil.copyfileobj(said, sys.stdout.buffer)
                sys.stdout.flush()


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        code = run(sys.argv[1:])
    except Stop:
        code = 130
    except ServiceError as error:
        print(f"script/test: {error}", file=sys.stderr)
        code = 1
    except subprocess.SubprocessError as error:
        print(f"script/test: {error}", file=sys.stderr)
        code = 1
    raise SystemExit(code)


if __name__ == "__main__":
    main()
