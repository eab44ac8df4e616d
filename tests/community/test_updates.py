"""How does it hold up? Asked once after six months, answered under the review."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.test import Client
from django.utils import timezone

from community import actions
from community.actions.mail import send_due_mail
from community.actions.mail_choices import choose_paces
from community.actions.refusals import NotYours
from community.actions.updates import TooEarly, UpdateStands, ask_how_they_hold_up, submit_update
from community.models import Comment, Member, Notification, Post
from community.models.posts import State
from community.months import months_before, months_between
from community.templatetags.update_tags import update_of
from moderation.actions import appeal, decide
from moderation.models import Case
from tests.factories import PASSWORD, make_admin, make_member, make_moderator, make_post, make_waiting_post

pytestmark = pytest.mark.django_db
HOSTILE = (
    "BUY CHEAP MACHINES STRAIGHT FROM THE FACTORY AND SAVE A LOT OF MONEY TODAY AT https://a.example "
    "https://b.example https://c.example, OR MAIL x@y.example!!!!!"
)


def make_review(*, months=7, asked_for=True, **fields):
    """A public review, so many months old, whose author agreed to be asked (or did not)."""
    post = make_post(kind="review", **fields)
    at = months_before(timezone.now(), months) - timedelta(hours=1)
    Post.objects.filter(pk=post.pk).update(published_at=at, may_be_asked=asked_for)
    post.refresh_from_db()
    return post


class TestMonths:
    def test_are_those_of_the_calendar(self):
        august = datetime(2026, 8, 31, 12, tzinfo=UTC)
        assert months_before(august, 6) == datetime(2026, 2, 28, 12, tzinfo=UTC)
        assert months_between(datetime(2026, 2, 28, 12, tzinfo=UTC), august) == 6
        assert (
            months_between(datetime(2026, 2, 28, 13, tzinfo=UTC), datetime(2026, 8, 28, 12, tzinfo=UTC)) == 5
        )
        assert months_between(august, months_before(august, 1)) == 0


class TestAsking:
    def test_comes_once_as_mail_and_notification_whatever_the_stars(self, client):
        kind, harsh = make_review(stars=5), make_review(stars=1)
        assert ask_how_they_hold_up() == 2
        assert ask_how_they_hold_up() == 0
        rows = Notification.objects.filter(kind="holds_up")
        assert {row.member for row in rows} == {kind.author, harsh.author}
        kind.refresh_from_db()
        assert kind.asked_at is not None
        send_due_mail()
        mails = [one for one in mail.outbox if "hold up" in one.subject]
        assert [one.to for one in mails] == [[kind.author.email], [harsh.author.email]]
        assert f"/posts/{kind.pk}/update/" in mails[0].body
        assert "7 months ago" in mails[0].body
        client.force_login(kind.author)
        assert f'href="/posts/{kind.pk}/update/"' in client.get("/my/notifications/").text

    def test_not_before_six_months(self):
        make_review(months=5)
        assert ask_how_they_hold_up() == 0

    def test_only_those_who_agreed_and_can_answer(self):
        make_review(asked_for=False)
        withdrawn = make_review()
        actions.withdraw(withdrawn, by=withdrawn.author)
        for barred in ({"banned_at": timezone.now()}, {"is_active": False}):
            Member.objects.filter(pk=make_review().author_id).update(**barred)
        paused = make_review()
        Member.objects.filter(pk=paused.author_id).update(paused_until=timezone.now() + timedelta(days=2))
        assert ask_how_they_hold_up() == 0
        # Who can write again is asked then.
        Member.objects.filter(pk=paused.author_id).update(paused_until=timezone.now() - timedelta(days=1))
        assert ask_how_they_hold_up() == 1

    def test_nobody_who_has_said_so_unasked(self):
        review = make_review()
        submit_update(review, by=review.author, body="As on the first day.")
        assert ask_how_they_hold_up() == 0

    def test_mail_goes_as_they_chose(self):
        review = make_review()
        choose_paces(review.author, {"holds_up": "never"})
        ask_how_they_hold_up()
        assert Notification.objects.get(kind="holds_up").by_mail is False

    def test_no_mail_of_a_review_that_was_taken_back_meanwhile_or_updated(self):
        gone, told = make_review(), make_review()
        ask_how_they_hold_up()
        actions.withdraw(gone, by=gone.author)
        submit_update(told, by=told.author, body="As on the first day.")
        send_due_mail()
        assert not [one for one in mail.outbox if "hold up" in one.subject]


class TestUpdate:
    def test_stands_under_its_review_and_in_no_thread(self, client):
        review = make_review()
        client.force_login(review.author)
        assert f'href="/posts/{review.pk}/update/"' in client.get(review.get_absolute_url()).text
        form = {"body": "The lid has come loose.", "key": str(uuid.uuid4())}
        answer = client.post(f"/posts/{review.pk}/update/", form)
        update = Comment.objects.get(is_update=True)
        assert answer["Location"] == f"/comments/{update.pk}/"
        assert client.get(answer["Location"])["Location"].endswith(f"#comment-{update.pk}")
        page = Client().get(review.get_absolute_url())
        assert "After 7 months" in page.text
        assert page.text.count("The lid has come loose.") == 1
        assert page.context["conversation"].threads == []
        review.refresh_from_db()
        assert review.comment_count == 0
        assert f"/comments/{update.pk}/edit/" in client.get(review.get_absolute_url()).text
        actions.withdraw(update, by=review.author)
        review.refresh_from_db()
        assert review.comment_count == 0
        assert "The lid has come loose." not in Client().get(review.get_absolute_url()).text

    def test_from_the_third_month_on_by_its_author_only(self, client):
        review = make_review(months=2)
        with pytest.raises(TooEarly):
            submit_update(review, by=review.author, body="Good so far.")
        client.force_login(review.author)
        page = client.get(f"/posts/{review.pk}/update/")
        assert "It is too early to tell" in page.text
        assert "<textarea" not in page.text
        with pytest.raises(NotYours):
            submit_update(make_review(months=3), by=make_member(), body="Good so far.")
        assert not Comment.objects.exists()
        later = make_review(months=3)
        assert submit_update(later, by=later.author, body="Good so far.").is_public

    def test_words_sent_after_the_session_ended_are_there_again(self, client):
        review = make_review()
        address = f"/posts/{review.pk}/update/"
        answer = client.post(address, {"body": "The lid has come loose.", "key": str(uuid.uuid4())})
        assert answer["Location"] == f"/accounts/login/?next={address}"
        form = {"login": review.author.email, "password": PASSWORD}
        assert client.post(answer["Location"], form)["Location"] == address
        page = client.get(address)
        assert "The lid has come loose." in page.text
        assert "Your words are here" in page.text
        assert not Comment.objects.exists()

    def test_there_is_one(self):
        review, key = make_review(), uuid.uuid4()
        first = submit_update(review, by=review.author, body="As then.", key=key)
        assert submit_update(review, by=review.author, body="As then.", key=key) == first
        with pytest.raises(UpdateStands):
            submit_update(review, by=review.author, body="And again.")
        assert Comment.objects.count() == 1

    def test_is_screened_as_a_comment_is_and_its_author_sees_how_it_stands(self, client):
        review = make_review(author=make_member(joined_days_ago=300))
        Member.objects.filter(pk=review.author_id).update(date_joined=timezone.now())
        review.author.refresh_from_db()
        update = submit_update(review, by=review.author, body=HOSTILE)
        assert (update.state, Case.objects.get(comment=update).state) == (State.WAITING, "open")
        assert "a.example" not in Client().get(review.get_absolute_url()).text
        client.force_login(review.author)
        page = client.get(review.get_absolute_url()).text
        assert "a.example" in page
        assert "waiting for the desk" in page

    def test_a_closed_thread_does_not_keep_it_out(self):
        review = make_review()
        actions.close_thread(review, by=make_moderator(), reason="All is said.")
        assert submit_update(review, by=review.author, body="As on the first day.").is_public

    def test_one_that_wins_its_appeal_joins_the_thread_where_another_stands(self):
        review, first, second = make_review(), make_moderator(), make_admin()
        update = submit_update(review, by=review.author, body="As on the first day.")
        Comment.objects.filter(pk=update.pk).update(state=State.WAITING)
        case = Case.objects.create(comment=update)
        facts = "It says nothing."
        decision = decide(case, by=first, version=0, action="decline", ground="spam", facts=facts)
        submit_update(review, by=review.author, body="As on the second day.")
        case = appeal(decision, by=review.author, text="It says how it holds up.")
        decide(case, by=second, version=case.version, action="restore", facts="So it does.")
        update.refresh_from_db()
        review.refresh_from_db()
        assert (update.state, update.is_update, review.comment_count) == (State.PUBLISHED, False, 1)

    def test_costs_a_review_one_query_and_no_other_kind_of_post_any(self, rf, django_assert_num_queries):
        review, tip = make_review(), make_post()
        request = rf.get("/")
        request.user = AnonymousUser()
        with django_assert_num_queries(1):
            update_of({"request": request}, review)
        with django_assert_num_queries(0):
            update_of({"request": request}, tip)

    def test_of_a_waiting_review_there_is_none(self, client):
        waiting = make_waiting_post(kind="review")
        client.force_login(waiting.author)
        assert client.get(f"/posts/{waiting.pk}/update/").status_code == 404
