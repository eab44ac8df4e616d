"""What everybody sees of the desk: reporting, the receipt, objecting, and the trust page."""

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from community import actions as community
from community.actions.contributing import Words
from community.mail.messages import message_for
from community.models import Member, Notification, Post
from community.models.posts import State
from moderation import actions
from moderation.actions import Complaint
from moderation.models import Case, Decision, Report
from pagecache.models import PendingRaise
from tests.factories import make_comment, make_member, make_moderator, make_post, make_waiting_post

pytestmark = [pytest.mark.django_db, pytest.mark.once]

GROUNDED = {"ground": "spam", "facts": "It only sells machines."}
LAW = {
    "place": "https://example.com/posts/1/",
    "text": "It is libel.",
    "name": "Kari Nord",
    "email": "kari@x.example",
    "good_faith": "on",
}


def report_of(post: Post) -> str:
    return reverse("moderation:report", args=[post.pk])


def decide(post: Post, action: str, by: Member | None = None) -> Decision:
    case = Case.objects.undecided().get(post=post)
    return actions.decide(case, by=by or make_moderator(), version=case.version, action=action, **GROUNDED)


class TestBreakingTheRules:
    def test_takes_a_reason_and_no_name(self, client):
        post = make_post(title="About burrs")
        page = client.get(report_of(post))
        assert "About burrs" in page.content.decode()
        assert "csrfmiddlewaretoken" in page.content.decode()
        response = client.post(report_of(post), {"reason": "spam", "key": uuid.uuid4()})
        report = Report.objects.get()
        assert response["Location"] == reverse("moderation:receipt", args=[report.receipt])
        assert (report.reason, report.name, report.email, report.reporter) == ("spam", "", "", None)
        post.refresh_from_db()
        assert (post.state, post.in_feeds) == (State.PUBLISHED, True)

    def test_twice_by_a_double_click_is_one(self, client):
        post, key = make_post(), uuid.uuid4()
        for _ in range(2):
            client.post(report_of(post), {"reason": "spam", "key": key})
        assert Report.objects.count() == 1

    def test_of_a_comment_too(self, client):
        comment = make_comment(make_post(), make_member("Kari"))
        path = reverse("moderation:report_comment", args=[comment.pk])
        assert "Comment by Kari" in client.get(path).content.decode()
        client.post(path, {"reason": "abuse", "key": uuid.uuid4()})
        assert Case.objects.get().comment == comment

    def test_needs_a_reason_and_the_law_has_its_own_form(self, client):
        post = make_post()
        for reason in ("", "illegal", "nonsense"):
            assert client.post(report_of(post), {"reason": reason, "key": uuid.uuid4()}).status_code == 200
        assert not Report.objects.exists()

    def test_is_possible_for_public_things_only(self, client):
        post = make_waiting_post()
        assert client.get(report_of(post)).status_code == 404
        assert client.post(report_of(post), {"reason": "spam", "key": uuid.uuid4()}).status_code == 404
        assert not Report.objects.exists()

    def test_is_possible_ten_times_an_hour(self, client):
        for _ in range(10):
            response = client.post(report_of(make_post()), {"reason": "spam", "key": uuid.uuid4()})
            assert response.status_code == 302
        response = client.post(report_of(make_post()), {"reason": "spam", "key": uuid.uuid4()})
        assert response.status_code == 429
        assert 0 < int(response["Retry-After"]) <= 3600
        assert Report.objects.count() == 10


class TestAgainstTheLaw:
    def test_takes_place_reason_name_mail_and_good_faith(self, client):
        post = make_post()
        client.post(report_of(post) + "?law=1", {**LAW, "key": uuid.uuid4()})
        report = Report.objects.get()
        assert (report.reason, report.text, report.name, report.email, report.good_faith) == (
            "illegal",
            "It is libel.",
            "Kari Nord",
            "kari@x.example",
            True,
        )

    @pytest.mark.parametrize("missing", sorted(LAW))
    def test_asks_for_what_is_missing(self, client, missing):
        sent = {name: value for name, value in LAW.items() if name != missing} | {"key": uuid.uuid4()}
        response = client.post(report_of(make_post()) + "?law=1", sent)
        assert response.status_code == 200
        assert "field-errors" in response.content.decode()
        assert not Report.objects.exists()

    def test_needs_no_name_where_a_child_is_abused(self, client):
        sent = {**LAW, "name": "", "email": "", "child_abuse": "on", "key": uuid.uuid4()}
        client.post(report_of(make_post()) + "?law=1", sent)
        assert Report.objects.get().name == ""


