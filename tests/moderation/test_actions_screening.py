"""Screening through the database: what becomes public, what waits, and what the author is told."""

from datetime import timedelta
from itertools import permutations

import pytest
from django.utils import timezone

from community import actions as community
from community.actions.contributing import Words
from community.models import Comment, Notification, Photo, Post, PostRevision
from community.models.posts import State
from community.signals import contribution_submitted
from moderation import actions
from moderation.facts import facts_of
from moderation.models import Case, Decision, Fingerprint
from moderation.receivers import screen_contribution
from moderation.screening import Rules, assess
from tests.factories import (
    make_brand_member,
    make_comment,
    make_member,
    make_moderator,
    make_post,
    make_product,
    make_waiting_post,
    submit,
)

pytestmark = pytest.mark.django_db

THREE_LINKS = "<p>See https://a.example https://b.example and https://c.example for how I do it here.</p>"
SPAM = "<p>Buy cheap at https://a.example https://b.example https://c.example, mail me at x@y.example!</p>"


class TestAFirstPost:
    def test_honest_one_of_a_minutes_old_account_is_public_at_once(self):
        author = make_member(joined_days_ago=0)
        post = submit(author)
        assert (post.state, post.in_feeds) == (State.PUBLISHED, True)
        assert not Case.objects.exists()
        assert not Decision.objects.exists()

    def test_of_the_middle_band_is_public_but_out_of_feeds_and_its_author_knows_why(self):
        post = submit(make_member(), body=THREE_LINKS)
        assert (post.state, post.in_feeds) == (State.PUBLISHED, False)
        assert "a.example" in post.in_feeds_reason
        case = Case.objects.get()
        assert (case.post, case.revision, case.risk, case.band) == (
            post,
            post.latest_revision,
            30,
            "out_of_feeds",
        )
        assert case.signals == [
            {"code": "outside_link", "points": 30, "detail": "a.example, b.example, c.example"}
        ]
        decision = Decision.objects.get()
        assert (decision.action, decision.ground, decision.automated) == ("out_of_feeds", "unseen", True)
        assert decision.decided_by_id is None
        told = Notification.objects.get()
        assert (told.member, told.kind, told.facts["automated"]) == (post.author, "decision", True)
        assert told.facts["facts"] == post.in_feeds_reason

    def test_of_a_high_risk_waits_and_its_author_knows_why(self):
        post = make_waiting_post()
        case = Case.objects.get()
        assert (case.post, case.band, case.state) == (post, "hold", "open")
        assert Decision.objects.get().action == "hold"
        assert "x@y.example" in Notification.objects.get().facts["facts"]

    def test_is_told_in_the_authors_language(self):
        post = submit(make_member(language="nb"), body=THREE_LINKS)
        assert len(post.in_feeds_reason) <= 300

    def test_tells_how_long_a_look_takes_lately(self):
        for _ in range(3):
            make_waiting_post()
        ago = timezone.now() - timedelta(hours=3)
        Case.objects.update(state="decided", opened_at=ago, decided_at=ago + timedelta(hours=2))
        post = submit(make_member(), body=THREE_LINKS)
        assert "within 2\xa0hours" in post.in_feeds_reason


class TestTheBrandsOwn:
    def test_words_are_published_directly(self):
        post = submit(make_brand_member(joined_days_ago=0), body=SPAM)
        assert (post.state, post.in_feeds) == (State.PUBLISHED, True)
        assert not Case.objects.exists()


