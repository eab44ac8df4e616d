"""The limited child: what it may use, and what the parent gets whatever it does."""

import os
import resource
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from fetching import child_process
from fetching.child import ChildFailed, ChildOutOfMemory, ChildRefused, ChildTimedOut, run_limited


def run(name: str, payload: bytes = b"", **limits) -> bytes:
    options = {"memory_mb": 100, "seconds": 10} | limits
    return run_limited(f"tests.fetching.child_targets:{name}", payload, **options)


class TestAnswers:
    def test_come_back(self):
        assert run("reverse", b"abc") == b"cba"

    def test_may_be_large_and_so_may_payloads(self):
        payload = os.urandom(3_000_000)
        assert run("reverse", payload) == payload[::-1]

    def test_are_not_mixed_with_what_libraries_print(self):
        assert run("chatter", b"abc") == b"abc"

    def test_have_a_length_that_is_not_passed(self):
        assert len(run("repeat", b"1000", max_result=1000)) == 1000
        with pytest.raises(ChildFailed, match="too long"):
            run("repeat", b"1001", max_result=1000)

    def test_of_refusal_carry_their_message(self):
        with pytest.raises(ChildRefused) as caught:
            run("refuse")
        assert str(caught.value) == "not this one, blåbær"

    def test_of_failure_carry_the_name_of_the_error_only(self):
        with pytest.raises(ChildFailed) as caught:
            run("fail", b"a stranger's words")
        assert str(caught.value) == "the child failed with LookupError"

    @pytest.mark.parametrize("name", ["leave", "stop_in_the_middle", "answer_nonsense", "return_nothing"])
    def test_that_are_none_are_failures(self, name):
        with pytest.raises(ChildFailed):
            run(name, b"x" * 1_000_000)

    @pytest.mark.parametrize(
        "target", ["tests.fetching.nothing:here", "tests.fetching.child_targets:x", "", ":"]
    )
    def test_cannot_come_from_what_is_not_there(self, target):
        with pytest.raises(ChildFailed):
            run_limited(target, b"", memory_mb=100, seconds=10)

    def test_cannot_come_when_no_child_can_be_started(self, monkeypatch):
        monkeypatch.setattr(sys, "executable", "/nowhere/python")
        with pytest.raises(ChildFailed, match="started"):
            run("reverse")

    def test_come_to_many_threads_at_once(self):
        payloads = [bytes([number]) * 100_000 + b"end" for number in range(6)]
        with ThreadPoolExecutor(6) as pool:
            assert list(pool.map(lambda payload: run("reverse", payload), payloads)) == [
                payload[::-1] for payload in payloads
            ]


class TestLimits:
    @pytest.mark.parametrize("name", ["fill_memory", "fill_memory_in_small_pieces"])
    def test_hold_memory(self, name):
        with pytest.raises(ChildOutOfMemory):
            run(name)

    def test_hold_memory_for_the_payload_too(self):
        with pytest.raises(ChildOutOfMemory):
            run("reverse", bytes(60 * 1024 * 1024), memory_mb=50)

    def test_hold_time(self):
        with pytest.raises(ChildTimedOut):
            run("spin", seconds=0.5)

    def test_hold_time_when_the_child_does_not_listen(self):
        # The payload is larger than any pipe, and the child is killed before it has read it.
        with pytest.raises(ChildTimedOut):
            run("reverse", b"x" * 1_000_000, seconds=0.001)

    def test_of_the_processor_count_as_time(self):
        with pytest.raises(ChildTimedOut):
            run("use_up_the_processor")

    def test_stand_in_the_child(self):
        memory, processor, size, files, core = eval(run("tell_limits", memory_mb=64, seconds=1.5))
        assert memory == (64 * 1024 * 1024, 64 * 1024 * 1024)
        assert processor == (3, 4)  # a second after our own clock, and the one in which SIGXCPU is sent
        assert (size, files, core) == ((0, 0), (64, 64), (0, 0))

    def test_never_rise_above_what_the_machine_allows(self, monkeypatch):
        given = {}
        monkeypatch.setattr(resource, "getrlimit", lambda _what: (5, 10))
        monkeypatch.setattr(resource, "setrlimit", given.__setitem__)
        monkeypatch.setattr(signal, "signal", lambda *_: None)
        monkeypatch.setattr(signal, "alarm", lambda *_: None)
        child_process.limit(1000, 3)
        assert given[resource.RLIMIT_AS] == (10, 10)
        assert given[resource.RLIMIT_CPU] == (3, 4)

    @pytest.mark.parametrize("name", ["open_many", "look_up", "start_something", "fork"])
    def test_leave_no_way_out(self, name):
        with pytest.raises(ChildFailed):
            run(name)

    def test_leave_no_way_to_a_server(self, site):
        with pytest.raises(ChildFailed, match="PermissionError"):
            run("connect", str(site.port).encode())
        assert site.requests == []

    def test_leave_nothing_written(self, tmp_path):
        with pytest.raises(ChildFailed, match="OSError"):
            run("write_file", str(tmp_path / "file").encode())
        assert (tmp_path / "file").stat().st_size == 0

    def test_outlive_the_parent(self):
        # If a worker is killed, nobody is left to end its child: an alarm of its own does.
        program = Path(child_process.__file__)
        root = program.parent.parent
        for target, ending in (("spin", signal.SIGXCPU), ("wait", signal.SIGALRM)):
            ended = subprocess.run(
                [
                    sys.executable,
                    "-I",
                    "-B",
                    program,
                    root,
                    f"tests.fetching.child_targets:{target}",
                    "100",
                    "1",
                ],
                input=b"",
                timeout=30,
            )
            assert -ended.returncode in (ending, signal.SIGALRM)


class TestSurroundings:
    def test_hold_no_secrets(self, monkeypatch):
        monkeypatch.setenv("SECRET_KEY", "very secret")
        monkeypatch.setenv("PYTHONPATH", "/nowhere")
        *names, folder = run("tell_environment").decode().split("\n")
        assert set(names) <= {"LC_ALL", "LC_CTYPE"}
        assert folder == "/"

    def test_hold_the_project_and_not_the_folder_of_the_program(self):
        path = run("tell_path").decode().split("\n")
        program = Path(child_process.__file__)
        assert path[0] == str(program.parent.parent)
        assert not {str(program.parent), "", "."} & set(path)

    def test_hold_no_django_and_no_client(self):
        modules = run("tell_modules").decode().split("\n")
        assert "fetching.feed_parser" in modules
        assert not {"django", "httpcore", "fetching.client", "fetching.errors"} & set(modules)

    def test_are_a_session_of_their_own(self):
        process, session, group = run("tell_session").decode().split(" ")
        assert process == session == group
        assert int(session) != os.getsid(0)

    @pytest.mark.parametrize("name", ["reverse", "spin", "leave"])
    def test_leave_no_process_and_no_open_file_behind(self, name, monkeypatch):
        started = []
        start = subprocess.Popen

        def remember(*arguments, **options):
            started.append(start(*arguments, **options))
            return started[-1]

        monkeypatch.setattr(subprocess, "Popen", remember)
        try:
            run(name, seconds=0.5)
        except ChildFailed:
            pass
        (process,) = started
        assert process.returncode is not None
        assert process.stdin.closed
        assert process.stdout.closed
        with pytest.raises(ProcessLookupError):
            os.kill(process.pid, 0)

    def test_may_be_gone_before_they_are_cleared(self, monkeypatch):
        def gone(_group, _signal):
            raise ProcessLookupError

        monkeypatch.setattr(os, "killpg", gone)
        assert run("reverse", b"abc") == b"cba"
