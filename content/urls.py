"""Addresses of editorial pages that templates name; Wagtail serves them all."""

from django.urls import path
from wagtail.views import serve

app_name = "content"
urlpatterns = [
    path("products/", serve, {"path": "products/"}, name="products"),
    path("stories/", serve, {"path": "stories/"}, name="stories"),
]