class TestAnEdit:
    def test_of_low_risk_is_public_at_once(self):
        post = make_post()
        edited = community.submit_edit(
            post, by=post.author, words=Words(title="Grind coarser", body="<p>No.</p>")
        )
        assert edited.public_revision.title == "Grind coarser"
        assert not Case.objects.exists()

    @pytest.mark.parametrize("body", [THREE_LINKS, SPAM])
    def test_that_is_not_waits_while_the_cleared_version_keeps_its_place(self, body):
        post = make_post(make_member(joined_days_ago=0))
        edited = community.submit_edit(post, by=post.author, words=Words(title="Grind coarser", body=body))
        assert (edited.state, edited.in_feeds, edited.public_revision.title) == (
            State.PUBLISHED,
            True,
            "Grind finer",
        )
        assert Case.objects.get().revision.title == "Grind coarser"
        assert Decision.objects.get().action == "hold"

    def test_of_a_waiting_post_stays_with_the_desk_and_is_told_once(self):
        post = make_waiting_post()
        version = Case.objects.get().version
        edited = community.submit_edit(post, by=post.author, words=Words(title="Calm", body="<p>Calm.</p>"))
        case = Case.objects.get()
        assert edited.state == State.WAITING
        assert (case.revision, case.version) == (edited.latest_revision, version + 1)
        assert Decision.objects.count() == Notification.objects.count() == 1

    def test_is_no_copy_of_the_post_itself(self):
        words = "one two three four five six seven eight nine ten eleven twelve thirteen"
        post = make_post(body=f"<p>{words}</p>")
        community.submit_edit(post, by=post.author, words=Words(title="T", body=f"<p>{words} more</p>"))
        assert not Case.objects.exists()


class TestAComment:
    def test_of_low_risk_is_public_at_once(self):
        assert make_comment(make_post()).state == State.PUBLISHED
        assert not Case.objects.exists()

    def test_of_the_middle_band_is_public_and_looked_at_later(self):
        body = "See https://a.example https://b.example https://c.example"
        comment = community.submit_comment(by=make_member(), post=make_post(), body=body)
        assert comment.state == State.PUBLISHED
        assert Case.objects.get().comment == comment
        assert not Decision.objects.exists()

    def test_of_a_high_risk_waits(self):
        body = "Buy at https://a.example https://b.example https://c.example, mail x@y.example now!!!!!"
        comment = community.submit_comment(by=make_member(joined_days_ago=0), post=make_post(), body=body)
        assert comment.state == State.WAITING
        assert Decision.objects.get().target == "comment"


class TestWhatCounts:
    TEXT = "<p>My grinder makes a fine even grind and I have used it daily for a year without trouble.</p>"

    def signals_of(self, post: Post) -> dict[str, int]:
        case = Case.objects.filter(post=post).first()
        return {row["code"]: row["points"] for row in case.signals} if case else {}

    def test_a_copy_of_anothers_text(self):
        make_post(body=self.TEXT)
        copied = submit(make_member(joined_days_ago=0), body=self.TEXT.replace("daily", "often"))
        assert self.signals_of(copied)["copy_of_another"] == 20

    def test_a_copy_of_ones_own(self):
        author = make_member(joined_days_ago=0)
        make_post(author, body=self.TEXT)
        copied = submit(author, body=self.TEXT + "<p>https://a.example</p>")
        assert self.signals_of(copied)["copy_of_own"] == 15

    def test_an_old_copy_does_not(self):
        make_post(body=self.TEXT)
        Fingerprint.objects.update(at=timezone.now() - timedelta(days=8))
        assert submit(make_member(joined_days_ago=0), body=self.TEXT).in_feeds

    def test_earlier_spam_that_was_not_taken_back(self):
        author, moderator = make_member(), make_moderator()
        case = Case.objects.get(post=make_waiting_post(author))
        declined = actions.decide(
            case, by=moderator, version=case.version, action="decline", ground="spam", facts="Links."
        )
        assert self.signals_of(submit(author))["earlier_spam"] == 30
        actions.undo(declined, by=moderator)
        assert self.signals_of(submit(author)) == {}

    def test_a_link_that_is_being_spread_and_mostly_refused(self):
        spread = "<p>Look at https://spread.example now</p>"
        for _ in range(6):
            post = make_post(body=spread)
            community.remove(post)
        assert self.signals_of(submit(body=spread))["bad_link"] == 25

    def test_what_its_author_got_and_what_its_pictures_show(self):
        watched = Rules(watched_words=frozenset({"rolex"}))
        post = submit(incentivised=True, incentive="A Rolex of https://a.example")
        facts = facts_of(post, post.latest_revision)
        assert facts.link_hosts == ("a.example",)
        assert [one.detail for one in assess(facts, watched).signals if one.code == "watched_word"] == [
            "rolex"
        ]
        photo = Photo.objects.create(owner=post.author, alt="My rolex")
        post = submit(photos=[photo])
        signals = assess(facts_of(post, post.latest_revision), watched).signals
        assert "rolex" in [one.detail for one in signals]

    def test_links_to_the_site_itself_do_not(self, settings):
        own = f"<p>{settings.SITE_URL}/a {settings.SITE_URL}/b {settings.SITE_URL}/c</p>"
        assert submit(body=own).in_feeds


