"""Addresses of a member's own blogs."""

from django.urls import path

from community.views import blogs

urlpatterns = [
    path("my/blogs/", blogs.blogs, name="blogs"),
    path("my/blogs/<int:pk>/", blogs.blog, name="blog"),
    path("my/blogs/<int:pk>/proof/", blogs.proof, name="blog_proof"),
    path("my/blogs/<int:pk>/visit/", blogs.visit, name="blog_visit"),
    path("my/blogs/<int:pk>/pause/", blogs.pause, name="blog_pause"),
    path("my/blogs/<int:pk>/removal/", blogs.removal, name="blog_removal"),
    path("my/blogs/<int:pk>/entries/<int:entry>/", blogs.entry, name="blog_entry"),
    path("my/blogs/<int:pk>/entries/<int:entry>/return/", blogs.entry_return, name="blog_entry_return"),
]
