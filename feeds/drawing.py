"""The entries of a page as HTML: each card is a piece that is kept, the same in all feeds (decision 0014)."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language

from community.cards import PostCard
from content.brand import Brand
from content.templatetags.drawn_tags import drawn
from feeds.models import FeedEntry
from feeds.reading import PAGE, SPARE
from feeds.showing import Found, card_of_row, rows_of
from pagecache import Piece, key_of, note, pieces

# Where a card tells its slot, and why it stands here, which the feed has to say. Set by the templates of
# cards: what people write is escaped, so nobody else can set it.
PLACE = "<!--place-->"


def draw(found: Sequence[Found], brand: Brand, *, may_curate: bool = False) -> str:
    """Return the HTML of these: no query for cards that are kept, one for all others together.

    Whoever `may_curate` is offered to feature each. What is public no longer by then is left out.
    """
    keys = [_key(each, brand, may_curate) for each in found]

    def missing(wanted: Sequence[str]) -> Iterator[tuple[str, Callable[[], str]]]:
        places = [keys.index(key) for key in wanted]
        rows = rows_of(found[at].row.pk for at in places)
        for at in places:
            if row := rows.get(found[at].row.pk):
                yield keys[at], partial(_card, row, brand, is_lead=is_lead(found[at]), may_curate=may_curate)

    is_deep = any(each.slot is None or each.slot > PAGE + SPARE for each in found)
    kept = pieces(keys, missing, is_deep=is_deep)
    cards = [_in_place(each, kept.get(key)) for key, each in zip(keys, found, strict=True)]
    return Piece.joined([part for card in cards for part in card])


def is_lead(each: Found) -> bool:
    """Whether it leads its page: its picture is large, and not waited for."""
    return each.slot == 1


def _key(each: Found, brand: Brand, may_curate: bool) -> str:
    row = each.row
    reader = (get_language(), timezone.get_current_timezone_name(), may_curate)
    source = (row.post_id, row.page_id, row.lane, row.language, row.published_at, row.approvals, row.card)
    return key_of("card", brand.name, is_lead(each), reader, source)


def _card(row: FeedEntry, brand: Brand, **said: bool) -> str:
    """Draw a card; "" for a page that has none."""
    note("brand", keep=False)  # Its name, and those of products and topics: who renames one raises it.
    card = card_of_row(row, brand, get_language() or "en")
    if card is None:
        return ""
    template = "community/_card.html" if isinstance(card, PostCard) else "content/_card.html"
    return render_to_string(template, {"card": card, "brand": brand, "lane": row.lane, "place": True, **said})


def _in_place(each: Found, card: Piece | None) -> tuple[str, ...]:
    """Return a card in parts, with its slot and the reason why it stands here; nothing for no card."""
    if not card:
        return ()
    opening, body, end = card.parts(PLACE)
    return opening, _slot(each.slot), body, drawn("feeds/_why.html", why=each.sentence, more=each.more), end


@cache
def _slot(number: int | None) -> str:
    """Return the attribute of a card that stands in a slot."""
    return format_html(' data-slot="{}"', number) if number else Piece("")
