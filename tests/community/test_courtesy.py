"""How long a blog and its host are left alone."""

from datetime import UTC, datetime, timedelta

import pytest

from community.blogs.courtesy import asked_to_wait, interval_after, rest_of_host

NOW = datetime(2026, 1, 1, 8, tzinfo=UTC)


class TestAskedToWait:
    @pytest.mark.parametrize(
        ("status", "headers", "seconds"),
        [
            (503, {"Retry-After": "120"}, 120),
            (429, {"Retry-After": "Thu, 01 Jan 2026 09:00:00 GMT"}, 3600),
            (429, {"Retry-After": "Thu, 01 Jan 2026 07:00:00 GMT"}, 0),
            (503, {"Retry-After": "99999999999999999999"}, 7 * 24 * 3600),
            (503, {"Retry-After": "Fri, 01 Jan 9999 00:00:00 GMT"}, 7 * 24 * 3600),
            (503, {"Retry-After": "-5"}, 0),
            (503, {"Retry-After": "soon"}, 0),
            (503, {"Retry-After": "٣"}, 0),
            (200, {"Cache-Control": "public, max-age=7200"}, 7200),
            (304, {"Cache-Control": 'max-age="7200"'}, 7200),
            (200, {"Cache-Control": "s-max-age=7200"}, 0),
            (200, {"Cache-Control": "max-age=999999999"}, 24 * 3600),
            (500, {"Cache-Control": "max-age=7200"}, 0),
            (200, {"Cache-Control": "max-age=60", "Retry-After": "600"}, 600),
            (200, {}, 0),
        ],
    )
    def test_is_what_the_server_said_within_reason(self, status, headers, seconds):
        assert asked_to_wait(status, headers, NOW) == timedelta(seconds=seconds)


class TestInterval:
    def test_lies_between_a_quarter_of_an_hour_and_a_day(self):
        assert interval_after(60, taken=True, failed=False) == 30
        assert interval_after(20, taken=True, failed=False) == 15
        assert interval_after(60, taken=False, failed=False) == 90
        assert interval_after(60, taken=False, failed=True) == 120
        assert interval_after(1000, taken=False, failed=True) == 1440


class TestRestOfAHost:
    def test_grows_while_it_stalls_and_never_beyond_an_hour(self):
        nothing = timedelta()
        assert rest_of_host(0, nothing) == timedelta(seconds=1)
        assert [rest_of_host(stalls, nothing) for stalls in (1, 3, 50)] == [
            timedelta(minutes=2),
            timedelta(minutes=8),
            timedelta(hours=1),
        ]
        assert rest_of_host(0, timedelta(minutes=5)) == timedelta(minutes=5)
