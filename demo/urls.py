"""Addresses of this room, in development only."""

from django.urls import path

from demo import mail_views, views

app_name = "demo"
urlpatterns = [
    path("design/", views.design, name="design"),
    path("mail/", mail_views.mail, name="mail"),
]
