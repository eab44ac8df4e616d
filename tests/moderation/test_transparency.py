"""The transparency report is the log, counted; the rules have versions."""

import random
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from moderation import actions, rules
from moderation.actions import Complaint
from moderation.actions.alarms import pass_on_threat
from moderation.figures import figures_of
from moderation.models import Arrival, Case, Decision, Report
from moderation.periods import Period, half_year_before, periods_between, read_period
from moderation.rules import Version, in_force
from tests.factories import make_admin, make_moderator, make_post, make_waiting_post

GROUNDED = {"ground": "spam", "facts": "It only sells machines."}
OSLO = ZoneInfo("Europe/Oslo")


def decide(case: Case, action: str, by) -> Decision:
    case.refresh_from_db()
    return actions.decide(case, by=by, version=case.version, action=action, **GROUNDED)


def some_work() -> None:
    """A month at a small desk: each kind of thing happens."""
    first, second = make_moderator(), make_admin()
    declined = make_waiting_post()
    decision = decide(Case.objects.get(post=declined), "decline", first)
    decide(actions.appeal(decision, by=declined.author, text="Mine."), "restore", second)
    upheld = make_waiting_post()
    decision = decide(Case.objects.get(post=upheld), "decline", first)
    decide(actions.appeal(decision, by=upheld.author, text="Mine."), "uphold", second)
    decide(Case.objects.get(post=make_waiting_post()), "clear", first)
    slip = decide(Case.objects.get(post=make_waiting_post()), "decline", first)
    actions.undo(slip, by=first)
    for reason in ("spam", "spam", "abuse"):
        report = actions.report(make_post(), by=None, complaint=Complaint(reason=reason))
        decide(Case.objects.get(reports=report), "remove" if reason == "abuse" else "keep", first)


def any_lines(chance: random.Random, count: int) -> None:
    """Add lines of every kind to the log, some of which take earlier ones back."""
    opened = timezone.now() - timedelta(hours=3)
    for _ in range(count):
        # A constraint wants a ground for some of them, and an end of a pause.
        action = chance.choice(Decision.Action.values)
        free = Decision.objects.exclude(pk__in=Decision.objects.exclude(reverses=None).values("reverses"))
        earlier = free.exclude(action="undo").order_by("pk").last() if action == "undo" else None
        if action == "undo" and earlier is None:
            continue
        kind = chance.choice(["", "waiting", "reported", "appeal"])
        Decision.objects.create(
            case_id=chance.randrange(1, 30),
            case_kind=kind,
            opened_at=opened if kind else None,
            target="post",
            target_id=1,
            author_id=1,
            action=action,
            ground=chance.choice([one for one in Decision.Ground.values if one]),
            automated=chance.random() < 0.3,
            state_before="waiting",
            until=timezone.now(),
            reverses=earlier.pk if earlier else None,
        )


def this_period() -> Period:
    today = timezone.now().astimezone(OSLO).date()
    return Period(today.year, today.month)


