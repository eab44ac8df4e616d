"""Photos: stored as they came, drawn anew, and in the open only while something public shows them."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from PIL import Image

from community import actions
from community.actions.contributing import Words
from community.actions.photos import prepare_photo, settle_photo, store_upload, sweep_photos
from community.actions.refusals import UploadRefused
from community.models import Draft, Photo
from community.photos import place_files
from fetching.child import ChildFailed
from tests.community.photographing import lies_in, make_photo, names, picture
from tests.factories import make_member, make_post

pytestmark = pytest.mark.django_db
State = Photo.State


@pytest.fixture(autouse=True)
def _on_command(monkeypatch):
    """Prepare and move only when a test says so."""
    monkeypatch.setattr("jobs.enqueue", lambda *args: None)


class TestDrawingAnew:
    def test_what_is_kept_is_webp_without_metadata_and_the_original_is_gone(self):
        exif = Image.Exif()
        exif[0x8825] = {1: "N"}
        exif[0x010E] = "My kitchen"
        owner = make_member()
        photo = store_upload(ContentFile(picture(exif=exif), name="../../me.jpg"), owner=owner)
        original = photo.original.name
        assert "me" not in original
        assert storages["private"].exists(original)
        assert not default_storage.exists(original)
        prepare_photo(photo.pk)
        photo.refresh_from_db()
        assert (photo.state, photo.original.name, photo.attempts) == (State.HIDDEN, "", 1)
        assert not storages["private"].exists(original)
        assert [size["width"] for size in photo.renditions] == [400, 800, 900]
        with storages["private"].open(names(photo)[-1]) as file:
            kept = Image.open(file)
            assert (kept.format, dict(kept.getexif()), kept.info.get("xmp")) == ("WEBP", {}, None)

    def test_names_cannot_be_guessed(self):
        first, second = make_photo(), make_photo()
        folders = {Path(name).parent.name for name in names(first) + names(second)}
        assert len(folders) == 2
        assert min(map(len, folders)) >= 20

    @pytest.mark.parametrize(
        ("content", "code"),
        [(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_a_picture"), (picture()[:300], "broken")],
    )
    def test_what_is_no_picture_is_refused_in_a_word_and_nothing_is_kept(self, content, code):
        photo = store_upload(ContentFile(content, name="x.jpg"), owner=make_member())
        original = photo.original.name
        prepare_photo(photo.pk)
        photo.refresh_from_db()
        assert (photo.state, photo.refusal, photo.renditions) == (State.REFUSED, code, [])
        assert not storages["private"].exists(original)

    def test_a_child_that_dies_is_tried_three_times(self, monkeypatch):
        def die(*args, **kwargs):
            raise ChildFailed("the child ended with -9")

        monkeypatch.setattr("community.actions.photos.draw_anew", die)
        photo = store_upload(ContentFile(picture(), name="x.jpg"), owner=make_member())
        for attempt in (1, 2, 3):
            prepare_photo(photo.pk)
            photo.refresh_from_db()
            assert (photo.state, photo.attempts) == (State.WAITING, attempt)
        prepare_photo(photo.pk)
        photo.refresh_from_db()
        assert photo.state == State.REFUSED

    def test_twice_late_and_for_nothing(self):
        photo = make_photo()
        before = (photo.state, photo.renditions)
        prepare_photo(photo.pk)
        settle_photo(photo.pk)
        prepare_photo(999_999)
        settle_photo(999_999)
        photo.refresh_from_db()
        assert (photo.state, photo.renditions) == before


class TestWhereFilesLie:
    def test_they_follow_the_post(self, client):
        author = make_member()
        photo = make_photo(author)
        assert lies_in(photo) == "private"
        post = make_post(author, photos=[photo])

        def settled():
            photo.refresh_from_db()
            assert photo.state == State.MOVING
            settle_photo(photo.pk)
            photo.refresh_from_db()
            return photo.state, lies_in(photo)

        assert settled() == (State.READY, "public")
        assert names(photo)[1] in client.get(post.get_absolute_url()).text
        actions.remove(post)
        photo.refresh_from_db()
        assert names(photo)[1] not in client.get("/community/").text
        assert settled() == (State.HIDDEN, "private")
        actions.restore(post)
        assert settled() == (State.READY, "public")
        actions.withdraw(post, by=author)
        assert settled() == (State.HIDDEN, "private")

    def test_a_photo_left_out_of_a_newer_version_leaves_the_open(self):
        author = make_member()
        kept, left = make_photo(author), make_photo(author)
        post = make_post(author, photos=[kept, left])
        for photo in (kept, left):
            settle_photo(photo.pk)
        post = actions.submit_edit(
            post, by=author, words=Words(title="T", body="<p>Fewer.</p>", photos=[kept])
        )
        if post.has_waiting_edit:
            left.refresh_from_db()
            assert left.state == State.READY
            post = actions.publish(post)
        kept.refresh_from_db()
        left.refresh_from_db()
        assert (kept.state, left.state) == (State.READY, State.MOVING)
        settle_photo(left.pk)
        left.refresh_from_db()
        assert lies_in(left) == "private"

    def test_a_photo_of_a_waiting_edit_is_not_in_the_open(self):
        author = make_member()
        post = make_post(author)
        photo = make_photo(author)
        body = "<p>Buy at https://a.example https://b.example https://c.example, mail x@y.example!</p>"
        post = actions.submit_edit(post, by=author, words=Words(title="T", body=body, photos=[photo]))
        assert post.has_waiting_edit
        photo.refresh_from_db()
        assert (photo.state, lies_in(photo)) == (State.HIDDEN, "private")

    def test_a_photo_that_is_prepared_after_its_post_went_public_appears_then(self, client):
        author = make_member()
        photo = store_upload(ContentFile(picture(), name="x.jpg"), owner=author)
        post = make_post(author, photos=[photo])
        assert (
            "<img" not in client.get(post.get_absolute_url()).text.split("post-body")[1].split("post-foot")[0]
        )
        prepare_photo(photo.pk)
        photo.refresh_from_db()
        assert (photo.state, lies_in(photo)) == (State.READY, "public")
        assert names(photo)[1] in client.get(post.get_absolute_url()).text

    def test_a_members_face_is_in_the_open(self):
        member = make_member()
        photo = make_photo(member)
        member.picture = photo
        member.save(update_fields=["picture"])
        Photo.objects.filter(pk=photo.pk).update(state=State.MOVING)
        settle_photo(photo.pk)
        photo.refresh_from_db()
        assert (photo.state, lies_in(photo)) == (State.READY, "public")

    def test_moving_may_stop_anywhere_and_be_repeated(self):
        photo = make_photo()
        place_files(names(photo)[:1], public=True)
        place_files(names(photo), public=True)
        place_files(names(photo), public=True)
        assert lies_in(photo) == "public"
        default_storage.delete(names(photo)[0])
        place_files(names(photo), public=False)
        assert not any(default_storage.exists(name) for name in names(photo))


class TestSweep:
    def test_it_does_what_a_lost_message_left_behind(self):
        author = make_member()
        photo = store_upload(ContentFile(picture(), name="x.jpg"), owner=author)
        post = make_post(author, photos=[photo])
        sweep_photos()
        photo.refresh_from_db()
        assert photo.state == State.WAITING, "A message just sent is given its time."
        Photo.objects.update(created_at="2026-01-01T00:00Z")
        sweep_photos()
        photo.refresh_from_db()
        assert photo.state == State.READY
        actions.withdraw(post, by=author)
        sweep_photos()
        photo.refresh_from_db()
        assert (photo.state, lies_in(photo)) == (State.HIDDEN, "private")

    def test_what_nothing_uses_is_thrown_away_after_a_day(self):
        member = make_member()
        used, draft = make_photo(member), Draft.objects.create(member=member, kind="tip")
        make_post(member, photos=[used])
        drafted, unused, young = make_photo(member), make_photo(member), make_photo(member)
        Photo.objects.filter(pk=drafted.pk).update(draft=draft)
        Photo.objects.exclude(pk=young.pk).update(created_at="2026-01-01T00:00Z")
        sweep_photos()
        assert set(Photo.objects.values_list("pk", flat=True)) == {used.pk, drafted.pk, young.pk}
        assert not any(storages["private"].exists(name) for name in names(unused))


class TestStoring:
    def test_a_refusal_is_a_sentence(self):
        with pytest.raises(UploadRefused) as refused:
            store_upload(ContentFile(b"", name="x"), owner=make_member())
        assert str(refused.value) == "This photo is damaged or incomplete. Please send it again."
