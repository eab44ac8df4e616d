"""Addresses of members and their accounts."""

from django.urls import path

from community.views import badges, first_admin, invitations, members, settings

urlpatterns = [
    path("members/<slug:handle>/", members.member, name="member"),
    path("badges/", badges.badges, name="badges"),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("accounts/first-admin/<str:token>/", first_admin.first_admin, name="first_admin"),
    path("my/settings/", settings.settings, name="settings"),
    path("my/profile/", members.profile, name="profile"),
]
