"""Rendering anew: from what was typed, restartable, one broken row stopping none."""

from io import StringIO

import pytest
from django.core.management import call_command

from community.models import Comment, PostRevision
from community.sanitize import RENDER_VERSION
from tests.factories import make_comment, make_post

pytestmark = pytest.mark.django_db


def run(**options):
    out, err = StringIO(), StringIO()
    call_command("rerender_posts", stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


class TestRerenderPosts:
    def test_old_rows_are_rendered_from_what_was_typed_and_new_ones_left_alone(self):
        old, new = make_post().public_revision, make_post().public_revision
        comment = make_comment(make_post())
        PostRevision.objects.filter(pk=old.pk).update(render_version=0, body_html="<p>old</p>")
        PostRevision.objects.filter(pk=new.pk).update(body_html="<p>touched by nobody</p>")
        Comment.objects.update(render_version=0, body_html="")
        out, _err = run()
        assert "rendered 2" in out
        for row in (old, new, comment):
            row.refresh_from_db()
            assert row.render_version == RENDER_VERSION
        assert old.body_html.startswith("<p>Grind a little finer")
        assert new.body_html == "<p>touched by nobody</p>"
        assert comment.body_html == "<p>Thank you, that helped.</p>"

    def test_it_goes_on_where_it_stopped(self):
        for _ in range(5):
            make_post()
        PostRevision.objects.update(render_version=0)
        first = PostRevision.objects.order_by("pk")[0]
        PostRevision.objects.filter(pk=first.pk).update(render_version=RENDER_VERSION)
        out, _err = run(batch=2)
        assert out.splitlines()[-1] == "rendered 4"
        assert run()[0] == "rendered 0\n"

    def test_what_cannot_be_rendered_stays_and_stops_nothing(self):
        broken, fine = make_post().public_revision, make_post().public_revision
        PostRevision.objects.filter(pk=broken.pk).update(body="<div>" * 90, body_html="<p>as it was</p>")
        PostRevision.objects.update(render_version=0)
        out, err = run(batch=1)
        assert "rendered 1" in out
        assert f"{broken.pk} stays as it is" in err
        broken.refresh_from_db()
        fine.refresh_from_db()
        assert (broken.body_html, broken.render_version) == ("<p>as it was</p>", 0)
        assert fine.render_version == RENDER_VERSION
