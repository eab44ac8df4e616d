"""Pages described in the words of schema.org, for machines. Pure: plain values in, plain values out.

What is said here stands on the page too, in the same words and figures. The decision record on what machines
are told says which types, and why. Addresses are absolute.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Node = dict[str, Any]
CONTEXT = "https://schema.org"

# As Django's json_script does: nothing in a string can end the element it stands in, or begin another.
HARMLESS = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@dataclass(frozen=True)
class JsonLd:
    """Nodes as they stand in a page. The element is a block of data: browsers execute nothing of it."""

    nodes: tuple[Node, ...]

    def __html__(self) -> str:
        """Say how it is written into HTML, so that no template has to trust a string."""
        graph = {"@context": CONTEXT, "@graph": self.nodes}
        return json.dumps(graph, ensure_ascii=False, separators=(",", ":")).translate(HARMLESS)


def without_empty(node: Mapping[str, Any]) -> Node:
    """Return the node without what it says nothing of."""
    return {name: value for name, value in node.items() if value not in (None, "", [], {})}


def moment(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None


def organization(
    name: str, site_url: str, *, logo: str = "", mail: str = "", same_as: Iterable[str] = ()
) -> Node:
    """Return the brand itself; other nodes name it by `organization_id`."""
    return without_empty(
        {
            "@type": "Organization",
            "@id": organization_id(site_url),
            "name": name,
            "url": f"{site_url}/",
            "logo": logo,
            "email": mail,
            "sameAs": list(same_as),
        }
    )


def organization_id(site_url: str) -> str:
    return f"{site_url}/#organization"


def website(name: str, url: str, site_url: str, *, language: str, search_url: str) -> Node:
    """Return the site with the address of its search."""
    return {
        "@type": "WebSite",
        "@id": f"{url}#website",
        "name": name,
        "url": url,
        "inLanguage": language,
        "publisher": {"@id": organization_id(site_url)},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search_url}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }


def breadcrumbs(steps: Iterable[tuple[str, str]]) -> Node:
    """Return the way down from home to the page, as (name, address)."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": address}
            for place, (name, address) in enumerate(steps, 1)
        ],
    }


def web_page(
    name: str, url: str, *, description: str, language: str, image: str, changed: datetime | None
) -> Node:
    """Return a page that is nothing more special."""
    return without_empty(
        {
            "@type": "WebPage",
            "name": name,
            "url": url,
            "description": description,
            "inLanguage": language,
            "primaryImageOfPage": image,
            "dateModified": moment(changed),
        }
    )


def article(
    headline: str,
    url: str,
    *,
    description: str,
    images: Iterable[str],
    author: str,
    publisher: Node,
    language: str,
    published: datetime | None,
    changed: datetime | None,
    about: str = "",
) -> Node:
    """Return a story of the brand's; the brand wrote what names nobody."""
    return without_empty(
        {
            "@type": "Article",
            "headline": headline,
            "url": url,
            "mainEntityOfPage": url,
            "description": description,
            "image": list(images),
            "author": {"@type": "Person", "name": author} if author else publisher,
            "publisher": publisher,
            "inLanguage": language,
            "datePublished": moment(published),
            "dateModified": moment(changed or published),
            "about": {"@type": "Thing", "name": about} if about else None,
        }
    )


def product(
    name: str,
    url: str,
    *,
    description: str,
    images: Iterable[str],
    brand: str,
    sku: str,
    facts: Iterable[tuple[str, str]] = (),
    price: tuple[str, str] | None = None,
    is_retired: bool = False,
) -> Node:
    """Return what the brand sells. `price` is (amount, currency) as `parsed_price` reads it."""
    offer = price and {
        "@type": "Offer",
        "url": url,
        "price": price[0],
        "priceCurrency": price[1],
        "availability": f"{CONTEXT}/Discontinued" if is_retired else None,
    }
    return without_empty(
        {
            "@type": "Product",
            "@id": f"{url}#product",
            "name": name,
            "url": url,
            "description": description,
            "image": list(images),
            "brand": {"@type": "Brand", "name": brand},
            "sku": sku,
            "additionalProperty": [
                {"@type": "PropertyValue", "name": label, "value": value} for label, value in facts
            ],
            "offers": without_empty(offer) if offer else None,
        }
    )


def questions(pairs: Iterable[tuple[str, str]]) -> Node | None:
    """Return the brand's own questions and answers; readers' questions are a QAPage. None for none."""
    asked = [
        {"@type": "Question", "name": question, "acceptedAnswer": {"@type": "Answer", "text": answer}}
        for question, answer in pairs
    ]
    return {"@type": "FAQPage", "mainEntity": asked} if asked else None


_AMOUNT = r"(?P<amount>\d{1,3}(?:[ \u00a0\u202f.,]\d{3})+(?:[.,]\d{2})?|\d+(?:[.,]\d{1,2})?)(?:,-|,–)?"
CURRENCIES = "AUD CAD CHF CNY CZK DKK EUR GBP HUF INR ISK JPY KRW MXN NOK NZD PLN RON SEK SGD USD ZAR".split()
_CURRENCY = rf"(?P<currency>{'|'.join(CURRENCIES)}|€|£|kr\.?)"
_PRICE = (
    re.compile(rf"{_CURRENCY}\s*{_AMOUNT}"),
    re.compile(rf"{_AMOUNT}\s*{_CURRENCY}"),
)
SIGNS = {"€": "EUR", "£": "GBP"}
CROWNS = {"nb": "NOK"}
"""What "kr" means on a page of this language; elsewhere it may be any of five."""


def parsed_price(text: str, language: str) -> tuple[str, str] | None:
    """Return (amount, currency) of a price as marketers write it, None for whatever could be misread.

    "NOK 1,890" and, in bokmål, "1 890 kr" are ("1890", "NOK"); "from NOK 590" is no price of a thing.
    """
    match = next((found for pattern in _PRICE if (found := pattern.fullmatch(text.strip()))), None)
    if match is None:
        return None
    sign = match["currency"].rstrip(".")
    currency = SIGNS.get(sign) or (CROWNS.get(language) if sign == "kr" else sign)
    if currency is None:
        return None
    whole, cents = re.fullmatch(r"(.*?)(?:[.,](\d{1,2}))?", match["amount"]).groups()  # type: ignore[union-attr]
    amount = re.sub(r"\D", "", whole)
    return (f"{amount}.{cents.ljust(2, '0')}" if cents else amount), currency
