"""Addresses of what a member follows, keeps and passes on, and of the mails they get."""

from django.urls import path, re_path

from community.models.following import SUBJECTS
from community.views import following, invite_link, mail_settings

urlpatterns = [
    re_path(
        rf"^following/(?P<kind>{'|'.join(SUBJECTS)})/(?P<name>[\w-]+)/$", following.follow, name="follow"
    ),
    path("posts/<int:pk>/bookmark/", following.bookmark, name="bookmark"),
    path("invited-by/<slug:handle>/", invite_link.invited_by, name="invited_by"),
    path("mail/stop/<str:token>/", mail_settings.stop_mail_view, name="stop_mail"),
    path("my/following/", following.my_following, name="following"),
    path("my/bookmarks/", following.my_bookmarks, name="bookmarks"),
    path("my/invite-link/", invite_link.my_invite_link, name="invite_link"),
    path("my/settings/notifications/", mail_settings.mail_settings, name="mail_settings"),
    path("my/settings/notifications/address/", mail_settings.address_again, name="address_again"),
]
