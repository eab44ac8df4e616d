"""What `script/test` becomes: a private PostgreSQL, the tests on it in parallel, then the core on SQLite.

The core is what asks the database (to parse a feed twice would show nothing new), but for what is dear and
the same on every database: rights, the cache, whole sites in a file.

Each test process starts a Redis of its own (tests/environment.py). Arguments go to pytest, and then
there is the PostgreSQL run only: whoever names tests is working on them.
"""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType

from script.services import Postgres, ServiceError, end, spawn
from tests.databases import PostgresDatabase, SqliteDatabase

ROOT = Path(__file__).resolve().parent.parent
NO_TESTS = 5  # pytest's exit code for an empty selection


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


def run_pytest(arguments: list[str], *, database: str) -> int:
    """Run pytest on the server at `database` ("" for SQLite) and return its exit code."""
    env = os.environ | {"TEST_DATABASE_URL": database, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "pytest", "-n", str(processes()), "--dist", "worksteal", *arguments]
    process = spawn(command, env=env)
    try:
        return process.wait()
    except Stop:
        # As Ctrl-C on a terminal does: to pytest and its workers alike, who then say how far they came.
        os.killpg(process.pid, signal.SIGINT)
        end(process, ask=signal.SIGCONT)
        raise


def run(arguments: list[str]) -> int:
    """Run everything and return the first exit code that is not 0."""
    server = Postgres()
    try:
        server.start()
        make_templates(server)
        print("Tests on PostgreSQL", flush=True)
        result = run_pytest(arguments, database=server.url("postgres"))
    finally:
        server.stop()
    if arguments:
        return result
    print("\nThe core on SQLite", flush=True)
    return result or run_pytest(["-m", "database and not (postgres or browser or once)"], database="")


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
