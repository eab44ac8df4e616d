"""Taking the demo away: nothing of it is left, everything else stays whole."""

from dataclasses import replace
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from PIL import Image
from wagtail.models import Page

from community import actions
from community.actions.inviting import invite
from community.actions.rating import rate_post
from community.models import Comment, Member, Ownership, Post, Rating
from content.models import BrandImage, BrandSettings, Product, ProductPage, Topic
from demo import texts
from demo.removal import find
from demo.removal.files import drop_mails
from demo.seeding import editorial
from feeds.models import Feed, FeedEntry, PendingSync
from moderation.actions import Complaint, decide, report
from moderation.models import Arrival, Case, Decision
from tests.factories import (
    home,
    make_comment,
    make_member,
    make_post,
    make_story,
    make_waiting_post,
    plan_feeds,
)

pytestmark = pytest.mark.once

# Counters of rows, and what SQLite's search keeps for itself.
OWN_BOOKS = ("sqlite_sequence", "_fts_data", "_fts_idx", "_fts_docsize", "_fts_config", "_fts_content")


def a_few() -> tuple[texts.PostText, ...]:
    """A post of every state, reviews that can be placed, one with a photo."""
    every = texts.load_posts()
    chosen = [
        next(post for post in every if post.state == state) for state in sorted({p.state for p in every})
    ]
    for language in texts.LANGUAGES:
        chosen += islice((p for p in every if p.lang == language and p.kind == "review" and p.stars), 2)
    chosen.append(next(post for post in every if post.photos))
    return tuple(dict.fromkeys(chosen))


def painted(folder: Path, art: texts.Art) -> Path:
    """Paint a small picture of its own for each of the demo's, in the folder that says what it is."""
    path = folder / art.path.parent.name / art.path.name
    path.parent.mkdir(exist_ok=True)
    Image.new("RGB", (48, 32), f"#{sha256(art.name.encode()).hexdigest()[:6]}").save(path)
    return path


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, no_worker: None) -> None:
    """The demo with few posts, and with small pictures: drawing large ones anew takes its time."""
    art = {name: replace(art, path=painted(tmp_path, art)) for name, art in texts.load_art().items()}
    monkeypatch.setattr(texts, "load_art", lambda: art)
    posts = a_few()
    with_photo = next(post for post in posts if post.photos)
    posts = tuple(post if post is with_photo else replace(post, photos=()) for post in posts)
    with_face = next(person for person in texts.load_people() if person.avatar)
    persons = tuple(
        person if person is with_face else replace(person, avatar="") for person in texts.load_people()
    )
    monkeypatch.setattr(texts, "load_posts", lambda: posts)
    monkeypatch.setattr(texts, "load_people", lambda: persons)


def seed() -> None:
    call_command("seed_demo", verbosity=0)


