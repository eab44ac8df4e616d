"""Pages of every kind in both languages; they go in as an editor's clicks would have it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.fields import StreamField
from wagtail.models import Locale, Page

from content.models import EditorialPage
from content.transfer.mappers import Inward, Outward, find_page
from content.transfer.references import rewrite
from content.transfer.report import Refused, Report
from content.transfer.shapes import words_of
from content.transfer.tables import Table

# What every page of Wagtail's has and a marketer fills in; all fields of our own come with it.
OF_WAGTAIL = ("title", "slug", "seo_title", "search_description", "show_in_menus", "go_live_at", "expire_at")
LANGUAGES = [code for code, _name in settings.LANGUAGES]
LIVE, SCHEDULED, DRAFT = "live", "scheduled", "draft"
# What reading a stranger's value in a field or a block may raise, its shape being right.
UNREADABLE = (TypeError, ValueError, KeyError, IndexError, ArithmeticError, AttributeError)


def kinds() -> dict[str, type[EditorialPage]]:
    """Return every kind of page by its name in the file."""
    models = (model for model in apps.get_models() if issubclass(model, EditorialPage))
    return {model.__name__: model for model in models}


def fields_of(kind: type[EditorialPage]) -> list[models.Field[Any, Any]]:
    """Return what a line's `fields` may hold, in the order in which it stands there."""
    own = [field for field in kind._meta.local_fields if not field.primary_key and field.editable]
    return [*map(kind._meta.get_field, OF_WAGTAIL), *own]


