"""Time, as seen by the log: its rows cannot be backdated, so the clock of the reader is moved."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Move the clock on by so much."""

    real = timezone.now

    def move(span: timedelta) -> None:
        monkeypatch.setattr(timezone, "now", lambda: real() + span)

    return move
