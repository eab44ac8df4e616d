"""Following people, products and topics, and keeping posts: one's own business, by buttons or by links."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from community import actions
from community.actions.following import NotOneself, follow, keep, unfollow
from community.models import Bookmark, Follow, Member
from tests.factories import make_member, make_post, make_product, make_product_page, make_topic, plan_feeds

pytestmark = pytest.mark.django_db


def subjects():
    return {"person": make_member("Kari"), "product": make_product(), "topic": make_topic()}


def name_of(subject):
    """What stands for it in the address."""
    return subject.username if isinstance(subject, Member) else subject.slug


class TestFollowing:
    @pytest.mark.parametrize("kind", ["person", "product", "topic"])
    def test_a_press_follows_another_stops_and_both_lead_back(self, client, kind):
        subject, member = subjects()[kind], make_member()
        client.force_login(member)
        address = f"/following/{kind}/{name_of(subject)}/"
        for _press in range(2):
            answer = client.post(address, {"next": "/community/"})
            assert answer.headers["Location"] == "/community/"
            assert Follow.objects.get().subject == subject
        client.post(address, {"stop": "1"})
        assert Follow.objects.count() == 0
        assert client.post(address, {"stop": "1"}).status_code == 302

    def test_a_visitor_is_led_through_sign_in_to_the_question_and_nothing_happens_yet(self, client):
        product = make_product()
        address = f"/following/product/{product.slug}/?next=/community/"
        assert "/accounts/login/" in client.get(address).headers["Location"]
        client.force_login(make_member())
        page = client.get(address).text
        assert "Follow" in page
        assert 'value="/community/"' in page
        assert Follow.objects.count() == 0

    @pytest.mark.parametrize(
        "address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "x", ""]
    )
    def test_it_leads_to_no_other_site(self, client, address):
        client.force_login(make_member())
        answer = client.post(f"/following/product/{make_product().slug}/", {"next": address})
        assert answer.headers["Location"] == "/my/following/"

    def test_nobody_follows_themselves(self, client):
        member = make_member()
        with pytest.raises(NotOneself):
            follow(member, by=member)
        client.force_login(member)
        page = client.post(f"/following/person/{member.username}/", follow=True).text
        assert "there is nothing to follow" in page
        assert Follow.objects.count() == 0
        with pytest.raises(IntegrityError), transaction.atomic():
            Follow.objects.create(follower=member, person=member)

    def test_it_is_one_thing_that_is_followed(self):
        one = subjects()
        with pytest.raises(IntegrityError), transaction.atomic():
            Follow.objects.create(follower=make_member(), product=one["product"], topic=one["topic"])
        with pytest.raises(IntegrityError), transaction.atomic():
            Follow.objects.create(follower=make_member())

    def test_somebody_banned_can_not_be_followed(self, client):
        banned = make_member(banned_at=timezone.now())
        client.force_login(make_member())
        assert client.post(f"/following/person/{banned.username}/").status_code == 404
        assert Follow.objects.count() == 0


class TestList:
    def test_what_is_new_of_each_stands_there_newest_first(self, client):
        one, member = subjects(), make_member()
        for subject in one.values():
            follow(subject, by=member)
        make_post(one["person"], title="By Kari")
        make_post(product=one["product"], title="About it")
        make_post(topics=[one["topic"]], title="On it")
        make_post(title="Nobody asked")
        make_post(member, product=one["product"], title="My own")
        plan_feeds()
        client.force_login(member)
        page = client.get("/my/following/").text
        assert page.index("On it") < page.index("About it") < page.index("By Kari")
        assert "Nobody asked" not in page
        assert "My own" not in page
        assert page.count('name="stop"') == 3

    def test_a_post_that_is_followed_twice_over_stands_there_once(self, client):
        one, member = subjects(), make_member()
        follow(one["person"], by=member)
        follow(one["product"], by=member)
        follow(one["topic"], by=member)
        post = make_post(one["person"], product=one["product"], topics=[one["topic"]])
        assert list(Follow.objects.filter(follower=member).posts()) == [post]

    def test_what_is_taken_back_or_kept_out_of_feeds_is_gone(self):
        one, member = subjects(), make_member()
        follow(one["person"], by=member)
        withdrawn, demoted = make_post(one["person"]), make_post(one["person"])
        actions.withdraw(withdrawn, by=one["person"])
        actions.keep_out_of_feeds(demoted, reason="Off topic.")
        assert not Follow.objects.filter(follower=member).posts().exists()

    def test_who_follows_whom_is_nobody_elses_business(self, client):
        member, person = make_member("Ola"), make_member("Kari")
        follow(person, by=member)
        client.force_login(person)
        assert "Ola" not in client.get("/my/following/").text
        assert "Ola" not in client.get(person.get_absolute_url()).text

    def test_somebody_banned_since_is_no_longer_listed(self, client):
        member, person = make_member(), make_member("Kari")
        follow(person, by=member)
        Member.objects.filter(pk=person.pk).update(banned_at=timezone.now())
        client.force_login(member)
        assert "Kari" not in client.get("/my/following/").text
        unfollow(person, by=member)
        assert Follow.objects.count() == 0


class TestButtons:
    def pages(self):
        page, topic = make_product_page(), make_topic()
        post = make_post(product=page.product, topics=[topic])
        return [
            (post.get_absolute_url(), f"/following/person/{post.author.username}/"),
            (post.author.get_absolute_url(), f"/following/person/{post.author.username}/"),
            (f"/products/{page.slug}/", f"/following/product/{page.product.slug}/"),
            (f"/topics/{topic.slug}/", f"/following/topic/{topic.slug}/"),
        ]

    def test_visitors_find_links_and_no_forms(self, client):
        for address, button in self.pages():
            page = client.get(address)
            assert f'href="{button}?next={address.replace("/", "%2F")}"' in page.text
            assert "csrf" not in page.text
            assert "set-cookie" not in page.headers

    def test_members_find_a_form_which_says_how_it_stands(self, client):
        member = make_member()
        client.force_login(member)
        for address, button in self.pages():
            assert f'action="{button}"' in client.get(address).text
            assert "You follow" not in client.get(address).text
            client.post(button)
            assert "You follow" in client.get(address).text
            client.post(button, {"stop": "1"})

    def test_ones_own_profile_and_post_have_none(self, client):
        post = make_post()
        client.force_login(post.author)
        for address in (post.get_absolute_url(), post.author.get_absolute_url()):
            assert "/following/person/" not in client.get(address).text


class TestKeeping:
    def test_a_press_keeps_a_post_another_lets_it_go(self, client):
        post, member = make_post(title="Grind finer"), make_member()
        client.force_login(member)
        address = f"/posts/{post.pk}/bookmark/"
        for _press in range(2):
            assert client.post(address).headers["Location"] == f"{post.get_absolute_url()}#useful"
            assert Bookmark.objects.get().post == post
        assert "Grind finer" in client.get("/my/bookmarks/").text
        assert "press to let it go" in client.get(post.get_absolute_url()).text
        client.post(address, {"stop": "1"})
        assert "Nothing kept yet" in client.get("/my/bookmarks/").text

    def test_opening_the_address_keeps_nothing(self, client):
        post = make_post()
        address = f"/posts/{post.pk}/bookmark/"
        assert "/accounts/login/" in client.get(address).headers["Location"]
        client.force_login(make_member())
        assert client.get(address).headers["Location"] == f"{post.get_absolute_url()}#useful"
        assert Bookmark.objects.count() == 0

    def test_the_latest_kept_stands_first_and_what_is_gone_is_left_out(self, client):
        member = make_member()
        old, new, gone = make_post(title="Old"), make_post(title="New"), make_post(title="Gone")
        for post in (new, gone, old):
            keep(post, by=member)
        actions.remove(gone)
        client.force_login(member)
        page = client.get("/my/bookmarks/").text
        assert page.index(">Old<") < page.index(">New<")
        assert "Gone" not in page

    def test_it_pages_without_repeats(self, client):
        member = make_member()
        for number in range(13):
            keep(make_post(title=f"Post number {number:02}"), by=member)
        client.force_login(member)
        first = client.get("/my/bookmarks/")
        assert "Post number 00" not in first.text
        second = client.get(f"/my/bookmarks/{first.context['older_url']}").text
        assert "Post number 00" in second
        assert "Post number 01" not in second

    def test_others_keep_their_own(self, client):
        keep(make_post(title="Grind finer"), by=make_member())
        client.force_login(make_member())
        assert "Grind finer" not in client.get("/my/bookmarks/").text


class TestPassingOn:
    def test_a_post_can_be_passed_on_without_anybodys_script(self, client):
        post = make_post(title="Salt & pepper")
        page = client.get(post.get_absolute_url()).text
        url = f"http://localhost:8000{post.get_absolute_url()}"
        assert f'data-share="{url}" data-title="Salt &amp; pepper"' in page
        assert 'href="mailto:?subject=Salt%20%26%20pepper&amp;body=http%3A%2F%2Flocalhost' in page
        assert page.count('src="/static/js/share.js"') == 1

    def test_a_members_link_says_who_invites_and_leads_to_them(self, client):
        member = make_member("Kari <b>")
        page = client.get(f"/invited-by/{member.username}/")
        assert "Kari &lt;b&gt; invites you" in page.text
        assert f"/accounts/signup/?next=%2Fmembers%2F{member.username}%2F" in page.text
        assert "noindex" in page.text
        assert "set-cookie" not in page.headers

    def test_ones_own_link_can_be_copied(self, client):
        member = make_member()
        client.force_login(member)
        assert f"http://localhost:8000/invited-by/{member.username}/" in client.get("/my/invite-link/").text

    def test_a_banned_members_link_is_dead(self, client):
        banned = make_member(banned_at=timezone.now())
        assert client.get(f"/invited-by/{banned.username}/").status_code == 404