class Pages(Table):
    """Pages; the ones no site is without are there already and are only filled in."""

    table = "pages.jsonl"
    keys = ("language", "key")
    shape = {
        "type": str,
        "language": str,
        "key": str,
        "parent": (str, None),
        "state": str,
        "private": bool,
        "first_published_at": (str, None),
        "fields": dict,
        "draft": (dict, None),
    }
    new = {
        "parent": None,
        "state": DRAFT,
        "private": False,
        "first_published_at": None,
        "draft": None,
    }

    def __init__(self, report: Report, mapper: Inward | None = None) -> None:
        self.report, self.inward, self.outward = report, mapper, Outward()

    def rows(self) -> Iterator[EditorialPage]:
        """Yield every page, what stands above another first."""
        for page in Page.objects.filter(depth__gt=1).order_by("path").specific().iterator():
            if isinstance(page, EditorialPage):
                yield page
            else:
                self.report.remark(f"“{page.title}” is left out: it is of a kind that no file can hold.")

    def called(self, line: dict[str, Any]) -> str:
        fields = line.get("fields")
        return str(fields.get("title") if isinstance(fields, dict) else line.get("key"))

    def find(self, line: dict[str, Any]) -> EditorialPage | None:
        page = find_page(f"{line['language']}:{line['key']}")
        return page.specific if page else None

    # --- Out ----------------------------------------------------------------------------------------------

    def line_of(self, row: EditorialPage) -> dict[str, Any]:
        row = Page.objects.get(pk=row.pk).specific  # As it is stored, whatever was made of it since.
        parent = row.get_parent()
        newest = row.get_latest_revision_as_object()
        is_scheduled = not row.live and row.revisions.filter(approved_go_live_at__isnull=False).exists()
        return {
            "type": type(row).__name__,
            "language": row.locale.language_code,
            "key": str(row.translation_key),
            "parent": None if parent.is_root() else str(parent.translation_key),
            "state": LIVE if row.live else SCHEDULED if is_scheduled else DRAFT,
            "private": row.get_view_restrictions().exists(),
            "first_published_at": _text(row.first_published_at),
            "fields": self._values(row if row.live else newest),
            "draft": self._values(newest) if row.live and row.has_unpublished_changes else None,
        }

    def _values(self, page: EditorialPage) -> dict[str, Any]:
        return {field.name: self._out(field, page) for field in fields_of(type(page))}

    def _out(self, field: models.Field[Any, Any], page: EditorialPage) -> Any:
        if isinstance(field, StreamField):
            return rewrite(field.stream_block, getattr(page, field.name).get_prep_value(), self.outward)
        value = field.value_from_object(page)
        if isinstance(field, models.ForeignKey):
            return None if value is None else self.outward.row(field.related_model, value)
        return _text(value) if isinstance(value, datetime) else value

    # --- In -----------------------------------------------------------------------------------------------

    def apply(self, row: EditorialPage | None, line: dict[str, Any]) -> EditorialPage:
        if line["language"] not in LANGUAGES:
            raise Refused(f"“{line['language']}” is no language of this site.")
        if line["state"] not in (LIVE, SCHEDULED, DRAFT):
            raise Refused("“state” is live, scheduled or draft.")
        kind = kinds().get(line["type"])
        if kind is None:
            raise Refused(f"There is no kind of page “{line['type']}”.")
        if row is not None and type(row) is not kind:
            raise Refused(f"Here it is a {type(row).__name__}.")
        is_public = line["state"] != DRAFT
        if line["private"] and not (row and row.get_view_restrictions().exists()):
            # Whoever may read it stands in no file, and nobody else shall.
            self.report.remark(f"“{self.called(line)}” is private where it comes from: a draft here.")
            is_public = False
        try:
            page = self._placed(row, kind, line)
            return self._publish(page, line) if is_public else self._draft(page, line["fields"])
        except ValidationError as error:
            raise Refused(words_of(error)) from error

    def _placed(self, row: EditorialPage | None, kind: type[EditorialPage], line: dict[str, Any]) -> Any:
        """Return the page where it belongs in the tree: found, moved, or new and not public yet."""
        language, above = line["language"], line["parent"]
        parent = find_page(f"{language}:{above}") if above else Page.get_first_root_node()
        if parent is None:
            raise Refused("The page above it is not here.")
        published = _time("first_published_at", line["first_published_at"])
        if row is not None:
            if row.get_parent().pk != parent.pk:
                if row.lasts:
                    raise Refused("This page stays where it is.")
                row.move(parent, pos="last-child")
                row = kind.objects.get(pk=row.pk)
            Page.objects.filter(pk=row.pk).update(first_published_at=published)
            row.first_published_at = published
            return row
        if not kind.can_create_at(parent.specific):
            raise Refused(f"No {kind.__name__} can be made there.")
        locale = Locale.objects.get(language_code=language)
        page = kind(locale=locale, translation_key=_key(line["key"]), live=False)
        page.first_published_at = published
        self._fill(page, line["fields"])
        parent.add_child(instance=page)
        return page

    def _publish(self, page: EditorialPage, line: dict[str, Any]) -> EditorialPage:
        self._fill(page, line["fields"])
        for field in fields_of(type(page)):
            if isinstance(field, StreamField):
                setattr(page, field.name, field.stream_block.clean(getattr(page, field.name)))
        page.save_revision().publish()
        if line["draft"]:
            self._draft(type(page).objects.get(pk=page.pk), line["draft"], is_on_top=True)
        return page

    def _draft(self, page: EditorialPage, values: dict[str, Any], *, is_on_top: bool = False) -> Any:
        """Keep words that nobody reads yet: a draft may lack what a page must have."""
        if page.live and not is_on_top:
            page.unpublish()
        self._fill(page, values)
        page.minimal_clean()
        page.save_revision(clean=False)
        return page

    def _fill(self, page: EditorialPage, values: dict[str, Any]) -> None:
        known = {field.name: field for field in fields_of(type(page))}
        if strange := sorted(set(values) - set(known)):
            raise Refused(f"“{strange[0]}” is no field of a {type(page).__name__}.")
        for name, value in values.items():
            try:
                setattr(page, known[name].attname, self._in(known[name], value))
            except ValidationError as error:
                raise Refused(f"“{name}”: {words_of(error)}") from error
            except UNREADABLE as error:
                raise Refused(f"“{name}” holds what it cannot hold.") from error
        if not page.title:
            raise Refused("“title” is empty.")

    def _in(self, field: models.Field[Any, Any], value: Any) -> Any:
        if self.inward is None:
            raise TypeError("a mapper is needed to read")
        if isinstance(field, StreamField):
            self.inward.enter(field.name)
            return field.stream_block.to_python(rewrite(field.stream_block, value, self.inward))
        if isinstance(field, models.ForeignKey):
            return None if value is None else self.inward.row(field.related_model, value)
        if isinstance(field, models.DateTimeField):
            return _time(field.name, value)
        if isinstance(field, models.CharField | models.TextField) and not isinstance(value, str):
            raise Refused(f"“{field.name}” must be text.")
        value = field.to_python(value)
        field.run_validators(value)
        return value


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _time(name: str, text: Any) -> datetime | None:
    if text is None:
        return None
    moment = parse_datetime(text) if isinstance(text, str) else None
    if moment is None or timezone.is_naive(moment):
        raise Refused(f"“{name}” is no time like 2026-05-01T12:00:00+00:00.")
    return moment


def _key(text: str) -> Any:
    return models.UUIDField().to_python(text)
