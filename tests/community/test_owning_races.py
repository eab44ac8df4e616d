"""Two members and one code, at the same moment. PostgreSQL only: SQLite lets one writer in."""

import threading

import pytest
from django.db import connections

from community.actions.handing_out import make_codes
from community.actions.owning import NotProven, prove
from community.models import OwnerCode, Ownership
from tests.factories import make_marketer, make_member, make_product

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 10


def test_of_two_members_with_one_code_exactly_one_becomes_an_owner():
    product = make_product()
    members = [make_member(), make_member()]
    for code in make_codes(product, count=ROUNDS, batch="", by=make_marketer()):
        start, results = threading.Barrier(2), {}

        def run(member, code=code, start=start, results=results):
            try:
                start.wait(timeout=10)
                results[member.pk] = prove(member, product=product, typed=code).pk
            except NotProven:
                results[member.pk] = None
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=[member]) for member in members]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        owned = Ownership.objects.get()
        assert sorted(results.values(), key=bool) == [None, owned.pk]
        assert OwnerCode.objects.get(used_by=owned.member).used_at
        owned.delete()
        OwnerCode.objects.exclude(used_at=None).delete()
