"""Addresses of shared feeds."""

from django.urls import path, re_path

from feeds.views import declining, embedding, files, pages, reading, search

app_name = "feeds"
urlpatterns = [
    path("topics/<slug:slug>/", pages.topic, name="topic"),
    path("feeds/", pages.feed_list, name="list"),
    re_path(r"^feeds/(?P<slug>[a-z0-9-]+)\.(?P<form>atom|rss|json)$", files.feed_file, name="file"),
    path("feeds/<slug:slug>/embed/", embedding.embed, name="embed"),
    path("feeds/<slug:slug>/embed.json", embedding.embed_json, name="embed_json"),
    path("feeds/<slug:slug>/", pages.own_feed, name="own"),
    path("featured/<str:token>/", declining.declining, name="declining"),
    path("feeds/<slug:slug>/arrivals/", reading.arrivals, name="arrivals"),
    path("my/front-page/", reading.front_page, name="front_page"),
    path("search/", search.search, name="search"),
    path("search/suggestions/", search.suggest, name="suggestions"),
    path("trust/ranking/", pages.ranking, name="ranking"),
]
