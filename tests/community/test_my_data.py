"""A copy of everything about oneself: made by a worker, mailed as a link, deleted after a week."""

import json
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.core import mail as outbox
from django.utils import timezone
from PIL import Image

from community.actions import withdraw
from community.actions.data_exports import prepare_export, request_export, sweep_exports
from community.actions.mail import send_due_mail
from community.actions.rating import rate_post
from community.exporting import data_of
from community.models import DataExport, Member
from community.personal_data import holdings
from community.photos import private
from moderation.actions import Complaint, decide, report
from moderation.models import Case
from tests.authorization.people import belongings
from tests.factories import make_comment, make_member, make_moderator, make_post, make_waiting_post

pytestmark = pytest.mark.django_db


def make_export(member: Member | None = None) -> DataExport:
    """A copy that is ready."""
    export = request_export(member or make_member())
    prepare_export(export.pk)
    export.refresh_from_db()
    return export


def opened(export: DataExport) -> zipfile.ZipFile:
    with private().open(export.file) as file:
        return zipfile.ZipFile(BytesIO(file.read()))


def rows_of(member: Member, table: str, found_by: str) -> list[dict]:
    [rows] = [
        each["rows"]
        for each in data_of(member)["tables"]
        if (each["table"], each["found_by"]) == (table, found_by)
    ]
    return rows


class TestTheCopy:
    def test_has_every_table_or_says_why_not(self):
        data = data_of(make_member())
        told = [each["table"] for each in (*data["tables"], *data["left_out"])]
        assert sorted(told) == sorted(holding.model._meta.label for holding in holdings())
        assert all(each["why"] for each in data["left_out"])

    def test_has_ones_words_and_choices(self):
        member, other = make_member("Kari Nordmann"), make_post()
        post = make_post(member, title="Grind finer", body="<p>Grind finer, in my kitchen at least.</p>")
        make_comment(other, member, body="Thank you for this.")
        rate_post(other, by=member, value=4)
        [account] = rows_of(member, "community.Member", "pk")
        assert (account["name"], account["email"]) == ("Kari Nordmann", member.email)
        assert "password" not in account
        [revision] = rows_of(member, "community.PostRevision", "post__author")
        assert (revision["post_id"], revision["title"]) == (post.pk, "Grind finer")
        assert revision["body"] == "<p>Grind finer, in my kitchen at least.</p>"
        [comment] = rows_of(member, "community.Comment", "author")
        assert comment["body"] == "Thank you for this."
        [rating] = rows_of(member, "community.Rating", "member")
        assert (rating["post_id"], rating["value"]) == (other.pk, 4)

    def test_tells_what_the_desk_said_and_not_who(self):
        moderator = make_moderator("Mona Moderator")
        waiting = make_waiting_post()
        report(waiting, by=make_member("Rolf Reporter"), complaint=Complaint(reason="spam", text="Ads"))
        case = Case.objects.get(post=waiting)
        decide(case, by=moderator, version=case.version, action="decline", ground="spam", facts="It sells.")
        told = json.dumps(data_of(waiting.author), default=str)
        assert "It sells." in told
        assert "Mona" not in told
        assert "Rolf" not in told
        assert "Ads" not in told

    def test_holds_nothing_of_anybody_else(self):
        other = make_member("Zanzibar Other", bio="Zanzibar")
        belongings(other)
        assert "zanzibar" not in json.dumps(data_of(make_member()), default=str).lower()

    def test_names_what_others_wrote_only_while_that_is_public(self):
        reader, post = make_member(), make_post(title="Grind finer")
        make_comment(post, reader)
        assert rows_of(reader, "community.Comment", "author")[0]["post_title"] == "Grind finer"
        withdraw(post, by=post.author)
        assert "Grind finer" not in json.dumps(data_of(reader), default=str)

    def test_is_a_zip_with_photos_that_open(self):
        member = make_member()
        names = belongings(member)
        with opened(DataExport.objects.get(member=member)) as archive:
            assert {"README.txt", "data.json", f"photos/{names['photo']}.webp"} <= set(archive.namelist())
            with archive.open(f"photos/{names['photo']}.webp") as photo, Image.open(photo) as image:
                assert image.format == "WEBP"
            assert json.loads(archive.read("data.json"))["member"] == member.username

    def test_speaks_the_members_language(self):
        export = make_export(make_member("Kari", language="nb"))
        with opened(export) as archive:
            assert "Kari" in archive.read("README.txt").decode()


