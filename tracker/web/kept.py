"""Results that cost much and change seldom, kept by this process while a version in the database is the same.

Whoever asks reads the version first, at each request, and puts it into the key: another process may have
written since. So nothing here matters to what is right, only to how soon it is there.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

Result = TypeVar("Result")
MOST = 256
"""Results kept at once; the one not asked for longest goes first."""


class Kept:
    """A bounded store of results by key."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._results: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Result]) -> Result:
        """The result kept under the key, else made now and kept. Nobody may change what they are given."""
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
                found: Result = self._results[key]
                return found
        made = make()
        with self._lock:
            self._results[key] = made
            while len(self._results) > self.most:
                self._results.popitem(last=False)
        return made


kept = Kept()
