"""The test databases: a clone of the migrated template, renewed after real transactions."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from wagtail.models import Page, Site

pytestmark = pytest.mark.django_db


class TestClone:
    def test_it_holds_what_migrations_made(self):
        assert Site.objects.filter(is_default_site=True).exists()
        assert Page.objects.filter(depth=1).exists()

    @pytest.mark.django_db(transaction=True)
    def test_a_test_may_commit(self):
        with transaction.atomic():
            Group.objects.create(name="committed")
        assert Group.objects.filter(name="committed").exists()

    @pytest.mark.django_db(transaction=True)
    def test_the_next_one_finds_a_new_clone(self):
        assert not Group.objects.filter(name="committed").exists()
        assert Page.objects.filter(depth=1).exists()

    @pytest.mark.postgres
    def test_postgres_only_tests_run_there(self):
        assert connection.vendor == "postgresql"
