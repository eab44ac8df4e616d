"""The first days of a site: the card that counts, the first product, the legal drafts."""

import pytest
from django.test import Client

from community.models import Invitation, Member
from community.models.invitations import Role
from content.actions.legal import write_legal_drafts
from content.actions.starting import start_product
from content.first_run import first_run_of
from content.models import BrandSettings, LegalPage, Product, ProductPage
from tests.factories import make_admin, make_marketer, make_member, make_moderator, make_product

pytestmark = [pytest.mark.django_db, pytest.mark.once]

CARD = "From an empty site to one with readers"


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def done(user: Member) -> list[bool]:
    return [step.is_done for step in first_run_of(user).steps]


def publish_all_legal(by: Member) -> None:
    for draft in write_legal_drafts(by=by):
        draft.was_read = True
        draft.save_revision().publish()


class TestCard:
    def test_leads_an_admin_through_five_steps(self):
        page = signed_in(make_admin()).get("/cms/").text

        assert CARD in page
        assert "0 of 5 steps done" in page
        titles = [
            "Your brand",
            "Your first product",
            "The four legal pages",
            "Your colleagues",
            "Ten customers",
        ]
        assert [page.count(f"<h3>{title}") for title in titles] == [1] * 5

    def test_each_step_leads_to_a_page_that_opens(self):
        admin = make_admin()
        client = signed_in(admin)

        for step in first_run_of(admin).steps:
            assert client.get(step.url, follow=True).status_code == 200, step.title

    def test_a_marketer_is_not_sent_where_only_an_admin_may_go(self):
        assert [step.title for step in first_run_of(make_marketer()).steps] == [
            "Your brand",
            "Your first product",
            "The four legal pages",
            "Ten customers",
        ]

    def test_a_moderator_sees_none(self):
        assert CARD not in signed_in(make_moderator()).get("/cms/").text

    def test_is_put_away_by_each_for_themselves(self):
        one, other = signed_in(make_admin()), signed_in(make_marketer())
        one.patch("/cms/dismissibles/", {"alongside_first_run": True}, content_type="application/json")

        assert CARD not in one.get("/cms/").text
        assert CARD in other.get("/cms/").text

    def test_says_when_everything_is_done(self):
        admin = make_admin()
        make_marketer()
        BrandSettings.objects.create(name="Morgenro")
        start_product(names={"en": "Kvern"}, summaries={}, by=admin).save_revision().publish()
        publish_all_legal(admin)
        for _number in range(10):
            make_member()
        page = signed_in(admin).get("/cms/").text

        assert "Everything is ready" in page
        assert "5 of 5 steps done" in page


class TestSteps:
    def test_the_brand_is_set_when_it_has_a_name_of_its_own(self):
        admin = make_admin()
        row = BrandSettings.objects.create(tagline="Six things")
        assert done(admin)[0] is False
        row.name = "Morgenro"
        row.save()

        assert done(admin)[0] is True

    def test_a_product_counts_when_its_page_is_public(self):
        admin = make_admin()
        page = start_product(names={"en": "Kvern"}, summaries={}, by=admin)
        step = first_run_of(admin).steps[1]
        assert (step.is_done, step.action) == (False, "Go on with Kvern")
        assert step.url == f"/cms/pages/{page.pk}/edit/"
        page.save_revision().publish()

        assert done(admin)[1] is True

    def test_legal_pages_count_by_purpose_in_any_language(self):
        admin = make_admin()
        for draft in write_legal_drafts(by=admin):
            if draft.locale.language_code == "nb":
                assert done(admin)[2] is False
                draft.was_read = True
                draft.save_revision().publish()

        assert done(admin)[2] is True

    def test_colleagues_count_when_one_is_asked_or_here(self):
        admin = make_admin()
        assert done(admin)[3] is False
        Invitation.objects.create(email="kari@example.com", role=Role.BOTH)
        assert done(admin)[3] is True
        Invitation.objects.all().delete()
        make_moderator()

        assert done(admin)[3] is True

    def test_customers_count_asked_and_here_together(self):
        admin = make_admin()
        for number in range(6):
            Invitation.objects.create(email=f"customer-{number}@example.com")
        for _number in range(3):
            make_member()
        step = first_run_of(admin).steps[4]
        assert (step.is_done, "9 are here or invited." in step.text) == (False, True)
        make_member()

        assert done(admin)[4] is True


class TestFirstProduct:
    def test_one_form_makes_the_product_and_the_draft_of_its_page(self, marketer):
        answer = marketer.post(
            "/cms/first-product/",
            {
                "name_en": "Kvern hand grinder",
                "summary_en": "Forty-five seconds of work.",
                "name_nb": "Kverna",
                "summary_nb": "",
                "price": "NOK 1,890",
            },
        )

        product, page = Product.objects.get(), ProductPage.objects.get()
        assert answer["Location"] == f"/cms/pages/{page.pk}/edit/"
        assert product.slug == page.slug == "kvern-hand-grinder"
        assert product.names == {"en": "Kvern hand grinder", "nb": "Kverna"}
        assert product.summaries == {"en": "Forty-five seconds of work."}
        assert (page.title, page.summary, page.price, page.live) == (
            "Kvern hand grinder",
            "Forty-five seconds of work.",
            "NOK 1,890",
            False,
        )
        assert page.latest_revision.user == page.owner

    def test_asks_for_a_name(self, marketer):
        answer = marketer.post("/cms/first-product/", {"name_en": "", "price": "5"})

        assert "This field is required." in answer.text
        assert (Product.objects.count(), ProductPage.objects.count()) == (0, 0)

    @pytest.mark.parametrize(
        ("name", "slug"),
        [
            ("Kvørn på ærlig", "kvorn-pa-aerlig"),
            ("咖啡", "product"),
            ("Kvern", "kvern-2"),
            ("Å" * 80, "a" * 50),
        ],
    )
    def test_takes_a_free_address(self, name, slug):
        make_product("kvern")

        assert start_product(names={"en": name}, summaries={}, by=make_marketer()).slug == slug


class TestLegalDrafts:
    def test_a_button_writes_them_once(self, marketer):
        assert "Write the missing drafts" in marketer.get("/cms/legal/").text
        answer = marketer.post("/cms/legal/", follow=True)

        assert "8 drafts were written." in answer.text
        assert "Write the missing drafts" not in answer.text
        page = LegalPage.objects.first()
        assert f"/cms/pages/{page.pk}/edit/" in answer.text
        assert page.latest_revision.user is not None

    def test_the_brands_settings_show_what_there_is(self, marketer):
        marketer.post("/cms/legal/")
        page = marketer.get("/cms/settings/content/brandsettings/", follow=True).text

        assert page.count('class="legal-mark" data-state="draft"') == 8
        assert 'href="/cms/legal/"' in page

    def test_the_desk_writes_none(self):
        desk = signed_in(make_moderator())

        assert desk.post("/cms/legal/").status_code == 403
        assert desk.get("/cms/first-product/").status_code == 403
        assert LegalPage.objects.count() == 0
