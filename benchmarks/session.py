"""Signs a member in and prints the session key: `python -m benchmarks.session MAIL`."""

import sys

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user_model, login  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.http import HttpRequest  # noqa: E402

request = HttpRequest()
request.session = SessionStore()
member = get_user_model().objects.get(email=sys.argv[1])
login(request, member, backend=settings.AUTHENTICATION_BACKENDS[0])
request.session.save()
print(request.session.session_key)
