"""Granian, with the site loaded before its workers are forked: `python -m config.serving`, then its options.

What the site is made of (code, models, addresses, translations) is then one memory that the workers share,
instead of one each, and it is loaded once. Where processes are not forked, each loads it by itself as ever.
"""

import gc

from granian.cli import entrypoint


def load() -> None:
    """Load all that no worker changes. No connection is opened: two processes must not share one."""
    from django.conf import settings
    from django.urls import get_resolver
    from django.utils import translation

    from config.wsgi import application  # noqa: F401 - The workers find it imported.
    from pagecache import key_of

    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            get_resolver().reverse_dict  # noqa: B018 - Reading it brings together all addresses.
    key_of()  # Reads all our code, once for every worker.
    # The collector writes to whatever it looks at, which would make it each worker's own.
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    load()
    entrypoint()
