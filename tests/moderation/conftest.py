"""A moderator at the desk; and time as the log sees it.

Lines of the log cannot be backdated, so the clock of the reader is moved.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from community.models import Member
from tests.factories import make_moderator


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Move the clock on by so much."""

    real = timezone.now

    def move(span: timedelta) -> None:
        monkeypatch.setattr(timezone, "now", lambda: real() + span)

    return move


@pytest.fixture
def moderator() -> Member:
    return make_moderator("Mona Desk")


@pytest.fixture
def desk(client: Client, moderator: Member) -> Client:
    client.force_login(moderator)
    return client
