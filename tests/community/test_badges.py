"""Badges: earned by their public rules, given once by a task, taken only with their ground."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community import actions
from community.actions.awarding import award_badges
from community.badges import Reckoning, all_badges
from community.models import Award, Comment, Member, Notification, Post, Rating, RevisionPhoto
from community.tasks import recognise_member
from feeds.actions import place
from feeds.models import Feed
from tests.factories import (
    make_brand_member,
    make_comment,
    make_marketer,
    make_member,
    make_post,
    submit,
)

pytestmark = pytest.mark.django_db


def badges_of(member: Member) -> set[str]:
    award_badges()
    return set(member.awards.values_list("badge", flat=True))


def make_useful(post: Post, times: int, **rater: Any) -> None:
    """Have so many members find a post useful; the rows are all a rule looks at."""
    Rating.objects.bulk_create(Rating(post=post, member=make_member(**rater), value=4) for _ in range(times))


def accept(answerer: Member, *, asked_days_ago: int = 0) -> Comment:
    """Have somebody new accept an answer."""
    question = make_post(kind="question")
    answer = make_comment(question, answerer)
    if asked_days_ago:
        Post.objects.filter(pk=question.pk).update(
            published_at=timezone.now() - timedelta(days=asked_days_ago)
        )
    actions.accept_answer(answer, by=question.author)
    return answer


class TestRules:
    @pytest.mark.parametrize("badge", all_badges(), ids=lambda badge: badge.code)
    def test_no_rule_reads_stars_or_tone(self, badge):
        sql = str(badge.earned(Reckoning()).query).lower()
        assert not any(word in sql for word in ("stars", "tone", "sentiment", "body", "title"))

    def test_a_first_post_counts_when_it_is_public(self):
        kari = make_member()
        post = submit(kari)
        assert badges_of(kari) == {"first_post"}
        assert badges_of(make_member()) == set()
        assert post.is_public

    def test_stars_make_no_difference(self):
        critic, fan = (make_post(kind="review", stars=stars).author for stars in (1, 5))
        assert badges_of(critic) == badges_of(fan) == {"first_post"}

    def test_three_people_have_to_accept_answers(self):
        kari = make_member()
        for _ in range(2):
            accept(kari, asked_days_ago=3)
        make_comment(make_post(kind="question"), kari)
        assert badges_of(kari) == set()
        accept(kari, asked_days_ago=3)
        assert badges_of(kari) == {"solved"}

    def test_answers_within_a_day_are_quick_help(self):
        kari = make_member()
        for _ in range(3):
            accept(kari)
        assert badges_of(kari) == {"solved", "solved_soon"}

    def test_ten_members_are_counted_over_all_posts_and_each_once(self):
        kari = make_member()
        first, second = make_post(kari), make_post(kari)
        make_useful(first, 9)
        ratings = Rating.objects.filter(post=first)
        Rating.objects.bulk_create(Rating(post=second, member=one.member, value=5) for one in ratings)
        make_useful(second, 5, joined_days_ago=2)
        make_useful(second, 5, brand_role={"en": "Trainer"})
        Rating.objects.create(post=second, member=make_member(), value=2)
        assert badges_of(kari) == {"first_post"}
        make_useful(second, 1)
        assert badges_of(kari) == {"first_post", "useful_10"}

    def test_a_year_takes_posts_in_three_months(self):
        kari, idle = make_member(joined_days_ago=400), make_member(joined_days_ago=400)
        newer = make_member(joined_days_ago=300)
        for days in (10, 60, 120):
            for author in (kari, newer):
                post = make_post(author)
                Post.objects.filter(pk=post.pk).update(published_at=timezone.now() - timedelta(days=days))
        make_post(idle)
        assert badges_of(kari) == {"first_post", "year"}
        assert badges_of(idle) == badges_of(newer) == {"first_post"}

    def test_a_reviewer_who_looks_again_is_thanked(self):
        review = make_post(kind="review")
        comment = make_comment(review, review.author)
        Comment.objects.filter(pk=comment.pk).update(is_update=True)
        assert badges_of(review.author) == {"first_post", "looked_again"}

    def test_every_picture_of_three_posts_has_to_be_described(self):
        kari = make_member()
        photos = [kari.photos.create(state="hidden") for _ in range(4)]
        for photo, alt in zip(photos, ["A cup", "A jug", "", "A mill"], strict=True):
            revision = make_post(kari).public_revision
            RevisionPhoto.objects.create(revision=revision, photo=photo, position=1, alt=alt)
            if photo == photos[2]:
                assert badges_of(kari) == {"first_post"}
        assert badges_of(kari) == {"first_post", "described"}

    def test_the_brand_s_choice_counts_with_three_members_only(self):
        post, feed = make_post(), Feed.objects.create(slug="home", language="en", kind="home")
        place(feed, by=make_marketer(), post=post)
        make_useful(post, 2)
        assert badges_of(post.author) == {"first_post"}
        make_useful(post, 1)
        assert badges_of(post.author) == {"first_post", "chosen"}

    def test_who_speaks_for_the_brand_is_given_none(self):
        assert badges_of(make_post(make_brand_member()).author) == set()

    def test_a_machine_that_posts_every_hour_has_the_first_one_only(self):
        bot = make_member(joined_days_ago=40)
        post = make_post(bot)
        now = timezone.now()
        Post.objects.bulk_create(
            Post(
                author=bot,
                kind="tip",
                state="published",
                public_revision=post.public_revision,
                latest_revision=post.public_revision,
                published_at=now - timedelta(hours=hours),
            )
            for hours in range(1, 40 * 24)
        )
        make_useful(post, 9)
        assert badges_of(bot) == {"first_post"}


class TestAwarding:
    def test_is_told_once_whatever_the_number_of_badges(self):
        post = make_post(make_member(language="nb"))
        make_useful(post, 10)
        assert award_badges() == 2
        assert award_badges() == 0
        told = Notification.objects.get(member=post.author, kind="badge")
        assert told.facts["address"] == "/nb/badges/"
        assert not told.by_mail

    def test_is_mailed_to_who_asked_for_it(self):
        kari = make_member()
        kari.mail_choices.create(kind="badge", pace="daily")
        make_post(kari)
        award_badges()
        assert Notification.objects.values_list("by_mail", "pace").get(kind="badge") == (True, "daily")

    def test_costs_the_same_for_one_and_for_many(self):
        costs = []
        for count in (1, 12):
            for _ in range(count):
                make_post()
            with CaptureQueriesContext(connection) as captured:
                assert award_badges() == count
            costs.append(len(captured))
        assert costs[0] == costs[1]

    def test_a_publication_gives_it_soon(self, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            kari = make_post().author
        recognise_member(kari.pk)
        recognise_member(kari.pk)
        assert Award.objects.values_list("member", "badge").get() == (kari.pk, "first_post")

    def test_what_was_taken_back_is_still_earned(self):
        post = make_post()
        award_badges()
        actions.withdraw(post, by=post.author)
        assert badges_of(post.author) == {"first_post"}

    def test_who_leaves_takes_nobody_s_badge(self):
        post = make_post()
        make_useful(post, 10)
        award_badges()
        Rating.objects.all().delete()
        assert badges_of(post.author) == {"first_post", "useful_10"}

    def test_what_the_desk_took_down_is_earned_no_longer_and_that_is_told(self):
        post = make_post()
        make_useful(post, 10)
        award_badges()
        Notification.objects.all().delete()
        actions.remove(post)
        assert badges_of(post.author) == set()
        told = Notification.objects.get(kind="badge").facts["sentence"]
        assert "“First post” and “Useful to ten”" in told
        actions.restore(post)
        assert badges_of(post.author) == {"first_post", "useful_10"}


class TestPage:
    def test_every_rule_stands_there_in_both_languages(self, client):
        page = client.get("/badges/").text
        for badge in all_badges():
            assert f'id="{badge.code}"' in page
            assert str(badge.rule)[:40].replace("'", "&#x27;") in page
        assert client.get("/nb/badges/").status_code == 200
