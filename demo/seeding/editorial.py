"""The brand, its catalogue and its pages in both languages."""

import uuid
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from html import escape
from typing import Any

from django.core.files.images import ImageFile
from django.utils import timezone
from wagtail.models import Locale, Page

from content.actions.pictures import prepare_picture
from content.models import (
    BrandImage,
    BrandSettings,
    EditorialPage,
    HomePage,
    LandingPage,
    LegalPage,
    Product,
    ProductIndexPage,
    ProductPage,
    ProductTag,
    StoryIndexPage,
    StoryPage,
    Topic,
    TopicIndexPage,
    TopicPage,
)
from demo import brand, texts

LANGUAGES = texts.LANGUAGES
NAMESPACE = uuid.UUID("d1c7a0de-52f1-4a76-8f6b-7061676573ff")
LEADS: dict[type[EditorialPage], dict[str, str]] = {
    ProductIndexPage: {
        "en": "Six things for the kitchen bench. Each page holds what we say of it and every review it got.",
        "nb": "Seks ting til kjøkkenbenken. Hver side har det vi sier om den, og alle omtalene den har fått.",
    },
    StoryIndexPage: {
        "en": "From the loft in Grimstad: how things are made, what breaks, and what we learn from it.",
        "nb": "Fra loftet i Grimstad: hvordan ting blir til, hva som ryker, og hva vi lærer av det.",
    },
    TopicIndexPage: {
        "en": "What a cup is made of, whoever made the gear. Each topic has what we know and what you know.",
        "nb": "Det en kopp er laget av, uansett utstyr. Hvert emne har det vi vet, og det dere vet.",
    },
}
PRODUCT_DAYS = {"kvern": 300, "svane": 240, "trakt": 210, "lodd": 150, "stempel": 90, "varme": 30}


def brand_fields() -> dict[str, Any]:
    """Return what a marketer fills in on the first day."""
    return {
        "name": brand.NAME,
        "tagline": brand.TAGLINE["en"],
        "primary": brand.FJORD,
        "accent": brand.CLOUDBERRY,
        "footer": brand.ABOUT["en"],
        "words": {"nb": {"tagline": brand.TAGLINE["nb"], "footer": brand.ABOUT["nb"]}},
        "contact_email": brand.MAIL,
        "club_tag": brand.CLUB_TAG,
        "time_zone": brand.TIME_ZONE,
    }


def seed_brand() -> None:
    row = BrandSettings.objects.first() or BrandSettings()
    for name, value in brand_fields().items():
        setattr(row, name, value)
    row.save()


def seed_pictures() -> dict[str, BrandImage]:
    """Put the brand's drawings into the picture library."""
    pictures = {}
    for art in texts.load_art().values():
        if art.path.parent.name != "editorial":
            continue
        picture = BrandImage.objects.filter(title=art.name).first()
        if picture is None:
            with art.path.open("rb") as file:
                picture = BrandImage(title=art.name, description=art.alt.en)
                picture.file = ImageFile(file, name=art.path.name)
                picture.save()
        pictures[art.name] = picture
    # The sizes are made now, so that no visitor waits for them; a worker adds the AVIF files.
    for picture in pictures.values():
        prepare_picture(picture.pk)
    return pictures


def seed_catalogue(pictures: dict[str, BrandImage]) -> None:
    """Make the products with their tags, and the topics."""
    for place, text in enumerate(texts.load_products()):
        product, _made = Product.objects.update_or_create(
            slug=text.slug,
            defaults={
                "names": {language: text.name.to(language) for language in LANGUAGES},
                "summaries": {language: text.summary.to(language) for language in LANGUAGES},
                "picture": pictures.get(text.pictures[0]),
                "position": place,
            },
        )
        for tag in text.tags:
            ProductTag.objects.get_or_create(tag=tag, defaults={"product": product})
    for place, topic in enumerate(texts.load_topics()):
        Topic.objects.update_or_create(
            slug=topic.slug,
            defaults={
                "names": {language: topic.name.to(language) for language in LANGUAGES},
                "summaries": {language: topic.summary.to(language) for language in LANGUAGES},
                "picture": pictures.get(topic.picture),
                "position": place,
            },
        )


def seed_pages(pictures: dict[str, BrandImage]) -> None:
    """Build and publish every page in both languages."""
    for language in LANGUAGES:
        _seed_fronts(language, pictures)
    for text in texts.load_products():
        publish_in_both(
            ProductPage,
            text.slug,
            partial(_product_fields, text, pictures),
            days_ago=PRODUCT_DAYS.get(text.slug, 60),
        )
    for page in texts.load_pages():
        kind = StoryPage if page.kind == "story" else LandingPage
        publish_in_both(kind, page.key, partial(_page_fields, page, pictures), days_ago=page.days_ago)


def _seed_fronts(language: str, pictures: dict[str, BrandImage]) -> None:
    words = texts.load_home()
    home = HomePage.objects.get(locale__language_code=language)
    home.title = words.title.to(language)
    home.summary = words.lead.to(language)
    home.picture = pictures.get(words.picture)
    home.picture_alt = texts.load_art()[words.picture].alt.to(language)
    home.search_description = brand.TAGLINE[language]
    home.save_revision().publish()
    for kind, lead in LEADS.items():
        page = kind.objects.get(locale=home.locale)
        page.summary = lead[language]
        page.save_revision().publish()


