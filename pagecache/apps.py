from django.apps import AppConfig


class PagecacheConfig(AppConfig):
    name = "pagecache"
    default_auto_field = "django.db.models.BigAutoField"
