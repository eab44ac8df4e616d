"""The versions of a post: what each changed, hiding one, and nothing of a hidden one anywhere."""

import pytest
from django.test import Client

from community import actions
from community.actions.contributing import Words
from community.actions.refusals import NotYours
from community.actions.versions import NeverPublic, VersionShown, hide_version, show_version
from community.models.posts import State
from community.versions import SHOWN, history_of
from community.words.diff import ADDED, KEPT, TAKEN, Change
from moderation.actions import decide, undo
from moderation.models import Case
from tests.factories import make_admin, make_member, make_moderator, make_post

pytestmark = pytest.mark.django_db
SECRET = "Skippergata 12"


def edited(post, body, *, title="Quiet and even", stars=4, cleared=True):
    """Hand in a newer version; cleared as the desk would, or left to wait."""
    words = Words(title=title, body=f"<p>{body}</p>", stars=stars)
    post = actions.submit_edit(post, by=post.author, words=words)
    return actions.publish(post, revision=post.latest_revision) if cleared else post


def long_history():
    """One version more than fits on a page, and one more."""
    post = make_post(title="Tip no 0")
    for number in range(1, SHOWN + 2):
        post = edited(post, f"Grind finer, step {number}.", title=f"Tip no {number}", stars=None)
    return post


@pytest.fixture
def review():
    """Three versions, something private in the second."""
    post = make_post(kind="review", title="Quiet and even", body="<p>It grinds evenly and is quiet.</p>")
    post = edited(post, f"It grinds evenly and is quiet. I live in {SECRET}.")
    return edited(post, "It grinds evenly and is rather quiet.", stars=3)


def history(client, post, query=""):
    return client.get(f"/posts/{post.pk}/history/{query}")


class TestWhatChanged:
    def test_is_told_word_by_word_and_part_by_part(self, review, client):
        history = history_of(review, everything=False)
        assert [(one.number, one.since) for one in history.versions] == [(3, 2), (2, 1), (1, None)]
        stars, body = history.versions[0].differences
        assert stars.changes == [Change(TAKEN, "4"), Change(ADDED, "3")]
        assert body.changes == [
            Change(KEPT, "It grinds evenly and is"),
            Change(ADDED, " rather"),
            Change(KEPT, " quiet."),
            Change(TAKEN, f" I live in {SECRET}."),
        ]
        assert "<del>" in client.get(f"/posts/{review.pk}/history/").text

    def test_photos_points_and_steps_are_parts_too(self, review):
        first = review.revisions.get(number=1)
        review.revisions.filter(number=2).update(pros=["Quiet"], steps=["Rinse it"], owned_for="half")
        first.pros = ["Quiet", "Small"]
        first.save()
        second = history_of(review, everything=False).versions[1]
        found = {one.label: [(part.kind, part.words) for part in one.changes] for one in second.differences}
        assert found["For"] == [(KEPT, "Quiet"), (TAKEN, "Small")]
        assert found["Step by step"] == [(ADDED, "Rinse it")]
        assert found["How long it has been owned"] == [(ADDED, "six to twelve months")]

    def test_words_are_escaped_in_it(self, client):
        post = edited(
            make_post(), "Use a &lt;b&gt;brush&lt;/b&gt; &amp; water, it says, at least in my kitchen."
        )
        assert "&lt;b&gt;brush&lt;/b&gt;" in history(client, post).text

    def test_who_works_for_the_brand_has_no_stars_there_either(self, review, client):
        review.works_for_brand = True
        review.save()
        assert "Stars" not in history(client, review).text

    def test_a_waiting_version_is_for_its_author_and_the_desk(self, review, client):
        edited(review, "It broke: see https://a.example https://b.example https://c.example", cleared=False)
        waiting = review.revisions.get(number=4)
        if waiting.cleared_at:
            review.revisions.filter(pk=waiting.pk).update(cleared_at=None)
            type(review).objects.filter(pk=review.pk).update(public_revision=review.public_revision)
        assert "a.example" not in history(client, review).text
        assert client.get(f"/posts/{review.pk}/history/4/").status_code == 404
        for member in (review.author, make_moderator()):
            client.force_login(member)
            assert "a.example" in history(client, review).text
            assert client.get(f"/posts/{review.pk}/history/4/").status_code == 200

    def test_long_histories_come_in_pages_of_as_many_queries(self, client, django_assert_num_queries):
        post = long_history()
        with django_assert_num_queries(2):
            first = history_of(post, everything=False)
        assert [one.number for one in first.versions] == list(range(12, 2, -1))
        assert (first.versions[-1].since, first.older) == (2, 3)
        page = history(client, post, "?below=3")
        assert [one.number for one in page.context["history"].versions] == [2, 1]
        assert 'href="?below=' not in page.text


