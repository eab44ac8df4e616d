"""The server's workers share what is loaded before they are forked: that may hold nothing of one's own."""

import os
import subprocess
import sys

LOAD = """
import gc, threading
from config.serving import load
load()
from django.db import connections
from django.urls import get_resolver
print([one.connection for one in connections.all(initialized_only=True)])
print(threading.active_count(), gc.get_freeze_count() > 100_000, get_resolver()._populated)
"""


class TestLoading:
    def test_opens_no_connection_and_starts_no_thread(self):
        done = subprocess.run(
            [sys.executable, "-c", LOAD],
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        connections, others = done.stdout.splitlines()
        assert set(connections) <= set("[None, ]")
        assert others == "1 True True"
