"""The weekly letter: only for those who ticked it, only in a week worth it, each thing with its reason."""

from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.utils import timezone

from community import actions
from community.actions.following import follow
from community.actions.gathering import prepare_letters
from community.actions.mail import send_due_mail
from community.actions.mail_choices import choose_paces
from community.mail.mornings import last_monday
from community.models import MailChoice, Mailing, Member, Ownership, Post
from content.models import BrandSettings
from tests.factories import (
    make_comment,
    make_member,
    make_post,
    make_product,
    make_story,
    make_topic,
)

pytestmark = pytest.mark.django_db


def subscriber(*letters: str, **fields) -> Member:
    """A member who ticked the letters (the digest, if none is named) a month ago."""
    member = make_member(**fields)
    choose_paces(member, dict.fromkeys(letters or ["digest"], "weekly"))
    MailChoice.objects.update(changed_at=timezone.now() - timedelta(days=30))
    return member


def last_week(post: Post, **fields) -> Post:
    """Let a post have been public for a day when the letter was due."""
    at = last_monday(timezone.now(), BrandSettings().zone) - timedelta(days=fields.pop("days_before", 1))
    Post.objects.filter(pk=post.pk).update(published_at=at, **fields)
    return post


def useful(post: Post, approvals: int = 3, **fields) -> Post:
    return last_week(post, ratings=approvals, approvals=approvals, eligible_at=timezone.now(), **fields)


class TestWho:
    def test_nobody_who_did_not_ask(self):
        make_member()
        useful(make_post())
        assert send_due_mail() == 0
        assert Mailing.objects.count() == 0

    def test_once_a_week(self):
        member = subscriber()
        useful(make_post(title="Grind finer"))
        assert send_due_mail() == 1
        assert send_due_mail() == 0
        [message] = outbox.outbox
        mailing = Mailing.objects.get()
        assert (mailing.member, mailing.kind, mailing.day.isoweekday()) == (member, "digest", 1)
        assert message.subject == "This week on Alongside: Grind finer"
        assert message.extra_headers["Message-ID"] == f"<mailing.{mailing.pk}@localhost>"
        assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    def test_whoever_ticks_it_now_gets_the_first_on_the_next_monday(self):
        member = make_member()
        useful(make_post())
        choose_paces(member, {"digest": "weekly"})
        assert prepare_letters() == 0

    def test_no_more_after_it_was_unticked_or_the_member_banned(self):
        useful(make_post())
        choose_paces(subscriber(), {"digest": "never"})
        Member.objects.filter(pk=subscriber().pk).update(banned_at=timezone.now())
        assert send_due_mail() == 0

    def test_unticked_between_the_row_and_the_mail_it_is_not_sent(self):
        member = subscriber()
        useful(make_post())
        assert prepare_letters() == 1
        choose_paces(member, {"digest": "never"})
        assert send_due_mail() == 0
        assert outbox.outbox == []

    def test_a_week_without_anything_worth_it_brings_no_mail_and_is_not_looked_at_again(self):
        subscriber()
        last_week(make_post())  # public, and useful to nobody yet
        assert send_due_mail() == 0
        assert Mailing.objects.get().cancelled_at is not None
        assert prepare_letters() == 0