class TestTheReceipt:
    def page(self, client: Client) -> str:
        response = client.get(reverse("moderation:receipt", args=[Report.objects.get().receipt]))
        assert "no-store" in response["Cache-Control"]
        return response.content.decode()

    def test_tells_what_became_of_it(self, client):
        post = make_post()
        client.post(report_of(post), {"reason": "spam", "key": uuid.uuid4()})
        assert 'data-outcome="waiting"' in self.page(client)
        decision = decide(post, "remove")
        assert 'data-outcome="restricted"' in self.page(client)
        actions.undo(decision, by=make_moderator())
        decide(post, "keep")
        assert 'data-outcome="unchanged"' in self.page(client)

    def test_is_known_to_its_holder_only(self, client):
        assert client.get(reverse("moderation:receipt", args=[uuid.uuid4()])).status_code == 404


class TestTheReporter:
    def test_is_never_named_to_the_author(self, client):
        author = make_member()
        post = make_post(author)
        reporter = make_member("Rapportør Rask")
        actions.report(
            post,
            by=reporter,
            complaint=Complaint(
                reason="illegal", text="Secret text", name="Rapportør Rask", email="r@x.example"
            ),
        )
        decision = decide(post, "remove")
        client.force_login(author)
        pages = [
            reverse("community:my_posts"),
            reverse("community:notifications"),
            reverse("moderation:appeal", args=[decision.pk]),
            reverse("community:post_by_id", args=[post.pk]),
        ]
        mail = message_for(Notification.objects.get(facts__action="remove"))
        seen = [client.get(path, follow=True).content.decode() for path in pages]
        for text in (*seen, mail.body, *(str(part[0]) for part in mail.alternatives)):
            assert "Rapportør" not in text
            assert "Secret text" not in text
        assert "Somebody had reported it." in mail.body


class TestObjecting:
    def path(self, decision: Decision) -> str:
        return reverse("moderation:appeal", args=[decision.pk])

    def test_shows_the_reasons_and_gives_the_text_back(self, client):
        post = make_waiting_post(title="Cheap machines")
        decision = decide(post, "decline")
        client.force_login(post.author)
        page = client.get(self.path(decision)).content.decode()
        assert "It only sells machines." in page
        assert "No advertising" in page
        assert "BUY CHEAP MACHINES" in page
        assert "A person decided this." in page

    def test_opens_a_case_for_somebody_else(self, client):
        post = make_waiting_post()
        decision = decide(post, "decline")
        client.force_login(post.author)
        client.post(self.path(decision), {"text": "It is my own shop."})
        case = Case.objects.get(kind="appeal")
        assert (case.appeals, case.appeal_text) == (decision.pk, "It is my own shop.")
        assert "You have objected." in client.get(reverse("community:my_posts")).content.decode()

    def test_needs_a_text(self, client):
        decision = decide(make_waiting_post(), "decline")
        client.force_login(Post.objects.get().author)
        assert client.post(self.path(decision), {"text": " "}).status_code == 200
        assert not Case.objects.filter(kind="appeal").exists()

    def test_is_for_the_author_alone(self, client):
        decision = decide(make_waiting_post(), "decline")
        assert client.get(self.path(decision)).status_code == 302
        for member in (make_member(), make_moderator()):
            client.force_login(member)
            assert client.get(self.path(decision)).status_code == 404
            assert client.post(self.path(decision), {"text": "Mine!"}).status_code == 404
        assert not Case.objects.filter(kind="appeal").exists()

    def test_too_late_is_told(self, client, later):
        decision = decide(make_waiting_post(), "decline")
        client.force_login(Post.objects.get().author)
        later(timedelta(days=190))
        response = client.post(self.path(decision), {"text": "Still."})
        assert response.status_code in (302, 409)
        assert not Case.objects.filter(kind="appeal").exists()


