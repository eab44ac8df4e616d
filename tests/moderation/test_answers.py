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
from community.models import Notification, Post
from community.personal_data import holdings
from moderation import actions
from moderation.actions import Complaint
from moderation.actions.answering import forget_reporters
from moderation.actions.measures import Why, ban, newest, undo_measure
from moderation.belongings import belongings_of
from moderation.models import Case, Decision, Report
from moderation.models.answers import Answer
from tests.factories import make_admin, make_comment, make_member, make_moderator, make_post

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
        client.force_login(make_member())
        sent = {**LAW, "name": "", "email": "", "child_abuse": "on", "key": uuid.uuid4()}
        client.post(reverse("moderation:report", args=[make_post().pk]) + "?law=1", sent)
        report = Report.objects.get()
        assert (report.reason, report.reporter, report.email, report.case.urgency) == ("child", None, "", 70)


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

    def test_of_an_appeal_won_within_the_minutes_of_undoing_is_the_only_one(self, later):
        post, moderator = make_post(), make_moderator()
        report = law_report(post)
        removed = decide(report.case, "remove")
        appeal = actions.appeal(removed, by=post.author, text="No.")
        restored = decide(appeal, "restore", moderator)
        later(UNDONE)
        _receipt, outcome = mails_to("kari@x.example")
        assert "so it is back" in outcome.body
        assert len(mails_to("kari@x.example")) == 2
        assert Answer.objects.get(decision=restored.pk).mailed_at is not None

    def test_of_an_appeal_that_was_won_by_mistake_is_the_first_again(self, later):
        post, moderator = make_post(), make_moderator()
        report = law_report(post)
        appeal = actions.appeal(decide(report.case, "remove"), by=post.author, text="No.")
        actions.undo(decide(appeal, "restore", moderator), by=moderator)
        later(UNDONE)
        _receipt, outcome = mails_to("kari@x.example")
        assert "It broke a rule, and we took it down." in outcome.body

    def test_of_what_was_kept_out_of_feeds_stays_so_when_its_author_takes_it_back(self, later):
        post = make_post()
        report = law_report(post)
        decide(report.case, "out_of_feeds")
        community.withdraw(post, by=post.author)
        later(UNDONE)
        assert "is kept out of shared feeds" in mails_to("kari@x.example")[-1].body

    def test_that_a_ban_brought_is_told_and_not_told_when_the_ban_is_undone(self, later):
        post, admin = make_post(), make_admin()
        law_report(post)
        why = Why("spam", "Only advertisements.")
        member = post.author
        banned = ban(member, by=admin, why=why, seen=0, takes=belongings_of(member).digest)
        undo_measure(banned, by=admin)
        ban(member, by=admin, why=why, seen=newest(member), takes=belongings_of(member).digest)
        later(UNDONE)
        _receipt, outcome = mails_to("kari@x.example")
        assert "It broke a rule, and we took it down." in outcome.body

    def test_of_what_somebody_elses_report_took_down_later_blames_nobody(self, client, later):
        post = make_post()
        report = law_report(post)
        decide(report.case, "keep")
        decide(actions.report(post, by=None, complaint=Complaint(reason="spam")).case, "remove")
        later(UNDONE)
        outcome = mails_to("kari@x.example")[-1].body
        assert "It is not public any more." in outcome
        assert "its author took it back" not in outcome


