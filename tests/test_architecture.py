"""The walls of the house: which room may know which, and where a thing may stand.

Plain walks over the source, so that a broken rule fails here with the way to write it instead. What ruff
already sees (naive times, bare asserts and the like) is left to ruff.
"""

import ast
import re
from collections.abc import Callable
from pathlib import Path

from django.apps import apps
from django.db.models import Model

from tests.source import (
    MAY_IMPORT,
    ROOMS,
    ROOT,
    dotted,
    imports,
    matches,
    names,
    python_files,
    refuse,
    templates,
    text,
    tracked,
    tree,
)


def is_name(node: ast.AST) -> bool:
    return isinstance(node, ast.Name | ast.Attribute)


class TestRooms:
    def test_a_room_imports_only_what_is_below_it(self):
        refuse(
            (
                f"{path}:{line} imports {name}"
                for path in python_files(migrations=True)
                for line, name in imports(path)
                if name.split(".")[0] in ROOMS - {path.parts[0]} - MAY_IMPORT[path.parts[0]]
            ),
            "A room knows only those below it. Move the code up, receive a signal in receivers.py, or let a "
            "template tag of the higher room show it.",
        )

    def test_every_room_has_its_place(self):
        own = {config.name for config in apps.get_app_configs() if (ROOT / config.name).is_dir()}
        assert own == ROOMS - {"config"}, "Give the new room its line in MAY_IMPORT and in ARCHITECTURE.md."

    def test_relations_point_downwards(self):
        def room(model: type) -> str:
            return model.__module__.split(".")[0]

        def is_inherited(model: type[Model], name: str) -> bool:
            """Say whether a library's base class brings the field (Wagtail's pages point at members)."""
            bases = [base for base in model.__mro__ if hasattr(base, "_meta") and room(base) not in ROOMS]
            return any(name in {field.name for field in base._meta.get_fields()} for base in bases)

        wrong = []
        for model in apps.get_models(include_auto_created=True):
            here = room(model)
            if here not in ROOMS:
                continue
            for field in model._meta.get_fields():
                if not field.is_relation or field.auto_created or is_inherited(model, field.name):
                    continue
                there = room(field.related_model)
                if there == here or there not in ROOMS:
                    continue
                name = f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
                if there not in MAY_IMPORT[here]:
                    wrong.append(f"{name} points upwards")
                if not field.remote_field.hidden:
                    wrong.append(f'{name} lacks related_name="+"')
        refuse(wrong, "A relation is an import too: it points to a lower room, and leaves no trace there.")

    def test_migrations_stand_alone(self):
        # Django itself writes `import room.models.part` where a field names a function of ours (upload_to).
        refuse(
            (
                f"{path}:{node.lineno}"
                for path in python_files(migrations=True)
                if "migrations" in path.parts
                for node in ast.walk(tree(path))
                if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in ROOMS
            ),
            "A migration is history: copy the lines it needs instead of importing code that changes.",
        )


class TestOneWay:
    """Each of these things is done in one place, so that its guard can't be walked around."""

    def only_in(self, home: Callable[[Path], bool], banned: set[str], instead: str) -> None:
        refuse(
            (
                f"{path}:{line} imports {name}"
                for path in python_files()
                if not home(path)
                for line, name in imports(path)
                if any(name == module or name.startswith(f"{module}.") for module in banned)
            ),
            instead,
        )

    def test_work_is_enqueued_through_jobs(self):
        ways = {"delay", "delay_on_commit", "apply_async", "apply_async_on_commit", "send_task"}
        refuse(
            (
                f"{path}:{line} uses {name}"
                for path in python_files()
                if path.parts[0] != "jobs"
                for line, name in names(path)
                if "." in name and name.rpartition(".")[2] in ways
            ),
            "Later work is asked for with jobs.enqueue(task, pk): nothing else survives an absent Redis.",
        )

    def test_the_way_out_is_fetching(self):
        self.only_in(
            lambda path: path.parts[0] == "fetching",
            {
                "httpx",
                "requests",
                "urllib.request",
                "urllib3",
                "http.client",
                "socket",
                "aiohttp",
                "feedparser",
            },
            "Only fetching.fetch() goes out: it checks addresses, time and size. Parsing is fetching's too.",
        )

    def test_strangers_html_is_cleaned_in_one_module(self):
        self.only_in(
            lambda path: path == Path("community/sanitize.py"),
            {"bleach", "nh3"},
            "Call community.sanitize.clean_html(): two sanitisers would drift apart.",
        )

    def test_safe_stands_once(self):
        body = Path("templates/community/_body.html")
        others = [path for path in templates() if path != body]
        refuse(
            matches(others, r"\|\s*safe(seq)?\b|autoescape\s+off"),
            f"Include {body}: it prints what sanitize.py stored, and is the only place that trusts a string.",
        )
        assert len(matches([body], r"\|\s*safe\b")) == 1

    def test_code_declares_nothing_safe(self):
        # It gives back what templates drew before.
        others = [path for path in python_files() if path != Path("pagecache/keeping.py")]
        refuse(
            (
                f"{path}:{line} uses {name}"
                for path in others
                for line, name in names(path)
                if name.rpartition(".")[2] in {"mark_safe", "SafeString", "SafeText"}
            ),
            "Use format_html(), which escapes what it is given, or a template.",
        )

    def test_one_class_prints_itself(self):
        assert [path for path in python_files() if re.search(r"def __html__", text(path))] == [
            Path("content/structured_data.py")  # JSON in which <, > and & are written as numbers
        ]