class TestMyPosts:
    def test_say_what_was_decided_and_why(self, client):
        post = make_waiting_post()
        decision = decide(post, "decline")
        client.force_login(post.author)
        page = client.get(reverse("community:my_posts")).content.decode()
        assert "It only sells machines." in page
        assert "No advertising" in page
        assert reverse("moderation:appeal", args=[decision.pk]) in page

    def test_cost_the_same_however_many_decisions_there_are(self, client, django_assert_max_num_queries):
        author = make_member(joined_days_ago=0)
        for number in range(5):
            decide(make_waiting_post(author, title=f"Post {number}"), "decline")
        client.force_login(author)
        with django_assert_max_num_queries(12):
            page = client.get(reverse("community:my_posts")).content.decode()
        assert page.count('data-decision="decline"') == 5

    def test_say_nothing_of_a_decision_that_was_undone(self, client):
        post, moderator = make_post(), make_moderator()
        actions.report(post, by=None, complaint=Complaint(reason="spam"))
        actions.undo(decide(post, "remove", moderator), by=moderator)
        client.force_login(post.author)
        assert "data-decision" not in client.get(reverse("community:my_posts")).content.decode()


class TestTheStatementByMail:
    @pytest.mark.parametrize(
        ("action", "said"),
        [("decline", "was declined"), ("return", "was returned to you"), ("out_of_feeds", "is kept out of")],
    )
    def test_names_and_links_the_post_and_gives_reasons_text_and_redress(self, action, said, settings):
        post = make_waiting_post(title="Cheap machines")
        decision = decide(post, action)
        mail = message_for(Notification.objects.get(facts__action=action)).body
        assert "“Cheap machines”" in mail
        assert settings.SITE_URL + post.get_absolute_url() in mail
        assert said in mail
        assert "No advertising" in mail
        assert "It only sells machines." in mail
        assert "BUY CHEAP MACHINES" in mail
        assert "Nobody had reported it." in mail
        assert settings.SITE_URL + reverse("moderation:appeal", args=[decision.pk]) in mail
        assert "court" in mail

    def test_of_an_edit_says_that_the_version_before_it_stays(self, client):
        post = make_post(make_member(joined_days_ago=0), title="Grind finer")
        body = "<p>https://a.example https://b.example https://c.example is what I read about it.</p>"
        community.submit_edit(post, by=post.author, words=Words(title="Grind coarser", body=body))
        held = message_for(Notification.objects.get(facts__action="hold")).body
        assert "stays as it is until somebody at the desk has read your newer version." in held
        decide(post, "decline")
        mail = message_for(Notification.objects.get(facts__action="decline")).body
        assert "“Grind finer” stays as it is. Your newer version was declined" in " ".join(mail.split())
        assert "Grind coarser" in mail
        client.force_login(post.author)
        page = client.get(reverse("community:my_posts")).content.decode()
        assert "The version before it stays public." in page

    def test_of_what_the_site_did_says_so(self):
        make_waiting_post()
        mail = message_for(Notification.objects.get(facts__action="hold")).body
        assert "waits until somebody at the desk has read it." in mail
        assert "The site decided this by itself" in mail

    def test_that_all_is_well_is_short(self):
        post = make_waiting_post()
        decide(post, "clear")
        mail = message_for(Notification.objects.get(facts__action="clear")).body
        assert "court" not in mail
        assert "BUY CHEAP" not in mail


class TestTheTrustPage:
    def figures(self, client: Client) -> dict[str, tuple[int, int]]:
        page = client.get(reverse("moderation:trust")).content.decode()
        rows = re.findall(r'<th scope="row">(.*?)</th><td>(\d+)</td><td>(\d+)</td>', page)
        return {label: (int(count), int(automated)) for label, count, automated in rows}

    def test_counts_what_the_log_says(self, client):
        moderator = make_moderator()
        decide(make_waiting_post(title="A"), "decline")
        decide(make_waiting_post(title="B"), "clear")
        undone = decide(make_waiting_post(title="C"), "decline", moderator)
        actions.undo(undone, by=moderator)
        assert self.figures(client) == {
            "Held for a first look": (3, 3),
            # The second and the third repeat the first.
            "Links paused": (2, 2),
            "Declined": (1, 0),
            "Cleared": (1, 0),
        }

    def test_leaves_other_months_out(self, client, later):
        decide(make_waiting_post(), "decline")
        later(timedelta(days=32))
        assert self.figures(client) == {}

    def test_tells_the_rules_and_how_ranking_works(self, client):
        page = client.get(reverse("moderation:trust")).content.decode()
        assert "No insults and no threats" in page
        assert reverse("feeds:ranking") in page

    def test_is_stale_as_soon_as_the_log_grows(self, settings):
        settings.REDIS_URL = settings.REDIS_URL or "redis://nowhere"
        make_waiting_post()
        assert PendingRaise.objects.filter(name="trust").exists()