class TestAReceiptOfWhatIsGone:
    def test_says_so_and_holds_nothing_of_its_author(self, client):
        post = make_post(title="About burrs")
        report = law_report(post, place="/posts/about-burrs/", name="Kari Nord")
        mails_to("kari@x.example")
        erase_member(post.author)
        report.refresh_from_db()
        assert (report.case, report.text, report.place) == (None, "", "")
        page = client.get(reverse("moderation:receipt", args=[report.receipt])).content.decode()
        assert 'data-outcome="gone"' in page
        assert report.number in page
        assert "burrs" not in page
        _receipt, outcome = mails_to("kari@x.example")
        assert "What you reported is gone from this site for good." in outcome.body
        assert "burrs" not in outcome.subject + outcome.body

    def test_whose_mails_had_not_left_is_mailed_once(self):
        post = make_post()
        law_report(post)
        erase_member(post.author)
        [only] = mails_to("kari@x.example")
        assert "gone from this site" in only.body

    def test_that_was_answered_is_mailed_no_more(self, later):
        post = make_post()
        report = law_report(post)
        decide(report.case, "keep")
        later(UNDONE)
        assert len(mails_to("kari@x.example")) == 2
        erase_member(post.author)
        assert len(mails_to("kari@x.example")) == 2

    def test_outlives_the_thread_it_was_about(self, client):
        post = make_post()
        report = law_report(make_comment(post))
        erase_member(post.author)
        assert client.get(reverse("moderation:receipt", args=[report.receipt])).status_code == 200
        report.refresh_from_db()
        assert (report.case, report.text) == (None, "")


class TestWhoReported:
    def kept(self, report: Report) -> tuple[str, str]:
        forget_reporters()
        report.refresh_from_db()
        return report.name, report.email

    def test_is_forgotten_seven_months_after_the_outcome_and_the_receipt_stays(self, client, later):
        report = law_report(make_post(), name="Kari Nord")
        later(timedelta(days=400))
        assert self.kept(report) == ("Kari Nord", "kari@x.example")  # nobody has decided yet
        later(timedelta())
        decide(report.case, "keep")
        later(timedelta(days=213))
        assert self.kept(report) == ("Kari Nord", "kari@x.example")
        later(timedelta(days=214, hours=1))
        assert self.kept(report) == ("", "")
        assert report.text == "Secret words"
        page = client.get(reverse("moderation:receipt", args=[report.receipt])).content.decode()
        assert report.number in page

    def test_is_kept_while_an_appeal_waits_and_told_of_it(self, later):
        post = make_post()
        report = law_report(post)
        appeal = actions.appeal(decide(report.case, "remove"), by=post.author, text="No.")
        later(timedelta(days=220))
        assert self.kept(report)[1] == "kari@x.example"
        decide(appeal, "restore")
        assert self.kept(report)[1] == "kari@x.example"
        later(timedelta(days=440))
        assert self.kept(report) == ("", "")

    def test_is_told_when_they_are_forgotten(self, client):
        path = reverse("moderation:report", args=[make_post().pk])
        for query in ("", "?law=1"):
            assert "seven months" in client.get(path + query).content.decode()
        report = law_report(make_post())
        receipt = client.get(reverse("moderation:receipt", args=[report.receipt])).content.decode()
        assert "We erase your address seven months" in receipt
        [message] = mails_to("kari@x.example")
        assert "We erase your address seven months" in message.body

    def test_is_named_nowhere_its_author_or_anybody_looks(self, client, later):
        member = make_member("Sladrehank Nord")
        post = make_post()
        words = {"text": "Hemmelig sak", "place": "Hemmelig sted", "email": "sladre@x.example"}
        complaint = Complaint(reason="illegal", name="Sladrehank Nord", **words)
        report = actions.report(post, by=member, complaint=complaint)
        decision = decide(report.case, "remove")
        decide(actions.appeal(decision, by=post.author, text="No."), "uphold")
        later(UNDONE)
        send_due_mail()
        author = post.author
        client.force_login(author)
        seen = [
            message.body + message.alternatives[0].content
            for message in outbox.outbox
            if message.to == [author.email]
        ]
        assert len(seen) == 2
        seen += [str(list(Notification.objects.filter(member=author).values()))]
        seen += [str(holding.copy(author.pk)) for holding in holdings() if holding.exported]
        for path in (
            reverse("community:my_posts"),
            reverse("community:notifications"),
            reverse("moderation:appeal", args=[decision.pk]),
            reverse("moderation:trust"),
        ):
            seen.append(client.get(path).content.decode())
        client.logout()
        seen.append(client.get(reverse("moderation:receipt", args=[report.receipt])).content.decode())
        for words in seen:
            assert not re.search("sladre|hemmelig", words, re.IGNORECASE)