class TestEvents:
    MODEL_SIGNALS = {"pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed"}
    # docs/decisions tells why: Wagtail sends nothing when a page is made private.
    ALLOWED_SENDERS = {"PageViewRestriction"}

    def receivers(self) -> dict[str, set[str]]:
        """Return for each event the dotted paths of those who receive it."""
        found: dict[str, set[str]] = {}

        def add(event: ast.expr, path: Path, function: str) -> None:
            events = event.elts if isinstance(event, ast.List | ast.Tuple) else [event]
            for one in events:
                receiver = f"{path.parts[0]}.receivers.{function}"
                found.setdefault(dotted(one).rpartition(".")[2], set()).add(receiver)

        for path in python_files():
            if path.name != "receivers.py":
                continue
            for node in ast.walk(tree(path)):
                if isinstance(node, ast.FunctionDef):
                    for mark in node.decorator_list:
                        if isinstance(mark, ast.Call) and dotted(mark.func).endswith("receiver"):
                            add(mark.args[0], path, node.name)
                if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                    continue
                if dotted(node.func).endswith(".connect"):
                    add(node.func.value, path, dotted(node.args[0]))
        return found

    def test_the_table_tells_who_receives_what(self):
        section = re.split(r"^## Events\b.*$", text(Path("ARCHITECTURE.md")), maxsplit=1, flags=re.MULTILINE)
        assert len(section) == 2, "ARCHITECTURE.md needs a table under the heading '## Events'."
        table = re.split(r"^## ", section[1], flags=re.MULTILINE)[0]
        told: dict[str, set[str]] = {}
        for row in re.findall(r"^\|(.+)\|\s*$", table, re.MULTILINE):
            cells = row.split("|")
            for event in re.findall(r"`(\w+)`", cells[0]):
                told.setdefault(event, set()).update(re.findall(r"\w+\.receivers\.\w+", cells[-1]))
        assert {event: who for event, who in told.items() if who} == self.receivers()

    def test_events_are_received_in_receivers_only(self):
        refuse(
            (
                f"{path}:{line} imports {name}"
                for path in python_files()
                if path.name != "receivers.py"
                for line, name in imports(path)
                if name == "django.dispatch.receiver" or name.startswith("django.db.models.signals")
            ),
            "Receive in the app's receivers.py, one line that calls one action.",
        )

    def test_model_signals_do_no_work(self):
        wrong = []
        for path in python_files():
            for node in ast.walk(tree(path)):
                if not (isinstance(node, ast.Call) and node.args and dotted(node.func).endswith("receiver")):
                    continue
                heard = {dotted(part).rpartition(".")[2] for part in ast.walk(node.args[0]) if is_name(part)}
                senders = {
                    dotted(key.value).rpartition(".")[2] for key in node.keywords if key.arg == "sender"
                }
                if heard & self.MODEL_SIGNALS and not (senders and senders <= self.ALLOWED_SENDERS):
                    wrong.append(f"{path}:{node.lineno}")
        refuse(
            wrong,
            "Call the action where the thing happens; a model signal hides it, and fires at every save.",
        )

    def test_contributions_events_are_sent_by_actions(self):
        others = [path for path in python_files() if path.parts[:2] != ("community", "actions")]
        refuse(
            matches(others, r"\bcontribution_\w+\.send"),
            "Only community.actions say what happened to a contribution, at the end of the transaction.",
        )


