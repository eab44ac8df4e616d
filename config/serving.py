"""Granian, with the site loaded before its workers are forked: `python -m config.serving`, then its options.

What the site is made of (code, models, addresses, translations) is then one memory that the workers share,
instead of one each. Where processes are not forked, each loads it by itself as ever.
"""

import gc

from granian.cli import entrypoint

if __name__ == "__main__":
    from config.wsgi import application  # noqa: F401 - The workers find it imported.

    # The collector would write to every object it looks at, and so make each worker a copy of its own.
    gc.collect()
    gc.freeze()
    entrypoint()
