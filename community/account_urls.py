"""Addresses of members and their accounts."""

from django.urls import path

from community.views import members

urlpatterns = [
    path("members/<slug:handle>/", members.member, name="member"),
    path("my/profile/", members.profile, name="profile"),
]