class TestStarsAndTone:
    PRAISE = "<p>Wonderful, I love it, the best I ever had. https://a.example https://b.example</p>"
    SCORN = "<p>Terrible, I hate it, the worst I ever had. https://a.example https://b.example</p>"

    def test_leave_the_risk_as_it_is(self):
        seen = set()
        for stars, body in [(s, b) for s, *_ in permutations(range(1, 6)) for b in (self.PRAISE, self.SCORN)][
            :10
        ]:
            author = make_member(joined_days_ago=0)
            Fingerprint.objects.all().delete()
            post = submit(author, kind="review", product=make_product(), stars=stars, body=body)
            case = Case.objects.get(post=post)
            seen.add((post.state, post.in_feeds, case.risk, case.band, str(case.signals)))
        assert len(seen) == 1


class TestTheSweep:
    @pytest.fixture(autouse=True)
    def lose_the_event(self):
        contribution_submitted.disconnect(screen_contribution)
        yield
        contribution_submitted.connect(screen_contribution)

    def test_screens_what_a_lost_event_left_behind(self):
        late = timezone.now() - timedelta(seconds=61)
        post, spam = submit(at=late), submit(make_member(joined_days_ago=0), body=SPAM, at=late)
        comment = community.submit_comment(by=make_member(), post=post, body="Thank you.")
        Comment.objects.update(submitted_at=late)
        assert {post.state, spam.state, comment.state} == {State.SUBMITTED}
        assert actions.sweep_submitted() == 3
        assert [row.state for row in (Post.objects.get(pk=post.pk), Post.objects.get(pk=spam.pk))] == [
            State.PUBLISHED,
            State.WAITING,
        ]
        assert Comment.objects.get().state == State.PUBLISHED
        assert actions.sweep_submitted() == 0

    def edited(self, body: str) -> Post:
        """A public post with an edit that nobody screened."""
        post = submit(make_member(joined_days_ago=0))
        community.publish(post)
        edited = community.submit_edit(post, by=post.author, words=Words(title="Finer", body=body))
        assert edited.has_waiting_edit
        return edited

    def test_screens_an_edit_that_a_lost_event_left_behind(self):
        calm, spam = self.edited("<p>Grind finer still.</p>"), self.edited(SPAM)
        assert actions.sweep_submitted() == 0
        PostRevision.objects.update(created_at=timezone.now() - timedelta(seconds=61))
        assert actions.sweep_submitted() == 2
        calm, spam = Post.objects.get(pk=calm.pk), Post.objects.get(pk=spam.pk)
        assert (calm.public_revision.body, calm.has_waiting_edit) == ("<p>Grind finer still.</p>", False)
        assert (spam.state, spam.has_waiting_edit) == (State.PUBLISHED, True)
        assert Case.objects.get().revision == spam.latest_revision
        assert Decision.objects.get(action="hold").target_id == spam.pk
        assert actions.sweep_submitted() == 0

    def test_leaves_a_refused_edit_alone(self):
        spam = self.edited(SPAM)
        PostRevision.objects.update(created_at=timezone.now() - timedelta(seconds=61))
        actions.sweep_submitted()
        case = Case.objects.get()
        actions.decide(
            case, by=make_moderator(), version=case.version, action="decline", ground="spam", facts="Ads."
        )
        assert actions.sweep_submitted() == 0
        assert not Post.objects.get(pk=spam.pk).has_waiting_edit

    def test_leaves_alone_what_is_on_its_way(self):
        submit()
        assert actions.sweep_submitted() == 0
        assert Post.objects.get().state == State.SUBMITTED
