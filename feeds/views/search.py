"""One search over what the brand and its customers say, and suggestions for it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from community.cards import product_url
from content.context import brand_of
from content.models import Product, Topic
from feeds.finding.results import find
from feeds.finding.suggestions import suggestions
from feeds.finding.words import terms_of, tidy
from pagecache import forbid

WAYS = 8
"""Products, and topics, that lead on where nothing is asked for or found."""


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Everything public that holds the words asked for, in one list that can be narrowed."""
    forbid()  # As many addresses as there are words.
    query, language = tidy(request.GET.get("q", "")), get_language() or "en"
    context: dict[str, Any] = {"query": query, "has_words": bool(terms_of(query))}
    if query:
        found = find(query, request.GET, language=language, brand_name=brand_of(request).name)
        context["found"] = found
    if not query or not found.hits:
        context["topics"] = Topic.objects.all()[:WAYS]
        products = Product.objects.filter(retired_at=None)[:WAYS]
        context["products"] = [(product.name, product_url(product)) for product in products]
    return render(request, "feeds/search.html", context)


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Titles that begin with what is being typed, and where they lead; for half a minute in one's browser."""
    found = suggestions(tidy(request.GET.get("q", "")), get_language() or "en")
    return JsonResponse({"suggestions": found}, headers={"Cache-Control": "private, max-age=30"})
