"""A product begins: its row in the catalogue, and the draft of its page."""

from itertools import count
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify

from content.actions.changes import identity_changed
from content.actions.renaming import take_slug
from content.models import Product, ProductIndexPage, ProductPage

NORDIC = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "ae", "Ø": "o", "Å": "a"})


@transaction.atomic
def start_product(
    *, names: dict[str, str], summaries: dict[str, str], price: str = "", by: Any
) -> ProductPage:
    """Make a product and, in the site's first language, the draft of its page, which is returned.

    `names` and `summaries` go by language; the first language's name is there, the others may lack.
    """
    first = settings.LANGUAGE_CODE
    slug = slugify(names[first].translate(NORDIC))[:50].strip("-") or "product"
    slugs = (slug if number == 1 else f"{slug}-{number}" for number in count(1))
    product = Product.objects.create(
        slug=next(free for free in slugs if not Product.objects.filter(slug=free).exists()),
        names=names,
        summaries=summaries,
    )
    identity_changed(product)
    take_slug(product)
    parent = ProductIndexPage.objects.select_for_update().get(locale__language_code=first)
    page = ProductPage(
        title=names[first],
        slug=product.slug,
        product=product,
        summary=summaries.get(first, ""),
        price=price,
        locale=parent.locale,
        owner=by,
        live=False,
    )
    parent.add_child(instance=page)
    page.save_revision(user=by, log_action=True, clean=False)
    return page
