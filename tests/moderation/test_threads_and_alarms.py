"""Closed threads, the route for a threat to life, and canned reasons: what each leaves, and to whom."""

from datetime import timedelta

import pytest
from django.test import Client

from community.mail.messages import message_for
from community.models import Closure, Comment, Notification
from moderation import actions
from moderation.actions import measures
from moderation.actions.alarms import emergency_text
from moderation.actions.measures import Why
from moderation.actions.threads import lock_thread, unlock_thread
from moderation.models import CannedReason, Case, Decision, DecisionText
from moderation.outcomes import statements_for
from moderation.statement_links import statement_address
from tests.factories import (
    make_admin,
    make_brand_member,
    make_comment,
    make_member,
    make_moderator,
    make_post,
    make_waiting_post,
)

pytestmark = pytest.mark.django_db


class TestAThread:
    def test_is_closed_by_a_line_of_the_log_and_its_author_told(self, client):
        post, moderator = make_post(), make_moderator()
        client.force_login(moderator)
        address = f"/posts/{post.pk}/closure/"
        assert address in client.get(post.get_absolute_url()).text
        assert client.post(address, {"reason": "Only names are called."}).status_code == 200
        assert not Closure.objects.exists()
        client.post(address, {"reason": "Only names are called.", "ground": "abuse"})
        client.post(address, {"reason": "Twice.", "ground": "abuse"})
        line = Decision.objects.get(author_id=post.author_id)
        assert (line.target, line.target_id, line.action, line.ground) == ("thread", post.pk, "lock", "abuse")
        assert Closure.objects.get().reason == "Only names are called."
        told = Notification.objects.get(member=post.author)
        mail = message_for(told)
        assert mail is not None
        assert "nobody can comment on it any more" in " ".join(mail.body.split())
        assert "Only names are called." in mail.body
        client.post(address, {"open": "1"})
        assert not Closure.objects.exists()
        assert Decision.objects.filter(author_id=post.author_id, action="unlock").count() == 1

    def test_of_staff_is_an_admins_to_close(self):
        post = make_post(make_brand_member())
        with pytest.raises(actions.MayNotDecide):
            lock_thread(post, by=make_moderator(), ground="abuse", reason="Names.")
        assert (Closure.objects.count(), Decision.objects.count()) == (0, 0)


class TestAThreatToLife:
    def test_shows_what_to_do_and_logs_who_was_called(self, client):
        case = Case.objects.get(post=make_waiting_post())
        admin = make_admin()
        client.force_login(admin)
        client.post("/cms/desk/emergency/en/", {"text": "Call 113 in Norway."})
        address = f"/cms/desk/{case.pk}/alarm/"
        assert address in client.get(f"/cms/desk/{case.pk}/").text
        assert "Call 113 in Norway." in client.get(address).text
        assert client.post(address, {"note": " "}).status_code == 200
        client.post(address, {"note": "Called 112 at noon."})
        line = Decision.objects.get(automated=False)
        assert (line.action, line.decided_by_id, line.case_id) == ("alarm", admin.pk, case.pk)
        assert DecisionText.objects.get(decision_id=line.pk).note == "Called 112 at noon."
        case.refresh_from_db()
        assert case.state != "decided"
        assert not Notification.objects.filter(facts__action="alarm").exists()
        # What stands against the words is still what the author reads.
        assert statements_for(case.post.author_id)[case.post_id].decision.action == "hold"

    def test_has_words_before_the_brand_writes_its_own(self):
        assert "112" in emergency_text("en")
        assert "112" in emergency_text("nb")


