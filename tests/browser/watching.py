"""Somebody's browser, and everything it complained about on the way."""

import re
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page, Request, Response

LOCAL = {"localhost", "127.0.0.1"}
# Chromium repeats each failed answer on the console; `Watch` sees the answers themselves.
REPEATED = re.compile("Failed to load resource")


@dataclass
class Watch:
    """What went wrong in a browser: scripts, the policy, answers, dialogs, and requests to other hosts.

    `expected` are statuses the story itself asks for, such as the 410 of a post that was taken back.
    """

    expected: set[int] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Watch every page of a context, also those to come."""
        context.on("console", self._console)
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("dialog", self._dialog)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning") or REPEATED.search(message.text):
            return
        self.faults.append(f"console, on {message.location['url']}: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in LOCAL:
            self.faults.append(f"asked a stranger: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.faults.append(f"{response.status} from {response.request.method} {response.url}")

    def _dialog(self, dialog: Dialog) -> None:
        if dialog.type != "beforeunload":
            self.faults.append(f"dialog: {dialog.message}")
        dialog.accept()


def sticking_out(page: Page, *, until: Literal["load", "networkidle"] = "networkidle") -> list[str]:
    """Return what makes the page wider than its window: the innermost elements beyond its edge.

    An idle network takes half a second to be sure of: where nothing is done on a page, "load" will do.
    """
    page.wait_for_load_state(until)
    return page.evaluate(
        """() => {
          const edge = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= edge) return [];
          const beyond = [...document.body.querySelectorAll("*")]
            .filter(element => element.getBoundingClientRect().right > edge + 1);
          const inner = beyond.filter(one => !beyond.some(other => other !== one && one.contains(other)));
          return [document.documentElement.scrollWidth, ...inner.map(one => one.outerHTML.slice(0, 120))];
        }"""
    )
