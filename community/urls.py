"""Addresses of this room."""

from django.urls import include, path, re_path

from community.views import (
    comments,
    drafts,
    hub,
    mine,
    notifications,
    photos,
    posts,
    ratings,
    writing,
)

app_name = "community"
urlpatterns = [
    path("community/", hub.hub, name="hub"),
    path("reviews/<slug:slug>/", hub.reviews, name="reviews"),
    path("posts/new/", writing.write, name="write"),
    path("posts/new/<slug:kind>/", writing.compose, name="compose"),
    path("posts/<int:pk>/", posts.post, name="post_by_id"),
    re_path(r"^posts/(?P<pk>[0-9]{1,18})-(?P<slug>[^/]+)/$", posts.post, name="post"),
    path("posts/<int:pk>/history/", posts.history, name="history"),
    path("posts/<int:pk>/edit/", writing.edit, name="edit"),
    path("posts/<int:pk>/withdrawal/", mine.withdrawal, name="withdrawal"),
    path("posts/<int:pk>/rating/", ratings.rating, name="rating"),
    path("posts/<int:pk>/comments/", comments.comments, name="comments"),
    path("drafts/<uuid:key>/", drafts.autosave, name="autosave"),
    path("drafts/<uuid:key>/photos/", drafts.photos, name="draft_photos"),
    path("photos/<uuid:key>/<int:width>/", photos.photo, name="photo"),
    path("my/posts/", mine.my_posts, name="my_posts"),
    path("my/drafts/<uuid:key>/", writing.draft, name="draft"),
    path("my/drafts/<uuid:key>/deletion/", writing.discard, name="discard"),
    path("my/notifications/", notifications.notifications, name="notifications"),
    path("", include("community.account_urls")),
    path("", include("community.blog_urls")),
    path("", include("community.following_urls")),
]
