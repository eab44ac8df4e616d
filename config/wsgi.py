"""The WSGI application: the page cache's layer, then Django."""

import os

from django.core.wsgi import get_wsgi_application

from pagecache.wsgi import PageCache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = PageCache(get_wsgi_application())