class TestHiding:
    def test_leaves_a_line_and_no_words_anywhere(self, review, client):
        address = f"/posts/{review.pk}/history/2/hiding/"
        client.force_login(review.author)
        assert "Hide this version?" in client.get(address).text
        assert SECRET in history(Client(), review).text
        client.post(address)
        page = history(Client(), review).text
        assert "Version 2 was hidden by its author." in page
        assert SECRET not in page
        # The third is compared with the first now: what was taken out of the second would tell.
        assert history_of(review, everything=False).versions[0].since == 1
        assert Client().get(f"/posts/{review.pk}/history/2/").status_code == 410
        for place in (
            review.get_absolute_url(),
            f"/reviews/{review.product.slug}/",
            "/search/?q=Skippergata",
        ):
            assert SECRET not in Client().get(place).text

    def test_of_one_before_the_page_hides_it_from_comparison_too(self):
        post = long_history()
        hide_version(post.revisions.get(number=2), by=post.author)
        assert history_of(post, everything=False).versions[-1].since == 1

    def test_its_author_and_the_desk_still_read_it(self, review, client):
        hide_version(review.revisions.get(number=2), by=review.author)
        for member in (review.author, make_moderator()):
            client.force_login(member)
            assert SECRET in history(client, review).text
            assert SECRET in client.get(f"/posts/{review.pk}/history/2/").text
        client.force_login(make_member())
        assert SECRET not in history(client, review).text

    def test_is_taken_back_by_its_author(self, review, client):
        hide_version(review.revisions.get(number=2), by=review.author)
        client.force_login(review.author)
        client.post(f"/posts/{review.pk}/history/2/hiding/", {"show": "1"})
        assert SECRET in history(Client(), review).text

    def test_the_last_one_too_once_the_post_is_taken_back(self, client):
        post = make_post(body=f"<p>I live in {SECRET}, and grind finer there.</p>")
        actions.withdraw(post, by=post.author)
        hide_version(post.revisions.get(), by=post.author)
        post = edited(post, "I grind finer at home, and it is better.")
        assert [one.number for one in history_of(post, everything=False).versions if one.revision] == [2]
        assert SECRET not in history(client, post).text

    def test_of_a_number_no_database_holds_is_not_found(self, review, client):
        client.force_login(review.author)
        for address in (f"/posts/{10**30}/history/1/hiding/", f"/posts/{review.pk}/history/{10**30}/hiding/"):
            assert client.get(address).status_code == 404

    def test_not_of_what_readers_see_nor_of_anothers(self, review):
        with pytest.raises(VersionShown):
            hide_version(review.public_revision, by=review.author)
        with pytest.raises(NotYours):
            hide_version(review.revisions.get(number=2), by=make_admin())
        hide_version(review.revisions.get(number=2), by=review.author)
        with pytest.raises(NotYours):
            show_version(review.revisions.get(number=2), by=make_admin())
        assert list(review.revisions.filter(hidden_at=None).values_list("number", flat=True)) == [1, 3]

    def test_not_of_what_was_never_public(self, review):
        first = review.revisions.get(number=1)
        review.revisions.filter(pk=first.pk).update(cleared_at=None)
        with pytest.raises(NeverPublic):
            hide_version(first, by=review.author)
        assert not review.revisions.exclude(hidden_at=None).exists()

    def test_a_hidden_version_does_not_come_back_when_the_desk_undoes(self, client):
        post = make_post(title="Quiet and even")
        hostile = "Buy at https://a.example https://b.example https://c.example, mail me at x@y.example!"
        post = edited(post, hostile, stars=None, cleared=False)
        assert post.has_waiting_edit
        admin, case = make_admin(), Case.objects.get(post=post)
        decision = decide(case, by=admin, version=case.version, action="clear")
        hide_version(post.revisions.get(number=1), by=post.author)
        undo(decision, by=admin)
        post.refresh_from_db()
        assert post.state == State.WAITING
        assert client.get(post.get_absolute_url()).status_code == 404
