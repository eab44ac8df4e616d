"""Addresses of this room; the desk's own lie in the CMS (`wagtail_hooks.py`)."""

from django.urls import path

from moderation.views import appeals, reports, statements, threads, trust

app_name = "moderation"
urlpatterns = [
    path("posts/<int:pk>/closure/", threads.closure, name="closure"),
    path("posts/<int:pk>/report/", reports.report_post, name="report"),
    path("comments/<int:pk>/report/", reports.report_comment, name="report_comment"),
    path("reports/<uuid:key>/", reports.receipt, name="receipt"),
    path("decisions/<str:token>/", statements.statement, name="statement"),
    path("my/decisions/<int:pk>/appeal/", appeals.appeal, name="appeal"),
    path("trust/", trust.trust, name="trust"),
    path("trust/rules/<int:number>/", trust.version, name="rules"),
    path("trust/reports/<slug:name>/", trust.report, name="transparency"),
]
