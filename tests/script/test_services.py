"""Private servers: started, tied to us, and gone with us."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import redis

from script.services import Redis, ServiceError, end, spawn, wait_until

FOREVER = "import signal; signal.pause()"
# A parent that starts a child of its own and waits; both hold our pipe open for as long as they live.
FAMILY = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {FOREVER!r}])"


class TestEnding:
    def test_the_whole_family_goes(self):
        reading, writing = os.pipe()
        family = spawn([sys.executable, "-c", FAMILY], output=writing)
        os.close(writing)

        end(family, ask=signal.SIGCONT, seconds=0.5)

        with open(reading, "rb") as pipe:
            assert pipe.read() == b""  # the end of the pipe: nobody is left to write
        assert family.returncode == -signal.SIGKILL

    def test_a_killed_starter_leaves_nobody_behind(self):
        starter = (
            "import os, signal, sys; from script.services import spawn; "
            f"spawn([sys.executable, '-c', {FOREVER!r}]); os.kill(os.getpid(), signal.SIGKILL)"
        )

        done = subprocess.run([sys.executable, "-c", starter], stdout=subprocess.PIPE)

        # run() returned, so the pipe that the child inherited is closed.
        assert done.returncode == -signal.SIGKILL

    def test_ending_what_has_ended_is_fine(self):
        process = spawn([sys.executable, "-c", ""])
        process.wait()

        end(process)

        assert process.returncode == 0


class TestRedis:
    def test_it_answers_on_its_socket_and_goes(self, tmp_path: Path):
        server = Redis(tmp_path, log=tmp_path / "log")
        server.start()
        with redis.from_url(server.url) as client:
            assert client.ping()

        server.stop()

        assert not server.socket.exists()

    def test_a_long_folder_gets_a_short_socket(self, tmp_path: Path):
        deep = tmp_path / ("d" * 100)
        deep.mkdir()
        server = Redis(deep, log=tmp_path / "log")
        server.start()
        try:
            assert len(str(server.socket)) < 100
        finally:
            server.stop()
        assert not server.socket.parent.exists()


class TestWaiting:
    def test_it_tells_why_a_server_did_not_start(self, tmp_path: Path):
        log = tmp_path / "log"
        with log.open("wb") as output:
            process = spawn([sys.executable, "-c", "print('starting'); print('no room')"], output=output)

        with pytest.raises(ServiceError, match="It did not start: no room"):
            wait_until(lambda: False, process, "It", log)
