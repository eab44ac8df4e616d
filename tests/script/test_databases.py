"""The test databases: a clone of the migrated template, renewed after real transactions."""

import pytest
from django.db import connection, transaction
from wagtail.models import Locale, Page, Site

pytestmark = pytest.mark.django_db


class TestClone:
    def test_it_holds_what_migrations_made(self):
        assert Site.objects.filter(is_default_site=True).exists()
        assert Page.objects.filter(depth=1).exists()

    @pytest.mark.django_db(transaction=True)
    def test_a_test_may_commit(self):
        with transaction.atomic():
            Locale.objects.create(language_code="nb")
        assert Locale.objects.filter(language_code="nb").exists()

    @pytest.mark.django_db(transaction=True)
    def test_the_next_one_finds_a_new_clone(self):
        assert not Locale.objects.filter(language_code="nb").exists()
        assert Page.objects.filter(depth=1).exists()

    @pytest.mark.postgres
    def test_postgres_only_tests_run_there(self):
        assert connection.vendor == "postgresql"
