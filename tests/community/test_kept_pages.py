"""Signed-out pages are kept, and what is taken back is gone from them at once, without a worker."""

import pytest
from django.utils.translation import override

from community import actions
from community.actions.contributing import Words
from community.actions.rating import rate_post
from tests.content.conftest import site as site
from tests.factories import make_comment, make_member, make_post, make_product

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_worker")]


@pytest.fixture
def committing(django_capture_on_commit_callbacks):
    """A transaction that commits: what was promised in it is done at its end."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def places(post):
    """Where a review stands: its own page in both languages, the hub, all reviews."""
    with override("en"):
        address = post.get_absolute_url()
    return [address, "/community/", f"/reviews/{post.product.slug}/", f"/nb{address}"]


def kept(site, paths):
    """Ask twice: the second answer comes from the cache."""
    first, second = [site.get(path) for path in paths], [site.get(path) for path in paths]
    assert [answer.cache for answer in second] == ["hit"] * len(paths)
    assert [answer.body for answer in first] == [answer.body for answer in second]
    return [answer.body.decode() for answer in second]


class TestKeptPages:
    @pytest.mark.parametrize("step", ["withdraw", "remove"])
    def test_what_leaves_the_public_leaves_every_page_at_once(self, site, committing, step):
        post = make_post(kind="review", product=make_product("kvern"), title="Unmistakable")
        assert all("Unmistakable" in page for page in kept(site, places(post)))
        with committing():
            actions.withdraw(post, by=post.author) if step == "withdraw" else actions.remove(post)
        answers = [site.get(path) for path in places(post)]
        assert [answer.status for answer in answers] == [410, 200, 200, 410]
        assert not any("Unmistakable" in answer.body.decode() for answer in answers)

    def test_a_newer_version_a_comment_and_a_rating_show_at_once(self, site, committing):
        post = make_post(kind="review", product=make_product("kvern"), title="First")
        kept(site, places(post))
        with committing():
            actions.submit_edit(
                post, by=post.author, words=Words(title="First of all", body="<p>Other words.</p>", stars=4)
            )
            post.refresh_from_db()
            actions.publish(post)
        post.refresh_from_db()
        assert all("First of all" in page for page in kept(site, places(post)))
        with committing():
            make_comment(post, body="Well said.")
        assert "Well said." in site.get(places(post)[0]).body.decode()
        with committing():
            rate_post(post, by=make_member(), value=4)
        assert "Useful to 1" in site.get("/community/").body.decode()

    def test_the_writing_form_is_never_kept(self, site):
        for path in ("/posts/new/tip/", "/my/posts/", "/my/notifications/"):
            assert [site.get(path).cache, site.get(path).cache] == ["bypass", "bypass"]
