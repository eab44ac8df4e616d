"""Addresses of editorial's files, the same in every language."""

from django.urls import path

from content import views

urlpatterns = [path("brand-<slug:fingerprint>.css", views.brand_css, name="brand_css")]
