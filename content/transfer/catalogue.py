"""Products, topics and the brand's settings, which go in through the forms that marketers use."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Model
from django.utils.dateparse import parse_datetime
from wagtail.contrib.settings.views import get_setting_edit_handler

from content.catalogue import ProductViewSet, TopicViewSet
from content.models import BrandImage, BrandSettings, Product, Topic
from content.transfer.mappers import Inward, hash_of
from content.transfer.report import Refused
from content.transfer.shapes import Shape, shaped, texts
from content.transfer.tables import Table

IDENTITY: Shape = {"slug": str, "names": dict, "summaries": dict, "picture": (str, None), "position": int}
IDENTITY_NEW: dict[str, Any] = {"summaries": {}, "picture": None, "position": 0}
LANGUAGES = [code for code, _name in settings.LANGUAGES]


class Products(Table):
    """Products with the tags blogs use."""

    table = "products.jsonl"
    keys = ("slug",)
    shape = {**IDENTITY, "retired_at": (str, None), "tags": list}
    new = {**IDENTITY_NEW, "retired_at": None, "tags": []}

    def __init__(self, mapper: Inward | None = None) -> None:
        self.mapper = mapper

    def rows(self) -> Iterator[Product]:
        yield from Product.objects.order_by("pk")

    def called(self, line: dict[str, Any]) -> str:
        return str(line.get("slug"))

    def find(self, line: dict[str, Any]) -> Product | None:
        return Product.objects.filter(slug=line["slug"]).first()

    def line_of(self, row: Product) -> dict[str, Any]:
        return {
            **identity_line(row),
            "retired_at": row.retired_at.isoformat() if row.retired_at else None,
            "tags": sorted(row.tags.values_list("tag", flat=True)),
        }

    def apply(self, row: Product | None, line: dict[str, Any]) -> Product:
        retired = line["retired_at"]
        if retired and parse_datetime(retired) is None:
            raise Refused("“retired_at” is no time like 2026-05-01T12:00:00+00:00.")
        data = {
            **identity_data(line, self.mapper),
            "retired_at": retired or "",
            "tag_line": ", ".join(texts(line, "tags")),
        }
        return saved(ProductViewSet(), row or Product(), data)


class Topics(Table):
    """Topics."""

    table = "topics.jsonl"
    keys = ("slug",)
    shape = IDENTITY
    new = IDENTITY_NEW

    def __init__(self, mapper: Inward | None = None) -> None:
        self.mapper = mapper

    def rows(self) -> Iterator[Topic]:
        yield from Topic.objects.order_by("pk")

    def called(self, line: dict[str, Any]) -> str:
        return str(line.get("slug"))

    def find(self, line: dict[str, Any]) -> Topic | None:
        return Topic.objects.filter(slug=line["slug"]).first()

    def line_of(self, row: Topic) -> dict[str, Any]:
        return identity_line(row)

    def apply(self, row: Topic | None, line: dict[str, Any]) -> Topic:
        data = identity_data(line, self.mapper)
        return saved(TopicViewSet(), row or Topic(), data)


def identity_line(row: Product | Topic) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "names": row.names,
        "summaries": row.summaries,
        "picture": hash_of(row.picture) if row.picture else None,
        "position": row.position,
    }


def identity_data(line: dict[str, Any], mapper: Inward | None) -> dict[str, Any]:
    """Return what a marketer would type to make a product or a topic of this line."""
    data: dict[str, Any] = {"slug": line["slug"], "position": line["position"]}
    data["picture"] = number_of(line["picture"], mapper)
    for part, field in (("names", "name"), ("summaries", "summary")):
        if strange := sorted(set(line[part]) - set(LANGUAGES)):
            raise Refused(f"“{part}” has words in “{strange[0]}”, which is no language of this site.")
        words = shaped(line[part], dict.fromkeys(line[part], str))
        data |= {f"{field}_{code}": words.get(code, "") for code in LANGUAGES}
    return data


def number_of(picture: str | None, mapper: Inward | None) -> int | str:
    return mapper.row(BrandImage, picture) if picture and mapper else ""


def saved(view_set: Any, row: Model, data: dict[str, Any]) -> Any:
    """Hand in the form of the staff pages. Refused with what it says."""
    form = view_set.get_edit_handler().get_form_class()(data, instance=row)
    return hand_in(form)


def hand_in(form: forms.ModelForm) -> Any:
    if not form.is_valid():
        said = (
            f"“{form.fields[name].label if name in form.fields else name}”: {' '.join(map(str, errors))}"
            for name, errors in form.errors.items()
        )
        raise Refused(" ".join(said))
    return form.save()


class Brand(Table):
    """The brand's settings: one line."""

    table = "brand.jsonl"
    keys = ()
    plain = ("name", "tagline", "primary", "accent", "type_pair", "footer", "contact_email", "club_tag",
             "time_zone")  # fmt: skip
    shape = {**dict.fromkeys(plain, str), "logo": (str, None), "words": dict, "social_links": list}

    def __init__(self, mapper: Inward | None = None) -> None:
        self.mapper = mapper

    def rows(self) -> Iterator[BrandSettings]:
        yield from BrandSettings.objects.all()[:1]

    def called(self, line: dict[str, Any]) -> str:
        return str(line.get("name"))

    def find(self, line: dict[str, Any]) -> BrandSettings | None:
        return BrandSettings.objects.first()

    def line_of(self, row: BrandSettings) -> dict[str, Any]:
        return {
            **{name: getattr(row, name) for name in self.plain},
            "logo": hash_of(row.logo) if row.logo else None,
            "words": row.words,
            "social_links": row.social_links,
        }

    def apply(self, row: BrandSettings | None, line: dict[str, Any]) -> BrandSettings:
        data = {name: line[name] for name in self.plain} | {"logo": number_of(line["logo"], self.mapper)}
        # A colour that the form would first warn of was chosen already, where the file was made.
        data |= {f"{name}-instead": line[name] for name in ("primary", "accent")}
        for code, words in shaped(line["words"], dict.fromkeys(line["words"], dict)).items():
            data |= {f"{field}_{code}": text for field, text in words.items()}
        links = [
            shaped(link, {"name": str, "url": str}) if isinstance(link, dict) else {}
            for link in line["social_links"]
        ]
        data["links"] = "\n".join(f"{link.get('name')} {link.get('url')}" for link in links)
        form_class = get_setting_edit_handler(BrandSettings).get_form_class()
        return hand_in(form_class(data, instance=row or BrandSettings()))
