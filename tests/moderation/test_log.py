"""The log: lines are added, never changed; words and names beside it can be erased."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from community.actions.erasing import erase_member
from community.exporting import data_of
from community.models import Member, Notification, Post
from community.personal_data import Fate, said_of
from moderation import actions
from moderation.actions.alarms import pass_on_threat
from moderation.models import Arrival, Case, Decision, DecisionText
from tests.factories import make_moderator, make_waiting_post

pytestmark = pytest.mark.django_db


def a_decision() -> Decision:
    post = make_waiting_post()
    case = Case.objects.get(post=post)
    words = {"ground": "spam", "facts": "It only sells."}
    return actions.decide(case, by=make_moderator("Mo"), version=case.version, action="decline", **words)


class TestTheDatabase:
    def refuses(self, change) -> None:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()

    def test_refuses_to_change_a_line(self):
        decision = a_decision()
        self.refuses(lambda: Decision.objects.filter(pk=decision.pk).update(ground="abuse"))
        assert Decision.objects.get(pk=decision.pk).ground == "spam"

    def test_refuses_to_delete_a_line(self):
        decision = a_decision()
        self.refuses(lambda: Decision.objects.filter(pk=decision.pk).delete())
        self.refuses(Decision.objects.all().delete)
        assert Decision.objects.filter(pk=decision.pk).exists()

    @pytest.mark.parametrize("table", ["moderation_decision", "moderation_arrival"])
    def test_refuses_the_same_in_plain_sql(self, table):
        a_decision()
        Arrival.objects.create(case_id=1, kind="reported", reason="spam")
        changes = [f"UPDATE {table} SET case_id = 0", f"DELETE FROM {table}"]
        if connection.vendor == "postgresql":
            # It passes by the triggers of rows. SQLite has no such statement.
            changes.append(f"TRUNCATE {table} CASCADE")
        for sql in changes:
            self.refuses(lambda sql=sql: plain(sql))
        assert (Decision.objects.filter(case_id__gt=0).count(), Arrival.objects.count()) == (2, 1)


def plain(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


class TestErasing:
    def test_a_member_leaves_the_log_whole_and_nameless(self):
        decision = a_decision()
        # Erasing the words beside the log is its own step; the log needs no part in it.
        DecisionText.objects.filter(decision_id=decision.pk).delete()
        Post.objects.get().author.delete()
        assert Decision.objects.values().get(pk=decision.pk) == {
            **Decision.objects.values().get(pk=decision.pk),
            "author_id": decision.author_id,
            "target_id": decision.target_id,
            "text_digest": decision.text_digest,
        }
        assert not Case.objects.exists()

    def test_a_moderator_leaves_their_decisions(self):
        decision = a_decision()
        Member.objects.get(pk=decision.decided_by_id).delete()
        assert Decision.objects.get(pk=decision.pk).decided_by_id == decision.decided_by_id


class TestAThreatPassedOn:
    def test_is_in_nothing_its_author_gets_and_goes_with_them(self):
        decision = a_decision()
        author = Member.objects.get(pk=decision.author_id)
        before = [data_of(author)[part] for part in ("tables", "left_out")]
        said = [said_of(author, fate) for fate in Fate]
        case = Case.objects.get(pk=decision.case_id)
        alarm = pass_on_threat(case, by=make_moderator("Bo"), note="Called 112 about Kari.")
        # Else what follows would say nothing.
        assert alarm.author_id == author.pk
        assert any(row["id"] == decision.pk for table in before[0] for row in table["rows"] if "id" in row)
        assert [data_of(author)[part] for part in ("tables", "left_out")] == before
        assert [said_of(author, fate) for fate in Fate] == said
        assert not Notification.objects.filter(facts__decision=alarm.pk).exists()
        client = Client()
        client.force_login(author)
        pages = [client.get(f"/my/decisions/{line.pk}/appeal/").status_code for line in (decision, alarm)]
        assert pages == [200, 404]
        erase_member(author)
        assert not DecisionText.objects.filter(decision_id__in=[decision.pk, alarm.pk]).exists()
        assert Decision.objects.filter(pk=alarm.pk).exists()