def remove(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    capsys.readouterr()
    call_command("remove_demo", "--yes", *options)
    return capsys.readouterr().out


def rows() -> dict[str, list[str]]:
    """Return every row of every table."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if not table.endswith(OWN_BOOKS):
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                found[table] = sorted(map(str, cursor.fetchall()))
    return found


def stored() -> set[Path]:
    """Return every file that was uploaded or drawn."""
    folders = [Path(settings.MEDIA_ROOT), Path(settings.PRIVATE_ROOT)]
    return {path for folder in folders for path in folder.rglob("*") if path.is_file()}


def log_is_closed() -> bool:
    """Say whether the database refuses to change the logs."""
    changes = (
        Decision.objects.all().delete,
        lambda: Decision.objects.update(action="keep"),
        Arrival.objects.all().delete,
        lambda: Arrival.objects.update(case_id=0),
    )
    for change in changes:
        try:
            with transaction.atomic():
                # An empty log refuses nothing.
                Arrival.objects.create(case_id=1, kind="reported", reason="spam")
                change()
        except DatabaseError:
            continue
        return False
    return True


@pytest.mark.usefixtures("small")
class TestRemoving:
    @pytest.mark.django_db(transaction=True)
    def test_leaves_the_site_as_it_was_before_the_demo(self, capsys, client):
        before, files = rows(), stored()
        seed()
        marketer = Client()
        marketer.force_login(Member.objects.get(email="marketer@demo.example"))
        marketer.get("/cms/")
        client.get("/")
        assert Decision.objects.exists()
        assert stored() > files
        for address, name in {"/feeds/": "Care and repair", "/nb/feeds/": "Stell og reparasjon"}.items():
            assert name in client.get(f"{address}care-and-repair/").text
            assert f"{address}care-and-repair/" in client.get(address).text
        said = remove(capsys)
        assert "The demo is gone." in said
        assert "make one with manage.py createsuperuser" in said
        after = rows()
        assert {table for table in before if after[table] != before[table]} == set()
        # Other tests' share pictures may have lain here under the same numbers.
        assert stored() - files == set()
        assert "Nothing is left of the demo" in remove(capsys)
        assert rows() == after
        # And it can come again.
        seed()
        assert ProductPage.objects.count() == 2 * len(texts.load_products())

    @pytest.mark.django_db(transaction=True)
    def test_leaves_real_people_and_their_words_whole(self, capsys):
        seed()
        kari, ola = make_member("Kari"), make_member("Ola")
        kvern, stempel = Product.objects.get(slug="kvern"), Product.objects.get(slug="stempel")
        own = make_post(kari, kind="review", product=kvern)
        Ownership.objects.create(
            member=ola, product=stempel, method=Ownership.Method.ORDER, verified_at=own.created_at
        )
        demo_members = list(Member.objects.filter(is_demo=True, brand_role={})[:3])
        for rater in demo_members:
            rate_post(own, by=rater, value=5)
        rate_post(own, by=ola, value=4)
        make_comment(own, demo_members[0], "Said by the demo.")
        asked = make_comment(own, demo_members[1], "Why?")
        answer = make_comment_under(asked, ola)
        answered = Post.objects.filter(author__is_demo=True, state="published").order_by("pk")[0]
        comment = make_comment(answered, kari, "I agree.")
        rated = Post.objects.filter(author__is_demo=True, state="published").exclude(pk=answered.pk)[0]
        rating = rate_post(rated, by=kari, value=5)
        story = make_story(
            "Our own", topic=Topic.objects.get(slug="water"), picture=kvern.picture, picture_alt="Kvern"
        )
        said = remove(capsys)
        plan_feeds()

        assert set(Member.objects.filter(is_demo=False)) == {kari, ola}
        own.refresh_from_db()
        assert (own.ratings, own.comment_count, own.product) == (1, 2, kvern)
        assert list(Rating.objects.filter(post=own).values_list("member", flat=True)) == [ola.pk]
        assert own.weighted_value_sum == pytest.approx(4 * own.weight_sum)
        assert set(Comment.objects.all()) == {asked, answer, comment}
        assert Rating.objects.filter(pk=rating.pk).exists()
        assert set(Post.objects.all()) == {own, answered, rated}
        assert Page.objects.filter(pk=story.pk, live=True).exists()
        assert {product.slug for product in Product.objects.all()} >= {"kvern", "stempel"}
        assert "product kvern: a post names it" in said
        assert "product stempel: a real member owns it" in said
        assert "topic water: " in said
        assert f"post {answered.pk} “{answered.title}”" in said
        assert BrandImage.objects.filter(pk=kvern.picture_id).exists()
        assert "something that stays shows it" in said

        # Whose words stay can do nothing any more.
        staying = Member.objects.filter(is_demo=True)
        assert {member.pk for member in staying} == {asked.author_id, answered.author_id, rated.author_id}
        assert not any(member.has_usable_password() or member.is_superuser for member in staying)
        assert not staying.exclude(groups=None).exists()
        assert not PendingSync.objects.exists()
        assert set(FeedEntry.objects.values_list("post", flat=True)) == {own.pk, answered.pk, rated.pk, None}
        assert Feed.objects.get(slug="home", language="en").current_edition is not None

        said = remove(capsys, "--with-answers")
        assert set(Post.objects.all()) == {own}
        assert not Member.objects.filter(is_demo=True).exists()
        assert "product kvern: a post names it" in said

    @pytest.mark.django_db(transaction=True)
    def test_leaves_what_a_real_marketer_changed(self, capsys):
        seed()
        marketer = make_member("Mia", is_superuser=True)
        front = home("en")
        front.title = "Our own front"
        front.save_revision(user=marketer, log_action=True).publish(user=marketer)
        page = ProductPage.objects.get(product__slug="kvern", locale__language_code="en")
        page.title = "Our grinder"
        page.save_revision(user=marketer, log_action=True).publish(user=marketer)
        brand = BrandSettings.objects.get()
        brand.name = "Nordlys"
        brand.save()
        Feed.objects.own().update(titles={"en": "Mending", "nb": "Reparasjon"})
        said = remove(capsys)
        assert "feed “care-and-repair”: a real member has changed it" in said
        assert ": a feed is about it" in said
        assert Topic.objects.filter(slug__in=["cleaning-care", "repair"]).count() == 2
        assert Feed.objects.own().count() == 2
        assert home("en").title == "Our own front"
        assert home("nb").title == "Hjem"
        assert list(ProductPage.objects.values_list("title", flat=True)) == ["Our grinder"]
        assert "page “Our grinder” (/home/products/kvern/): a real member has edited it" in said
        assert list(Product.objects.values_list("slug", flat=True)) == ["kvern"]
        brand = BrandSettings.objects.get()
        assert (brand.name, brand.tagline, brand.primary) == ("Nordlys", "", "#7a3e1d")


@pytest.mark.django_db
class TestAsking:
    @pytest.fixture(autouse=True)
    def some_of_it(self, small):
        editorial.seed_brand()
        make_member(is_demo=True)

    @pytest.mark.parametrize("typed", ["no", "", "y", None])
    def test_nothing_happens_without_a_yes(self, monkeypatch, typed):
        def answer(_prompt: str) -> str:
            if typed is None:
                raise EOFError
            return typed

        monkeypatch.setattr("builtins.input", answer)
        before = rows()
        with pytest.raises(CommandError, match="Nothing was removed"):
            call_command("remove_demo")
        assert rows() == before

    def test_yes_removes(self, monkeypatch):
        monkeypatch.setattr("builtins.input", lambda _prompt: " Yes")
        call_command("remove_demo")
        assert not Member.objects.exists()
        assert not BrandSettings.objects.exists()


@pytest.mark.django_db
class TestWhatIsNotTheDemos:
    def test_a_site_without_the_demo_loses_nothing(self):
        member = make_member()
        make_post(member, kind="review")
        make_story()
        front = home()
        front.title = "Ours"
        front.save_revision().publish()
        BrandSettings.objects.create(name="Nordlys", time_zone="Europe/Oslo")
        make_decision(member)
        plan = find()
        assert plan.is_empty
        assert plan.kept == []

    def test_a_decision_about_a_real_member_stays_in_the_log(self, capsys):
        real, moderator = make_member(), make_member(is_demo=True, is_superuser=True)
        make_decision(real, by=moderator)
        before = set(Decision.objects.all())
        make_decision(make_member(is_demo=True), by=moderator)
        remove(capsys)
        assert set(Decision.objects.all()) == before
        assert log_is_closed()

    def test_reports_are_counted_no_more_but_those_of_real_things_by_real_people(self, capsys):
        real, demo = make_member(), make_member(is_demo=True)
        stays, mine = make_post(real), make_post(demo)
        for post, by in ((stays, None), (stays, demo), (mine, None), (make_post(make_member()), demo)):
            report(post, by=by, complaint=Complaint(reason="spam"))
        case = Case.objects.get(post=stays)
        make_decision(real)
        assert Arrival.objects.count() == 4
        remove(capsys)
        assert set(Arrival.objects.values_list("case_id", flat=True)) == {case.pk}
        assert log_is_closed()

    def test_open_invitations_of_demo_staff_go_the_accepted_stay(self, capsys):
        admin = make_member(is_demo=True, is_superuser=True)
        invite(["kari@example.com"], by=admin, language="en")
        assert find().invitations
        remove(capsys)
        assert find().is_empty

    def test_sessions_of_others_go_on(self, capsys):
        mine, theirs = Client(), Client()
        mine.force_login(make_member())
        theirs.force_login(make_member(is_demo=True))
        remove(capsys)
        assert mine.get("/my/posts/").status_code == 200
        assert theirs.get("/my/posts/").status_code == 302


class TestMails:
    def test_those_to_the_demo_go_the_others_stay(self, tmp_path):
        folder = str(tmp_path)
        connection = get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=folder)
        mixed = ["kari@example.com", "Admin <admin@demo.example>", "ola@example.com"]
        connection.send_messages([EmailMessage("Hei", "Hei", to=[address]) for address in mixed])
        other = get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=folder)
        other.send_messages([EmailMessage("Hei", "Hei", to=["member@demo.example"])])
        assert drop_mails(tmp_path) == 2
        [left] = tmp_path.glob("*.log")
        text = left.read_text()
        assert text.count("Subject: Hei") == 2
        assert "demo.example" not in text
        assert drop_mails(tmp_path) == 0


def make_comment_under(parent: Comment, author: Member) -> Comment:
    comment = actions.submit_comment(by=author, post=parent.post, parent=parent, body="Because it works.")
    return comment if comment.is_public else actions.publish(comment)


def make_decision(author: Member, by: Member | None = None) -> Any:
    case = Case.objects.get(post=make_waiting_post(author))
    by = by or make_member(is_superuser=True)
    return decide(case, by=by, version=case.version, action="clear")
