"""The community's front page: the newest posts of all kinds, and an invitation to write one."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from community.cards import cards_of, product_url
from community.models import IdeaState, Post
from community.paging import page_of, read_cursor
from community.reviews import Wish, reviews_of
from community.wording import KINDS
from content.context import brand_of
from content.models import Product
from pagecache import note

PAGE = 24  # full rows of two, three or four
YOUNG = 6
"""With fewer posts than this in all, the page asks for more of them."""
WANTED = "wanted"
MOST_WANTED = 40
"""Ideas in the list of those that most want; it has one page."""


@require_safe
def hub(request: HttpRequest) -> HttpResponse:
    """Newest first, without any gate; kind and product narrow it, what is neither is passed over."""
    note("hub", "brand")
    products = list(Product.objects.all())
    known = {"kind": set(KINDS), "product": {product.slug for product in products}}
    if request.GET.get("kind") == Post.Kind.IDEA:
        known |= {"state": set(IdeaState.values), "order": {WANTED}}
    chosen = {name: request.GET[name] for name in known if request.GET.get(name) in known[name]}
    rows = Post.objects.published().newest_first().for_cards()
    if "kind" in chosen:
        rows = rows.filter(kind=chosen["kind"])
    if "product" in chosen:
        rows = rows.filter(product__slug=chosen["product"])
    if "state" in chosen:
        rows = rows.filter(idea_state=chosen["state"])
    cursor = read_cursor(request.GET.get("after", ""))
    posts: Sequence[Post]
    if "order" in chosen:
        posts, after = list(rows.most_wanted()[:MOST_WANTED]), ""
    else:
        posts, after = page_of(rows.before(*cursor) if cursor else rows, PAGE)
    context = {
        "cards": cards_of(posts, language=get_language() or "en", brand_name=brand_of(request).name),
        "kinds": KINDS.items(),
        "products": products,
        "chosen": chosen,
        "chosen_kind": KINDS.get(chosen.get("kind", "")),
        "idea_states": IdeaState.choices,
        "is_first": cursor is None,
        "is_young": cursor is None and not after and len(posts) < YOUNG,
        "older_url": f"?{urlencode({**chosen, 'after': after})}" if after else "",
    }
    return render(request, "community/hub.html", context)


@require_safe
def reviews(request: HttpRequest, slug: str) -> HttpResponse:
    """All reviews of a product, newest first: every public one, whatever its stars, or those asked for."""
    product = get_object_or_404(Product, slug=slug)
    note(f"product:{product.pk}", "brand")
    wish = Wish.of(request.GET, get_language() or "en")
    after, brand_name = request.GET.get("after", ""), brand_of(request).name
    page = reviews_of(product, after=after, brand_name=brand_name, wish=wish)
    context = {"product": product, "product_url": product_url(product), "reviews": page}
    return render(request, "community/reviews.html", context)