class TestAsking:
    def test_makes_one_and_mails_a_link_that_works_for_a_week(self, django_capture_on_commit_callbacks):
        member = make_member()
        with django_capture_on_commit_callbacks(execute=True):
            export = request_export(member)
        export.refresh_from_db()
        assert export.ready_at is not None
        assert export.expires_at - export.ready_at > timedelta(days=6, hours=23)
        assert export.size == private().size(export.file) > 0
        assert send_due_mail() == 1
        assert send_due_mail() == 0
        [message] = outbox.outbox
        assert message.to == [member.email]
        assert f"/my/data/copies/{export.uuid}/" in message.body

    def test_twice_is_once(self):
        member = make_member()
        first = request_export(member)
        assert request_export(member) == first
        prepare_export(first.pk)
        assert request_export(member) == first
        assert DataExport.objects.count() == 1

    def test_a_day_later_makes_another(self):
        export = make_export()
        DataExport.objects.update(requested_at=timezone.now() - timedelta(days=1, minutes=1))
        assert request_export(export.member) != export

    def test_a_lost_message_is_found_by_the_sweep(self):
        export = request_export(make_member())
        sweep_exports()
        export.refresh_from_db()
        assert export.ready_at is not None

    def test_a_worker_at_it_is_left_alone_and_a_dead_one_is_not(self):
        export = request_export(make_member())
        DataExport.objects.update(started_at=timezone.now() - timedelta(minutes=14))
        sweep_exports()
        assert DataExport.objects.unfinished().get() == export
        DataExport.objects.update(started_at=timezone.now() - timedelta(minutes=16))
        sweep_exports()
        assert not DataExport.objects.unfinished().exists()

    def test_one_that_fails_again_and_again_is_given_up_and_may_be_asked_for_anew(self):
        export = request_export(make_member())
        DataExport.objects.update(started_at=timezone.now() - timedelta(minutes=16), attempts=3)
        sweep_exports()
        export.refresh_from_db()
        assert (export.ready_at, export.file) == (None, "")
        assert export.cancelled_at is not None
        assert send_due_mail() == 0
        assert request_export(export.member) != export

    def test_a_week_later_the_file_and_the_row_are_gone(self):
        export = make_export()
        DataExport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        sweep_exports()
        assert not DataExport.objects.exists()
        assert not private().exists(export.file)

    def test_a_file_that_no_row_names_is_swept_and_others_stay(self):
        export = make_export()
        orphan = make_export()
        DataExport.objects.filter(pk=orphan.pk).delete()
        sweep_exports()
        assert private().exists(export.file)
        assert not private().exists(orphan.file)

    def test_twice_prepared_is_once(self):
        export = make_export()
        prepare_export(export.pk)
        prepare_export(0)
        assert DataExport.objects.get().file == export.file


class TestThePages:
    def test_asking_says_that_a_mail_comes(self, client):
        member = make_member()
        client.force_login(member)
        page = client.post("/my/data/", follow=True).content.decode()
        assert "We put it together and mail you a link" in page
        assert "Your copy is being put together." in page
        assert member.data_exports.count() == 1

    def test_the_link_gives_the_file_to_its_owner(self, client):
        export = make_export()
        client.force_login(export.member)
        assert f"/my/data/copies/{export.uuid}/" in client.get("/my/data/").content.decode()
        answer = client.get(f"/my/data/copies/{export.uuid}/")
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert "no-store" in answer.headers["Cache-Control"]
        assert zipfile.is_zipfile(BytesIO(b"".join(answer.streaming_content)))

    def test_nobody_else_gets_it(self, client):
        export = make_export()
        assert client.get(f"/my/data/copies/{export.uuid}/").status_code == 302
        client.force_login(make_member())
        assert client.get(f"/my/data/copies/{export.uuid}/").status_code == 404

    def test_an_expired_link_says_so(self, client):
        export = make_export()
        DataExport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        client.force_login(export.member)
        answer = client.get(f"/my/data/copies/{export.uuid}/", follow=True)
        assert "This link has expired. Ask for a new copy." in answer.content.decode()

    def test_one_that_is_not_made_yet_is_not_given(self, client):
        export = request_export(make_member())
        client.force_login(export.member)
        assert client.get(f"/my/data/copies/{export.uuid}/").status_code == 302
