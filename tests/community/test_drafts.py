"""Drafts: saved while one types, never overwritten by an older one, handed over at sign-up."""

import json
import re
import uuid
from datetime import timedelta

import pytest
from allauth.account.signals import user_logged_in, user_signed_up
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from community import pace
from community.actions.drafts import Holder, draft_to_finish, drop_stale_drafts, save_draft
from community.models import Blog, Draft, Photo, Post
from content.actions import rename
from tests.community.photographing import upload
from tests.community.test_writing import typed
from tests.factories import make_member, make_post, make_product, make_topic

pytestmark = pytest.mark.django_db


def autosave(client, key, version=0, **fields):
    address = reverse("community:autosave", args=[key])
    return client.post(address, {**typed(draft=str(key), version=str(version)), "kind": "tip", **fields})


class TestSavingWhileOneTypes:
    def test_each_save_counts_and_the_same_words_do_not(self, client):
        client.force_login(make_member())
        key = uuid.uuid4()
        assert autosave(client, key).json()["version"] == 1
        assert autosave(client, key, version=1).json()["version"] == 1
        assert autosave(client, key, version=1, title="More").json()["version"] == 2
        assert Draft.objects.get().fields["title"] == "More"

    def test_an_older_version_never_overwrites_a_newer_one(self, client):
        client.force_login(make_member())
        key = uuid.uuid4()
        autosave(client, key, title="On the phone")
        autosave(client, key, version=1, title="On the phone, longer")
        answer = autosave(client, key, version=1, title="On the desktop")
        assert answer.status_code == 409
        assert answer.json()["version"] == 2
        assert answer.json()["fields"]["title"] == "On the phone, longer"
        assert Draft.objects.get().fields["title"] == "On the phone, longer"

    def test_without_scripts_the_clash_is_a_page_that_keeps_both(self, client):
        client.force_login(make_member())
        key = uuid.uuid4()
        autosave(client, key, title="There")
        form = typed(draft=str(key), version="0", title="Here")
        autosave(client, key, version=1, title="There, longer")
        answer = client.post("/posts/new/tip/", {"publish": "1", **form, "version": "1"})
        assert answer.status_code == 409
        assert 'value="Here"' in answer.text
        assert f"/my/drafts/{key}/" in answer.text
        assert Draft.objects.get().fields["title"] == "There, longer"
        assert not Post.objects.exists()
        assert 'name="version" value="2"' in answer.text
        assert 'name="aside" value="1"' in answer.text
        again = client.post("/posts/new/tip/", {"publish": "1", **form, "version": "2", "aside": "1"})
        assert again.status_code == 302
        assert Post.objects.get().title == "Here"
        # What was written there is a draft of its own now.
        assert [draft.title for draft in Draft.objects.all()] == ["There, longer"]

    def test_going_on_with_ones_own_words_keeps_the_others_beside(self, client):
        member = make_member()
        client.force_login(member)
        key = uuid.uuid4()
        autosave(client, key, title="There")
        assert autosave(client, key, version=1, title="Here", aside="1").json()["version"] == 2
        drafts = {
            draft.title: (draft.uuid == key, draft.version, draft.member) for draft in Draft.objects.all()
        }
        assert drafts == {"Here": (True, 2, member), "There": (False, 1, member)}

    def test_an_answer_that_was_lost_on_its_way_is_no_other_version(self, client):
        client.force_login(make_member())
        key = uuid.uuid4()
        autosave(client, key, title="One", window="a")
        assert autosave(client, key, title="One, two", window="a").json()["version"] == 2
        assert autosave(client, key, title="Else", window="b").status_code == 409
        assert Draft.objects.get().fields["title"] == "One, two"

    def test_a_new_form_leads_to_what_was_begun(self, client):
        client.force_login(make_member())
        key = uuid.uuid4()
        autosave(client, key, title="Rinse first")
        assert f'href="/my/drafts/{key}/"' in client.get("/posts/new/tip/").text
        assert str(key) not in client.get("/posts/new/question/").text
        assert str(key) not in Client().get("/posts/new/tip/").text

    def test_it_says_when_the_draft_has_become_a_post(self, client):
        member = make_member()
        client.force_login(member)
        key = uuid.uuid4()
        client.post("/posts/new/tip/", {"publish": "1", **typed(draft=str(key))})
        post = Post.objects.get()
        answer = autosave(client, key, title="Late")
        assert (answer.status_code, answer.json()) == (409, {"posted": post.get_absolute_url()})
        assert (
            client.get(reverse("community:autosave", args=[key])).json()["posted"] == post.get_absolute_url()
        )
        assert not Draft.objects.exists()

    def test_somebody_elses_draft_is_neither_read_nor_written(self, client):
        owner = make_member()
        key = uuid.uuid4()
        save_draft(key, holder=Holder(member=owner), kind="tip", fields={"title": "Mine"}, version=0)
        for other in (None, make_member()):
            if other:
                client.force_login(other)
            assert autosave(client, key, version=1, title="Yours").status_code == 403
            told = client.get(reverse("community:autosave", args=[key])).json()
            assert (told["unknown"], told["writer"]) == (True, str(other.pk) if other else "")
            assert "fields" not in told
        assert Draft.objects.get().fields == {"title": "Mine"}

    def test_a_kind_that_is_none_is_refused(self, client):
        assert autosave(client, uuid.uuid4(), kind="rant").status_code == 400
        assert not Draft.objects.exists()

    def test_a_visitor_begins_thirty_drafts_in_half_an_hour(self, client):
        answers = [autosave(Client(), uuid.uuid4()).status_code for _ in range(pace.DRAFTS)]
        assert set(answers) == {200}
        refused = autosave(client, uuid.uuid4())
        assert refused.status_code == 429
        assert 0 < int(refused["Retry-After"]) <= 1800
        assert Draft.objects.count() == pace.DRAFTS


