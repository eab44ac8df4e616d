"""Verified owners: by a code or an order number, shown with how and when, and nothing more than shown."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from community.actions.erasing import erase_member
from community.actions.handing_out import (
    drop_unused_codes,
    drop_unused_orders,
    load_orders,
    make_codes,
)
from community.actions.owning import NotProven, OwnersAreCustomers, give_up, prove
from community.actions.refusals import MayNotWrite
from community.models import OrderNumber, OwnerCode, Ownership
from community.reviews import reviews_of
from feeds.models import Edition
from tests.factories import (
    make_admin,
    make_brand_member,
    make_comment,
    make_marketer,
    make_member,
    make_moderator,
    make_post,
    make_product,
    make_product_page,
    plan_feeds,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def kvern(db):
    return make_product("kvern")


def make_code(product, count=1):
    return make_codes(product, count=count, batch="Spring", by=make_marketer())[0]


class TestACode:
    def test_makes_its_finder_an_owner_and_counts_once(self, kvern):
        code, member = make_code(kvern), make_member()
        owned = prove(member, product=kvern, typed=code.lower().replace("-", " "))
        assert (owned.method, owned.product) == (Ownership.Method.CODE, kvern)
        with pytest.raises(NotProven) as used:
            prove(make_member(), product=kvern, typed=code)
        with pytest.raises(NotProven) as wrong:
            prove(make_member(), product=kvern, typed="AAAA-AAAA-AAAA")
        assert str(used.value) == str(wrong.value)
        assert Ownership.objects.get() == owned

    def test_is_of_its_product_and_kept_as_a_hash(self, kvern):
        code = make_code(kvern)
        with pytest.raises(NotProven):
            prove(make_member(), product=make_product("svane"), typed=code)
        row = OwnerCode.objects.get()
        assert (row.used_at, row.batch) == (None, "Spring")
        assert code not in str(vars(row)) and code.replace("-", "").lower() not in str(vars(row))

    def test_is_not_used_up_by_who_owns_it_already(self, kvern):
        codes = make_codes(kvern, count=2, batch="", by=make_marketer())
        member = make_member()
        assert prove(member, product=kvern, typed=codes[0]) == prove(member, product=kvern, typed=codes[1])
        assert OwnerCode.objects.unused().count() == 1

    @pytest.mark.parametrize("make", [make_brand_member, make_moderator, make_marketer, make_admin])
    def test_marks_nobody_of_the_team(self, kvern, make):
        code = make_code(kvern)
        with pytest.raises(OwnersAreCustomers):
            prove(make(), product=kvern, typed=code)
        assert OwnerCode.objects.unused().count() == 1

    def test_marks_nobody_who_is_banned(self, kvern, django_user_model):
        member = make_member(is_active=False)
        with pytest.raises(MayNotWrite):
            prove(member, product=kvern, typed=make_code(kvern))
        assert not Ownership.objects.exists()

    def test_given_up_it_serves_its_finder_again_and_nobody_else(self, kvern):
        code, member = make_code(kvern), make_member()
        prove(member, product=kvern, typed=code)
        give_up(member, product=kvern)
        give_up(member, product=kvern)
        with pytest.raises(NotProven):
            prove(make_member(), product=kvern, typed=code)
        assert prove(member, product=kvern, typed=code).member == member

    def test_stays_used_when_its_finder_is_erased(self, kvern):
        code, member = make_code(kvern), make_member()
        prove(member, product=kvern, typed=code)
        erase_member(member)
        row = OwnerCode.objects.get()
        assert (row.used_by, row.used_at is None) == (None, False)
        with pytest.raises(NotProven):
            prove(make_member(), product=kvern, typed=code)


class TestOrderNumbers:
    def test_mark_whoever_names_one_first(self, kvern):
        loaded = load_orders([(kvern, "#A-1001"), (kvern, "a1001"), (kvern, "A-1002")], by=make_marketer())
        assert (loaded.added, loaded.known) == (2, 1)
        assert prove(make_member(), product=kvern, typed="A 1001").method == Ownership.Method.ORDER
        with pytest.raises(NotProven):
            prove(make_member(), product=kvern, typed="#A-1001")

    def test_loaded_again_do_no_harm(self, kvern):
        by = make_marketer()
        load_orders([(kvern, "A-1001")], by=by)
        prove(make_member(), product=kvern, typed="A-1001")
        loaded = load_orders([(kvern, "A-1001"), (make_product("svane"), "A-1001")], by=by)
        assert (loaded.added, loaded.known) == (1, 1)
        assert OrderNumber.objects.unused().get().product.slug == "svane"

    def test_unused_ones_and_codes_are_dropped_and_owners_stay(self, kvern):
        by, code = make_marketer(), make_code(kvern, 3)
        load_orders([(kvern, "A-1001")], by=by)
        prove(make_member(), product=kvern, typed=code)
        assert drop_unused_codes(kvern, batch="Autumn", by=by) == 0
        assert drop_unused_codes(kvern, batch="Spring", by=by) == 2
        assert drop_unused_orders(kvern, by=by) == 1
        assert (Ownership.objects.count(), OwnerCode.objects.count()) == (1, 1)


class TestTheMark:
    def test_stands_beside_every_word_about_it_with_how_and_when_a_tap_away(self, client, kvern):
        make_product_page(kvern)
        review = make_post(kind="review", product=kvern)
        author = review.author
        question = make_post(kind="question", product=kvern)
        make_comment(question, author)
        elsewhere = make_post(author, kind="question", product=make_product("svane"))
        plan_feeds()
        link = f'href="{author.get_absolute_url()}#owns"'
        places = [
            "/products/kvern/",
            review.get_absolute_url(),
            question.get_absolute_url(),
            "/community/",
            "/",
        ]
        for place in places:
            assert link not in client.get(place).text
        prove(author, product=kvern, typed=make_code(kvern))
        for place in places:
            assert link in client.get(place).text, place
        assert link not in client.get(elsewhere.get_absolute_url()).text
        assert "Verified owner" in client.get("/feeds/home.rss").text
        assert '"owns":{"@type":"Product"' in client.get(review.get_absolute_url()).text
        page = client.get(author.get_absolute_url()).text
        assert 'id="owns"' in page and "Verified by a code from the box, " in page

    def test_is_not_shown_of_who_speaks_for_the_brand_since(self, client, kvern):
        review = make_post(kind="review", product=kvern)
        prove(review.author, product=kvern, typed=make_code(kvern))
        review.author.brand_role = {"en": "Trainer"}
        review.author.save()
        assert "#owns" not in client.get(review.get_absolute_url()).text
        assert 'id="owns"' not in client.get(review.author.get_absolute_url()).text

    def test_changes_no_order_no_average_and_no_place(self, kvern):
        make_product_page(kvern)
        posts = [make_post(kind="review", product=kvern, stars=stars) for stars in (5, 1, 4, 2)]

        def shown():
            plan_feeds()
            reviews = reviews_of(kvern)
            editions = Edition.objects.order_by("feed", "-number").values_list("feed", "slots")
            best = (reviews.most_useful_positive.id, reviews.most_useful_critical.id)
            return (
                [card.id for card in reviews.cards],
                best,
                reviews.sums.average,
                reviews.sums.bars,
                list(editions),
            )

        before = shown()
        for post in (posts[1], posts[2]):
            prove(post.author, product=kvern, typed=make_code(kvern))
        assert shown() == before
        assert reviews_of(kvern).sums.verified == 2


class TestThePage:
    def test_asks_for_what_there_can_be(self, client, kvern):
        client.force_login(make_member())
        assert 'name="proof"' not in client.get("/my/products/kvern/").text
        code = make_code(kvern)
        page = client.get("/my/products/kvern/").text
        assert "Code from the box" in page and "order number" not in page
        answer = client.post("/my/products/kvern/", {"proof": code})
        assert (answer.status_code, answer["Location"]) == (302, "/my/products/")
        page = client.get("/my/products/").text
        assert "Verified by a code from the box" in page
        assert 'value="kvern"' not in page

    def test_signed_out_is_a_link_on_the_products_page_that_leads_back(self, client, kvern):
        make_product_page(kvern)
        assert 'href="/my/products/kvern/"' in client.get("/products/kvern/").text
        answer = client.get("/my/products/kvern/")
        assert answer["Location"] == "/accounts/login/?next=/my/products/kvern/"

    def test_lets_nobody_try_more_than_ten_an_hour(self, client, kvern):
        code = make_code(kvern)
        client.force_login(make_member())
        for _ in range(10):
            assert client.post("/my/products/kvern/", {"proof": "wrong-code"}).status_code == 200
        answer = client.post("/my/products/kvern/", {"proof": code})
        assert (answer.status_code, "Retry-After" in answer) == (429, True)
        assert not Ownership.objects.exists()

    def test_after_a_review_its_author_is_asked_whatever_the_stars(self, client, kvern):
        for stars in (1, 5):
            post = make_post(kind="review", product=kvern, stars=stars)
            client.force_login(post.author)
            assert "Do you own Kvern?" in client.get(post.get_absolute_url()).text
        prove(post.author, product=kvern, typed=make_code(kvern))
        assert "Do you own Kvern?" not in client.get(post.get_absolute_url()).text

    def test_a_character_no_database_takes_names_nothing(self, client, kvern):
        client.force_login(make_member())
        assert client.get("/my/products/?product=kvern%00").status_code == 302
        assert client.get("/my/products/?product=%00").status_code == 200
        assert client.get("/mentions/?q=%00").json() == {"members": []}
        assert client.post("/my/expertise/", {"product": "\0"}).status_code == 404
        question = make_post(kind="question")
        assert client.post(f"/posts/{question.pk}/experts/", {"expert": "\0"}).status_code == 404

    def test_gives_up_only_ones_own(self, client, kvern):
        member = make_member()
        prove(member, product=kvern, typed=make_code(kvern))
        client.force_login(make_member())
        assert client.post("/my/products/kvern/removal/").status_code == 404
        client.force_login(member)
        assert "Give up the mark?" in client.get("/my/products/kvern/removal/").text
        assert Ownership.objects.exists()
        client.post("/my/products/kvern/removal/")
        assert not Ownership.objects.exists()


class TestTheStaffPages:
    def test_codes_come_once_as_a_file(self, client, kvern):
        client.force_login(make_marketer())
        answer = client.post("/cms/owners/codes/", {"product": kvern.pk, "batch": "=Spring", "count": "3"})
        head, *codes = answer.text.split()
        assert (head, len(codes)) == ("code", 3)
        assert "no-store" in answer["Cache-Control"]
        assert answer["Content-Disposition"] == 'attachment; filename="codes-kvern-spring.csv"'
        prove(make_member(), product=kvern, typed=codes[1])
        page = client.get("/cms/owners/").text
        assert "3 made, 1 used" in page
        assert not any(code in page for code in codes)
        client.post(f"/cms/owners/codes/{kvern.pk}/removal/?batch=%3DSpring")
        assert OwnerCode.objects.count() == 1

    def test_a_list_says_what_was_taken_and_what_was_not(self, client, kvern):
        make_product("svane", names={"en": "Kettle", "nb": "Kjele"})
        client.force_login(make_marketer())

        def load(text, **fields):
            file = SimpleUploadedFile("orders.csv", text.encode())
            return client.post("/cms/owners/orders/", {"file": file, **fields}).text

        page = load("Order;Product\nA-1001;KVERN\nA-1002;kjele\nA-1003;Horse\n;kvern\nA 1001;kvern\n")
        assert "2 order numbers are new" in page
        assert "1 was known already" in page
        assert "Row 4: there is no product “Horse” here" in page
        assert "Row 5: no order number" in page
        assert "Choose the product" in load("A-2001\n")
        assert "1 order number is new" in load("A-2001\n", product=kvern.pk)
        assert "not a CSV file" in load("PK\0")
        assert OrderNumber.objects.count() == 3
