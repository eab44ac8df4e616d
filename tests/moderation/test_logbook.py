"""The log at the desk: searched by moderators, taken along by admins, without words and names."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from moderation import actions, logbook
from moderation.actions.threads import lock_thread
from moderation.logbook import COLUMNS, LogFilter, plain_cell
from moderation.models import Case, Decision
from tests.factories import make_admin, make_member, make_moderator, make_post, make_waiting_post

LOG = "/cms/desk/log/"


def declined(by, author=None, ground: str = "spam") -> Decision:
    case = Case.objects.get(post=make_waiting_post(author, title="=HYPERLINK()"))
    return actions.decide(
        case, by=by, version=case.version, action="decline", ground=ground, facts="Secret facts"
    )


def signed_in(member) -> Client:
    client = Client()
    client.force_login(member)
    return client


@pytest.mark.django_db
class TestTheLog:
    def lines(self, client: Client, **asked) -> set[int]:
        page = client.get(LOG, asked).content.decode()
        return {pk for pk in Decision.objects.values_list("pk", flat=True) if f'data-line="{pk}"' in page}

    def test_is_filtered_by_everything_it_holds(self):
        mo, kari = make_moderator("Mo"), make_moderator("Kari")
        by_mo, by_kari = declined(mo), declined(kari, ground="abuse")
        held = set(Decision.objects.filter(automated=True).values_list("pk", flat=True))
        client = signed_in(mo)
        both, today = {by_mo.pk, by_kari.pk}, timezone.localdate()
        assert self.lines(client) == held | both
        assert self.lines(client, action="decline") == both
        assert self.lines(client, ground="abuse") == {by_kari.pk}
        assert self.lines(client, moderator=mo.pk) == {by_mo.pk}
        assert self.lines(client, by="site") == held
        assert self.lines(client, by="people") == both
        assert self.lines(client, target="post", number=by_mo.target_id, action="decline") == {by_mo.pk}
        assert self.lines(client, target="comment") == set()
        assert self.lines(client, since=today - timedelta(days=1), until=today + timedelta(days=1)) == (
            held | both
        )
        assert self.lines(client, since=today + timedelta(days=2)) == set()
        closed = lock_thread(make_post(), by=mo, ground="abuse", reason="Names.")
        assert closed is not None
        assert self.lines(client, target="thread") == {closed.pk}

    def test_takes_nonsense_for_nothing_asked(self):
        sent = {
            "action": "x",
            "ground": "",
            "moderator": "-1",
            "by": "me",
            "since": "soon",
            "number": "9" * 40,
        }
        assert LogFilter.read(sent) == LogFilter()

    def test_shows_nobody_their_own_and_staffs_to_admins_only(self):
        mo, kari, admin = make_moderator("Mo"), make_moderator("Kari"), make_admin()
        about_mo = declined(admin, author=mo)
        assert about_mo.pk in self.lines(signed_in(admin))
        assert about_mo.pk not in self.lines(signed_in(mo)) | self.lines(signed_in(kari))

    def test_has_no_gap_for_an_admin_but_opens_no_case_about_themselves(self):
        admin, other = make_admin("Anne"), make_admin("Bo")
        line = declined(other, author=admin)
        page = self.client_page(signed_in(admin), LOG)
        assert f'data-line="{line.pk}"' in page
        assert f"/cms/desk/{line.case_id}/" not in page
        assert f"/cms/desk/{line.case_id}/" in self.client_page(signed_in(other), LOG)

    def test_leads_to_cases_that_are_still_there(self):
        mo = make_moderator()
        decision, other = declined(mo), declined(mo)
        Case.objects.filter(pk=other.case_id).delete()
        page = self.client_page(signed_in(mo), LOG)
        assert f"/cms/desk/{decision.case_id}/" in page
        assert f"/cms/desk/{other.case_id}/" not in page
        assert f"post {other.target_id}" in page

    def test_goes_on_by_pages_at_the_same_cost(self, django_assert_max_num_queries):
        moderator, author = make_moderator(), make_member()
        line = {"case_id": 0, "target": "member", "target_id": author.pk, "author_id": author.pk}
        Decision.objects.bulk_create(
            Decision(**line, action="clear", state_before="", decided_by_id=moderator.pk) for _ in range(70)
        )
        client = signed_in(moderator)
        client.get(LOG)
        with django_assert_max_num_queries(16):
            first = self.client_page(client, LOG)
        assert first.count("data-line=") == 50
        before = Decision.objects.order_by("-pk")[49].pk
        assert f"?before={before}" in first
        assert self.client_page(client, f"{LOG}?before={before}").count("data-line=") == 20

    def client_page(self, client: Client, path: str) -> str:
        return client.get(path).content.decode()


@pytest.mark.django_db
class TestTheFile:
    def test_holds_ids_grounds_and_times_and_no_words_or_names(self):
        admin = make_admin("Anne Admin")
        decision = declined(admin, author=make_member("Kari Nord", joined_days_ago=0))
        answer = signed_in(admin).get(reverse("moderation_log_csv"), {"action": "decline"})
        assert answer.streaming
        text = answer.getvalue().decode()
        head, row = csv.reader(io.StringIO(text))
        assert tuple(head) == COLUMNS
        found = dict(zip(head, row, strict=True))
        assert (found["id"], found["ground"], found["rules"]) == (str(decision.pk), "spam", "1")
        for word in ("Anne", "Kari", "Secret", "HYPERLINK"):
            assert word not in text

    def test_is_one_list_in_json(self):
        admin = make_admin()
        url = reverse("moderation_log_json")
        assert json.loads(signed_in(admin).get(url).getvalue()) == []
        decision = declined(admin)
        rows = json.loads(signed_in(admin).get(url).getvalue())
        assert [row["action"] for row in rows] == ["hold", "decline"]
        assert rows[1]["author_id"] == decision.author_id

    def test_is_for_admins(self):
        declined(mo := make_moderator())
        for name in ("moderation_log_csv", "moderation_log_json"):
            assert signed_in(mo).get(reverse(name)).status_code == 403

    def test_never_begins_a_cell_like_a_formula(self):
        for text in ("=1+1", "+1", "-1", "@SUM", "\t=1", "\r=1"):
            assert plain_cell(text) == f"'{text}"
        assert (plain_cell(None), plain_cell(12), plain_cell("spam")) == ("", "12", "spam")

    def test_is_read_in_pieces(self, monkeypatch):
        declined(make_admin())
        pieces = logbook.as_csv(Decision.objects.all())
        assert next(pieces).startswith("id,")
        assert sum(1 for _ in pieces) == 2
