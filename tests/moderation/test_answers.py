"""What whoever reported is mailed: a receipt with a number, and the outcome, once and never too early."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.urls import reverse

from community import actions as community
from community.actions.erasing import erase_member
from community.actions.mail import send_due_mail
from community.models import Post
from moderation import actions
from moderation.actions import Complaint
from moderation.answers import Answer
from moderation.models import Case, Decision, Report
from tests.factories import make_comment, make_member, make_moderator, make_post

pytestmark = pytest.mark.django_db

LAW = {
    "place": "x",
    "text": "Hemmelig grunn",
    "name": "Kari Nord",
    "email": "kari@x.example",
    "good_faith": "on",
}
UNDONE = timedelta(minutes=5, seconds=1)


def law_report(post: Post, **fields) -> Report:
    complaint = Complaint(reason="illegal", text="Secret words", email="kari@x.example", **fields)
    return actions.report(post, by=None, complaint=complaint)


def decide(case: Case, action: str, by=None) -> Decision:
    case.refresh_from_db()
    return actions.decide(
        case,
        by=by or make_moderator(),
        version=case.version,
        action=action,
        ground="private",
        facts="A number.",
    )


def mails_to(address: str) -> list:
    """Send what is due, and return the texts that went to this address."""
    send_due_mail()
    return [message for message in outbox.outbox if message.to == [address]]


class TestTheReceipt:
    def test_is_mailed_once_with_number_and_link_and_nothing_they_typed(self, client, settings):
        post = make_post(title="About burrs")
        client.post(reverse("moderation:report", args=[post.pk]) + "?law=1", {**LAW, "key": uuid.uuid4()})
        report = Report.objects.get()
        assert report.number == f"R-{report.pk:05}"
        [message] = mails_to("kari@x.example")
        send_due_mail()
        [answer] = Answer.objects.all()
        assert len(outbox.outbox) == 1
        assert message.extra_headers["Message-ID"] == answer.message_id == f"<answer.{answer.pk}@localhost>"
        assert report.number in message.subject
        assert "“About burrs”" in message.body
        link = settings.SITE_URL + reverse("moderation:receipt", args=[report.receipt])
        assert link in message.body
        assert "Hemmelig" not in message.body
        assert "Kari" not in message.body
        assert report.number in client.get(link).content.decode()

    def test_is_in_the_language_they_reported_in(self, client):
        post = make_post()
        path = reverse("moderation:report", args=[post.pk])
        client.post(path, {"reason": "spam", "email": "ola@x.example", "key": uuid.uuid4()})
        assert Report.objects.get().language == "en"
        Report.objects.update(language="nb")
        [message] = mails_to("ola@x.example")
        assert '<html lang="nb">' in message.alternatives[0].content

    def test_goes_nowhere_without_an_address(self):
        actions.report(make_post(), by=make_member(), complaint=Complaint(reason="spam"))
        assert not Answer.objects.exists()

    def test_of_a_child_reported_asks_for_nobody_and_the_desk_sees_what_it_is(self, client):
        sent = {**LAW, "name": "", "email": "", "child_abuse": "on", "key": uuid.uuid4()}
        client.post(reverse("moderation:report", args=[make_post().pk]) + "?law=1", sent)
        report = Report.objects.get()
        assert (report.reason, report.email, report.case.urgency) == ("child", "", 70)


class TestTheOutcome:
    def test_waits_until_it_can_not_be_undone(self, later):
        report = law_report(make_post())
        moderator = make_moderator()
        actions.undo(decide(report.case, "remove", moderator), by=moderator)
        decide(report.case, "keep")
        assert len(mails_to("kari@x.example")) == 1
        later(UNDONE)
        _receipt, outcome = mails_to("kari@x.example")
        assert "It breaks no rule, so it stays." in outcome.body
        assert "court" in outcome.body
        assert "Secret words" not in outcome.body

    def test_names_the_rule_and_goes_to_everybody_who_reported_it(self, later):
        post = make_post(title="About burrs")
        report = law_report(post)
        complaint = Complaint(reason="private", email="ola@x.example")
        actions.report(post, by=make_member(), complaint=complaint)
        assert Case.objects.count() == 1
        decide(report.case, "remove")
        later(UNDONE)
        for address in ("kari@x.example", "ola@x.example"):
            outcome = mails_to(address)[-1].body
            assert "It broke a rule, and we took it down." in outcome
            assert "Nobody's private details" in outcome

    def test_tells_of_an_appeal_that_brought_it_back(self, client, later):
        post = make_post()
        report = law_report(post)
        removed = decide(report.case, "remove")
        decide(actions.appeal(removed, by=post.author, text="No."), "restore")
        later(UNDONE)
        assert "so it is back" in mails_to("kari@x.example")[-1].body
        page = client.get(reverse("moderation:receipt", args=[report.receipt])).content.decode()
        assert 'data-outcome="unchanged"' in page

    def test_of_what_its_author_took_back_says_so(self, later):
        post = make_post()
        report = law_report(post)
        community.withdraw(post, by=post.author)
        decide(report.case, "keep")
        later(UNDONE)
        assert "its author took it back" in mails_to("kari@x.example")[-1].body

    def test_of_a_comment_names_where_it_stands(self, later):
        comment = make_comment(make_post(title="Grind finer"))
        report = law_report(comment)
        decide(report.case, "remove")
        later(UNDONE)
        receipt, outcome = mails_to("kari@x.example")
        assert "a comment under “Grind finer”" in receipt.body
        assert not re.search(r"\n{3,}", outcome.body)

    def test_is_not_sent_to_somebody_who_was_erased(self, later):
        member = make_member()
        complaint = Complaint(reason="illegal", email=member.email)
        report = actions.report(make_post(), by=member, complaint=complaint)
        address = member.email
        decide(report.case, "keep")
        erase_member(member)
        later(UNDONE)
        assert mails_to(address) == []
