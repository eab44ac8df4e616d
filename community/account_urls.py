"""Addresses of members and their accounts."""

from django.urls import path

from community.views import invitations, members

urlpatterns = [
    path("members/<slug:handle>/", members.member, name="member"),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("my/profile/", members.profile, name="profile"),
]