class TestWritingFirst:
    def hand_in(self, client, **fields):
        key = uuid.uuid4()
        return key, client.post("/posts/new/tip/", {"publish": "1", **typed(draft=str(key), **fields)})

    def test_a_visitor_is_led_to_sign_up_and_the_words_wait(self, client):
        key, answer = self.hand_in(client)
        assert answer.status_code == 302
        assert answer["Location"] == f"/accounts/signup/?next=/my/drafts/{key}/".replace(
            "/my", "%2Fmy"
        ).replace(f"/drafts/{key}/", f"%2Fdrafts%2F{key}%2F")
        cookie = answer.cookies["drafts"]
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
        draft = Draft.objects.get()
        assert (draft.member, draft.uuid) == (None, key)
        assert draft.token not in ("", cookie.value)
        assert draft.handed_in_at is not None
        assert not Post.objects.exists()
        assert "What you wrote is kept." in client.get(answer["Location"]).text

    def test_signing_up_hands_the_draft_over_and_one_press_publishes(self, client):
        key, _ = self.hand_in(client)
        member = make_member()
        request = client.get(f"/my/drafts/{key}/").wsgi_request
        user_signed_up.send(sender=type(member), request=request, user=member)
        assert draft_to_finish(member).uuid == key
        elsewhere = Client()
        elsewhere.force_login(member)
        page = elsewhere.get(f"/my/drafts/{key}/")
        assert 'value="Rinse first"' in page.text
        draft = Draft.objects.get()
        form = {**draft.fields, "draft": str(key), "version": str(draft.version), "publish": "1"}
        assert elsewhere.post(f"/my/drafts/{key}/", form).status_code == 302
        assert Post.objects.get().author == member
        assert draft_to_finish(member) is None

    def test_signing_in_does_the_same_for_somebody_who_has_an_account(self, client):
        key, _ = self.hand_in(client)
        member = make_member()
        user_logged_in.send(
            sender=type(member), request=client.get("/posts/new/tip/").wsgi_request, user=member
        )
        assert Draft.objects.get().member == member

    def test_photos_come_along(self, client):
        key, _ = self.hand_in(client)
        photo = Photo.objects.create(draft=Draft.objects.get())
        member = make_member()
        user_signed_up.send(
            sender=type(member), request=client.get("/posts/new/tip/").wsgi_request, user=member
        )
        photo.refresh_from_db()
        assert photo.owner == member

    def test_without_the_cookie_nothing_is_handed_over(self, client):
        self.hand_in(client)
        member = make_member()
        stranger = Client()
        stranger.cookies["drafts"] = Draft.objects.get().token
        user_signed_up.send(
            sender=type(member), request=stranger.get("/posts/new/tip/").wsgi_request, user=member
        )
        assert Draft.objects.get().member is None
        assert draft_to_finish(member) is None

    def test_the_first_photo_and_the_first_words_may_come_at_the_same_time(self, client):
        """Each is sent before the other is answered: the cookie they carry is the form's own."""
        client.get("/posts/new/tip/")
        key, first, second = uuid.uuid4(), Client(), Client()
        first.cookies = second.cookies = client.cookies.copy()
        address = reverse("community:draft_photos", args=[key])
        assert first.post(address, {"kind": "tip", "photo": upload()}).status_code == 201
        assert autosave(second, key).status_code == 200
        assert Draft.objects.get().photos.count() == 1

    def test_a_draft_is_opened_by_its_holder_only(self, client):
        key, _ = self.hand_in(client)
        address = f"/my/drafts/{key}/"
        assert client.get(address).status_code == 200
        assert Client().get(address)["Location"] == f"/accounts/login/?next={address}"
        other = Client()
        other.force_login(make_member())
        assert other.get(address).status_code == 404

    @pytest.mark.parametrize("address", ["/posts/new/tip/", "/my/drafts/{key}/"])
    @pytest.mark.parametrize("newer", [False, True])
    def test_when_a_session_ends_meanwhile_signing_in_again_brings_all_together(self, client, address, newer):
        member = make_member()
        client.force_login(member)
        key = uuid.uuid4()
        autosave(client, key, title="Begun")
        photo = Photo.objects.create(owner=member, draft=Draft.objects.get())
        client.logout()
        form = {**typed(draft=str(key), title="Finished"), "version": "1", "kind": "tip", "publish": "1"}
        answer = client.post(address.format(key=key), {**form, f"alt-{photo.uuid}": "A cup"})
        kept = Draft.objects.get(member=None)
        assert answer["Location"] == f"/accounts/login/?next=/my/drafts/{kept.uuid}/"
        assert client.get(f"/my/drafts/{key}/").status_code == 302
        if newer:
            Draft.objects.filter(uuid=key).update(version=2)
        user_logged_in.send(sender=type(member), request=client.get("/").wsgi_request, user=member)
        drafts = {draft.title: draft.photos.count() for draft in Draft.objects.filter(member=member)}
        assert drafts == ({"Begun": 1, "Finished": 0} if newer else {"Finished": 1})

    def test_an_edit_sent_after_the_session_ended_is_an_edit_still(self, client):
        post, other = make_post(), make_post()
        for edited in (post, other):
            form = {**typed(title="Second"), "kind": "tip", "publish": "1"}
            answer = client.post(reverse("community:edit", args=[edited.pk]), form)
            assert answer["Location"].startswith("/accounts/login/?next=/my/drafts/")
        user_logged_in.send(sender=type(post.author), request=client.get("/").wsgi_request, user=post.author)
        drafts = Draft.objects.filter(member=post.author, fields__title="Second")
        assert sorted(drafts.values_list("post", flat=True), key=str) == [post.pk, None]
        assert post.revisions.count() == 1

    def test_a_form_that_has_gone_cold_comes_back_with_what_was_typed(self):
        strict = Client(enforce_csrf_checks=True)
        answer = strict.post("/posts/new/tip/", {**typed(title="Typed"), "kind": "tip", "publish": "1"})
        assert answer.status_code == 403
        assert 'value="Typed"' in answer.text
        assert "Rinse the paper" in answer.text
        assert "'nonce-" in answer["Content-Security-Policy"]
        assert not Draft.objects.exists()
        token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', answer.text)[1]
        again = strict.post(
            "/posts/new/tip/", {**typed(), "kind": "tip", "publish": "1", "csrfmiddlewaretoken": token}
        )
        assert again.status_code == 302
        assert strict.post("/posts/new/rant/", {"draft": "1", "kind": "rant"}).status_code == 404

    def test_words_written_before_a_session_ended_are_kept_under_a_new_key(self, client):
        member = make_member()
        key = uuid.uuid4()
        save_draft(key, holder=Holder(member=member), kind="tip", fields={"title": "Begun"}, version=0)
        answer = client.post("/posts/new/tip/", {"publish": "1", **typed(draft=str(key), version="1")})
        assert answer.status_code == 302
        kept = Draft.objects.get(member=None)
        assert kept.fields["title"] == "Rinse first"
        assert Draft.objects.get(member=member).fields == {"title": "Begun"}


