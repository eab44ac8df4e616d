"""Drawing this room's template tags outside a page."""

from django.template import Context, Template
from django.test import RequestFactory
from django.utils.html import strip_tags

from content.brand import current_brand


def draw(tags, **context):
    around = Context({"brand": current_brand(), "request": RequestFactory().get("/"), **context})
    return Template("{% load community_tags %}" + tags).render(around)


def words(page):
    return " ".join(strip_tags(page).split())
