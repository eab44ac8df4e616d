"""A live site and people with browsers. Every complaint of a browser fails its test."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from celery import current_app
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from wagtail.models import Site

from community.models import Member
from demo.seeding.feeds import sync_everything
from tests.browser.server import serving
from tests.browser.watching import Watch, sticking_out

# A busy machine is slow; what never comes is what fails.
PATIENCE = 15_000
# BROWSER_SHOTS: a folder for a picture of each step, to look at.
SHOTS = os.environ.get("BROWSER_SHOTS", "")

expect.set_options(timeout=PATIENCE)


@pytest.fixture
def site(transactional_db: None, settings: Any, tmp_path: Path) -> Iterator[str]:
    """The address of the site; its mails are files, as in development."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    with serving() as address:
        settings.SITE_URL = settings.WAGTAILADMIN_BASE_URL = address
        Site.objects.update(hostname="localhost", port=int(address.rpartition(":")[2]))
        Site.clear_site_root_paths_cache()
        yield address


@pytest.fixture
def watch(site: str) -> Iterator[Watch]:
    """Gathers what the browsers of the test complain about; there must be nothing in the end."""
    watch = Watch()
    yield watch
    assert not watch.faults, "\n".join(watch.faults)


@pytest.fixture
def someone(site: str, watch: Watch, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a browser of one's own: `someone()` is a stranger, `someone(member)` is signed in.

    With `scripts=False` its pages run none.
    """
    contexts = []

    def open_browser(
        member: Member | None = None,
        *,
        width: int = 1280,
        language: str = "en-GB",
        theme: Literal["light", "dark"] = "light",
        scripts: bool = True,
    ) -> Page:
        context = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": 900},
            locale=language,
            color_scheme=theme,
            reduced_motion="reduce",
            java_script_enabled=scripts,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        watch.over(context)
        if member is not None:
            client = Client()
            client.force_login(member)
            cookie = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
        return context.new_page()

    yield open_browser
    for context in contexts:
        context.close()


@pytest.fixture
def shoot(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Take a picture of a page where BROWSER_SHOTS asks for it, and see that nothing sticks out."""

    def take(page: Page, name: str) -> None:
        if SHOTS:
            page.screenshot(path=Path(SHOTS, f"{request.node.originalname}-{name}.png"), full_page=True)
        assert sticking_out(page) == [], f"{page.url} is wider than its window"

    return take


@pytest.fixture
def all_at_once() -> Iterator[None]:
    """Let many things be made first and the feeds follow once, instead of after each of them."""
    current_app.conf.task_always_eager = False
    yield
    current_app.conf.task_always_eager = True


@pytest.fixture
def plan() -> Callable[[], None]:
    """Bring entries and plans in line, as the worker does."""
    return sync_everything