class TestAClosedThread:
    REASON = "Only names are called."

    def test_is_read_by_everybody_and_takes_nothing_more(self, client):
        post, moderator, member = make_post(), make_moderator(), make_member()
        comment = make_comment(post, member)
        lock_thread(post, by=moderator, ground="abuse", reason=self.REASON)
        page = Client().get(post.get_absolute_url()).text
        assert self.REASON in page
        assert comment.body in page
        client.force_login(member)
        sent = {"body": "One more thing.", "key": "0b3e1a52-3f1d-4c7e-9b1f-1b0f0a7f1c11"}
        answer = client.post(f"/posts/{post.pk}/comments/", sent)
        assert self.REASON in answer.text
        assert "One more thing." in answer.text
        assert list(Comment.objects.filter(post=post)) == [comment]

    def test_opened_at_once_is_mailed_to_nobody(self):
        post, moderator = make_post(), make_moderator()
        lock_thread(post, by=moderator, ground="abuse", reason=self.REASON)
        unlock_thread(post, by=moderator)
        assert not Notification.objects.shown().filter(member=post.author).exists()
        lines = Decision.objects.filter(target="thread").order_by("pk")
        assert list(lines.values_list("action", flat=True)) == ["lock", "unlock"]

    def test_opens_again_with_a_line_of_its_own_and_its_author_told(self, client, later):
        post, moderator = make_post(), make_moderator()
        lock_thread(post, by=moderator, ground="abuse", reason=self.REASON)
        later(timedelta(minutes=6))
        opened = unlock_thread(post, by=moderator)
        assert unlock_thread(post, by=moderator) is None
        assert opened is not None
        assert (opened.action, opened.decided_by_id, opened.target_id) == ("unlock", moderator.pk, post.pk)
        told = Notification.objects.filter(member=post.author).latest("pk")
        mail = message_for(told)
        assert mail is not None
        assert "takes comments again" in " ".join(mail.body.split())
        assert self.REASON not in Client().get(post.get_absolute_url()).text
        client.force_login(make_member())
        sent = {"body": "Good.", "key": "0b3e1a52-3f1d-4c7e-9b1f-1b0f0a7f1c12"}
        assert client.post(f"/posts/{post.pk}/comments/", sent).status_code == 302

    def test_is_not_closed_by_its_author_nor_opened(self, client):
        post = make_post(make_moderator("Author"))
        client.force_login(post.author)
        form = {"reason": "Enough.", "ground": "abuse"}
        assert client.post(f"/posts/{post.pk}/closure/", form).status_code == 403
        lock_thread(post, by=make_admin(), ground="abuse", reason=self.REASON)
        assert client.post(f"/posts/{post.pk}/closure/", {"open": "1"}).status_code == 403
        assert Closure.objects.count() == 1


class TestACannedReason:
    def test_changed_or_deleted_changes_no_statement(self, client):
        reason = CannedReason.objects.filter(language="en").first()
        said, member = reason.text, make_member()
        decision = measures.warn(member, by=make_moderator(), why=Why(reason.ground, said), seen=0)
        client.force_login(make_moderator())
        form = {"language": "en", "ground": "spam", "title": "Another", "text": "Other words."}
        assert client.post(f"/cms/desk/reasons/{reason.pk}/", form).status_code == 302
        reason.refresh_from_db()
        assert (reason.text, reason.ground) == ("Other words.", "spam")
        assert said in Client().get(statement_address(decision)).text
        client.post(f"/cms/desk/reasons/{reason.pk}/removal/")
        assert not CannedReason.objects.filter(pk=reason.pk).exists()
        assert said in Client().get(statement_address(decision)).text
        mail = message_for(Notification.objects.get(member=member))
        assert mail is not None
        assert said in " ".join(mail.body.split())

    def test_is_offered_in_the_language_the_member_reads(self, client):
        client.force_login(make_moderator())
        text = CannedReason.objects.filter(language="nb").first().text
        norwegian, english = make_member(language="nb"), make_member()
        assert text in client.get(f"/cms/desk/members/{norwegian.pk}/").text
        assert text not in client.get(f"/cms/desk/members/{english.pk}/").text

    def test_has_no_second_of_its_title(self, client):
        client.force_login(make_moderator())
        first = CannedReason.objects.filter(language="en").first()
        form = {"language": "en", "ground": "spam", "title": first.title, "text": "Twice."}
        page = client.post("/cms/desk/reasons/new/", form)
        assert page.status_code == 200
        assert "Twice." in page.text
        assert CannedReason.objects.filter(title=first.title, language="en").count() == 1