@pytest.mark.django_db
class TestTheReport:
    def page(self, client: Client, name: str) -> str:
        return client.get(reverse("moderation:transparency", args=[name])).content.decode()

    def test_equals_the_log_line_by_line(self, client):
        some_work()
        undone = set(Decision.objects.exclude(reverses=None).values_list("reverses", flat=True))
        lines = [line for line in Decision.objects.all() if line.pk not in undone and line.action != "undo"]
        expected: Counter[str] = Counter(line.get_action_display().capitalize() for line in lines)
        by_site = Counter(line.get_action_display().capitalize() for line in lines if line.automated)
        page = self.page(client, this_period().name)
        rows = re.findall(r'<tr><th scope="row">(.*?)</th><td>(\d+)</td><td>(\d+)</td>', page)
        shown = {label: (int(count), int(automated)) for label, count, automated in rows}
        figures = figures_of(*this_period().bounds(OSLO))
        assert {k: v for k, v in shown.items() if k in expected} == {
            label: (count, by_site[label]) for label, count in expected.items()
        }
        assert (figures.total, figures.automated) == (len(lines), sum(by_site.values()))
        assert figures.taken_back == 1
        grounds = Counter(line.ground for line in lines if line.ground)
        assert {one.key: one.count for one in figures.grounds} == dict(grounds)

    def test_counts_reports_by_reason_and_appeals_by_outcome(self, client):
        some_work()
        figures = figures_of(*this_period().bounds(OSLO))
        assert [(one.key, one.count) for one in figures.reasons] == [("spam", 2), ("abuse", 1)]
        assert (figures.appeals, figures.appeals_changed, figures.appeals_upheld) == (2, 1, 1)
        assert {wait.label: wait.cases for wait in figures.waits} == {
            "waiting": 3,
            "reported": 3,
            "appeal": 2,
        }
        page = self.page(client, this_period().name)
        assert re.search(r'data-reason="spam"><th scope="row">.*?</th><td>2</td>', page)
        assert "Received: 2. Answered: decision changed 1, decision stands 1." in page

    def test_takes_a_threat_that_was_passed_on_for_no_answer(self):
        declined, by = make_waiting_post(), make_moderator()
        decision = decide(Case.objects.get(post=declined), "decline", by)
        appeal = actions.appeal(decision, by=declined.author, text="Mine.")
        pass_on_threat(appeal, by=make_admin(), note="Called 112.")
        figures = figures_of(*this_period().bounds(OSLO))
        assert (figures.appeals, figures.appeals_changed, figures.appeals_upheld) == (1, 0, 0)
        assert [wait.label for wait in figures.waits] == ["waiting"]

    @pytest.mark.parametrize("seed", range(3))
    def test_equals_any_log_month_by_month(self, later, seed):
        chance = random.Random(seed)
        start = timezone.now()
        for month in range(3):
            later(timedelta(days=31 * month))
            any_lines(chance, 40)
        first, last = start.astimezone(OSLO).date(), timezone.now().astimezone(OSLO).date()
        months = [one for one in periods_between(first, last) if one.months == 1]
        undone = set(Decision.objects.exclude(reverses=None).values_list("reverses", flat=True))
        for period in months:
            begins, ends = period.bounds(OSLO)
            figures = figures_of(begins, ends)
            every = [line for line in Decision.objects.all() if begins <= line.created_at < ends]
            lines = [line for line in every if line.action != "undo" and line.pk not in undone]
            assert {one.label: (one.count, one.automated) for one in figures.decisions} == {
                label: (
                    sum(line.get_action_display() == label for line in lines),
                    sum(line.get_action_display() == label and line.automated for line in lines),
                )
                for label in {line.get_action_display() for line in lines}
            }
            assert (figures.total, figures.automated) == (len(lines), sum(line.automated for line in lines))
            assert figures.taken_back == len(every) - sum(line.action != "undo" for line in every)
            grounds = Counter(line.ground for line in lines if line.ground)
            assert {one.key: one.count for one in figures.grounds} == dict(grounds)
            people = [
                line for line in lines if not line.automated and line.opened_at and line.action != "alarm"
            ]
            assert {one.label: one.cases for one in figures.waits} == {
                str(Case.Kind(kind).label): len({line.case_id for line in people if line.case_kind == kind})
                for kind in {line.case_kind for line in people}
            }
        whole = [figures_of(*one.bounds(OSLO)) for one in periods_between(first, last) if one.months == 6]
        assert sum(one.total for one in whole) == sum(figures_of(*m.bounds(OSLO)).total for m in months)

    def test_stays_as_it_is_when_what_it_counts_is_erased(self):
        some_work()
        before = figures_of(*this_period().bounds(OSLO))
        Case.objects.all().delete()
        Report.objects.all().delete()
        assert figures_of(*this_period().bounds(OSLO)) == before

    def test_of_the_half_year_holds_its_months(self, client):
        some_work()
        today = timezone.now().astimezone(OSLO).date()
        half = Period(today.year, 1 if today.month < 7 else 7, 6)
        assert figures_of(*half.bounds(OSLO)) == figures_of(*this_period().bounds(OSLO))
        assert self.page(client, half.name)

    @pytest.mark.parametrize("name", ["2001-01", "2026-13", "2026-h3", "8999-h1", "nonsense"])
    def test_of_no_such_time_is_not_there(self, client, name):
        make_waiting_post()
        assert client.get(reverse("moderation:transparency", args=[name])).status_code == 404

    def test_costs_the_same_however_much_was_decided(self, client, django_assert_max_num_queries):
        some_work()
        client.get(reverse("moderation:trust"))
        with django_assert_max_num_queries(16):
            self.page(client, this_period().name)

    def test_counts_the_log_once_until_a_line_is_added(self, client):
        some_work()
        name = this_period().name

        def counts() -> int:
            with CaptureQueriesContext(connection) as queries:
                page = self.page(client, name)
            assert "Counted from the log" in page
            return sum("COUNT(" in one["sql"] and "moderation_decision" in one["sql"] for one in queries)

        assert (counts(), counts()) == (2, 0)
        report = actions.report(make_post(), by=None, complaint=Complaint(reason="abuse"))
        assert "Reports received: 4" in self.page(client, name)
        decide(report.case, "keep", make_moderator())
        assert counts() == 2

    def test_arrivals_are_only_ever_added(self):
        actions.report(make_post(), by=None, complaint=Complaint(reason="spam"))
        for change in (Arrival.objects.all().delete, lambda: Arrival.objects.update(reason="abuse")):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                change()
        assert Arrival.objects.get().reason == "spam"


