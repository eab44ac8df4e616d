"""Every address × method × person, against the table in tests/authorization/table.py."""

import re
from collections.abc import Iterator
from http import HTTPStatus

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.urls import URLPattern, resolve

from community.models import Draft, Photo
from config.errors import page_not_found, permission_denied
from tests.authorization.asking import address_of, ask, routes, thrown_away
from tests.authorization.forms import FORMS
from tests.authorization.people import COLUMNS, World, make_world
from tests.authorization.staff_table import STAFF, WAGTAIL
from tests.authorization.table import OURS
from tests.factories import make_comment, make_post
from tests.source import ROOMS

# Views decide who may, not the database.
pytestmark = pytest.mark.once

REFUSED = {"in", "no", "404", "405", "410"}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def rows(table: str) -> list[tuple[str, str, list[str]]]:
    """Read a table: (method, address, expected words in the order of the columns)."""
    words = [word for line in table.splitlines() if not line.startswith("#") for word in line.split()]
    width = len(COLUMNS)
    head, body = words[:width], words[width:]
    assert head == COLUMNS
    found = [body[at : at + width + 2] for at in range(0, len(body), width + 2)]
    assert all(row[0] in METHODS and row[1].startswith("/") for row in found), "a row lacks a column"
    return [(method, address, expected) for method, address, *expected in found]


def rules(table: str) -> list[tuple[re.Pattern[str], list[str]]]:
    """Read the rules: (expression, what the desk and marketing may)."""
    lines = [line.split() for line in table.splitlines() if line and not line.startswith("#")]
    return [(re.compile(expression), rights) for expression, *rights in lines[1:]]


def rule_for(route: str) -> list[str]:
    """Return what the desk and marketing may on a route of Wagtail's; "own" where no rule speaks of it."""
    return next((rights for expression, rights in RULES if expression.match(route)), ["own", "own"])


def is_ours(pattern: URLPattern) -> bool:
    """Say whether the view behind a route is of our own rooms."""
    view = getattr(pattern.callback, "view_class", pattern.callback)
    return view.__module__.split(".")[0] in ROOMS


TABLE = rows(OURS + STAFF)
ADDRESSES = sorted({address for _, address, _ in TABLE})
LISTED = {(method, address) for method, address, _ in TABLE}
RULES = rules(WAGTAIL)

# What the words of the rules allow. Whoever is refused may also be told that there is nothing, or that the
# method is wrong; whoever is let in may find that too.
FOUND_NOTHING = {"400", "404", "405"}
ANSWERS = {
    "in": {"in"},
    "no": {"no"} | FOUND_NOTHING,
    "yes": {"ok", "to"} | FOUND_NOTHING,
    "any": {"ok", "to", "no"} | FOUND_NOTHING,
    "all": {"ok", "404"},
    "none": {"in", "no", "404"},
}
# What somebody typed whose session has ended: a draft, joined to what it is of once they are back.
KEPT_UNTIL_SIGNED_IN = {"community_draft"}
# Opening a case claims it for ten minutes: the one thing here that is written by reading.
CLAIMED_BY_OPENING = {"/cms/desk/{case}/", "/cms/desk/{staff_case}/"}
EVERYBODY_ELSE = {"visitor": "in", "banned": "in", "member": "no", "author": "no", "paused": "no"}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """One cast for all rows: nobody's request leaves anything behind."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def unrendered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave Wagtail's pages unprinted: what they look like is not the question, and takes long."""
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")


