"""The two ways of naming a row: by its number here, by what it keeps wherever it goes."""

import json
import re
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from wagtail.admin.rich_text import get_rich_text_editor_widget
from wagtail.blocks import Block, RichTextBlock
from wagtail.documents import get_document_model
from wagtail.models import Page

from content.models import BrandImage, Product, Topic
from content.transfer.references import rewrite_links
from content.transfer.report import Refused

Document = get_document_model()
LINKED: dict[str, type[Model]] = {"page": Page, "document": Document, "image": BrandImage}
CALLED = {BrandImage: "picture", Document: "document", Product: "product", Topic: "topic"}
# Wagtail's editor marks every paragraph anew where it carries no mark.
MARK = re.compile(r' data-block-key="[^"]*"')
# What a link leads to whose target is not here: Wagtail shows its words without a link.
NOWHERE = 0


def page_name(page: Page) -> str:
    """Return how a file names a page."""
    return f"{page.locale.language_code}:{page.translation_key}"


def find_page(name: str) -> Page | None:
    """Return the page a file names; None where it is not here, or the name is none."""
    language, _colon, key = name.partition(":")
    try:
        rows = Page.objects.filter(translation_key=uuid.UUID(key), locale__language_code=language)
    except ValueError:
        return None
    return rows.first()


class Outward:
    """From numbers to names that last; what is gone has none."""

    is_strict = False

    def block_id(self) -> None:
        return None

    def row(self, model: type[Model], name: Any) -> str | None:
        try:
            row = model._default_manager.filter(pk=name).first()
        except ValueError:
            return None
        if row is None:
            return None
        if isinstance(row, Page):
            return page_name(row)
        return row.slug if isinstance(row, Product | Topic) else hash_of(row)

    def posts(self, block: Block, items: list[Any]) -> list[Any]:
        return items

    def text(self, block: RichTextBlock, html: str) -> str:
        return rewrite_links(html, LINKED, self.row)


class Inward:
    """From names to the numbers of this database. Words are cleaned as the editor cleans them.

    `pages_missing` gathers the pages that were named and are not here, perhaps only not yet.
    """

    is_strict = True

    def __init__(self, *, keep_posts: bool) -> None:
        self.keep_posts = keep_posts
        self.begin("")

    def begin(self, line: str) -> None:
        """Make ready for another line, known by what it is about."""
        self._line = line
        self.pages_missing: set[str] = set()
        self.enter("")

    def enter(self, field: str) -> None:
        """Make ready for a field of the line."""
        self._field, self._blocks = field, 0

    def block_id(self) -> str:
        """Return a name for a block, the same whenever this line is read."""
        self._blocks += 1
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self._line}:{self._field}:{self._blocks}"))

    def row(self, model: type[Model], name: Any) -> int:
        """Return the row's number. Refused where there is none, but for pages: `NOWHERE`."""
        if issubclass(model, Page):
            page = find_page(str(name))
            if page is None:
                self.pages_missing.add(str(name))
            return page.pk if page else NOWHERE
        field = "slug" if issubclass(model, Product | Topic) else "file_hash"
        found = model._default_manager.filter(**{field: str(name)}).order_by("pk").first()
        if found is None:
            raise Refused(f"There is no {CALLED[model]} “{name}”, here or in the file.")
        return found.pk

    def posts(self, block: Block, items: list[Any]) -> list[Any]:
        """Return the members' posts that an editor could choose here; none of another site's."""
        return [item for item in items if self.keep_posts and _is_offered(block, item["value"])]

    def text(self, block: RichTextBlock, html: str) -> str:
        """Return rich text as the editor would have stored it: only what this block's editor knows stays."""
        html = rewrite_links(html, LINKED, self.row)
        converter = get_rich_text_editor_widget(block.editor, features=block.features).converter
        try:
            state = converter.from_database_format(html)
        except (ValueError, TypeError, KeyError, IndexError, AssertionError, AttributeError) as error:
            raise Refused(f"The text of “{block.name}” cannot be read.") from error
        cleaned = converter.to_database_format(state)
        marked = {block["key"] for block in json.loads(state)["blocks"]}
        return cleaned if all(f'"{mark}"' in html for mark in marked) else MARK.sub("", cleaned)


def _is_offered(block: Block, number: Any) -> bool:
    try:
        block.child_block.clean(number)
    except ValidationError:
        return False
    return True


def hash_of(row: Any) -> str | None:
    """Return the hash of a picture's or a document's bytes, None where its file is lost."""
    try:
        return row.get_file_hash()
    except OSError:
        return None
