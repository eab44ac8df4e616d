"""A small site with everything in it that an export takes along, and zips made by hand."""

import json
import zipfile
from collections.abc import Iterable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import Page

from content.models import BrandImage, BrandSettings, LandingPage, Product, ProductTag, StoryPage, Topic
from content.transfer.archive import MANIFEST
from tests.factories import (
    home,
    make_picture,
    make_product,
    make_product_page,
    make_story,
    make_topic,
)

Document = get_document_model()
GOOD_MANIFEST = {"format": "alongside-site", "version": 1, "site": "https://elsewhere.example"}


def make_site() -> None:
    """A product and a topic, pages of every state in both languages that name each other, a document."""
    cup, loft = make_picture("A cup"), make_picture("The loft", width=1000)
    cup.focal_point_x, cup.focal_point_y, cup.focal_point_width, cup.focal_point_height = 400, 300, 100, 80
    cup.save()
    cup.tags.add("cups")
    Document.objects.create(title="Size sheet", file=ContentFile(b"%PDF-1.7 sheet", "sheet.pdf"))
    brand = BrandSettings(name="Morgenro", tagline="Slow mornings", logo=loft, primary="#24505a")
    brand.words = {"nb": {"tagline": "Rolige morgener", "footer": ""}}
    brand.social_links = [{"name": "Mastodon", "url": "https://social.example/@morgenro"}]
    brand.save()
    topic = make_topic("grinding", picture=loft, position=3)
    product = make_product("kvern", picture=cup, retired_at=timezone.now().replace(microsecond=0))
    ProductTag.objects.create(product=product, tag="grinder-club")
    story = make_story("Water", product=product, topic=topic, picture=cup)
    for language in ("en", "nb"):
        page = make_product_page(product, language, **_product_words(product, topic, story, cup, loft))
        page.first_published_at = timezone.now() - timedelta(days=90)
        page.save()
    story.body = [("text", f'<p data-block-key="a1b2c">See <a linktype="page" id="{page.pk}">Kvern</a>.</p>')]
    story.save_revision().publish()
    story.title = "Unfinished"
    story.save_revision()
    draft = LandingPage(title="Week", slug="week", live=False)
    home().add_child(instance=draft)
    draft.save_revision()
    soon = LandingPage(title="Soon", slug="soon", go_live_at=timezone.now() + timedelta(days=2), live=False)
    home("nb").add_child(instance=soon)
    soon.save_revision().publish()
    Redirect.add_redirect("/old-story/", story)
    Redirect.add_redirect("/shop/", "https://shop.example/", is_permanent=False)


def _product_words(
    product: Product, topic: Topic, story: StoryPage, cup: BrandImage, loft: BrandImage
) -> dict[str, Any]:
    cup.contextual_alt_text, cup.decorative = "A cup on a bench", False
    loft.contextual_alt_text, loft.decorative = "", True
    links = (
        f'<p data-block-key="k1abc">Read <a linktype="page" id="{story.pk}">Water</a> '
        'and <a href="https://shop.example/">more</a>.</p>'
    )
    plain = '<p data-block-key="k2abc">It is <b>quiet</b>.</p>'
    voices = {"heading": "", "product": str(product.pk), "topic": str(topic.pk), "kind": "review", "count": 2}
    table = {
        "columns": [{"type": "text", "heading": "What"}, {"type": "number", "heading": "Weight"}],
        "rows": [{"values": ["Kvern", "0.7"]}],
        "caption": "",
    }
    return {
        "summary": "Grinds by hand.",
        "picture": cup,
        "picture_alt": "A grinder",
        "price": "1,490 kr",
        "facts": [("fact", {"label": "Burrs", "value": "42 mm", "posts": []})],
        "gallery": [("picture", loft)],
        "body": [
            ("text", links),
            ("picture", {"picture": cup, "caption": "At seven"}),
            ("feature", {"heading": "Quiet", "text": plain, "picture": None, "topic": str(topic.pk)}),
            ("steps", [{"heading": "Grind", "text": plain}]),
            ("questions", [{"question": "Loud?", "answer": plain}]),
            ("comparison", {"heading": "Weights", "table": table}),
            ("call", {"text": "Write", "address": "/posts/new/", "tactic": "product"}),
            ("voices", {**voices, "posts": []}),
        ],
    }


def empty_site() -> None:
    """Take away what an export holds, as far as a site can be without it; numbers are not given out anew."""
    Redirect.objects.all().delete()
    for page in Page.objects.filter(depth=4):
        page.delete()
    LandingPage.objects.all().delete()
    for model in (Product, Topic, BrandSettings, BrandImage, Document):
        for row in model.objects.all():
            row.delete()
    for number in range(3):
        make_product(f"another-{number}")
        make_topic(f"another-{number}")
    Product.objects.filter(slug="another-0").delete()
    make_picture("Another", width=500)
    make_story("Another")


def lines_of(path: Path, table: str) -> list[dict[str, Any]]:
    with zipfile.ZipFile(path) as archive:
        return [json.loads(line) for line in archive.read(table).splitlines()]


def make_zip(
    path: Path, manifest: Any = GOOD_MANIFEST, files: dict[str, bytes] | None = None, **tables: Any
) -> Path:
    """Write a zip by hand; `tables` are lists of lines, each an object or the bytes to stand there."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        if manifest is not None:
            archive.writestr(MANIFEST, json.dumps(manifest))
        for table, lines in tables.items():
            archive.writestr(f"{table}.jsonl", _packed(lines))
        for name, content in (files or {}).items():
            archive.writestr(name, content)
    return path


def _packed(lines: Iterable[Any]) -> bytes:
    return b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)


def run(command: str, *arguments: Any) -> tuple[str, int]:
    """Run a management command; return what it said and its exit code."""
    out = StringIO()
    try:
        call_command(command, *map(str, arguments), stdout=out)
    except SystemExit as ended:
        return out.getvalue(), int(ended.code or 0)
    return out.getvalue(), 0
