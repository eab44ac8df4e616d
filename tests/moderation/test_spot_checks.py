"""Spot checks: some of what nothing fired for is looked at all the same, and waits for nobody."""

from datetime import timedelta

import pytest
from django.utils import timezone

from community import actions as community
from community.actions.contributing import Words
from community.models import Post
from community.models.posts import State
from moderation import actions
from moderation.actions import Complaint
from moderation.models import Case, Decision, SignalCheck
from moderation.precision import FEWEST, precision_between
from moderation.queues import oldest
from tests.factories import make_member, make_moderator, make_waiting_post, submit

pytestmark = pytest.mark.django_db

THREE_LINKS = "<p>See https://a.example https://b.example and https://c.example for how I do it here.</p>"


def edit(post: Post, body: str) -> Post:
    return community.submit_edit(post, by=post.author, words=Words(title=post.title, body=body))


class TestASpotCheck:
    @pytest.fixture(autouse=True)
    def _everything(self, settings):
        settings.SPOT_CHECK_PERCENT = 100

    def test_is_opened_for_what_is_public_at_once(self):
        post = submit(make_member())
        assert (post.state, post.in_feeds) == (State.PUBLISHED, True)
        case = Case.objects.get()
        assert (case.post, case.kind, case.risk, case.band) == (post, "sample", 0, "publish")
        assert not Decision.objects.exists()

    def test_is_seldom_and_always_of_the_same(self, settings):
        settings.SPOT_CHECK_PERCENT = 5
        for _n in range(60):
            submit(make_member())
        found = Case.objects.count()
        assert found < 15
        for post in Post.objects.all():
            actions.screen(post)
        assert Case.objects.count() == found

    def test_holds_back_no_edit_and_no_post_that_was_sent_again(self):
        author = make_member()
        post = submit(author)
        community.withdraw(post, by=author)
        post = edit(post, "<p>Said again in other words, and a little longer now.</p>")
        assert post.state == State.PUBLISHED
        assert Case.objects.get().kind == "sample"

    def test_becomes_a_case_when_an_edit_or_a_reader_gives_reason_to(self):
        post = submit(make_member())
        edit(post, THREE_LINKS)
        assert Case.objects.get().kind == "waiting"
        other = submit(make_member())
        actions.report(other, by=None, complaint=Complaint(reason="spam"))
        assert Case.objects.get(post=other).kind == "reported"

    def test_is_no_wait_that_the_desk_warns_of(self, later):
        submit(make_member())
        later(timedelta(hours=30))
        assert oldest(Case.objects.all()) is None

    def test_tells_nobody_when_all_is_well(self, mailoutbox):
        post = submit(make_member())
        case = Case.objects.get()
        actions.decide(case, by=make_moderator(), version=case.version, action="clear")
        assert not post.author.notifications.exists()


class TestASignal:
    def test_is_right_unless_whoever_decides_says_otherwise(self, client):
        moderator = make_moderator()
        case = Case.objects.get(post=make_waiting_post())
        codes = {row["code"] for row in case.signals if row["points"] > 0}
        assert len(codes) > 1
        wrong = sorted(codes)[0]
        client.force_login(moderator)
        sent = {"version": case.version, "action": "clear", "wrong": [wrong, "no-such-signal"]}
        assert client.post(f"/cms/desk/{case.pk}/", sent).status_code == 200
        assert not SignalCheck.objects.exists()
        client.post(f"/cms/desk/{case.pk}/", sent | {"wrong": [wrong]})
        assert dict(SignalCheck.objects.values_list("code", "was_right")) == {
            code: code != wrong for code in codes
        }
        page = client.get("/cms/desk/signals/").text
        assert "too few to say" in page

    def test_that_is_rarely_right_is_named_and_what_was_undone_counts_for_nothing(self):
        moderator = make_moderator()
        for number in range(FEWEST + 1):
            case = Case.objects.get(post=make_waiting_post())
            wrong = ["outside_link"] if number else []
            decision = actions.decide(
                case, by=moderator, version=case.version, action="decline", ground="spam", facts="So.",
                wrong=wrong,
            )  # fmt: skip
        actions.undo(decision, by=moderator)
        now = timezone.now()
        found = {one.code: one for one in precision_between(now - timedelta(days=1), now + timedelta(days=1))}
        link = found["outside_link"]
        assert (link.fired, link.right, link.restricted) == (FEWEST, 1, FEWEST)
        assert link.is_rarely_right
        assert not any(one.is_rarely_right for code, one in found.items() if code != "outside_link")
