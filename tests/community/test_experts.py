"""Experts of a product: named, asked by name, told, and free to decline."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from community import actions
from community.actions.asking import ask_expert, end_expertise, name_expert
from community.actions.mail import send_due_mail
from community.actions.refusals import (
    ExpertHasEnough,
    MayNotAsk,
    MayNotName,
    MayNotWrite,
    NoExpert,
    NotYours,
    SentToEnough,
)
from community.models import Expert, ExpertAsked, Notification
from tests.factories import (
    make_admin,
    make_brand_member,
    make_comment,
    make_marketer,
    make_member,
    make_moderator,
    make_post,
    make_product,
    make_waiting_post,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def product():
    return make_product("kvern")


def make_expert(product, member=None):
    expert = name_expert(product, member=member or make_member(), by=make_marketer())
    Notification.objects.filter(kind="expert").delete()
    return expert.member


def make_question(product, **fields):
    return make_post(kind="question", product=product, title="Which burrs?", **fields)


def told(member):
    return list(Notification.objects.filter(kind="expert", member=member).values_list("post", flat=True))


class TestNaming:
    @pytest.mark.parametrize("make", [make_marketer, make_admin])
    def test_once_and_they_are_told(self, product, make):
        member, by = make_member(language="nb"), make()
        for _ in range(2):
            name_expert(product, member=member, by=by)
        assert Expert.objects.get().member == member
        facts = Notification.objects.get(member=member, kind="expert").facts
        assert facts == {"product": "Kvern (nb)", "address": "/nb/my/expertise/"}

    def test_not_by_others_nor_of_who_cannot_answer(self, product):
        for by in (make_member(), make_moderator(), make_brand_member()):
            with pytest.raises(MayNotName):
                name_expert(product, member=make_member(), by=by)
        with pytest.raises(MayNotWrite):
            name_expert(product, member=make_member(banned_at=timezone.now()), by=make_admin())
        assert not Expert.objects.exists()

    def test_they_and_staff_end_it_nobody_else(self, product):
        make_expert(product)
        expert = Expert.objects.get()
        with pytest.raises(NotYours):
            end_expertise(expert, by=make_member())
        end_expertise(expert, by=expert.member)
        assert not Expert.objects.exists()


class TestAsking:
    def test_a_public_question_tells_the_expert_once(self, product):
        expert, question = make_expert(product), make_question(product)
        for by in (question.author, make_moderator()):
            ask_expert(question, expert=expert, by=by)
        assert told(expert) == [question.pk]
        assert ExpertAsked.objects.get().asked_by == question.author

    def test_a_waiting_one_tells_when_it_is_public(self, product):
        expert = make_expert(product)
        question = make_waiting_post(kind="question", product=product)
        ask_expert(question, expert=expert, by=question.author)
        assert told(expert) == []
        actions.publish(question)
        assert told(expert) == [question.pk]

    def test_what_is_taken_down_is_mailed_to_nobody(self, product, mailoutbox):
        expert, question = make_expert(product), make_question(product)
        ask_expert(question, expert=expert, by=question.author)
        actions.withdraw(question, by=question.author)
        send_due_mail()
        assert [mail.to for mail in mailoutbox if expert.email in mail.to] == []

    def test_who_may_send_what_to_whom(self, product):
        expert, question = make_expert(product), make_question(product)
        stranger, tip = make_member(), make_post(product=product)
        own = make_question(product, author=expert)
        banned = make_expert(product)
        banned.banned_at = timezone.now()
        banned.save()
        for asked, to, by, refusal in (
            (question, expert, stranger, MayNotAsk),
            (tip, expert, tip.author, MayNotAsk),
            (question, stranger, question.author, NoExpert),
            (question, banned, question.author, NoExpert),
            (own, expert, expert, NoExpert),
            (make_question(make_product()), expert, make_admin(), NoExpert),
        ):
            with pytest.raises(refusal):
                ask_expert(asked, expert=to, by=by)
        assert not ExpertAsked.objects.exists()

    def test_a_question_goes_to_two(self, product):
        question = make_question(product)
        experts = [make_expert(product) for _ in range(3)]
        for expert in experts[:2]:
            ask_expert(question, expert=expert, by=question.author)
        with pytest.raises(SentToEnough):
            ask_expert(question, expert=experts[2], by=make_admin())
        assert ExpertAsked.objects.count() == 2

    def test_customers_send_an_expert_five_a_day_and_staff_more(self, product):
        expert, staff = make_expert(product), make_admin()
        for _ in range(5):
            question = make_question(product)
            ask_expert(question, expert=expert, by=question.author)
        sixth = make_question(product)
        with pytest.raises(ExpertHasEnough):
            ask_expert(sixth, expert=expert, by=sixth.author)
        ask_expert(make_question(product), expert=expert, by=staff)
        ExpertAsked.objects.update(at=timezone.now() - timedelta(days=1, minutes=1))
        ask_expert(sixth, expert=expert, by=sixth.author)
        assert ExpertAsked.objects.count() == 7


class TestPages:
    def test_the_asker_sends_it_and_everybody_reads_to_whom(self, client, product):
        role = {"en": "Burr smith", "nb": "Kvernsmed"}
        expert = make_expert(product, make_member("Kari Nordmann", username="kari", brand_role=role))
        question = make_question(product)
        assert "Kari" not in Client().get(question.get_absolute_url()).text
        client.force_login(question.author)
        assert "Send it to somebody who knows" in client.get(question.get_absolute_url()).text
        address = reverse("community:experts", args=[question.pk])
        assert client.post(address, {"expert": "kari"})["Location"].endswith("#experts")
        page = Client().get(question.get_absolute_url()).text
        assert "Sent to Kari Nordmann" in page
        assert "Burr smith" in page
        make_comment(question, expert)
        assert '<span class="label">Expert</span>' in Client().get(question.get_absolute_url()).text

    def test_ones_own_page_lists_the_questions_and_declines(self, client, product):
        expert, question = make_expert(product), make_question(product)
        ask_expert(question, expert=expert, by=question.author)
        client.force_login(expert)
        address = reverse("community:my_expertise")
        assert f'href="{address}"' in client.get(reverse("community:profile")).text
        assert "Which burrs?" in client.get(address).text
        client.post(address, {"product": "kvern"})
        assert not Expert.objects.exists()
        assert client.post(address, {"product": "kvern"}).status_code == 404

    def test_marketers_name_and_end(self, client, product):
        make_member("Kari Nordmann", username="kari")
        client.force_login(make_marketer())
        address = reverse("community_experts")
        assert "no member" in client.post(address, {"product": str(product.pk), "handle": "@nobody"}).text
        client.post(address, {"product": str(product.pk), "handle": "@Kari"})
        assert "Kari Nordmann" in client.get(address).text
        client.post(reverse("community_expert_end", args=[Expert.objects.get().pk]))
        assert not Expert.objects.exists()
