"""The brand as templates print it, and its stylesheet."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from content.cards import Picture, pictures_of, with_alt
from content.models import BrandSettings
from pagecache import key_of, note, piece

# The same stacks as in static/css/tokens.css: our own files, then system fonts with some character.
SERIF = (
    '"Alongside Serif", "Iowan Old Style", "Palatino Linotype", Palatino, "Source Serif 4", Charter, '
    '"Noto Serif", Georgia, "Liberation Serif", serif'
)
SANS = (
    '"Alongside Sans", Seravek, "Avenir Next", "Segoe UI", "Source Sans 3", "Noto Sans", "Open Sans", '
    '"Liberation Sans", sans-serif'
)
TYPE = {"magazine": (SERIF, SANS), "plain": (SANS, SANS), "bookish": (SERIF, SERIF)}
# What the first screen of every page is set in; a browser asks for the others where they are used.
_SERIF, _SANS = "fonts/serif.woff2", ("fonts/sans.woff2", "fonts/sans-bold.woff2")
FONTS = {"magazine": (_SERIF, *_SANS), "plain": _SANS, "bookish": (_SERIF, "fonts/serif-bold.woff2")}


class Link(NamedTuple):
    """Where else the brand is to be found."""

    name: str
    url: str


class LegalLink(NamedTuple):
    """A legal page, as the foot prints it; `lang` is the language it is written in."""

    purpose: str
    title: str
    url: str
    lang: str


@dataclass(frozen=True)
class Brand:
    """What a page says of the brand."""

    name: str
    tagline: str
    logo: Picture | None
    footer_text: str
    social_links: tuple[Link, ...]
    legal_links: tuple[LegalLink, ...]
    css_url: str
    fonts: tuple[str, ...]
    contact_email: str
    time_zone: str
    club_tag: str
    settings: BrandSettings = field(repr=False, compare=False)


def current_brand() -> Brand:
    """Read the brand, in the words of the active language: one query, none while it is kept as a piece."""
    language = get_language() or settings.LANGUAGE_CODE
    told = json.loads(piece(key_of("brand"), _told))
    row = BrandSettings.from_db(None, list(told["row"]), list(told["row"].values()))
    return Brand(
        name=row.name,
        tagline=row.said("tagline", language),
        logo=Picture(**told["logo"]) if told["logo"] else None,
        footer_text=row.said("footer", language),
        social_links=tuple(Link(**link) for link in row.social_links),
        legal_links=tuple(LegalLink(**link) for link in row.legal_links.get(language, [])),
        css_url=reverse("brand_css", args=[digest(row)]),
        fonts=FONTS[row.type_pair],
        contact_email=row.contact_email,
        time_zone=row.time_zone,
        club_tag=row.club_tag,
        settings=row,
    )


def _told() -> str:
    """Read the brand's row and logo."""
    note("brand", keep=False)
    row = BrandSettings.objects.select_related("logo").first() or BrandSettings()
    logo = with_alt(pictures_of([row.logo]).get(row.logo_id), row.name)
    values = {column.attname: getattr(row, column.attname) for column in row._meta.concrete_fields}
    return json.dumps({"row": values, "logo": asdict(logo) if logo else None})


def stylesheet(row: BrandSettings) -> str:
    """Return the brand's custom properties; the values were validated when they were saved."""
    display, text = TYPE[row.type_pair]
    properties: dict[str, Any] = {
        "--brand-primary": row.primary,
        "--brand-accent": row.accent,
        "--font-display": display,
        "--font-text": text,
    }
    return ":root{" + ";".join(f"{name}:{value}" for name, value in properties.items()) + "}\n"


def digest(row: BrandSettings) -> str:
    """Return the hash in the stylesheet's address, which changes whenever the look does."""
    return hashlib.sha256(stylesheet(row).encode()).hexdigest()[:12]
