"""Puts on the seeded site what an audit needs, and writes down what is to be opened: `plan.json` in DATA_DIR.

Beside the demo brand stands the world of tests/authorization, so that every address of its table leads
somewhere. What no address shows (mails, pages of failures) is drawn into `plan.json` itself.
"""

import json
import time
from pathlib import Path
from typing import Any

import django

SHOWN_BY_NOTHING = {"400.html": 400, "429.html": 429, "500.html": 500, "503.html": 503}


def main() -> None:
    began = time.monotonic()
    django.setup()
    from django.conf import settings

    plan = make_plan()
    Path(settings.DATA_DIR, "plan.json").write_text(json.dumps(plan, indent=1))
    print(f"      {len(plan['pages'])} pages to open ({time.monotonic() - began:.0f} s)", flush=True)


def make_plan() -> dict[str, Any]:
    """Return the pages (each with a path for each language), sessions, documents, and what is measured."""
    from django.test import Client

    from community.models import Member
    from demo.seeding.feeds import sync_everything
    from tests.authorization.pages import LANGUAGES, PEOPLE, WAGTAILS, entries
    from tests.authorization.people import make_world
    from tests.factories import make_admin

    world = make_world()
    sync_everything()
    admins = {"en": world.people["admin"], "nb": make_admin(language="nb")}
    member = Member.objects.get(email="member@demo.example")

    def session(person: Member) -> str:
        client = Client()
        client.force_login(person)
        return client.cookies["sessionid"].value

    signed_in = {"en": world.clients["author"].cookies["sessionid"].value}
    pages = [
        {
            "who": who,
            "name": entry.address,
            "status": entry.status,
            "is_ours": entry.address not in WAGTAILS,
            # Development's pages are not there in production.
            "paths": {language: entry.path(language, world.names) for language in LANGUAGES},
        }
        for who in PEOPLE
        for entry in entries(who)
        if not entry.address.startswith(("/dev/", "/media/"))
    ]
    measured = samples()
    pages += [
        {"who": who, "name": f"demo: {name}", "status": 200, "is_ours": True, "paths": paths}
        for name, paths in measured.items()
        for who in ("visitor", "member")
    ]
    return {
        "pages": pages,
        "sessions": {
            "author": dict.fromkeys(LANGUAGES, signed_in["en"]),
            "member": dict.fromkeys(LANGUAGES, session(member)),
            "admin": {language: session(admin) for language, admin in admins.items()},
        },
        "documents": [*failures(), *mails()],
        "measured": {name: measured[name]["en"] for name in ("home", "product", "post", "story", "hub")},
    }


def samples() -> dict[str, dict[str, str]]:
    """Return one of each kind of the demo's own pages, the fullest there is, with its address by language."""
    from django.conf import settings
    from django.db.models import Count
    from django.urls import reverse
    from django.utils import translation
    from wagtail.models import get_page_models

    from community.models import Member, Post
    from content.models.pages import EditorialPage

    found: dict[str, dict[str, str]] = {}
    for model in get_page_models():
        if issubclass(model, EditorialPage):
            by_length = sorted(model.objects.live(), key=lambda page: -len(str(page.body.raw_data)))
            name = model.__name__.lower().removesuffix("page")
            for page in reversed(by_length):
                found.setdefault(name, {})[page.locale.language_code] = page.get_url() or "/"
    for kind in Post.Kind.values:
        post = (
            Post.objects.published()
            .filter(kind=kind, author__email__endswith="@demo.example")
            .annotate(said=Count("comments"))
            .order_by("-said", "pk")
            .first()
        )
        if post:
            found[kind] = {post.language: post.get_absolute_url()}
    found["post"] = found["review"]
    writer = Member.objects.annotate(count=Count("posts")).order_by("-count", "pk")[0]
    found["profile"] = {"en": writer.get_absolute_url()}
    with translation.override("en"):
        found["hub"] = {"en": reverse("community:hub")}
        found["results"] = {"en": reverse("feeds:search") + "?q=coffee"}
    for name, paths in found.items():
        bare = {path.removeprefix("/nb") for path in paths.values()}
        if len(paths) < len(settings.LANGUAGES):
            found[name] = {code: prefix + min(bare) for code, prefix in (("en", ""), ("nb", "/nb"))}
    return found


def failures() -> list[dict[str, Any]]:
    """Draw the pages that stand for an answer nobody can ask for."""
    from django.contrib.auth.models import AnonymousUser
    from django.template.loader import render_to_string
    from django.test import RequestFactory
    from django.utils import translation

    from tests.authorization.pages import LANGUAGES

    drawn = []
    for language in LANGUAGES:
        for template in SHOWN_BY_NOTHING:
            with translation.override(language):
                request = RequestFactory().get("/")
                request.user = AnonymousUser()
                html = render_to_string(template, request=request)
            drawn.append({"who": "failure", "name": template, "language": language, "html": html})
    return drawn


def mails() -> list[dict[str, Any]]:
    """Draw one mail of each kind there is, for a reader of each language."""
    from django.db import transaction

    from community.actions.mail import messages
    from community.models import Member
    from tests.authorization.pages import LANGUAGES

    drawn = []
    for language in LANGUAGES:
        with transaction.atomic():
            Member.objects.update(language=language)
            for model, draw in messages().items():
                kinds: set[str] = set()
                for row in model.objects.order_by("-pk")[:500]:
                    kind = f"{model.__name__} {getattr(row, 'kind', '')}".strip()
                    if kind in kinds or (mail := draw(row)) is None:
                        continue
                    kinds.add(kind)
                    [(html, _kind)] = getattr(mail, "alternatives", [("", "")])
                    drawn.append({"who": "mail", "name": kind, "language": language, "html": str(html)})
            transaction.set_rollback(True)
    return drawn


if __name__ == "__main__":
    main()
