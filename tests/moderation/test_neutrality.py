"""Are critics treated like fans: the arithmetic, the audit of the log, and whom it tells."""

import ast
import itertools
import math
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from community.mail.messages import message_for
from community.models import Member, Notification, Post, PostRevision
from content.brand import current_brand
from moderation.actions.auditing import check_neutrality
from moderation.audit import audit
from moderation.models import Case, Decision
from moderation.neutrality import ALPHA, Side, compare, median_of, p_of_ranks, p_of_rates, wilson
from moderation.periods import Period
from tests.factories import make_admin, make_moderator, make_product
from tests.source import ROOT

HOUR = 3600.0
NUMBERS = itertools.count(1)
PRINTS_OR_AUDITS = ["audit.py", "dossier.py"]


def binomial(n: int, share: float) -> list[float]:
    """Return how likely each number of hits is."""
    return [math.comb(n, hits) * share**hits * (1 - share) ** (n - hits) for hits in range(n + 1)]


class TestTheArithmetic:
    def test_a_share_lies_between_wilsons_ends(self):
        found = wilson(120, 4000)
        assert (round(found.low, 4), found.value, round(found.high, 4)) == (0.0251, 0.03, 0.0358)
        assert (wilson(0, 10).low, round(wilson(0, 10).high, 3)) == (0.0, 0.278)

    def test_two_shares_are_compared_by_fishers_mid_p(self):
        # The lady who tasted tea: 3 of 4 against 1 of 4, by hand (1 + 1 + (16 + 16) / 2) of 70.
        assert round(p_of_rates(3, 4, 1, 4), 6) == round(18 / 70, 6)
        assert round(p_of_rates(120, 4000, 60, 3000), 4) == 0.0084
        assert p_of_rates(7, 30, 2, 41) == p_of_rates(2, 41, 7, 30)
        assert p_of_rates(0, 30, 0, 40) == p_of_rates(30, 30, 40, 40) == 1.0

    @pytest.mark.parametrize(("n", "other_n"), [(30, 30), (30, 90)])
    def test_equal_shares_seem_to_differ_once_in_a_hundred_times_whatever_they_are(self, n, other_n):
        alarms = [
            (a, b)
            for a, b in itertools.product(range(n + 1), range(other_n + 1))
            if p_of_rates(a, n, b, other_n) < ALPHA
        ]
        for share in (0.02, 0.05, 0.1, 0.2, 0.3, 0.5):
            ours, theirs = binomial(n, share), binomial(other_n, share)
            assert sum(ours[a] * theirs[b] for a, b in alarms) <= 0.0105

    def test_waits_are_compared_by_rank_with_ties(self):
        # By hand: U = 0 of 25, spread = sqrt(25 * 11 / 12), z = -2.6112.
        assert round(p_of_ranks([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]), 4) == 0.0090
        assert p_of_ranks([3, 3, 3], [3, 3, 3]) == 1.0
        assert p_of_ranks([1, 2], [5, 9]) == p_of_ranks([5, 9], [1, 2])

    def test_a_median_lies_between_two_ranks(self):
        found = median_of([float(n) for n in range(1, 101)])
        assert (found.low, found.value, found.high) == (40, 50.5, 61)


class TestAFinding:
    def test_needs_thirty_on_either_side(self):
        found = compare(Side(29, 29, (HOUR,) * 29), Side(500, 0, (60.0,) * 500))
        assert (found.p_rate, found.p_wait, found.is_significant) == (None, None, False)
        assert compare(Side(30, 30), Side(30, 0)).is_significant

    def test_of_waits_needs_half_as_long_again_too(self):
        fans = tuple(HOUR + n for n in range(200))
        longer = tuple(1.4 * wait for wait in fans)
        found = compare(Side(0, 0, longer), Side(0, 0, fans))
        assert found.p_wait < 0.01
        assert not found.is_significant
        assert compare(Side(0, 0, tuple(1.6 * wait for wait in fans)), Side(0, 0, fans)).is_significant

    def test_knows_a_bias_the_other_way_round(self):
        assert compare(Side(60, 0), Side(60, 20)).is_significant


def reviewed(stars: int, *, count: int, declined: int, hours: float = 2, by: Member | None = None) -> None:
    """Let the desk have looked at so many reviews, and declined the first of them."""
    product = make_product()
    opened = timezone.now() - timedelta(hours=hours)
    names = [f"critic-{next(NUMBERS)}" for _ in range(count)]
    authors = Member.objects.bulk_create(
        Member(username=name, name=name, email=f"{name}@x.example") for name in names
    )
    posts = Post.objects.bulk_create(
        Post(author=author, kind="review", product=product, language="en", state="submitted")
        for author in authors
    )
    revisions = PostRevision.objects.bulk_create(
        PostRevision(post=post, number=1, title="Mill", body="It grinds.", stars=stars, render_version=1)
        for post in posts
    )
    Decision.objects.bulk_create(
        Decision(
            case_id=10_000 + revision.pk,
            case_kind="waiting",
            opened_at=opened,
            target="post",
            target_id=revision.post_id,
            revision_id=revision.pk,
            author_id=revision.post.author_id,
            decided_by_id=by.pk if by else 1,
            action="decline" if number < declined else "clear",
            ground="spam" if number < declined else "",
            state_before="waiting",
        )
        for number, revision in enumerate(revisions)
    )


def span() -> tuple:
    now = timezone.now()
    return now - timedelta(days=1), now + timedelta(minutes=1)


