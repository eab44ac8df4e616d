"""Addresses of editorial's files, the same in every language."""

from django.urls import path

from content import share_views, views

urlpatterns = [
    path("brand-<slug:fingerprint>.css", views.brand_css, name="brand_css"),
    path("share/page-<int:pk>-<slug:fingerprint>.jpg", share_views.page_picture, name="share_page"),
    path("share/site-<slug:language>-<slug:fingerprint>.jpg", share_views.site_picture, name="share_site"),
]
