"""Taking the demo away again: what is its own, what real things hold on to, and the removing itself."""

from demo.removal.finding import Kept, Plan, find
from demo.removal.removing import remove

__all__ = ["Kept", "Plan", "find", "remove"]
