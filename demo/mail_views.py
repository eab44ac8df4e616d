"""The mailbox of development: what would have been sent, with links to press."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from demo.mailbox import read_mails


@require_safe
def mail(request: HttpRequest) -> HttpResponse:
    """The latest mails, the newest first. Routed in development only."""
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", settings.DATA_DIR / "mail"))
    return render(request, "dev/mail.html", {"mails": read_mails(folder)})