@pytest.fixture
def refusals_unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the pages of refusals unprinted: `TestRefusals` prints each for everybody, once."""
    monkeypatch.setattr("config.errors.render", lambda *args, status: HttpResponse(status=status))


def routes_of(world: World) -> set[str]:
    """Return the routes that the addresses of the table are on."""
    return {resolve(address.format(**world.names)).route for address in ADDRESSES}


class TestRefusals:
    @pytest.mark.parametrize("who", COLUMNS)
    def test_are_pages_for_everybody(self, world, who):
        client = world.clients[who]
        for status, refuse in ((403, permission_denied), (404, page_not_found)):
            with thrown_away():
                request = client.get("/nothing/").wsgi_request
                answer = refuse(request, Exception())
            assert (answer.status_code, b"<main" in answer.content) == (status, True)


@pytest.mark.usefixtures("refusals_unprinted")
class TestOurAddresses:
    @pytest.mark.parametrize(
        ("method", "address", "expected"), TABLE, ids=[f"{method} {address}" for method, address, _ in TABLE]
    )
    def test_everybody_is_answered_as_the_table_says(self, world, method, address, expected):
        form = FORMS.get(address, {}) if method == "POST" else None
        wrong = []
        for who, right in zip(COLUMNS, expected, strict=True):
            word, written = ask(world, who, method, address.format(**world.names), form)
            if word != right:
                wrong.append(f"{who}: {word} instead of {right}")
            if word == "in":
                written -= KEPT_UNTIL_SIGNED_IN
            if word == "ok" and address in CLAIMED_BY_OPENING:
                written -= {"moderation_case"}
            if written and (word in REFUSED or method == "GET"):
                wrong.append(f"{who}: {word}, and yet {written} was written")
        assert not wrong

    @pytest.mark.parametrize("address", ADDRESSES)
    def test_other_methods_do_nothing(self, world, address):
        address_now = address.format(**world.names)
        for method in set(METHODS) - {method for method, other in LISTED if other == address}:
            # The others go by the same door as POST does.
            for who in COLUMNS if method == "POST" else ("author", "admin"):
                word, written = ask(world, who, method, address_now)
                if word not in REFUSED | {"to"}:
                    # Wagtail's pages and allauth's forms know no wrong method: they say what they do to GET.
                    assert word == ask(world, who, "GET", address_now)[0], f"{who} with {method}"
                assert not written, f"{who} wrote to {written} with {method}"

    @pytest.mark.parametrize(
        ("address", "expected"),
        [(address, expected) for method, address, expected in TABLE if method == "GET"],
    )
    def test_head_answers_as_get_does(self, world, address, expected):
        as_get = expected[COLUMNS.index("author")]
        assert ask(world, "author", "HEAD", address.format(**world.names))[0] in (as_get, "405")

    def test_every_route_of_ours_is_in_the_table(self, world):
        missing = {route for route, pattern in routes().items() if is_ours(pattern)} - routes_of(world)
        assert not missing, "Say in tests/authorization/table.py or staff_table.py who may do what there."

    def test_every_form_needs_its_token(self, world):
        visitor = Client(enforce_csrf_checks=True)
        visitor.force_login(world.people["admin"])
        for method, address, _ in TABLE:
            # A mail program presses "stop" without a session; the signed link is its token.
            if method == "POST" and not re.search("/login/|/logout/|^/mail/stop/", address):
                with thrown_away():
                    answer = visitor.post(address.format(**world.names), {})
                assert answer.status_code == HTTPStatus.FORBIDDEN, address


THEIRS = [
    route for route, pattern in routes().items() if not is_ours(pattern) and rule_for(route)[0] != "own"
]


@pytest.mark.usefixtures("unrendered", "refusals_unprinted")
@pytest.mark.filterwarnings("ignore::django.core.paginator.UnorderedObjectListWarning")
class TestWagtailsAddresses:
    @pytest.mark.parametrize("route", THEIRS)
    def test_the_rules_hold(self, world, route):
        desk, marketing = rule_for(route)
        rights = {**EVERYBODY_ELSE, "desk": desk, "marketing": marketing, "admin": "yes"}
        if desk in ("all", "none"):
            rights = dict.fromkeys(COLUMNS, desk)
        elif marketing == "any":
            rights["admin"] = "any"
        address = address_of(route, world)
        for who, right in rights.items():
            word, _written = ask(world, who, "GET", address)
            assert word in ANSWERS[right], f"{who} got {word} from {address}"
            if right in ("in", "no"):
                word, written = ask(world, who, "POST", address, {})
                assert word in ANSWERS[right], f"{who} got {word} from {address}"
                assert not written, f"{who} wrote to {written}"

    def test_every_other_route_has_a_rule_or_a_line(self, world):
        ruled = {route for route in routes() if any(expression.match(route) for expression, _ in RULES)}
        missing = set(routes()) - ruled - routes_of(world)
        assert not missing


class TestNumbersInForms:
    """What is not in the address: numbers of other people's things among the values of a form."""

    def send(self, world, who, address, **form):
        return ask(world, who, "POST", address.format(**world.names), form)

    @pytest.mark.parametrize("who", ["member", "other", "paused", "desk", "admin"])
    def test_a_draft_is_not_hung_on_somebody_elses_post(self, world, who):
        word, written = self.send(world, who, "/drafts/{unused}/", kind="tip", title="Mine", post="{public}")
        assert (word, written) == ("404", set())

    def test_a_visitors_draft_is_never_an_edit(self, world):
        with thrown_away():
            form = {"kind": "tip", "title": "Mine", "post": world.names["public"]}
            world.clients["visitor"].post("/drafts/{unused}/".format(**world.names), form)
            assert Draft.objects.get(uuid=world.names["unused"]).post is None

    def test_photos_of_somebody_elses_draft_stay_as_they_are(self, world):
        photo, before = world.names["photo"], Photo.objects.filter(uuid=world.names["photo"]).values()[0]
        with thrown_away():
            form = {"kind": "tip", "title": "Mine", f"alt-{photo}": "Mine", "drop": str(photo)}
            answer = world.clients["other"].post("/drafts/{unused}/".format(**world.names), form)
            assert answer.status_code == HTTPStatus.OK
            assert Photo.objects.filter(uuid=photo).values()[0] == before

    def test_a_reply_stays_under_its_post(self, world):
        with thrown_away():
            stray = make_comment(make_post())
            word, written = self.send(
                world, "other", "/posts/{public}/comments/", body="Yes.", key="{unused}", parent=str(stray.pk)
            )
        assert (word, written) == ("404", set())

    def test_reading_ones_news_leaves_other_peoples_unread(self, world):
        with thrown_away():
            world.clients["other"].post("/my/notifications/")
            assert not world.people["other"].notifications.unread().exists()
            assert world.people["author"].notifications.unread().exists()

    @pytest.mark.parametrize(
        ("address", "answer"),
        [
            ("/posts/new/tip/", "ok"),
            ("/posts/{public}/comments/", "ok"),
            ("/pages/{product_page}/comments/", "ok"),
            ("/posts/{public}/rating/", "to"),
        ],
    )
    def test_nobody_who_is_paused_writes_or_rates(self, world, address, answer):
        word, written = ask(world, "paused", "POST", address.format(**world.names), FORMS[address])
        assert word == answer
        assert not written & {"community_post", "community_comment", "community_rating"}
