"""Photos sent while writing: one by one or with the form, in their order, looked at by nobody else."""

import io
import re
import uuid

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from PIL import Image

from community import pace
from community.actions.drafts import Holder, open_draft
from community.actions.photos import prepare_photo
from community.models import Photo, Post
from community.photo_limits import MAX_BYTES, MAX_PER_POST
from tests.community.photographing import make_photo, names, picture, upload
from tests.community.test_writing import typed
from tests.factories import make_member, make_moderator, make_post

pytestmark = pytest.mark.django_db
State = Photo.State


@pytest.fixture(autouse=True)
def _on_command(monkeypatch):
    """Prepare and move only when a test says so."""
    monkeypatch.setattr("jobs.enqueue", lambda *args: None)


class TestSending:
    def send(self, client, key, file=None, **fields):
        data = {"photo": file or upload(), "kind": "tip", **fields}
        return client.post(reverse("community:draft_photos", args=[key]), data)

    def test_one_by_one_while_writing(self, client):
        key = uuid.uuid4()
        answer = self.send(client, key)
        assert answer.status_code == 201
        photo = Photo.objects.get()
        assert answer.json()["uuid"] == str(photo.uuid)
        assert (photo.state, photo.draft.uuid, photo.draft.version, photo.owner) == (
            State.WAITING,
            key,
            0,
            None,
        )
        prepare_photo(photo.pk)
        listed = client.get(reverse("community:draft_photos", args=[key])).json()["photos"]
        assert [(one["uuid"], one["state"]) for one in listed] == [(str(photo.uuid), "hidden")]

    def test_words_saved_afterwards_do_not_clash_with_the_photos_draft(self, client):
        key = uuid.uuid4()
        self.send(client, key)
        saved = client.post(
            reverse("community:autosave", args=[key]), {**typed(draft=str(key)), "kind": "tip"}
        )
        assert saved.json()["version"] == 1

    def test_eight_at_most(self, client):
        key = uuid.uuid4()
        assert [self.send(client, key).status_code for _ in range(MAX_PER_POST)] == [201] * MAX_PER_POST
        refused = self.send(client, key)
        assert (refused.status_code, refused.json()["error"]) == (400, "A post takes 8 photos.")
        assert Photo.objects.count() == MAX_PER_POST

    def test_too_large_and_empty_files_are_refused(self, client, monkeypatch):
        monkeypatch.setattr("community.actions.photos.MAX_BYTES", 1000)
        answer = self.send(client, uuid.uuid4())
        assert answer.status_code == 413
        assert "25 MB" in answer.json()["error"]
        assert self.send(client, uuid.uuid4(), upload(b"")).status_code == 400
        assert not Photo.objects.exists()
        assert MAX_BYTES == 25 * 1024 * 1024

    def test_thirty_in_half_an_hour(self, client):
        client.force_login(make_member())
        for number in range(pace.UPLOADS):
            assert self.send(client, uuid.UUID(int=number // 8)).status_code == 201
        refused = self.send(client, uuid.uuid4())
        assert refused.status_code == 429
        assert 0 < int(refused["Retry-After"]) <= 1800
        assert Photo.objects.count() == pace.UPLOADS

    def test_nobody_sends_into_anothers_draft(self, client):
        key = uuid.uuid4()
        open_draft(key, holder=Holder(member=make_member()), kind="tip")
        assert self.send(client, key).status_code == 403
        assert client.get(reverse("community:draft_photos", args=[key])).status_code == 404
        assert not Photo.objects.exists()

    def test_without_scripts_the_form_brings_them_along(self, client):
        author = make_member()
        client.force_login(author)
        form = typed(publish="1", photos=[upload(), upload(name="two.png", content=picture(kind="PNG"))])
        assert client.post("/posts/new/tip/", form).status_code == 302
        post = Post.objects.get()
        assert [use.position for use in post.latest_revision.photos.all()] == [1, 2]
        assert {use.photo.owner for use in post.latest_revision.photos.all()} == {author}

    def test_alt_texts_and_leaving_out(self, client):
        client.force_login(make_member())
        key = uuid.uuid4()
        first, second = (self.send(client, key).json()["uuid"] for _ in range(2))
        form = typed(draft=str(key), publish="1", drop=first, **{f"alt-{second}": "A cup at dawn"})
        client.post("/posts/new/tip/", form)
        uses = Post.objects.get().latest_revision.photos.all()
        assert [(str(use.photo.uuid), use.alt) for use in uses] == [(second, "A cup at dawn")]

    def test_their_order_is_kept_by_the_draft_and_by_an_edit(self, client):
        author = make_member()
        client.force_login(author)
        key = uuid.uuid4()
        one, two, three = (self.send(client, key).json()["uuid"] for _ in range(3))
        places = {f"place-{one}": "3", f"place-{two}": "2", f"place-{three}": "3", f"alt-{two}": "Two"}
        form = typed(draft=str(key), **places)
        assert client.post("/posts/new/tip/", {**form, "save": "1"}).status_code == 302
        page = Client()
        page.force_login(author)
        shown = re.findall('data-photo="([^"]+)"', page.get(f"/my/drafts/{key}/").text)
        # Two fell into the first place; the first photo was moved to the last one's and stands after it.
        assert shown[:3] == [two, three, one]
        client.post(f"/my/drafts/{key}/", {**typed(draft=str(key)), "version": "1", "publish": "1", **places})
        post = Post.objects.get()
        placed = [(str(use.photo.uuid), use.alt) for use in post.latest_revision.photos.all()]
        assert placed == [(two, "Two"), (three, ""), (one, "")]

        edit = typed(publish="1", **{f"place-{two}": "1", f"place-{three}": "2", f"place-{one}": "1"})
        client.post(
            reverse("community:edit", args=[post.pk]), {**edit, f"alt-{one}": "One", f"alt-{two}": ""}
        )
        post.refresh_from_db()
        placed = [(str(use.photo.uuid), use.alt) for use in post.latest_revision.photos.all()]
        assert placed == [(one, "One"), (two, ""), (three, "")]

    def test_leaving_out_is_part_of_the_draft_and_makes_room(self, client):
        client.force_login(make_member())
        key = uuid.uuid4()
        sent = [self.send(client, key).json()["uuid"] for _ in range(MAX_PER_POST)]
        address = reverse("community:autosave", args=[key])
        form = {**typed(draft=str(key)), "kind": "tip"}
        client.post(address, {**form, "drop": sent[0]})
        assert sent[0] not in client.get(f"/my/drafts/{key}/").text
        client.post(address, {**form, "version": "1"})
        assert sent[0] in client.get(f"/my/drafts/{key}/").text
        assert self.send(client, key).status_code == 400
        assert self.send(client, key, drop=sent[0]).status_code == 201
        # Nine are there, and none is left out after all.
        answer = client.post("/posts/new/tip/", {**form, "version": "2", "publish": "1"})
        assert "A post takes 8 photos. Please leave some out." in answer.text
        assert not Post.objects.exists()

    def test_an_edit_counts_the_photos_that_stay(self, client):
        author = make_member()
        post = make_post(author, photos=[make_photo(author) for _ in range(2)])
        client.force_login(author)
        key = uuid.uuid4()
        send = {"kind": "tip", "post": str(post.pk)}
        answers = [self.send(client, key, **send).status_code for _ in range(MAX_PER_POST - 1)]
        assert answers == [201] * (MAX_PER_POST - 2) + [400]
        assert self.send(client, key, drop="no uuid", **send).status_code == 400

    def test_an_edit_may_leave_out_and_add(self, client):
        author = make_member()
        photos = [make_photo(author), make_photo(author)]
        post = make_post(author, photos=photos)
        client.force_login(author)
        address = reverse("community:edit", args=[post.pk])
        assert client.get(address).text.count('data-photo-state="moving"') == 2
        form = typed(title="Newer", publish="1", drop=str(photos[0].uuid), photos=[upload()])
        client.post(address, form)
        newest = post.revisions.order_by("-number")[0]
        assert [use.photo_id for use in newest.photos.all()][0] == photos[1].pk
        assert newest.photos.count() == 2

    def test_a_refused_photo_is_left_out_and_its_author_told(self, client):
        author = make_member()
        client.force_login(author)
        form = typed(publish="1", photos=[upload(b"no picture at all")])
        client.post("/posts/new/tip/", form)
        prepare_photo(Photo.objects.get().pk)
        post = Post.objects.get()
        assert "not a photo we can read" in client.get(post.get_absolute_url()).text
        assert "not a photo we can read" not in Client().get(post.get_absolute_url()).text


class TestLookingAtIt:
    def test_before_it_is_public_only_its_owner_and_the_desk(self, client):
        owner = make_member()
        photo = make_photo(owner, picture(900, 450))
        address = reverse("community:photo", args=[photo.uuid, 400])
        for stranger in (None, make_member()):
            if stranger:
                client.force_login(stranger)
            assert client.get(address).status_code == 404
        for reader in (owner, make_moderator()):
            client.force_login(reader)
            answer = client.get(address)
            assert answer.status_code == 200
            assert answer["Cache-Control"] == "private, no-store"
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert Image.open(io.BytesIO(answer.getvalue())).size == (400, 200)

    def test_a_visitor_sees_the_photos_of_their_own_draft(self, client):
        key = uuid.uuid4()
        TestSending().send(client, key)
        photo = Photo.objects.get()
        prepare_photo(photo.pk)
        address = reverse("community:photo", args=[photo.uuid, 400])
        assert client.get(address).status_code == 200
        assert Client().get(address).status_code == 404

    def test_the_private_folder_is_not_served(self, client):
        photo = make_photo()
        for name in names(photo):
            assert client.get(f"{settings.MEDIA_URL}{name}").status_code == 404
            assert client.get(f"/private/{name}").status_code == 404
