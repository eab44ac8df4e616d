"""The brand as templates print it, and its stylesheet."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from content.cards import Picture, pictures_of, with_alt
from content.models import BrandSettings

# The same stacks as in static/css/tokens.css: system fonts with some character, nothing fetched.
SERIF = (
    '"Iowan Old Style", "Palatino Linotype", Palatino, "Source Serif 4", Charter, "Noto Serif", Georgia, '
    '"Liberation Serif", serif'
)
SANS = (
    'Seravek, "Avenir Next", "Segoe UI", "Source Sans 3", "Noto Sans", "Open Sans", '
    '"Liberation Sans", sans-serif'
)
TYPE = {"magazine": (SERIF, SANS), "plain": (SANS, SANS), "bookish": (SERIF, SERIF)}


@dataclass(frozen=True)
class Brand:
    """What a page says of the brand."""

    name: str
    tagline: str
    logo: Picture | None
    footer_text: str
    social_links: list[dict[str, str]]
    legal_links: list[dict[str, str]]
    css_url: str
    contact_email: str
    time_zone: str
    club_tag: str
    settings: BrandSettings = field(repr=False, compare=False)


def current_brand() -> Brand:
    """Read the brand, in the words of the active language: one query."""
    language = get_language() or settings.LANGUAGE_CODE
    row = BrandSettings.objects.select_related("logo").first() or BrandSettings()
    return Brand(
        name=row.name,
        tagline=row.said("tagline", language),
        logo=with_alt(pictures_of([row.logo]).get(row.logo_id), row.name),
        footer_text=row.said("footer", language),
        social_links=row.social_links,
        legal_links=row.legal_links.get(language, []),
        css_url=reverse("brand_css", args=[digest(row)]),
        contact_email=row.contact_email,
        time_zone=row.time_zone,
        club_tag=row.club_tag,
        settings=row,
    )


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
