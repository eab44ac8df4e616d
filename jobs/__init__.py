"""Later work: how it is asked for, and the sign that somebody is doing it.

`enqueue(task, *ids)` is the only way in the whole project to ask for later work. A message only says
"look now": the row it points at is the queue, and a sweep in the beat schedule finds what a lost
message left behind. A task that talks to the outside or works on pictures says so,
`@shared_task(slow=True)`, and waits in a queue of its own, so that nothing a person waits for stands behind
it.
"""

from jobs.publishing import enqueue

__all__ = ["enqueue"]
