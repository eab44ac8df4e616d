"""What screening does to honest people: first posts, the demo's own texts, and stars that change nothing."""

import itertools
from datetime import timedelta

import pytest
from hypothesis import given, settings, strategies as st

from community import actions as community
from community.actions.contributing import About, Words
from community.models import Photo, Post, PostRevision
from community.models.posts import State
from community.sanitize import render_body
from demo.texts import load_posts
from moderation.facts import facts_of
from moderation.models import Case, Fingerprint
from moderation.screening import PUBLISH, Facts, assess
from tests.factories import make_member, make_product, submit

MOST = 0.1
"""The share of honest posts that may wait or stay out of feeds."""


@pytest.mark.django_db
class TestAFirstPostWithTextAndPhotos:
    @pytest.mark.parametrize("minutes", [1, 59])
    @pytest.mark.parametrize("kind", ["review", "tip", "question", "story", "idea"])
    def test_stays_under_25_and_is_public_at_once(self, kind, minutes):
        author = make_member(joined_days_ago=0)
        author.date_joined -= timedelta(minutes=minutes)
        author.save(update_fields=["date_joined"])
        photos = [Photo.objects.create(owner=author, alt=f"The grinder, from side {n}") for n in range(3)]
        post = submit(author, kind=kind, photos=photos)
        risk = assess(facts_of(post, post.latest_revision)).risk
        assert risk <= 15
        assert (post.state, post.in_feeds) == (State.PUBLISHED, True)
        assert not Case.objects.exists()


@pytest.mark.django_db
class TestTheDemosHonestPosts:
    def test_one_in_ten_at_most_waits_or_stays_out_of_feeds_from_accounts_made_minutes_before(self):
        honest = [post for post in load_posts() if post.state == "published"]
        product = make_product()
        stopped = []
        for one in honest:
            post = community.submit_post(
                by=make_member(joined_days_ago=0),
                about=About(kind=one.kind, language=one.lang, product=product if one.product else None),
                words=Words(
                    title=one.title,
                    body=one.body,
                    stars=one.stars,
                    pros=one.pros,
                    cons=one.cons,
                    steps=one.steps,
                ),
            )
            if not (post.is_public and post.in_feeds):
                stopped.append((one.key, [signal["code"] for signal in Case.objects.get(post=post).signals]))
        assert len(honest) > 50
        assert len(stopped) <= MOST * len(honest), stopped


@pytest.mark.django_db
class TestStars:
    BODIES = (
        "Wonderful, I love it, the best I ever had.",
        "Terrible, I hate it, the worst I ever had.",
        "It grinds. https://a.example https://b.example https://c.example",
        "WHAT A HEAP OF RUBBISH THIS IS!!!!!",
        "Utmerket, anbefales på det varmeste.",
    )

    def test_put_in_any_order_change_no_risk_and_no_signal(self):
        product = make_product()
        reviews = [
            submit(make_member(), kind=Post.Kind.REVIEW, product=product, stars=3, body=f"<p>{body}</p>")
            for body in self.BODIES
        ]

        def assessed(stars: list[int]) -> list[object]:
            for review, number in zip(reviews, stars, strict=True):
                PostRevision.objects.filter(post=review).update(stars=number)
            fresh = Post.objects.select_related("author", "latest_revision").in_bulk([r.pk for r in reviews])
            return [assess(facts_of(fresh[r.pk], fresh[r.pk].latest_revision)) for r in reviews]

        before = assessed([3] * 5)
        assert {found.band for found in before} != {PUBLISH}

        @settings(max_examples=30, deadline=None)
        @given(st.permutations([1, 2, 3, 4, 5]) | st.lists(st.integers(1, 5), min_size=5, max_size=5))
        def holds(stars):
            assert assessed(stars) == before

        holds()


@pytest.mark.django_db
class TestStarsAndTone:
    def test_change_nothing_of_what_becomes_of_a_review(self):
        """From a first post that is public at once to one that waits."""
        product = make_product()
        links = "".join(f"https://{name}.example " for name in "abc")
        for extra in (
            "",
            links,
            f"{links} CALL 22 33 44 55, KARI@FIRMA.NO, RIGHT NOW AND FROM ANYWHERE!!!!!",
        ):
            outcomes = set()
            for stars, tone in itertools.product((1, 3, 5), ("I love it", "I hate it", "So it is")):
                # Else the second would be a copy of the first.
                Fingerprint.objects.all().delete()
                post = submit(
                    make_member(joined_days_ago=0),
                    kind=Post.Kind.REVIEW,
                    product=product,
                    stars=stars,
                    body=f"<p>{tone}, after a year of mornings. {extra}</p>",
                )
                case = Case.objects.filter(post=post).first()
                outcomes.add((post.state, post.in_feeds, case and (case.risk, case.band, case.urgency)))
            assert len(outcomes) == 1, outcomes


class TestTone:
    @given(st.lists(st.sampled_from(["love", "hate", "best", "poor", "great", "awful"]), min_size=1))
    def test_makes_no_signal(self, words):
        text = render_body(f"My grinder after a year: {' '.join(words)}.", PostRevision.Format.TEXT)
        assert assess(Facts(text=text, account_age=timedelta(days=90))).signals == ()
