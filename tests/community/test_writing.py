"""Writing a post: the forms, publishing, editing, the limits."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from community.models import Draft, Member, Post
from community.models.posts import State
from tests.factories import make_brand_member, make_member, make_post, make_product, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.once]
WORDS = "Rinse the paper with hot water first, and the cup no longer tastes of cardboard."


def typed(**fields):
    """A tip as a browser sends it."""
    form = {
        "draft": str(uuid.uuid4()),
        "version": "0",
        "title": "Rinse first",
        "body": WORDS,
        "body_format": "text",
    }
    return {**form, **fields}


def send(client, kind="tip", button="publish", **fields):
    return client.post(reverse("community:compose", args=[kind]), {button: "1", **typed(**fields)})


class TestChoosing:
    def test_five_kinds(self, client):
        page = client.get("/posts/new/").text
        assert all(f'href="/posts/new/{kind}/"' in page for kind in Post.Kind.values)

    def test_kind_and_product_in_the_address_lead_to_the_form(self, client):
        answer = client.get("/posts/new/?kind=review&product=kvern")
        assert answer["Location"] == "/posts/new/review/?product=kvern"

    def test_another_kind_is_not_found(self, client):
        assert client.get("/posts/new/rant/").status_code == 404


class TestForm:
    def test_a_visitor_may_write_and_the_product_is_chosen(self, client):
        make_product("kvern")
        page = client.get("/posts/new/review/?product=kvern")
        assert page.status_code == 200
        assert '<option value="kvern" selected>' in page.text
        assert 'name="stars"' in page.text
        assert not Draft.objects.exists()

    def test_only_this_page_has_a_nonce(self, client):
        assert "'nonce-" in client.get("/posts/new/tip/")["Content-Security-Policy"]
        assert "'nonce-" not in client.get("/posts/new/")["Content-Security-Policy"]

    def test_people_of_the_brand_are_asked_for_neither_stars_nor_ties(self, client):
        client.force_login(make_brand_member())
        page = client.get("/posts/new/review/").text
        assert 'name="stars"' not in page
        assert 'name="works_for_brand"' not in page


class TestPublishing:
    def test_a_tip_with_everything(self, client):
        author, product = make_member(), make_product("kvern")
        topics = [make_topic("water"), make_topic("paper")]
        client.force_login(author)
        answer = send(
            client, product="kvern", topic="paper", more_topics=["water"], works_for_brand="on",
            incentivised="on", incentive="A mill", language="nb",
        )  # fmt: skip
        post = Post.objects.get()
        assert answer.status_code == 302
        assert (post.author, post.kind, post.product, post.title) == (author, "tip", product, "Rinse first")
        assert [link.topic for link in post.topic_links.all()] == [topics[1], topics[0]]
        assert (post.works_for_brand, post.incentivised, post.incentive) == (True, True, "A mill")
        assert (post.language, post.latest_revision.body_html) == ("nb", f"<p>{WORDS}</p>")
        assert not Draft.objects.exists()

    def test_saying_what_one_got_says_that_one_got_something(self, client):
        client.force_login(make_member())
        send(client, incentive="A free mill")
        post = Post.objects.get()
        assert (post.incentivised, post.incentive) == (True, "A free mill")

    def test_the_language_is_detected_where_none_is_chosen(self, client):
        client.force_login(make_member())
        send(client, body="Skyll papiret med varmt vann først, så smaker koppen ikke lenger av papp.")
        assert Post.objects.get().language == "nb"

    def test_a_review_needs_product_and_stars(self, client):
        client.force_login(make_member())
        answer = send(client, kind="review")
        assert answer.status_code == 200
        assert "Give one to five stars." in answer.text
        assert 'href="#id_product"' in answer.text
        assert not Post.objects.exists()
        assert Draft.objects.get().fields["title"] == "Rinse first"

    def test_stars_of_somebody_who_works_for_the_brand_are_not_kept(self, client):
        make_product("kvern")
        client.force_login(make_member())
        send(client, kind="review", product="kvern", stars="5", works_for_brand="on")
        assert Post.objects.get().latest_revision.stars is None

    @pytest.mark.parametrize("body", ["", "   ", "<p></p>", "<p>&nbsp;</p>"])
    def test_words_are_needed(self, client, body):
        client.force_login(make_member())
        assert send(client, body=body, body_format="html").status_code == 200
        assert not Post.objects.exists()

    def test_too_much_formatting_is_refused_in_words_and_kept(self, client):
        client.force_login(make_member())
        answer = send(client, body="<div>" * 90 + "words", body_format="html")
        assert "too much formatting" in answer.text
        assert not Post.objects.exists()
        assert Draft.objects.count() == 1

    def test_four_topics_are_one_too_many(self, client):
        client.force_login(make_member())
        slugs = [make_topic().slug for _ in range(4)]
        assert send(client, topic=slugs[0], more_topics=slugs[1:]).status_code == 200
        assert not Post.objects.exists()

    def test_pressed_twice_it_is_one_post(self, client):
        client.force_login(make_member())
        form = typed()
        first = client.post("/posts/new/tip/", {"publish": "1", **form})
        second = client.post("/posts/new/tip/", {"publish": "1", **form})
        post = Post.objects.get()
        assert (first.status_code, second.status_code) == (302, 302)
        assert second["Location"] == post.get_absolute_url()
        assert not Draft.objects.exists()

    def test_a_second_review_of_a_product_is_refused_and_kept_as_a_draft(self, client):
        author, product = make_member(), make_product("kvern")
        make_post(author, kind="review", product=product)
        client.force_login(author)
        answer = send(client, kind="review", product="kvern", stars="2")
        assert "already reviewed this product" in answer.text
        assert (Post.objects.count(), Draft.objects.count()) == (1, 1)

    def test_a_paused_member_is_told_and_loses_nothing(self, client):
        client.force_login(make_member(paused_until=timezone.now() + timedelta(days=1)))
        assert "You are paused until" in send(client).text
        assert (Post.objects.count(), Draft.objects.count()) == (0, 1)

    @pytest.mark.parametrize("odd", ["\x00", "\ud83d", "𝕏" * 200, "‮", "a" * 5000])
    def test_odd_strings_give_no_error(self, client, odd):
        client.force_login(make_member())
        odd = odd.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        for field in (
            "title",
            "body",
            "product",
            "topic",
            "incentive",
            "language",
            "version",
            "draft",
            "opened",
        ):
            assert send(client, **{field: odd}).status_code in (200, 302, 400)


class TestLimits:
    def test_three_posts_on_the_first_day_and_the_fourth_is_kept_as_a_draft(self, client):
        author = make_member(joined_days_ago=0)
        client.force_login(author)
        for number in range(3):
            assert send(client, title=f"Tip {number}").status_code == 302
        refused = send(client, title="Tip 4")
        assert refused.status_code == 429
        assert 86300 < int(refused["Retry-After"]) <= 86400
        assert re.search(r"go on from .+ \(CES?T\)\.", refused.text)  # the brand's clock, not the server's
        assert Post.objects.count() == 3
        assert [draft.title for draft in Draft.objects.held_by(author)] == ["Tip 4"]

    def test_twenty_a_day_after_that_and_again_a_day_later(self, client):
        author = make_member()
        client.force_login(author)
        for number in range(20):
            assert send(client, title=f"Tip {number}").status_code == 302
        assert send(client).status_code == 429
        Post.objects.update(created_at=timezone.now() - timedelta(days=1, seconds=1))
        assert send(client).status_code == 302
        assert Post.objects.count() == 21


class TestEditing:
    def edit(self, client, post, button="publish", **fields):
        return client.post(reverse("community:edit", args=[post.pk]), {button: "1", **typed(**fields)})

    def test_the_form_holds_what_was_written(self, client):
        post = make_post(title="Grind finer", kind="review", stars=2)
        client.force_login(post.author)
        page = client.get(reverse("community:edit", args=[post.pk])).text
        assert 'value="Grind finer"' in page
        assert "Grind a little finer" in page
        assert 'value="2" class' in page or 'value="2" id="id_stars_1" checked' in page or "checked" in page

    def test_a_newer_version_keeps_the_post_and_its_first_date(self, client):
        post = make_post(title="Grind finer")
        client.force_login(post.author)
        self.edit(client, post, title="Grind coarser")
        published_at = post.published_at
        post.refresh_from_db()
        assert (post.latest_revision.number, post.latest_revision.title) == (2, "Grind coarser")
        assert post.published_at == published_at
        assert Post.objects.count() == 1

    def test_what_is_public_stays_while_the_edit_waits(self, client):
        post = make_post(title="Grind finer")
        client.force_login(post.author)
        hostile = "Buy at https://a.example https://b.example https://c.example, mail x@y.example!"
        self.edit(client, post, title="Now", body=hostile)
        post.refresh_from_db()
        assert (post.state, post.public_revision.title, post.latest_revision.title) == (
            State.PUBLISHED, "Grind finer", "Now",
        )  # fmt: skip

    def test_nobody_else_edits_it(self, client):
        post = make_post()
        for other in (make_member(), make_brand_member()):
            client.force_login(other)
            assert client.get(reverse("community:edit", args=[post.pk])).status_code == 404
            assert self.edit(client, post, title="Mine now").status_code == 404
        post.refresh_from_db()
        assert (post.title, post.revisions.count()) == ("Grind finer", 1)

    def test_an_edit_may_be_saved_as_a_draft_and_found_again(self, client):
        post = make_post()
        client.force_login(post.author)
        self.edit(client, post, button="save", title="Half done")
        draft = Draft.objects.get(post=post)
        answer = client.get(reverse("community:edit", args=[post.pk]))
        assert answer["Location"] == f"/my/drafts/{draft.uuid}/"
        assert "Half done" in client.get(answer["Location"]).text
        assert post.revisions.count() == 1

    def test_disclosing_later_takes_earlier_stars_out_of_the_average(self, client):
        author, product = make_member(), make_product()
        make_post(author, kind="review", product=product, stars=5)
        assert Post.objects.counting_stars().count() == 1
        tip = make_post(author)
        client.force_login(author)
        self.edit(client, tip, works_for_brand="on")
        assert Post.objects.counting_stars().count() == 0

    def test_a_taken_back_post_can_be_sent_again(self, client):
        post = make_post()
        client.force_login(post.author)
        client.post(reverse("community:withdrawal", args=[post.pk]))
        self.edit(client, post, title="Better now")
        post.refresh_from_db()
        assert post.state in (State.PUBLISHED, State.WAITING)
        assert post.latest_revision.title == "Better now"


def test_signing_in_is_asked_for_where_it_is_needed(client):
    post = make_post()
    for name, arguments in {
        "edit": [post.pk],
        "withdrawal": [post.pk],
        "my_posts": [],
        "notifications": [],
    }.items():
        address = reverse(f"community:{name}", args=arguments)
        assert client.get(address)["Location"] == f"/accounts/login/?next={address}"
    assert Member.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_one_form_sent_six_times_at_once_is_one_post(self, no_worker):
        author, form = make_member(), typed(publish="1")
        clients = [Client() for _ in range(6)]
        for client in clients:
            client.force_login(author)

        def press(client):
            try:
                return client.post("/posts/new/tip/", form).status_code
            finally:
                connection.close()

        with ThreadPoolExecutor(6) as threads:
            answers = list(threads.map(press, clients))
        assert set(answers) == {302}
        assert Post.objects.get().revisions.count() == 1
        assert not Draft.objects.exists()

    def test_of_many_posts_at_once_on_the_first_day_three_pass(self, no_worker):
        author = make_member(joined_days_ago=0)
        clients = [Client() for _ in range(6)]
        for client in clients:
            client.force_login(author)

        def press(client):
            try:
                return send(client, title=f"Tip {id(client)}").status_code
            finally:
                connection.close()

        with ThreadPoolExecutor(6) as threads:
            answers = sorted(threads.map(press, clients))
        assert answers == [302, 302, 302, 429, 429, 429]
        assert (Post.objects.count(), Draft.objects.count()) == (3, 3)
