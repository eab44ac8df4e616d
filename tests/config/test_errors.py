"""Pages for when something is wrong: with nothing behind them, in the reader's language, with a way on."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import DataError, InterfaceError, OperationalError
from django.test import Client
from django.utils.translation import override

from config.errors import is_away, server_error
from content.brand import current_brand
from content.models import BrandSettings

# Asks for pages with the database away, as a visitor, as somebody with a session, and with a form.
ASK = """
import json, os, sys
import django
django.setup()
from django.test import Client
answers = {}
for name, ask in {
    "visitor": lambda client: client.get("/"),
    "norwegian": lambda client: client.get("/nb/community/"),
    "member": lambda client: client.get("/my/posts/"),
    "form": lambda client: client.post("/nb/accounts/login/", {"login": "a@b.example", "password": "x"}),
    "staff": lambda client: client.get("/cms/"),
    "nobody": lambda client: client.get("/nb/finnes-ikke/"),
}.items():
    client = Client(raise_request_exception=False)
    if name in ("member", "staff"):
        client.cookies["sessionid"] = "a" * 32
    answer = ask(client)
    answers[name] = [answer.status_code, dict(answer.headers), answer.text]
print(json.dumps(answers))
"""


def answers_without(database: str, tmp_path: Path) -> dict[str, list]:
    """Ask a process of its own, whose database and Redis are not there."""
    away = {"DATABASE_URL": database, "REDIS_URL": f"unix://{tmp_path}/no-redis.sock", "DEBUG": "0"}
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        env=os.environ | away | {"DJANGO_SETTINGS_MODULE": "config.settings", "DATA_DIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


class TestWithoutDatabaseAndRedis:
    @pytest.mark.parametrize("kind", ["postgres", "sqlite"])
    def test_everybody_is_told_in_their_language_when_to_come_again(self, tmp_path, kind):
        (tmp_path / "folder").mkdir()
        database = {
            "postgres": "postgres://nobody@127.0.0.1:1/nothing",
            "sqlite": f"sqlite:///{tmp_path}/folder",  # No file that could be opened.
        }[kind]
        answers = answers_without(database, tmp_path)
        assert {name: answer[0] for name, answer in answers.items()} == dict.fromkeys(answers, 503)
        for name, (_status, headers, page) in answers.items():
            assert headers["Retry-After"] == "30", name
            assert "Content-Security-Policy" in headers, name
            assert "no-cache" in headers["Cache-Control"], name
            assert page.count("<h1>") == 1 and "css/tokens.css" in page and "testserver" in page, name
            norwegian = name in ("norwegian", "form", "nobody")
            assert f'<html lang="{"nb" if norwegian else "en"}">' in page, name
            assert f'class="site-brand" href="{"/nb/" if norwegian else "/"}"' in page, name
            # What was sent is not sent again by a link.
            assert ('href=""' in page) == (name != "form"), name


class Told(Exception):
    """What a driver of PostgreSQL raises."""

    def __init__(self, sqlstate: str | None) -> None:
        self.sqlstate = sqlstate


def raised(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


class TestAway:
    @pytest.mark.parametrize("state", [None, "08006", "53300", "57P01", "57P03"])
    def test_postgresql_that_has_no_connection_for_us_is(self, state):
        assert is_away(raised(OperationalError(), Told(state)))

    @pytest.mark.parametrize("state", ["57014", "40P01", "55P03"])
    def test_postgresql_that_answered_is_not(self, state):
        assert not is_away(raised(OperationalError(), Told(state)))

    def test_a_closed_connection_is(self):
        assert is_away(InterfaceError("connection already closed"))

    def test_a_table_that_is_missing_is_a_fault_of_ours(self):
        with pytest.raises(sqlite3.OperationalError) as missing:
            sqlite3.connect(":memory:").execute("SELECT * FROM nothing")
        assert not is_away(raised(OperationalError(), missing.value))

    @pytest.mark.parametrize("error", [None, ValueError(), DataError()])
    def test_nothing_else_is(self, error):
        assert not is_away(error)


@pytest.mark.django_db
class TestFaultsOfOurs:
    def test_the_page_names_the_brand_and_speaks_the_readers_language(self, rf):
        BrandSettings.objects.create(name="Morgenro")
        css = current_brand().css_url  # From here on this process knows the brand.
        with override("nb"):
            try:
                raise ValueError
            except ValueError:
                answer = server_error(rf.get("/nb/"))
        assert answer.status_code == 500
        assert "Retry-After" not in answer
        assert '<html lang="nb">' in answer.text
        assert css in answer.text
        assert '<a class="site-brand" href="/nb/">Morgenro</a>' in answer.text


@pytest.mark.django_db
class TestRefusals:
    def test_a_form_that_was_open_too_long_is_called_that(self):
        client = Client(enforce_csrf_checks=True)
        client.get("/accounts/login/")
        answer = client.post("/accounts/login/", {"login": "a@b.example"})
        assert answer.status_code == 403
        assert "The form has gone cold" in answer.text
        assert "This is not yours" not in answer.text

    def test_without_cookies_it_says_that_they_are_needed_and_gives_the_words_back(self):
        words = {
            "body": "Warm <b>water</b>, twice.",
            "password": "correct horse battery",
            "login": "a@b.example",
        }
        answer = Client(enforce_csrf_checks=True).post("/accounts/login/", words)
        assert answer.status_code == 403
        assert "Cookies are needed here" in answer.text
        assert "Warm &lt;b&gt;water&lt;/b&gt;, twice.</textarea>" in answer.text
        assert "horse" not in answer.text
