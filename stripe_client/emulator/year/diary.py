"""What happens when: steps in the order of their moments, each of which may note down later ones."""

from __future__ import annotations

import heapq
from collections.abc import Callable

Step = Callable[[int], object]
"""Something that happens; it is told when (POSIX seconds)."""


class Diary:
    """Steps yet to come."""

    def __init__(self) -> None:
        self._steps: list[tuple[int, int, Step]] = []
        self._noted = 0

    def note(self, when: int, step: Step) -> None:
        """Lets a step happen at a moment; of those of the same moment the first noted is first."""
        self._noted += 1
        heapq.heappush(self._steps, (when, self._noted, step))

    def live(self, until: int) -> None:
        """Lets everything happen that was noted, and what is noted meanwhile, up to a moment."""
        while self._steps and self._steps[0][0] < until:
            when, _, step = heapq.heappop(self._steps)
            step(when)
