"""Size and time: every way of sending too much or too slowly ends."""

import gzip
import socket
import struct
import threading
import tracemalloc
import zlib

import pytest

from fetching import BadAnswer, TooLarge, TooSlow, Unreachable, connection, names
from fetching.inflating import Body

HEAD = b"HTTP/1.1 200 OK\r\n"
MEGABYTE = 1024 * 1024


def endless(*, head: bytes, piece: bytes):
    """A route that sends `piece` for as long as anybody listens."""

    def route(conversation):
        conversation.send(head)
        while conversation.send(piece):
            pass

    return route


class TestSize:
    @pytest.mark.parametrize("size", [0, 99, 100])
    def test_what_fits_is_read(self, site, size):
        assert len(site.fetch(site.answer("/", b"a" * size), max_bytes=100).body) == size

    def test_one_byte_too_many_is_refused(self, site):
        site.routes["/"] = HEAD + b"\r\n" + b"a" * 101
        with pytest.raises(TooLarge):
            site.fetch(site.url(), max_bytes=100)

    def test_what_is_announced_too_large_is_not_waited_for(self, site):
        def route(conversation):
            conversation.send(HEAD + b"Content-Length: 101\r\n\r\n")
            conversation.hang()

        site.routes["/"] = route
        with pytest.raises(TooLarge):
            site.fetch(site.url(), max_bytes=100)

    def test_a_body_without_end_is_refused(self, site):
        site.routes["/"] = endless(head=HEAD + b"\r\n", piece=b"a" * 10_000)
        with pytest.raises(TooLarge):
            site.fetch(site.url())

    @pytest.mark.parametrize("window", [zlib.MAX_WBITS, -zlib.MAX_WBITS, 16 + zlib.MAX_WBITS])
    def test_a_bomb_is_not_unpacked(self, site, window):
        packer = zlib.compressobj(9, wbits=window)
        bomb = b"".join(packer.compress(b"\0" * MEGABYTE) for _ in range(100)) + packer.flush()
        assert len(bomb) < 110_000
        encoding = "gzip" if window > zlib.MAX_WBITS else "deflate"
        with pytest.raises(TooLarge):
            site.fetch(site.answer("/", bomb, Content_Encoding=encoding), max_bytes=2 * MEGABYTE)

    def test_a_bomb_is_never_large_in_memory(self):
        body = Body("gzip", announced="", max_bytes=100_000)
        bomb = gzip.compress(b"\0" * 50 * MEGABYTE)
        tracemalloc.start()
        with pytest.raises(TooLarge):
            body.add(bomb)
        assert tracemalloc.get_traced_memory()[1] < MEGABYTE
        tracemalloc.stop()

    def test_a_bomb_is_stopped_at_the_limit(self, site):
        url = site.answer("/", gzip.compress(b"a" * 1001), Content_Encoding="gzip")
        assert len(site.fetch(url, max_bytes=1001).body) == 1001
        with pytest.raises(TooLarge):
            site.fetch(url, max_bytes=1000)

    def test_what_is_packed_counts_as_it_comes_too(self, site):
        # Bytes after the end of the packed part unpack to nothing; they came all the same.
        site.routes["/"] = endless(
            head=HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"abc"), piece=b"a" * 10_000
        )
        with pytest.raises(TooLarge):
            site.fetch(site.url())

    @pytest.mark.parametrize(
        ("head", "piece"),
        [
            (HEAD, b"A: b\r\n"),
            (HEAD + b"A: ", b"a" * 1000),
            (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
            (HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;", b"a" * 1000),
            (HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"A: b\r\n"),
        ],
        ids=["headers", "header", "interim", "chunk", "trailer"],
    )
    def test_framing_without_end_is_refused(self, site, head, piece):
        site.routes["/"] = endless(head=head, piece=piece)
        with pytest.raises((TooLarge, BadAnswer)):
            site.fetch(site.url())

    def test_headers_and_framing_have_an_allowance_of_their_own(self, site, monkeypatch):
        monkeypatch.setattr(connection, "HEADER_BYTES", 1000)
        site.routes["/"] = HEAD + b"A: " + b"a" * 1000 + b"\r\nContent-Length: 1\r\n\r\na"
        with pytest.raises(TooLarge):
            site.fetch(site.url())


class TestTime:
    def test_is_up_before_anything_is_done(self, site):
        with pytest.raises(TooSlow):
            site.fetch(site.answer("/"), deadline=0)
        assert site.requests == []

    @pytest.mark.parametrize("said", [b"", b"HTTP", HEAD, HEAD + b"Content-Length: 5\r\n\r\nab"])
    def test_is_up_when_the_server_falls_silent(self, site, said):
        def route(conversation):
            conversation.send(said)
            conversation.hang()

        site.routes["/"] = route
        with pytest.raises(TooSlow):
            site.fetch(site.url(), deadline=0.2)

    @pytest.mark.parametrize(
        "dripped",
        [
            (b"", HEAD + b"A: " + b"a" * 100 + b"\r\nContent-Length: 0\r\n\r\n"),
            (HEAD + b"Content-Length: 100\r\n\r\n", b"a" * 100),
        ],
        ids=["headers", "body"],
    )
    def test_is_up_however_steadily_it_drips(self, site, dripped):
        def route(conversation):
            conversation.send(dripped[0])
            conversation.drip(dripped[1])

        site.routes["/"] = route
        with pytest.raises(TooSlow):
            site.fetch(site.url(), deadline=0.3)

    def test_is_one_for_all_redirects(self, site):
        def slowly(to):
            answer = HEAD.replace(b"200 OK", b"302 Found") + f"Location: {to}\r\n\r\n".encode()
            return lambda conversation: conversation.drip(answer[:12]) or conversation.send(answer[12:])

        for number in range(3):
            site.routes[f"/{number}"] = slowly(f"/{number + 1}")
        site.answer("/3", b"ok")
        with pytest.raises(TooSlow):
            site.fetch(site.url("/0"), deadline=0.5)

    def test_is_shared_among_the_addresses_of_a_name(self, monkeypatch):
        given = []

        class DeadAddress(socket.socket):
            def connect(self, address):
                given.append(self.gettimeout())
                raise TimeoutError

        monkeypatch.setattr(socket, "socket", DeadAddress)
        backend = connection.CheckedBackend(["127.0.0.1", "127.0.0.2", "::1"], budget=connection.Budget(6))
        with pytest.raises(Unreachable):
            backend.connect_tcp("blog.example", 80)
        assert [round(seconds) for seconds in given] == [2, 3, 6]

    def test_is_up_in_the_middle_of_a_body_that_never_pauses(self, site, monkeypatch):
        # Small chunks take more work than time on the wire; the clock is looked at between them.
        site.routes["/"] = HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * 5000 + b"0\r\n\r\n"
        budget = connection.Budget(5)
        monkeypatch.setattr("fetching.client.Budget", lambda _seconds: budget)
        body_begins = budget.allow

        def the_time_is_up(count):
            body_begins(count)
            budget._until = 0

        monkeypatch.setattr(budget, "allow", the_time_is_up)
        with pytest.raises(TooSlow):
            site.fetch(site.url())


class TestConnections:
    def test_that_break_are_unreachable(self, site):
        def route(conversation):
            conversation.send(HEAD + b"Content-Length: 100\r\n\r\nabc")
            abrupt = struct.pack("ii", 1, 0)  # closing sends a reset instead of an end
            conversation.handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, abrupt)
            conversation.handler.connection.close()

        site.routes["/"] = route
        with pytest.raises(Unreachable):
            site.fetch(site.url())

    def test_that_take_nothing_are_too_slow(self):
        ours, _theirs = socket.socketpair()
        with pytest.raises(TooSlow):
            connection._Stream(ours, budget=connection.Budget(0.1)).write(b"a" * 10 * MEGABYTE)

    def test_that_are_gone_are_unreachable(self):
        ours, theirs = socket.socketpair()
        theirs.close()
        with pytest.raises(Unreachable):
            connection._Stream(ours, budget=connection.Budget(5)).write(b"a")

    def test_to_a_socket_of_the_machine_are_not_made(self):
        backend = connection.CheckedBackend(["127.0.0.1"], budget=connection.Budget(5))
        with pytest.raises(Unreachable):
            backend.connect_unix_socket("/run/redis.sock")


class TestNames:
    def test_are_looked_up_by_the_system(self):
        assert set(names.look_up("localhost", 80, 5)) <= {"127.0.0.1", "::1"}

    def test_that_do_not_exist_are_unreachable(self, monkeypatch):
        def unknown(*_arguments, **_options):
            raise socket.gaierror(socket.EAI_NONAME, "unknown")

        monkeypatch.setattr(socket, "getaddrinfo", unknown)
        with pytest.raises(Unreachable):
            names.look_up("blog.example", 80, 5)

    def test_that_take_too_long_are_left_behind(self, monkeypatch):
        over = threading.Event()
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait(30) and [])
        with pytest.raises(TooSlow):
            names.look_up("blog.example", 80, 0.1)
        over.set()

    def test_that_take_too_long_never_pile_up(self, monkeypatch):
        over, asked = threading.Event(), []

        def stuck(*arguments, **_options):
            asked.append(arguments)
            over.wait(30)
            return []

        monkeypatch.setattr(socket, "getaddrinfo", stuck)
        monkeypatch.setattr(names, "_slots", threading.BoundedSemaphore(2))
        for _ in range(4):
            with pytest.raises(TooSlow):
                names.look_up("blog.example", 80, 0.05)
        assert len(asked) == 2
        over.set()

    def test_cannot_be_looked_up_on_a_machine_without_threads(self, monkeypatch):
        def none_left(_self):
            raise RuntimeError("can't start new thread")

        monkeypatch.setattr(threading.Thread, "start", none_left)
        monkeypatch.setattr(names, "_slots", threading.BoundedSemaphore(1))
        for _ in range(2):  # the slot is given back
            with pytest.raises(Unreachable):
                names.look_up("blog.example", 80, 5)