class TestThrowingAway:
    def test_it_is_asked_about_and_done_by_post(self, client):
        member = make_member()
        draft = save_draft(
            uuid.uuid4(), holder=Holder(member=member), kind="tip", fields={"title": "T"}, version=0
        )
        client.force_login(member)
        address = reverse("community:discard", args=[draft.uuid])
        assert client.get(address).status_code == 200
        assert Draft.objects.count() == 1
        assert client.post(address).status_code == 302
        assert not Draft.objects.exists()

    def test_nobody_elses(self, client):
        draft = save_draft(
            uuid.uuid4(), holder=Holder(member=make_member()), kind="tip", fields={}, version=0
        )
        client.force_login(make_member())
        assert client.post(reverse("community:discard", args=[draft.uuid])).status_code == 404
        assert Draft.objects.count() == 1

    def test_abandoned_ones_are_dropped(self):
        visitor, owner = Holder(token="t"), Holder(member=make_member())
        kept = [(visitor, 29), (visitor, 31), (owner, 200), (owner, 366)]
        for holder, days in kept:
            draft = save_draft(uuid.uuid4(), holder=holder, kind="tip", fields={"days": days}, version=0)
            Draft.objects.filter(pk=draft.pk).update(saved_at=timezone.now() - timedelta(days=days))
        assert drop_stale_drafts() == 2
        assert sorted(json.dumps(draft.fields) for draft in Draft.objects.all()) == [
            '{"days": 200}',
            '{"days": 29}',
        ]


