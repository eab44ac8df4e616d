"""One search over what the brand and its customers say."""

import json
import re
from html import escape
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail.models import Locale, Page

from community.cards import cards_of
from community.models import Post
from content.cards import KINDS, PageCard, card_of, pictures_of, specific
from content.context import brand_of

PAGES, POSTS, LONGEST = 8, 20, 100


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Pages of this language and public posts that hold every word asked for."""
    # A quotation mark left open is an error to SQLite's own search; as a sign it is in no index.
    query = " ".join(re.sub('[\0"]', " ", request.GET.get("q", "")).split())[:LONGEST]
    context: dict[str, Any] = {"query": query, "pages": [], "posts": []}
    if query:
        brand, language = brand_of(request).name, get_language() or "en"
        context["pages"] = _pages(query, brand, language)
        context["posts"] = cards_of(_posts(query), language=language, brand_name=brand)
    return render(request, "feeds/search.html", context)


def _pages(query: str, brand: str, language: str) -> list[PageCard]:
    locale = Locale.objects.get(language_code=language)
    rows = Page.objects.live().public().filter(locale=locale)
    rows = rows.select_related(*KINDS, *(f"{kind}__picture" for kind in KINDS))
    found = [page for row in rows.search(query)[: 2 * PAGES] if (page := specific(row))]
    pages = [page for page in found if not page.alias_of_id][:PAGES]
    pictures = pictures_of(page.picture for page in pages)
    return [
        card_of(page, pictures.get(page.picture_id), brand_name=brand, language=language) for page in pages
    ]


def _posts(query: str) -> list[Post]:
    rows = Post.objects.published().newest_first().for_cards()
    for word in query.split():
        as_html = escape(word, quote=False)
        rows = rows.filter(
            Q(public_revision__title__icontains=word)
            | Q(public_revision__body_html__icontains=as_html)
            | _in_parts(word)
        )
    return list(rows[:POSTS])


def _in_parts(word: str) -> Q:
    """Steps, pros and cons that hold a word. They are JSON, and SQLite keeps its "ø" as an escape."""
    found = Q()
    for spelt in {word, json.dumps(word)[1:-1]}:
        for part in ("steps", "pros", "cons"):
            found |= Q(**{f"public_revision__{part}__icontains": spelt})
    return found
