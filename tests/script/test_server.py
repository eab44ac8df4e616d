"""`script/server`: it starts, says where, refuses in one line, and leaves nothing behind."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.databases import ROOT, SqliteDatabase

COMMAND = [sys.executable, "-m", "script.supervisor", "--no-demo"]


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def env(tmp_path: Path, port: int) -> dict[str, str]:
    """Return a bare environment with a mark that every process of the server inherits."""
    return {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path),
        "PORT": str(port),
        "MARK": uuid.uuid4().hex,
    }


@pytest.fixture
def server(env: dict[str, str], tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Start a server on a database that is migrated already."""
    shutil.copyfile(SqliteDatabase.template(), tmp_path / "alongside.sqlite3")
    process = subprocess.Popen(
        COMMAND, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    yield process
    process.kill()
    process.communicate()


def marked(mark: str) -> list[str]:
    """Return the commands of all living processes that carry the mark."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"MARK={mark}" in (folder / "environ").read_text(errors="replace"):
                found.append((folder / "cmdline").read_text().replace("\0", " "))
        except OSError:  # it ended while we looked, or is another user's
            continue
    return found


def read_until(process: subprocess.Popen[str], words: str) -> str:
    said = ""
    assert process.stdout is not None
    for line in process.stdout:
        said += line
        if words in line:
            return said
    pytest.fail(f"the server never said {words!r}, but:\n{said}")


def ask(port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={"Host": "localhost"})
    return connection.getresponse().status


class TestServer:
    def test_it_serves_and_ends_everything(self, server, env, port):
        said = read_until(server, "Ctrl-C ends everything")

        assert f"http://localhost:{port}" in said
        assert ask(port, "/healthz") == 200
        assert ask(port, "/readyz") == 200

        server.terminate()
        assert server.wait(20) == 0
        assert marked(env["MARK"]) == []

    def test_a_second_one_on_the_same_data_is_refused(self, server, env):
        read_until(server, "[2/4]")

        second = subprocess.run(COMMAND, cwd=ROOT, env=env, capture_output=True, text=True)

        assert second.returncode == 1
        assert second.stderr.splitlines() == [
            f"script/server: another script/server is using {env['DATA_DIR']}: "
            "stop it, or choose another DATA_DIR."
        ]
        server.send_signal(signal.SIGINT)
        assert server.wait(20) == 0
        assert marked(env["MARK"]) == []


class TestRefusals:
    def refusal(self, env: dict[str, str]) -> str:
        done = subprocess.run(COMMAND, cwd=ROOT, env=env, capture_output=True, text=True)
        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 1
        assert marked(env["MARK"]) == []
        return done.stderr

    def test_a_busy_port(self, env, port):
        with socket.socket() as busy:
            busy.bind(("127.0.0.1", port))
            busy.listen()
            assert f"port {port} is taken" in self.refusal(env)

    @pytest.mark.parametrize("text", ["http", "0", "65536", "-1", "80.5"])
    def test_a_port_that_is_none(self, env, text):
        assert f"PORT={text} is not a port" in self.refusal(env | {"PORT": text})

    def test_a_folder_that_cannot_be_written(self, env):
        assert "cannot write to /proc/nowhere" in self.refusal(env | {"DATA_DIR": "/proc/nowhere"})

    def test_production(self, env):
        assert "development server" in self.refusal(env | {"DJANGO_ENV": "production"})
