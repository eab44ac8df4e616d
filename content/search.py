"""Wagtail's search in the database, as a site needs it whose index is written with every post.

Of the library's own: every word asked for may be the beginning of one, so that "kvern" finds "kverna"; and a
title's weight by its length is only worked out by `update_index`. The library does so with every row that
is stored, and reads the whole index for it.
"""

from typing import Any

from django.db import connection


def SearchBackend(params: dict[str, Any]) -> Any:  # the name the library looks for
    """Return the backend of the database there is."""
    if connection.vendor == "postgresql":
        return _on_postgres(params)
    return _on_sqlite(params)


def _on_postgres(params: dict[str, Any]) -> Any:
    from modelsearch.backends.database.postgres import postgres

    class Index(postgres.PostgresIndex):
        def _refresh_title_norms(self, full: bool = False) -> None:
            if full:
                super()._refresh_title_norms(full=True)

    class Compiler(postgres.PostgresSearchQueryCompiler):
        LAST_TERM_IS_PREFIX = True

    class Backend(postgres.PostgresSearchBackend):
        index_class = Index
        query_compiler_class = Compiler

    return Backend(params)


def _on_sqlite(params: dict[str, Any]) -> Any:
    from modelsearch.backends.database.sqlite import sqlite

    class Index(sqlite.SQLiteIndex):
        def _refresh_title_norms(self, full: bool = False) -> None:
            if full:
                super()._refresh_title_norms(full=True)

    class Compiler(sqlite.SQLiteSearchQueryCompiler):
        LAST_TERM_IS_PREFIX = True

    class Backend(sqlite.SQLiteSearchBackend):
        index_class = Index
        query_compiler_class = Compiler

    return Backend(params)
