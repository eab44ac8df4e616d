"""Many cases at once: the preview, one decision each, what is left alone, undo, and the sweep of a member."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from community import actions as community
from community.actions.contributing import Words
from community.models import Member, Notification, Post
from community.models.posts import State
from moderation import actions
from moderation.actions import Complaint
from moderation.actions.bulk import mark_of
from moderation.models import CannedReason, Case, Decision, DecisionText
from tests.factories import make_comment, make_member, make_moderator, make_post, make_waiting_post

pytestmark = pytest.mark.django_db

BULK = "/cms/desk/bulk/"
GROUNDED = {"ground": "spam", "facts": "It only sells machines."}


@pytest.fixture
def moderator() -> Member:
    return make_moderator("Mona Desk")


@pytest.fixture
def desk(client: Client, moderator: Member) -> Client:
    client.force_login(moderator)
    return client


def case_of(post: Post) -> Case:
    return Case.objects.undecided().get(post=post)


def boxes(page: bytes, name: str = "case") -> dict[str, bool]:
    """What the boxes of a preview send, and which are ticked."""
    found = re.findall(rf'type="checkbox" name="{name}" value="([^"]+)"( checked)?', page.decode())
    return {value: bool(ticked) for value, ticked in found}


def states(*posts: Post) -> list[str]:
    return [Post.objects.get(pk=post.pk).state for post in posts]


class TestThePreview:
    def test_shows_each_case_and_what_fits_how_many(self, desk):
        waiting = case_of(make_waiting_post(title="Waits"))
        reported = actions.report(make_post(title="Told"), by=None, complaint=Complaint(reason="spam")).case
        page = desk.get(BULK, {"case": [waiting.pk, reported.pk]}).content
        assert boxes(page) == {f"{waiting.pk}-0": True, f"{reported.pk}-1": True}
        assert "BUY CHEAP MACHINES" in page.decode()
        assert re.findall(r'name="action" value="(\w+)"', page.decode()) == [
            "clear", "out_of_feeds", "return", "decline", "remove", "keep",
        ]  # fmt: skip
        assert "fits 1 of 2" in page.decode()
        assert not Decision.objects.filter(automated=False).exists()

    def test_warns_where_one_text_would_go_to_readers_of_two_languages(self, desk):
        english, norwegian = (make_waiting_post(make_member(language=code)) for code in ("en", "nb"))
        english_too = make_waiting_post()
        pks = [case_of(post).pk for post in (english, norwegian, english_too)]
        assert "read different languages (English, Norwegian bokmål)" in desk.get(BULK, {"case": pks}).text
        assert "read different languages" not in desk.get(BULK, {"case": [pks[0], pks[2]]}).text

    def test_leaves_a_colleagues_unticked_and_appeals_without_a_box(self, desk):
        held, declined = case_of(make_waiting_post()), case_of(make_waiting_post())
        actions.claim(held, by=make_moderator("Ola Other"))
        first = actions.decide(declined, by=make_moderator(), version=0, action="decline", **GROUNDED)
        appeal = actions.appeal(first, by=declined.post.author, text="It is my shop.")
        page = desk.get(BULK, {"case": [held.pk, appeal.pk]}).content
        assert boxes(page) == {f"{held.pk}-0": False}
        assert "Ola Other is looking at it." in page.decode()
        assert "An appeal is decided by itself." in page.decode()

    def test_shows_nothing_that_is_not_for_this_moderator(self, desk, moderator):
        own, staffs = make_waiting_post(moderator), make_waiting_post(make_moderator())
        pks = [case_of(own).pk, case_of(staffs).pk]
        assert desk.get(BULK, {"case": pks})["Location"] == "/cms/desk/"
        sent = {"case": [f"{pk}-0" for pk in pks], "shown": pks, "action": "clear"}
        desk.post(BULK, sent)
        assert states(own, staffs) == [State.WAITING, State.WAITING]

    @pytest.mark.parametrize("sent", ["", "x", "9" * 30, "1-2-3", "-1"])
    def test_goes_back_where_nothing_is_ticked(self, desk, sent):
        assert desk.get(BULK, {"case": sent})["Location"] == "/cms/desk/"

    def test_costs_the_same_for_one_and_for_many(self, desk, django_assert_max_num_queries):
        pks = [case_of(make_waiting_post()).pk for _ in range(5)]
        desk.get(BULK, {"case": pks[0]})
        with django_assert_max_num_queries(11 + 4):
            desk.get(BULK, {"case": pks})


class TestDecidingTogether:
    def test_makes_one_decision_for_each(self, desk, moderator):
        posts = [make_waiting_post(title=title) for title in ("One", "Two", "Three")]
        marks = [f"{case_of(post).pk}-0" for post in posts]
        sent = {"case": marks[:2], "shown": [1, 2, 3], "action": "decline", **GROUNDED}
        page = desk.post(BULK, sent, follow=True).content.decode()
        assert states(*posts) == [State.DECLINED, State.DECLINED, State.WAITING]
        made = Decision.objects.filter(decided_by_id=moderator.pk)
        assert [(one.action, one.ground) for one in made] == [("decline", "spam")] * 2
        assert "2 decisions" in page
        assert page.count('name="decision"') == 2

    def test_asks_for_a_ground_and_keeps_words_and_ticks(self, desk):
        cases = [case_of(make_waiting_post()) for _ in range(2)]
        sent = {
            "case": f"{cases[0].pk}-0",
            "shown": [c.pk for c in cases],
            "action": "decline",
            "facts": "Ads",
        }
        page = desk.post(BULK, sent).content
        assert b"Choose the rule this is decided under." in page
        assert b"Ads</textarea>" in page
        assert boxes(page) == {f"{cases[0].pk}-0": True, f"{cases[1].pk}-0": False}
        assert not Decision.objects.filter(automated=False).exists()

    def test_leaves_what_changed_was_decided_or_does_not_fit(self, desk):
        changed, decided, other, good = (make_waiting_post(title=f"Post {n}") for n in range(4))
        cases = [case_of(post) for post in (changed, decided, other, good)]
        marks = [f"{case.pk}-{case.version}" for case in cases]
        community.submit_edit(changed, by=changed.author, words=Words(title="New", body="<p>Other.</p>"))
        actions.decide(cases[1], by=make_moderator(), version=0, action="return", **GROUNDED)
        community.withdraw(other, by=other.author)
        shown = [case.pk for case in cases]
        page = desk.post(BULK, {"case": marks, "shown": shown, "action": "clear"}, follow=True)
        assert states(changed, decided, other, good) == [
            State.WAITING, State.RETURNED, State.WITHDRAWN, State.PUBLISHED,
        ]  # fmt: skip
        assert page.content.decode().count("<bdi>") == 4
        assert "Left as they were" in page.content.decode()

    def test_is_taken_back_together_with_its_mails(self, desk):
        posts = [make_waiting_post() for _ in range(2)]
        marks = [f"{case_of(post).pk}-0" for post in posts]
        desk.post(BULK, {"case": marks, "shown": [1, 2], "action": "clear"})
        pks = list(Decision.objects.filter(action="clear").values_list("pk", flat=True))
        assert states(*posts) == [State.PUBLISHED] * 2
        page = desk.post(reverse("moderation_bulk_undo"), {"decision": pks}, follow=True)
        assert "Taken back: 2 decisions." in page.content.decode()
        assert states(*posts) == [State.WAITING] * 2
        assert set(Decision.objects.filter(action="undo").values_list("reverses", flat=True)) == set(pks)

    def test_stays_when_the_five_minutes_are_over_or_it_is_a_colleagues(self, desk, later):
        mine, theirs = make_waiting_post(), make_waiting_post()
        desk.post(BULK, {"case": f"{case_of(mine).pk}-0", "shown": 1, "action": "clear"})
        actions.decide(case_of(theirs), by=make_moderator(), version=0, action="clear")
        pks = list(Decision.objects.filter(action="clear").values_list("pk", flat=True))
        later(timedelta(minutes=6))
        page = desk.post(reverse("moderation_bulk_undo"), {"decision": pks}, follow=True)
        assert "1 decision stays" in page.content.decode()
        assert states(mine, theirs) == [State.PUBLISHED] * 2


class TestCannedReasons:
    @pytest.fixture
    def reasons(self) -> list[CannedReason]:
        CannedReason.objects.all().delete()
        texts = {"en": "It only sells.", "nb": "Det er bare reklame."}
        return [
            CannedReason.objects.create(language=code, ground="spam", title=code, text=text)
            for code, text in texts.items()
        ]

    def test_are_those_in_the_languages_of_the_authors(self, desk, reasons):
        english = case_of(make_waiting_post(make_member(joined_days_ago=0, language="en")))
        norwegian = case_of(make_waiting_post(make_member(joined_days_ago=0, language="nb")))
        for cases, texts in (([english], [True, False]), ([english, norwegian], [True, True])):
            page = desk.get(BULK, {"case": [case.pk for case in cases]}).content.decode()
            assert [f">{reason.text}<" in page for reason in reasons] == texts

    def test_go_into_the_form_and_decide_nothing(self, desk, reasons):
        cases = [case_of(make_waiting_post()) for _ in range(2)]
        sent = {
            "case": f"{cases[0].pk}-0",
            "shown": [case.pk for case in cases],
            "action": "decline",
            "facts": "Twice.",
            "reason": reasons[0].pk,
        }
        page = desk.post(BULK, sent).content
        assert b"Twice.\nIt only sells.</textarea>" in page
        assert boxes(page) == {f"{cases[0].pk}-0": True, f"{cases[1].pk}-0": False}
        assert b'value="decline" checked' in page
        assert not Decision.objects.filter(automated=False).exists()

    def test_go_into_a_sweep(self, desk, reasons):
        post = make_post()
        address = reverse("moderation_sweep", args=[post.author.pk])
        marks = list(boxes(desk.get(address).content, "item"))
        page = desk.post(address, {"item": marks, "reason": reasons[0].pk}).content
        assert b"It only sells.</textarea>" in page
        assert states(post) == [State.PUBLISHED]


class TestASweep:
    @pytest.fixture
    def spammer(self) -> Member:
        return make_member("Buy Now", joined_days_ago=0)

    def address(self, member: Member) -> str:
        return reverse("moderation_sweep", args=[member.pk])

    def test_leaves_what_was_erased_in_between(self, moderator, spammer):
        gone, public = make_post(spammer), make_post(spammer)
        seen = [(post, mark_of(post)) for post in (gone, public)]
        Post.objects.filter(pk=gone.pk).delete()
        outcome = actions.sweep(seen, by=moderator, **GROUNDED)
        assert (len(outcome.decisions), outcome.left) == (1, [0])
        assert states(public) == [State.REMOVED]

    def test_takes_down_what_waits_and_what_is_public(self, desk, spammer):
        waiting, public = make_waiting_post(spammer), make_post(spammer)
        comment, older = make_comment(make_post(), spammer), make_post(spammer)
        long_ago = older.created_at - timedelta(hours=25)
        Post.objects.filter(pk=older.pk).update(created_at=long_ago, submitted_at=long_ago)
        marks = boxes(desk.get(self.address(spammer)).content, "item")
        assert len(marks) == 3
        page = desk.post(self.address(spammer), {"item": list(marks), **GROUNDED}, follow=True)
        assert "3 decisions" in page.content.decode()
        assert states(waiting, public, older) == [State.DECLINED, State.REMOVED, State.PUBLISHED]
        comment.refresh_from_db()
        assert comment.state == State.REMOVED
        made = Decision.objects.filter(automated=False).order_by("action", "target")
        assert [(one.action, one.target) for one in made] == [
            ("decline", "post"), ("remove", "comment"), ("remove", "post"),
        ]  # fmt: skip
        # Whoever sends advertisements in numbers is not mailed for each.
        pks = [one.pk for one in made]
        told = DecisionText.objects.filter(decision_id__in=pks).values_list("notification_id", flat=True)
        assert not Notification.objects.filter(pk__in=list(told), cancelled_at=None).exists()

        desk.post(reverse("moderation_bulk_undo"), {"decision": pks})
        assert states(waiting, public) == [State.WAITING, State.PUBLISHED]

    def test_tells_the_author_where_it_is_not_spam(self, desk, spammer):
        post = make_post(spammer)
        marks = list(boxes(desk.get(self.address(spammer)).content, "item"))
        desk.post(self.address(spammer), {"item": marks, "ground": "abuse", "facts": "Insults."})
        assert Notification.objects.get(member=spammer, kind="decision").post == post

    def test_leaves_what_changed_since_it_was_looked_at(self, desk, spammer):
        post = make_post(spammer)
        marks = list(boxes(desk.get(self.address(spammer)).content, "item"))
        community.submit_edit(post, by=spammer, words=Words(title="Sorry", body="<p>My own words.</p>"))
        page = desk.post(self.address(spammer), {"item": marks, **GROUNDED}, follow=True)
        assert "Left as they were" in page.content.decode()
        assert states(post) == [State.PUBLISHED]
        assert not Decision.objects.filter(automated=False).exists()

    def test_takes_nothing_of_somebody_else(self, desk, spammer):
        other = make_post()
        marks = list(boxes(desk.get(self.address(other.author)).content, "item"))
        desk.post(self.address(spammer), {"item": marks, **GROUNDED})
        assert states(other) == [State.PUBLISHED]

    def test_is_not_for_oneself_nor_for_staff(self, desk, moderator):
        for member in (moderator, make_moderator()):
            post = make_post(member)
            assert desk.get(self.address(member)).status_code == 403
            sent = {"item": f"post-{post.pk}-{actions.bulk.mark_of(post)}", **GROUNDED}
            assert desk.post(self.address(member), sent).status_code == 403
            assert states(post) == [State.PUBLISHED]

    def test_of_nobody_lately_says_so(self, desk):
        assert "Nothing to sweep" in desk.get(self.address(make_member())).content.decode()