class TestHabits:
    def test_files_can_be_read_at_one_sitting(self):
        paths = [*python_files(), *python_files(tests=True), *templates()]
        paths += [
            path for path in tracked() if path.parts[0] in {"script", "benchmarks"} or path.suffix == ".js"
        ]
        refuse(
            (f"{path}: {count} lines" for path in paths if (count := len(text(path).splitlines())) > 400),
            "Split a file of more than 400 lines by noun or verb.",
        )

    def test_names_say_something(self):
        empty = {"utils", "helpers", "common", "core", "misc", "util", "helper"}
        refuse(
            (str(path) for path in tracked() if empty & {path.stem, *path.parts[:-1]}),
            "Name a module for the idea it holds.",
        )

    def test_exceptions_are_named(self):
        wrong = []
        for path in [*python_files(), *python_files(tests=True)]:
            for node in ast.walk(tree(path)):
                if isinstance(node, ast.ExceptHandler):
                    kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
                    if any(kind is None or dotted(kind) in {"Exception", "BaseException"} for kind in kinds):
                        wrong.append(f"{path}:{node.lineno}")
        refuse(wrong, "Catch what you expect by its name; let the rest be seen.")

    def test_no_repeated_group_is_possessive(self):
        wrong = matches(python_files(), r"[^(]\)(?:[*+?]|\{[0-9,{}]+\})\+")
        refuse(wrong, "Python before 3.11.5 gives up too soon there: write (?>(?:…)*) instead of (?:…)*+.")

    def test_saving_a_model_only_saves(self):
        refuse(
            (
                f"{path}:{node.lineno} {owner.name}.{node.name}"
                for path in python_files()
                if "models" in path.parts or path.name == "models.py"
                for owner in ast.walk(tree(path))
                if isinstance(owner, ast.ClassDef)
                for node in owner.body
                if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete"}
            ),
            "Write a function in actions.py; save() and delete() stay Django's.",
        )

    def test_relations_are_real(self):
        refuse(
            (
                f"{path}:{line}"
                for path in python_files()
                for line, name in names(path)
                if name.rpartition(".")[2] in {"GenericForeignKey", "GenericRelation"}
            ),
            "Use nullable foreign keys and a CHECK that exactly one is set.",
        )

    def test_below_a_view_there_is_no_request(self):
        refuse(
            (
                f"{path}:{node.lineno} {node.name}"
                for path in python_files()
                if path.name == "actions.py" or "actions" in path.parts
                for node in ast.walk(tree(path))
                if isinstance(node, ast.FunctionDef)
                and "request" in {one.arg for one in [*node.args.args, *node.args.kwonlyargs]}
            ),
            "An action takes `by=` and plain values.",
        )

    def test_templates_live_with_a_strict_policy(self):
        # Wagtail's editor and our error pages are no exception: nothing here writes script or style inline.
        # A mail has no policy and loads no stylesheet: nobody shall learn that it was opened.
        pages = [path for path in templates() if path != Path("templates/mail/base.html")]
        refuse(
            matches(pages, r"<[^>{]*\s(on[a-z]+|style)\s*=\s*[\"']|<style\b|<script>|\shx-[a-z]"),
            "Put it in a file under static/; write htmx's attributes as data-hx-*.",
        )

    def test_machines_read_times_without_fractions(self):
        refuse(matches(templates(), r"date:[\"']c[\"']"), "HTML knows no microseconds: print 'Y-m-d'.")

    def test_tests_wait_for_nothing_and_leave_nothing_out(self):
        waits = "sleep|wait_for_timeout"
        skips = "skip|skipif|skipIf|skipUnless|importorskip|xfail|expectedFailure"
        refuse(
            (
                f"{path}:{line} uses {name}"
                for path in python_files(tests=True)
                for line, name in names(path)
                if re.search(rf"(^|\.)({waits}|{skips})$", name)
            ),
            "Wait for what you expect to see; mark what needs PostgreSQL with pytest.mark.postgres.",
        )

    def test_nothing_is_left_for_later_or_tied_to_a_machine(self):
        paths = [
            path for path in tracked() if path.suffix in {".py", ".html", ".js", ".css", ".md", ".toml", ""}
        ]
        refuse(
            matches(paths, r"\b(TO[D]O|FI[X]ME|XX[X])\b|/(roo[t]|Use[r]s|wor[k])/\w"),
            "Do it, write an issue, or say why it is so; name paths from the checkout.",
        )


class TestEnvironment:
    def test_every_variable_is_explained(self):
        reads = {
            name
            for path in python_files()
            if path.parts[0] == "config"
            for name in re.findall(r"\benv\.\w+\(\s*\"([A-Z_]+)\"", text(path))
        }
        explained = set(re.findall(r"^#? ?([A-Z_]+)=", text(Path(".env.example")), re.MULTILINE))
        assert explained == reads, "Keep .env.example in line with what config reads."