def publish_in_both(
    kind: type[EditorialPage], key: str, fields: Callable[[str], dict[str, Any]], *, days_ago: int
) -> None:
    """Publish a page in English and its translation, each under its own language's parent, once."""
    for language in LANGUAGES:
        values = fields(language)
        parent = _parent(kind, language)
        page = kind.objects.child_of(parent).filter(slug=values["slug"]).first()
        if page is None:
            page = kind(locale=parent.locale, live=False, translation_key=page_key(kind, key), **values)
            page.first_published_at = timezone.now() - timedelta(days=days_ago)
            parent.add_child(instance=page)
            page.save_revision().publish()


def page_key(kind: type[EditorialPage], key: str) -> uuid.UUID:
    """Return a demo page's translation key, the same at every seeding: `remove_demo` knows it by this."""
    return uuid.uuid5(NAMESPACE, f"{kind.__name__}:{key}")


def _parent(kind: type[EditorialPage], language: str) -> Page:
    parents = {
        ProductPage: ProductIndexPage,
        TopicPage: TopicIndexPage,
        StoryPage: StoryIndexPage,
        LandingPage: HomePage,
        LegalPage: HomePage,
    }
    return parents[kind].objects.get(locale=Locale.objects.get(language_code=language))


def _product_fields(
    text: texts.ProductText, pictures: dict[str, BrandImage], language: str
) -> dict[str, Any]:
    art = texts.load_art()
    lead, *others = text.pictures
    body: list[tuple[str, Any]] = [("text", f"<p>{escape(text.intro.to(language))}</p>")]
    body += [
        (
            "feature",
            {
                "heading": feature.heading.to(language),
                "text": f"<p>{escape(feature.claim.to(language))}</p>",
                "topic": _id_of(Topic, feature.topic),
            },
        )
        for feature in text.features
    ]
    answers = [
        {"question": faq.question.to(language), "answer": f"<p>{escape(faq.answer.to(language))}</p>"}
        for faq in text.faq
    ]
    return {
        "title": f"{text.name.to(language)} {text.what.to(language).lower()}",
        "slug": text.slug,
        "product": Product.objects.get(slug=text.slug),
        "summary": text.tagline.to(language),
        "search_description": text.summary.to(language),
        "picture": pictures.get(lead),
        "picture_alt": art[lead].alt.to(language),
        "price": text.price.to(language),
        "facts": [
            ("fact", {"label": fact.label.to(language), "value": fact.value.to(language)})
            for fact in text.facts
        ],
        "gallery": [
            ("picture", _picture_value(pictures[name], art[name].alt.to(language)))
            for name in others
            if name in pictures
        ],
        "body": [*body, ("questions", answers)],
    }


def _id_of(kind: type[Product] | type[Topic], slug: str) -> str:
    """Return what a block holds of a product or a topic; "" for none."""
    return str(kind.objects.get(slug=slug).pk) if slug else ""


def _picture_value(picture: BrandImage, alt: str) -> BrandImage:
    """Return what an ImageBlock holds: the image, carrying the text it has in this place."""
    copy = BrandImage.objects.get(pk=picture.pk)
    copy.contextual_alt_text, copy.decorative = alt, False
    return copy


def _page_fields(page: texts.PageText, pictures: dict[str, BrandImage], language: str) -> dict[str, Any]:
    words = page.to(language)
    fields: dict[str, Any] = {
        "title": words.title,
        "slug": page.slug.to(language),
        "summary": words.summary,
        "search_description": words.summary[:300],
        "picture": pictures.get(page.picture),
        "picture_alt": texts.load_art()[page.picture].alt.to(language),
        "body": _body(words.blocks, pictures, language),
    }
    if page.kind == "story":
        author = next((person for person in texts.load_people() if person.handle == page.author), None)
        fields["byline"] = author.name if author else ""
        fields["product"] = Product.objects.filter(slug__in=page.products[:1]).first()
        fields["topic"] = Topic.objects.filter(slug__in=page.topics[:1]).first()
    return fields


def _body(
    blocks: Iterable[texts.Block], pictures: dict[str, BrandImage], language: str
) -> list[tuple[str, Any]]:
    """Return a page's blocks; words that follow each other stand in one block, as an editor writes them."""
    body: list[tuple[str, Any]] = []
    for block in blocks:
        for kind, value in _block(block, pictures, language):
            if kind == "text" and body and body[-1][0] == "text":
                value = body.pop()[1] + value
            body.append((kind, value))
    return body


def _block(block: texts.Block, pictures: dict[str, BrandImage], language: str) -> list[tuple[str, Any]]:
    if block.kind == "heading":
        return [("text", f"<h2>{escape(block.text)}</h2>")]
    if block.kind == "quote":
        return [("quote", {"text": block.text, "by": block.who})]
    if block.kind == "picture":
        alt = texts.load_art()[block.picture].alt.to(language)
        value = _picture_value(pictures[block.picture], alt)
        return [("picture", {"picture": value, "caption": block.text})]
    if block.kind == "voices":
        return [
            (
                "voices",
                {
                    "heading": block.heading,
                    "product": _id_of(Product, block.product),
                    "topic": _id_of(Topic, block.topic),
                    "kind": block.post_kind,
                    "count": 3,
                    "posts": [],
                },
            )
        ]
    if block.kind == "call":
        prefix = "" if language == "en" else f"/{language}"
        address = f"{prefix}/posts/new/{block.post_kind}/" if block.post_kind else f"{prefix}/posts/new/"
        lead = [("text", f"<h2>{escape(block.heading)}</h2><p>{escape(block.text)}</p>")]
        return [*lead, ("call", {"text": block.button, "address": address, "tactic": ""})]
    return [("text", block.html)]