class TestWhat:
    def digest(self) -> str:
        send_due_mail()
        [body] = [message.body for message in outbox.outbox if message.subject.startswith("This week")]
        return str(body)

    def test_what_is_followed_comes_first_with_the_reason(self):
        member, kari = subscriber(), make_member("Kari")
        product, topic = make_product("trakt"), make_topic("water")
        for subject in (kari, product, topic):
            follow(subject, by=member)
        last_week(make_post(kari, title="By her"), ratings=2, approvals=2)
        last_week(make_post(product=product, title="About it"), ratings=1, approvals=1)
        last_week(make_post(topics=[topic], title="On it"))
        useful(make_post(title="Found useful"), approvals=4)
        body = self.digest()
        order = [
            "FROM WHAT YOU FOLLOW",
            "By her",
            "You follow Kari.",
            "About it",
            "You follow Trakt.",
            "On it",
        ]
        order += ["You follow Water.", "FOUND USEFUL THIS WEEK", "Found useful", "Useful to 4 readers."]
        places = [body.index(words) for words in order]
        assert places == sorted(places)

    def test_each_post_once_ones_own_never_and_nothing_older(self):
        member, kari = subscriber(), make_member("Kari")
        follow(kari, by=member)
        useful(make_post(kari, title="Twice over"))
        useful(make_post(member, title="My own"))
        useful(make_post(title="Long ago"), days_before=8)
        body = self.digest()
        assert body.count("Twice over") == 1
        assert "My own" not in body
        assert "Long ago" not in body

    def test_the_best_of_the_site_is_in_the_readers_language_followed_words_say_theirs(self):
        member, kari = subscriber(language="nb"), make_member("Kari")
        follow(kari, by=member)
        last_week(make_post(kari, title="In English"), language="en")
        useful(make_post(title="English too"), language="en")
        useful(make_post(title="På norsk"), language="nb")
        send_due_mail()
        [message] = outbox.outbox
        page = message.alternatives[0][0]
        assert '<html lang="nb">' in page
        assert 'lang="en">In English</a>' in page
        assert "På norsk" in page
        assert "English too" not in page

    def test_open_questions_about_what_one_owns(self):
        member, product = subscriber(), make_product("trakt")
        Ownership.objects.create(member=member, product=product, method="code", verified_at=timezone.now())
        last_week(make_post(kind="question", product=product, title="Does it fit?"))
        answered = last_week(make_post(kind="question", product=product, title="Is it heavy?"))
        make_comment(answered)
        last_week(make_post(kind="question", product=make_product(), title="Of another thing?"))
        body = self.digest()
        assert "Does it fit?" in body
        assert "You have Trakt, and nobody has answered yet." in body
        assert "Is it heavy?" not in body
        assert "Of another thing?" not in body

    def test_neither_stars_nor_tone_decide(self):
        subscriber()
        useful(make_post(kind="review", stars=1, title="It broke"), approvals=5)
        useful(make_post(kind="review", stars=5, title="Love it"), approvals=3)
        body = self.digest()
        assert body.index("It broke") < body.index("Love it")

    def test_ties_stand_beside_the_words_and_hostile_words_are_words(self):
        subscriber()
        post = make_post(title="<script>x</script>", incentivised=True, incentive="a <i>cup</i>")
        useful(post)
        body = self.digest()
        page = outbox.outbox[0].alternatives[0][0]
        assert "Got something for this: a <i>cup</i>." in body
        assert "Got something for this: a &lt;i&gt;cup&lt;/i&gt;." in page
        assert "<script" not in page
        assert "style=" not in page

    def test_what_was_taken_down_since_the_row_was_made_is_left_out(self):
        subscriber()
        post = useful(make_post())
        prepare_letters()
        actions.withdraw(post, by=post.author)
        assert send_due_mail() == 0


class TestNews:
    def story(self, title: str, days_before: int = 1, **fields):
        page = make_story(title, **fields)
        page.first_published_at = last_monday(timezone.now(), BrandSettings().zone) - timedelta(days_before)
        page.save()
        return page

    def test_only_for_those_who_ticked_it_and_without_customers_posts(self):
        subscriber("news")
        useful(make_post(title="Grind finer"))
        self.story("A new kettle", summary="It pours well.")
        self.story("An old kettle", days_before=9)
        self.story("En ny kjele", language="nb")
        assert send_due_mail() == 1
        [message] = outbox.outbox
        assert message.subject == "This week on Alongside: A new kettle"
        assert "NEW FROM ALONGSIDE" in message.body
        assert "It pours well." in message.body
        assert "http://localhost:8000/stories/a-new-kettle/" in message.body
        for words in ("Grind finer", "An old kettle", "En ny kjele"):
            assert words not in message.body

    def test_the_digest_alone_brings_no_news_of_the_brand(self):
        subscriber("digest")
        self.story("A new kettle")
        assert send_due_mail() == 0

    def test_both_come_in_one_letter(self):
        subscriber("digest", "news")
        useful(make_post(title="Grind finer"))
        self.story("A new kettle")
        assert send_due_mail() == 1
        assert "Grind finer" in outbox.outbox[0].body
        assert "A new kettle" in outbox.outbox[0].body
