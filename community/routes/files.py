"""Addresses of the community's files, the same in every language."""

from django.urls import path

from community.views import share

urlpatterns = [path("share/post-<int:pk>-<slug:fingerprint>.jpg", share.post_picture, name="share_post")]
