"""Addresses of this room."""

from django.urls import path

from moderation.views import trust

app_name = "moderation"
urlpatterns = [
    path("trust/", trust.trust, name="trust"),
]
