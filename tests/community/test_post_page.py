"""A post's own page: who sees it, what it prints, and that it is gone when it is taken back."""

import pytest
from django.urls import reverse

from community import actions
from community.actions.contributing import Words
from community.models import Ownership
from tests.factories import (
    make_brand_member,
    make_comment,
    make_member,
    make_moderator,
    make_post,
    make_product,
    make_topic,
    make_waiting_post,
    submit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


class TestAddress:
    def test_the_id_decides_and_a_wrong_slug_is_sent_to_the_right_one(self, client):
        post = make_post(title="Grind finer")
        assert post.get_absolute_url() == f"/posts/{post.pk}-grind-finer/"
        answer = client.get(f"/posts/{post.pk}-anything-ø/")
        assert (answer.status_code, answer["Location"]) == (301, post.get_absolute_url())
        assert client.get(f"/posts/{post.pk}/")["Location"] == post.get_absolute_url()

    def test_norwegian_has_its_own_address(self, client):
        post = make_post()
        assert client.get(f"/nb{post.get_absolute_url()}").status_code == 200

    @pytest.mark.parametrize("number", ["0", "999999", "9" * 18, "9" * 40])
    def test_no_such_post(self, client, number):
        assert client.get(f"/posts/{number}-x/").status_code == 404


class TestWhoSeesIt:
    def test_a_waiting_post_is_for_its_author_and_the_desk(self, client):
        post = make_waiting_post()
        address = post.get_absolute_url()
        assert client.get(address).status_code == 404
        client.force_login(make_member())
        assert client.get(address).status_code == 404
        for reader in (post.author, make_moderator()):
            client.force_login(reader)
            page = client.get(address)
            assert page.status_code == 200
            assert 'data-state="waiting"' in page.text

    def test_what_was_taken_back_or_down_is_gone(self, client):
        withdrawn, removed = make_post(), make_post()
        actions.withdraw(withdrawn, by=withdrawn.author)
        actions.remove(removed)
        for post in (withdrawn, removed):
            answer = client.get(post.get_absolute_url())
            assert answer.status_code == 410
            assert post.title not in answer.text

    def test_the_words_of_a_waiting_edit_are_shown_to_nobody_else(self, client):
        post = make_post(title="First")
        hostile = "<p>Buy at https://a.example https://b.example https://c.example, mail x@y.example!</p>"
        post = actions.submit_edit(post, by=post.author, words=Words(title="Second", body=hostile))
        assert post.has_waiting_edit
        page = client.get(post.get_absolute_url()).text
        assert "First" in page
        assert "Second" not in page


class TestWhatItPrints:
    def test_a_review_says_who_speaks_and_what_they_think(self, client):
        product, author = make_product("kvern"), make_member("Kari")
        post = make_post(
            author, kind="review", product=product, stars=2, incentivised=True, incentive="A mill"
        )
        page = client.get(post.get_absolute_url()).text
        assert "Kari" in page
        assert "2 of 5 stars" in page
        assert "Got something for this: A mill." in page
        assert "Ownership not verified" in page
        assert "/products/kvern/" in page
        Ownership.objects.create(member=author, product=product, method="code", verified_at=post.created_at)
        assert "Verified owner" in client.get(post.get_absolute_url()).text

    def test_the_brand_says_so_and_gives_no_stars(self, client):
        post = make_post(make_brand_member(), kind="review", stars=None)
        page = client.get(post.get_absolute_url()).text
        assert "Product designer" in page
        assert "of 5 stars" not in page

    def test_topics_lead_to_their_pages(self, client):
        post = make_post(topics=[make_topic("water")])
        assert 'href="/topics/water/"' in client.get(post.get_absolute_url()).text

    def test_an_imported_post_names_the_original_as_canonical(self, client):
        post = make_post(original_url="https://blog.example/a")
        assert (
            '<link rel="canonical" href="https://blog.example/a">' in client.get(post.get_absolute_url()).text
        )

    def test_words_in_another_language_say_so(self, client):
        post = make_post(language="nb")
        assert '<h1 lang="nb">' in client.get(post.get_absolute_url()).text
        assert "<h1>" in client.get(f"/nb{post.get_absolute_url()}").text

    def test_a_stranger_finds_no_form_and_no_token(self, client):
        page = client.get(make_post().get_absolute_url())
        assert "csrfmiddlewaretoken" not in page.text
        assert "<form" not in page.text
        assert not page.cookies

    def test_hostile_words_stay_words(self, client):
        hostile = "<p onclick=x>Hi<script>alert(1)</script> there, friends of coffee.</p>"
        post = make_post(title="<script>alert(1)</script>", body=hostile)
        page = client.get(post.get_absolute_url()).text
        assert "alert(1)</script>" not in page
        assert "onclick" not in page


class TestQueries:
    def test_signed_out_at_most_eight_whatever_there_is(self, client, django_assert_max_num_queries):
        few = make_post(kind="review", topics=[make_topic()])
        make_comment(few)
        many = make_post(kind="review", topics=[make_topic(), make_topic(), make_topic()])
        for _ in range(15):
            make_comment(many)
            make_post()
        counts = []
        for address in (few.get_absolute_url(), many.get_absolute_url()):
            with django_assert_max_num_queries(8) as queries:
                client.get(address)
            counts.append(len(queries))
        assert counts[0] == counts[1]


class TestTakenBack:
    def test_the_page_the_hub_and_the_reviews_are_rid_of_it_at_once(self, client, no_worker):
        product = make_product("trakt")
        post = make_post(kind="review", product=product, title="Unmistakable")
        places = ["/community/", "/reviews/trakt/", f"/posts/{post.pk}-unmistakable/"]
        for place in places:
            assert "Unmistakable" in client.get(place).text
        client.force_login(post.author)
        assert client.post(reverse("community:withdrawal", args=[post.pk])).status_code == 302
        client.logout()
        for place in places:
            assert "Unmistakable" not in client.get(place).text

    def test_nobody_else_can_take_it_back(self, client):
        post = submit()
        client.force_login(make_member())
        assert client.post(reverse("community:withdrawal", args=[post.pk])).status_code == 404
        before = post.state
        post.refresh_from_db()
        assert post.state == before
