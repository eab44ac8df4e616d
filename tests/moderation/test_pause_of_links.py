"""The highest band: what is held, what it pauses for a day, what its author is told, and what ends it."""

from datetime import timedelta

import pytest

from community import actions as community
from community.actions.contributing import Words
from community.models import Member, Notification
from community.models.posts import State
from moderation import actions
from moderation.facts import are_links_paused
from moderation.models import Case, Decision, DecisionText
from moderation.outcomes import statements_for
from tests.factories import make_member, make_moderator, submit

pytestmark = pytest.mark.django_db

WORST = (
    "<p>BUY CHEAP MACHINES STRAIGHT FROM THE FACTORY AND SAVE A LOT OF MONEY TODAY AT https://a.example "
    "https://b.example https://c.example, OR MAIL x@y.example OR раypal!!!!!</p>"
)
LINK = "<p>I grind a little finer now, as they do at https://fine.example every morning.</p>"


@pytest.fixture
def author():
    return make_member(joined_days_ago=0)


def pauses() -> list[Decision]:
    return list(Decision.objects.filter(action="pause_links"))


def decide(post, action="clear", **why) -> Decision:
    case = Case.objects.undecided().get(post=post)
    return actions.decide(case, by=make_moderator(), version=case.version, action=action, **why)


class TestTheHighestBand:
    def test_of_a_new_account_is_held_and_pauses_its_links_for_a_day(self, author, later):
        post = submit(author, body=WORST)
        assert (post.state, Case.objects.get().band) == (State.WAITING, "hold_and_pause")
        (pause,) = pauses()
        assert (pause.target, pause.target_id, pause.automated) == ("member", author.pk, True)
        assert (pause.ground, pause.decided_by_id) == ("unseen", None)
        assert pause.until - pause.created_at == pytest.approx(timedelta(days=1), abs=timedelta(seconds=5))
        assert submit(author, body=LINK).state == State.WAITING
        assert submit(author).state == State.PUBLISHED
        later(timedelta(hours=25))
        assert not are_links_paused(author)

    def test_is_told_in_one_statement_that_says_both(self, author):
        post = submit(author, body=WORST)
        told = Notification.objects.get()
        assert told.facts["action"] == "hold"
        assert "a.example" in told.facts["facts"]
        assert "For 24 hours" in told.facts["facts"]
        assert statements_for(author.pk)[post.pk].facts == told.facts["facts"]
        assert DecisionText.objects.get(decision_id=pauses()[0].pk).facts == told.facts["facts"]

    def test_of_a_known_member_is_held_and_pauses_nothing(self):
        body = WORST.replace("x@y.example", "x@y.example A CASINO")
        known = make_member(level=Member.Level.KNOWN, joined_days_ago=0)
        Decision.objects.create(
            case_id=0, target="post", target_id=0, author_id=known.pk, action="decline", ground="spam",
            state_before="waiting", text_digest="0" * 64,
        )  # fmt: skip
        submit(make_member(), body=body)
        post = submit(known, body=body)
        assert post.state == State.WAITING
        assert [pause.author_id for pause in pauses()] != [known.pk]
        assert not are_links_paused(known)

    def test_pauses_once_while_a_pause_holds(self, author):
        submit(author, body=WORST)
        submit(author, body=WORST.replace("MACHINES", "KETTLES"))
        assert len(pauses()) == 1

    def test_reached_by_an_edit_is_told_anew_and_the_earlier_mail_is_not_sent(self, author):
        post = submit(author, body=WORST.replace("раypal!!!!!", "us").replace("https://c.example", ""))
        assert (post.state, pauses()) == (State.WAITING, [])
        community.submit_edit(post, by=author, words=Words(title=post.title, body=WORST))
        assert len(pauses()) == 1
        assert "For 24 hours" in Notification.objects.get(cancelled_at=None).facts["facts"]


class TestAPause:
    def test_ends_when_a_person_clears_what_led_to_it_and_holds_again_when_that_is_undone(self, author):
        post = submit(author, body=WORST)
        cleared = decide(post)
        assert not are_links_paused(author)
        actions.undo(cleared, by=Member.objects.get(pk=cleared.decided_by_id))
        assert are_links_paused(author)

    def test_outlives_a_decline(self, author):
        decide(submit(author, body=WORST), "decline", ground="spam", facts="Links.")
        assert are_links_paused(author)


class TestMassSpam:
    def spam(self, author) -> list:
        return [submit(author, body=WORST, title=f"Number {number}") for number in range(4)]

    def test_is_logged_without_a_mail_and_says_why_beside_the_words(self, author):
        *_first, last = posts = self.spam(author)
        held = Decision.objects.filter(action="hold", target_id=last.pk).get()
        words = DecisionText.objects.get(decision_id=held.pk)
        assert (words.notification_id, "without a mail" in words.note) == (None, True)
        assert Notification.objects.filter(post=last).count() == 0
        assert Notification.objects.count() == len(posts) - 1
        assert statements_for(author.pk)[last.pk].facts

    def test_is_not_mailed_about_by_an_undo_either(self, author):
        last = self.spam(author)[-1]
        declined = decide(last, "decline", ground="spam", facts="Links.")
        actions.undo(declined, by=Member.objects.get(pk=declined.decided_by_id))
        assert not Notification.objects.filter(post=last, cancelled_at=None).exists()