@pytest.mark.django_db
class TestTheAudit:
    def test_counts_what_people_decided_on_reviews(self):
        reviewed(1, count=3, declined=2)
        reviewed(2, count=2, declined=0)
        reviewed(3, count=4, declined=4)
        reviewed(5, count=6, declined=1, hours=1)
        found = audit(*span())
        assert (found.critics.looked_at, found.critics.declined) == (5, 2)
        assert (found.fans.looked_at, found.fans.declined) == (6, 1)
        assert {round(wait / HOUR) for wait in found.critics.waits} == {2}
        assert {round(wait / HOUR) for wait in found.fans.waits} == {1}

    def test_leaves_out_what_was_taken_back_and_what_the_site_did(self):
        reviewed(1, count=2, declined=2)
        first, second = Decision.objects.order_by("pk")
        same = {"target": "post", "author_id": 1, "state_before": "waiting", "revision_id": first.revision_id}
        Decision.objects.create(
            **same, case_id=1, target_id=first.target_id, action="undo", reverses=first.pk, decided_by_id=1
        )
        Decision.objects.create(
            **same, case_id=1, target_id=first.target_id, action="decline", ground="spam", automated=True
        )
        found = audit(*span())
        assert (found.critics.looked_at, found.critics.declined) == (1, 1)

    def test_sees_a_bias_that_never_decides(self):
        reviewed(1, count=1, declined=0)
        revision = PostRevision.objects.get()
        case = Case.objects.create(post=revision.post, revision=revision)
        Case.objects.filter(pk=case.pk).update(opened_at=timezone.now() - timedelta(hours=60))
        begins, ends = span()
        waits = audit(begins - timedelta(days=9), ends).critics.waits
        assert sorted(round(wait / HOUR) for wait in waits) == [2, 60]


@pytest.mark.django_db
class TestTheAlert:
    def decide(self, *, of_critics: int, of_fans: int, wait: float = 2) -> None:
        moderator = make_moderator()
        reviewed(1, count=40, declined=of_critics, hours=wait, by=moderator)
        reviewed(5, count=40, declined=of_fans, by=moderator)

    def page(self, client) -> str:
        return client.get(reverse("moderation:trust")).content.decode()

    def test_of_a_biased_moderator_reaches_admins_once_a_month_and_everybody_reads_it(self, client, later):
        admin = make_admin()
        self.decide(of_critics=22, of_fans=6)
        later(timedelta(days=32))
        assert check_neutrality() is True
        assert check_neutrality() is False
        told = Notification.objects.get()
        assert (told.member, told.kind, told.by_mail) == (admin, "team", True)
        assert told.facts["address"] == reverse("moderation:trust") + "#neutrality"
        assert 'data-neutrality="differs"' in self.page(client)
        mail = message_for(told)
        link = f"{settings.SITE_URL}{reverse('moderation:trust')}#neutrality"
        assert "critics" in mail.subject
        assert link in mail.body
        assert f'href="{link}"' in mail.alternatives[0][0]
        later(timedelta(days=63))
        assert check_neutrality() is True
        assert Notification.objects.count() == 2

    def test_stands_in_the_report_of_a_half_year_that_is_over(self, client, later):
        self.decide(of_critics=22, of_fans=6)
        today = timezone.now().astimezone(current_brand().settings.zone).date()
        half = Period(today.year, 1 if today.month < 7 else 7, 6)

        def shown(period: Period) -> bool:
            page = client.get(reverse("moderation:transparency", args=[period.name]))
            return 'data-neutrality="differs"' in page.content.decode()

        assert not shown(half)
        later(timedelta(days=200))
        assert shown(half)
        assert not shown(Period(today.year, today.month))

    def test_of_one_who_lets_critics_wait_does_too(self, later):
        make_admin()
        self.decide(of_critics=6, of_fans=6, wait=9)
        later(timedelta(days=32))
        assert check_neutrality() is True

    def test_does_not_come_of_an_even_handed_one(self, client, later):
        make_admin()
        self.decide(of_critics=8, of_fans=6)
        later(timedelta(days=32))
        assert check_neutrality() is False
        assert not Notification.objects.exists()
        assert 'data-neutrality="even"' in self.page(client)

    def test_does_not_come_of_too_few(self, client, later):
        make_admin()
        reviewed(1, count=29, declined=29)
        reviewed(5, count=29, declined=0)
        later(timedelta(days=32))
        assert check_neutrality() is False
        assert "Too few to say: the desk looked at 29 reviews" in self.page(client)


def reads_stars(path: Path) -> bool:
    """Whether a module names the column of stars, in whatever form."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        text = {
            ast.Attribute: lambda n: n.attr,
            ast.keyword: lambda n: n.arg or "",
            ast.Constant: lambda n: n.value if isinstance(n.value, str) and " " not in n.value else "",
        }.get(type(node), lambda n: "")(node)
        if "stars" in text.split("__"):
            return True
    return False


class TestStars:
    def test_are_read_by_the_audit_and_printed_with_the_post_and_no_more(self):
        """The dossier shows a review as readers see it; nothing there is reckoned with them."""
        rooms = [path for path in (ROOT / "moderation").rglob("*.py") if "migrations" not in path.parts]
        assert sorted(path.name for path in rooms if reads_stars(path)) == PRINTS_OR_AUDITS

    def test_are_out_of_reach_of_whatever_decides(self):
        """Only the pages and the monthly check may ask the audit, after the fact."""
        askers = {
            path.relative_to(ROOT).as_posix()
            for path in (ROOT / "moderation").rglob("*.py")
            if "moderation.audit" in path.read_text(encoding="utf-8")
        }
        assert askers == {"moderation/actions/auditing.py", "moderation/views/trust.py"}