class TestPeriods:
    def test_are_read_from_addresses(self):
        assert read_period("2026-11") == Period(2026, 11)
        assert read_period("2026-h2") == Period(2026, 7, 6)
        assert Period(2026, 7, 6).name == "2026-h2"
        assert Period(2026, 1, 6).name == "2026-h1"

    def test_begin_by_the_clock_of_the_brand(self):
        assert Period(2026, 12).bounds(OSLO) == (
            datetime(2026, 11, 30, 23, tzinfo=UTC),
            datetime(2026, 12, 31, 23, tzinfo=UTC),
        )

    def test_go_from_the_newest_to_the_first_line(self):
        names = [one.name for one in periods_between(date(2026, 5, 20), date(2026, 8, 1))]
        assert names == ["2026-h2", "2026-08", "2026-07", "2026-h1", "2026-06", "2026-05"]

    def test_before_a_month_lie_six_whole_ones(self):
        found = half_year_before(date(2026, 3, 31))
        assert (found.first_day, found.end_day) == (date(2025, 9, 1), date(2026, 3, 1))


class TestTheRules:
    NEWER = (*rules.VERSIONS, Version(2, date(2027, 3, 1), rules.RULES[:2]))

    def test_are_those_of_the_day(self):
        for day, number in [((2020, 1, 1), 1), ((2027, 2, 28), 1), ((2027, 3, 1), 2)]:
            assert in_force(date(*day), self.NEWER).number == number

    def test_are_numbered_from_one_by_date(self):
        assert [one.number for one in rules.VERSIONS] == list(range(1, len(rules.VERSIONS) + 1))
        assert [one.since for one in rules.VERSIONS] == sorted(one.since for one in rules.VERSIONS)

    @pytest.mark.django_db
    def test_are_named_by_each_decision_and_older_ones_stay_readable(self, client, monkeypatch):
        make_waiting_post()
        assert set(Decision.objects.values_list("rules", flat=True)) == {1}
        newer = (*rules.VERSIONS, Version(2, timezone.localdate() - timedelta(days=1), rules.RULES[:2]))
        monkeypatch.setattr(rules, "VERSIONS", newer)
        make_waiting_post()
        assert set(Decision.objects.values_list("rules", flat=True)) == {1, 2}
        page = client.get(reverse("moderation:trust")).content.decode()
        assert "Nothing against the law" not in page
        older = reverse("moderation:rules", args=[1])
        assert older in page
        assert "Nothing against the law" in client.get(older).content.decode()
        assert client.get(reverse("moderation:rules", args=[3])).status_code == 404
