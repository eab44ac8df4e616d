"""Addresses of editorial's files, the same in every language."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
