"""What members' pages say to machines: posts as what they are, with what their authors disclosed."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from community import actions
from community.models import Comment, Post
from tests.described import Node, node_of, nodes_in
from tests.factories import (
    make_brand_member,
    make_comment,
    make_member,
    make_post,
    make_product,
    make_story,
    make_waiting_post,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SITE = "http://localhost:8000"


def said_of(post: Post) -> list[Node]:
    return nodes_in(Client().get(post.get_absolute_url()).content)


class TestReview:
    def test_says_what_it_reviews_and_what_it_gave(self):
        kari = make_member("Kari Nordmann", username="kari")
        post = make_post(
            kari, kind="review", product=make_product("kvern"), stars=2, title="Squeaks", language="nb"
        )

        review, _crumbs = said_of(post)
        assert review["@type"] == "Review"
        assert (review["name"], review["inLanguage"]) == ("Squeaks", "nb")
        assert review["reviewRating"] == {
            "@type": "Rating", "ratingValue": 2, "bestRating": 5, "worstRating": 1,
        }  # fmt: skip
        assert review["itemReviewed"]["name"] == "Kvern"
        assert review["itemReviewed"]["url"] == f"{SITE}/products/kvern/"
        assert review["author"] == {
            "@type": "Person",
            "name": "Kari Nordmann",
            "url": f"{SITE}/members/kari/",
        }
        assert post.published_at
        assert review["datePublished"] == post.published_at.isoformat(timespec="seconds")

    def test_carries_what_its_author_disclosed_before_the_words(self):
        post = make_post(
            kind="review", incentivised=True, incentive="a mug", body="<p>Smooth &amp; quiet.</p>"
        )

        review, _crumbs = said_of(post)
        assert review["reviewBody"] == "Got something for this: a mug. Smooth & quiet."

    @pytest.mark.parametrize("by_brand", [True, False])
    def test_by_somebody_with_a_tie_gives_no_stars(self, by_brand):
        author = make_brand_member() if by_brand else make_member()
        post = make_post(author, kind="review", stars=None if by_brand else 5, works_for_brand=not by_brand)

        said, _crumbs = said_of(post)
        assert said["@type"] == "DiscussionForumPosting"
        assert ("worksFor" in said["author"]) is by_brand
        assert said["text"].startswith("Works for or with Alongside.") is not by_brand


class TestQuestion:
    def test_without_answers_is_a_piece_of_discussion(self):
        said, _crumbs = said_of(make_post(kind="question", title="How fine?"))

        assert (said["@type"], said["commentCount"]) == ("DiscussionForumPosting", 0)

    def test_with_answers_is_a_page_of_them_the_accepted_one_first(self):
        question = make_post(kind="question", title="How fine?")
        first, second = make_comment(question, body="Finer."), make_comment(question, body="Thirty clicks.")
        actions.submit_comment(by=make_member(), post=question, body="Thank you.", parent=second)
        Comment.objects.filter(pk=second.pk).update(is_accepted=True)

        page, _crumbs = said_of(question)
        asked = page["mainEntity"]
        assert (page["@type"], asked["name"], asked["answerCount"]) == ("QAPage", "How fine?", 2)
        assert asked["acceptedAnswer"]["text"] == "Thirty clicks."
        assert [answer["text"] for answer in asked["suggestedAnswer"]] == ["Finer."]
        assert asked["suggestedAnswer"][0]["url"].endswith(f"#comment-{first.pk}")
        assert [reply["text"] for reply in asked["acceptedAnswer"]["comment"]] == ["Thank you."]

    def test_never_says_an_answer_that_is_not_public(self):
        question = make_post(kind="question", title="How fine?")
        writer = make_member()
        hidden = actions.withdraw(make_comment(question, writer, body="Finer."), by=writer)

        said, _crumbs = said_of(question)
        assert not hidden.is_public
        assert said["@type"] == "DiscussionForumPosting"
        assert "comment" not in said

    def test_says_a_members_own_waiting_answer_to_nobody(self, client):
        question, writer = make_post(kind="question"), make_member()
        comment = make_comment(question, writer, body="Not yet for everybody.")
        Comment.objects.filter(pk=comment.pk).update(state="waiting")
        client.force_login(writer)

        html = client.get(question.get_absolute_url()).content
        assert b"Not yet for everybody." in html
        assert "Not yet for everybody." not in str(nodes_in(html))


class TestOthers:
    @pytest.mark.parametrize("kind", ["tip", "idea", "story"])
    def test_are_discussion(self, kind):
        post = make_post(kind=kind, title="Rinse first", product=make_product("kvern"))
        make_comment(post, body="So do I.")

        said, crumbs = said_of(post)
        assert (said["@type"], said["headline"]) == ("DiscussionForumPosting", "Rinse first")
        assert said["about"] == {"@type": "Thing", "name": "Kvern"}
        assert [comment["text"] for comment in said["comment"]] == ["So do I."]
        assert [step["name"] for step in crumbs["itemListElement"]] == [
            "Alongside",
            "Community",
            "Rinse first",
        ]

    def test_only_a_post_that_was_edited_says_when(self):
        post = make_post()
        assert "dateModified" not in said_of(post)[0]

        Post.objects.filter(pk=post.pk).update(edited_at=datetime(2026, 5, 1, tzinfo=UTC))
        assert said_of(post)[0]["dateModified"] == "2026-05-01T00:00:00+00:00"

    def test_an_import_says_where_it_comes_from(self):
        post = make_post()
        Post.objects.filter(pk=post.pk).update(original_url="http://localhost:8000/elsewhere/")

        assert said_of(post)[0]["isBasedOn"] == "http://localhost:8000/elsewhere/"


class TestWaiting:
    def test_nothing_is_said_of_a_post_that_is_not_public(self, client):
        post = make_waiting_post()
        client.force_login(post.author)

        html = client.get(post.get_absolute_url()).content
        assert nodes_in(html) == []
        assert b"/share/post-" not in html
        assert b"/share/site-en-" in html


class TestMember:
    def test_is_the_subject_of_their_page(self, client):
        kari = make_member("Kari Nordmann", username="kari", bio="Brews at six.")
        make_post(kari)

        html = client.get("/members/kari/").content
        profile = node_of(html, "ProfilePage")
        assert profile["dateCreated"] == kari.date_joined.isoformat(timespec="seconds")
        assert profile["mainEntity"] == {
            "@type": "Person",
            "@id": f"{SITE}/members/kari/#member",
            "name": "Kari Nordmann",
            "url": f"{SITE}/members/kari/",
            "alternateName": "kari",
            "description": "Brews at six.",
        }
        assert b'content="noindex"' not in html

    def test_of_the_brand_works_there(self, client):
        make_post(make_brand_member("Selma Bakken", username="selma"))

        person = node_of(client.get("/members/selma/").content, "ProfilePage")["mainEntity"]
        assert person["worksFor"]["name"] == "Alongside"

    def test_who_wrote_nothing_public_stays_out_of_indexes(self, client):
        make_member("Kari Nordmann", username="kari", bio="Cheap watches at example.com")

        assert b'content="noindex"' in client.get("/members/kari/").content


class TestAllReviews:
    def test_says_the_figures_of_all(self, client):
        product = make_product("kvern")
        for stars in (5, 2):
            make_post(kind="review", product=product, stars=stars)

        said = node_of(client.get("/reviews/kvern/").content, "Product")
        assert (said["name"], said["aggregateRating"]["ratingValue"]) == ("Kvern", 3.5)
        assert said["aggregateRating"]["reviewCount"] == 2

    def test_of_no_review_says_nothing(self, client):
        make_product("kvern")

        assert [node["@type"] for node in nodes_in(client.get("/reviews/kvern/").content)] == [
            "BreadcrumbList"
        ]


class TestStory:
    def test_says_what_was_said_beneath_it_and_nothing_that_waits(self):
        story, role = make_story("Soft water"), {"en": "Trainer"}
        queries_of(story)  # Fills what is remembered.
        bare = len(queries_of(story))
        first = make_comment(story, make_member("Kari Nordmann"), body="Ours is <hard>.")
        make_comment(story, make_member("Tor", brand_role=role), body="Try a filter.", parent=first)
        actions.remove(make_comment(story, body="Gone."))
        for number in range(12):
            make_comment(story, body=f"Number {number}")

        article = node_of(Client().get(story.url).content, "Article")
        assert len(article["comment"]) == 10
        said = article["comment"][0]
        assert (said["@type"], said["text"]) == ("Comment", "Ours is <hard>.")
        assert said["url"] == f"{SITE}{story.url}#comment-{first.pk}"
        assert said["comment"][0]["author"]["worksFor"]["@type"] == "Organization"
        assert len(queries_of(story)) == bare


def queries_of(page):
    with CaptureQueriesContext(connection) as caught:
        Client().get(page.url)
    return caught