class TestAnEditsDraft:
    def test_sent_twice_it_is_one_revision(self, client):
        post = make_post()
        client.force_login(post.author)
        form = {**typed(title="Second"), "kind": "tip", "post": str(post.pk)}
        client.post(reverse("community:edit", args=[post.pk]), {**form, "save": "1"})
        draft = Draft.objects.get()
        form |= {"draft": str(draft.uuid), "version": "1", "publish": "1"}
        for _ in range(2):
            assert client.post(f"/my/drafts/{draft.uuid}/", form).status_code == 302
        for _ in range(2):
            assert client.post(reverse("community:edit", args=[post.pk]), form).status_code == 302
        assert post.revisions.count() == 2
        assert not Draft.objects.exists()

    @pytest.mark.parametrize("kind", ["review", "story"])
    def test_is_of_its_posts_own_kind(self, client, kind):
        """An idea gets no stars by hand, and what comes from a blog is changed there."""
        post = make_post(kind="idea" if kind == "review" else "story")
        if kind == "story":
            blog = Blog.objects.create(
                member=post.author, site_url="https://b.example/", feed_url="https://b.example/feed"
            )
            Post.objects.filter(pk=post.pk).update(blog=blog)
        client.force_login(post.author)
        sent = {**typed(stars="5", product=make_product().slug), "kind": kind, "post": str(post.pk)}
        key = uuid.uuid4()
        assert client.post(reverse("community:autosave", args=[key]), sent).status_code == 404
        assert client.post(f"/my/drafts/{key}/", {**sent, "publish": "1"}).status_code == 404
        assert not Draft.objects.exists()
        assert post.revisions.count() == 1


class TestRenaming:
    def test_a_draft_keeps_its_product_and_topics(self):
        holder = Holder(member=make_member())
        product, first, second = make_product("kvern"), make_topic("grinding"), make_topic("water")
        fields = {"title": "Finer", "product": "kvern", "topic": "grinding", "more_topics": ["water", "milk"]}
        key = uuid.uuid4()
        save_draft(key, holder=holder, kind="tip", fields=fields, version=0)
        rename(product, slug="grinder")
        rename(first, slug="grind")
        rename(second, slug="soft-water")

        kept = {"product": "grinder", "topic": "grind", "more_topics": ["soft-water", "milk"]}
        assert Draft.objects.get().fields == fields | kept
        assert Draft.objects.get().version == 1
