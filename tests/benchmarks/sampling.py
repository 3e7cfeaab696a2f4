"""Samples where processor time is spent, so that a slow measure explains itself."""

from __future__ import annotations

import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import CodeType, FrameType

from benchmarks.stage import REPOSITORY

INTERVAL_SECONDS = 0.001
OURS = ("connector", "netsuite_client", "stripe_client")
GROUPS_MAX, FUNCTIONS_MAX = 16, 40


@dataclass
class Samples:
    """Processor time by who was at work (`own`), and by everyone on whose behalf (`within`), in seconds."""

    taken: float = 0
    own: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    within: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    functions: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    def add(self, innermost: FrameType, seconds: float) -> None:
        """Count one sample for the seconds that it stands for. C code counts as the Python code that called it."""
        codes = list(_codes(innermost))
        groups = [_group(code) for code in codes]
        self.taken += seconds
        self.own[groups[0]] += seconds
        for group in set(groups):
            self.within[group] += seconds
        for name in {_named(code) for code, group in zip(codes, groups, strict=True) if group.startswith(OURS)}:
            self.functions[name] += seconds

    def text(self) -> str:
        """The groups with most time of their own, and our functions with most time within."""
        if not self.taken:
            return "nothing was sampled"
        lines = [f"{'package':44} {'own':>6} {'with what it calls':>19}"]
        for group, own in _most(self.own, GROUPS_MAX):
            lines.append(f"{group:44} {self._percent(own):>6} {self._percent(self.within[group]):>19}")
        lines.append(f"{'our functions, with what they call':44}")
        lines += [f"  {name:60} {self._percent(n):>6}" for name, n in _most(self.functions, FUNCTIONS_MAX)]
        return "\n".join(lines)

    def _percent(self, seconds: float) -> str:
        return f"{100 * seconds / self.taken:.1f} %"


@contextmanager
def sampled() -> Iterator[Samples]:
    """Sample what this process does meanwhile, weighed by the processor time that passed. It delivers by one lane."""
    samples, done = Samples(), threading.Event()
    thread = threading.Thread(target=_sample, args=(samples, done, threading.get_ident()), daemon=True)
    switch = sys.getswitchinterval()
    sys.setswitchinterval(INTERVAL_SECONDS / 4)
    thread.start()
    try:
        yield samples
    finally:
        done.set()
        thread.join()
        sys.setswitchinterval(switch)


def _sample(samples: Samples, done: threading.Event, main: int) -> None:
    before = time.process_time()
    while not done.wait(INTERVAL_SECONDS):
        frames, now = sys._current_frames(), time.process_time()
        lane = next((thread.ident for thread in threading.enumerate() if thread.name.startswith("lane")), None)
        samples.add(frames.get(lane or main) or frames[main], now - before)
        before = now


def _codes(frame: FrameType | None) -> Iterator[CodeType]:
    while frame is not None:
        yield frame.f_code
        frame = frame.f_back


def _group(code: CodeType) -> str:
    """A library by its name, ours by two levels, all else as Python's own."""
    file = code.co_filename
    if "site-packages/" in file:
        return file.split("site-packages/", 1)[1].split("/", 1)[0].removesuffix(".py")
    root = f"{REPOSITORY}/"
    if file.startswith(root) and file.removeprefix(root).startswith(OURS):
        return ".".join(file.removeprefix(root).removesuffix(".py").split("/")[:2])
    return "the benchmark" if file.startswith(root) else "Python's standard library"


def _named(code: CodeType) -> str:
    module = code.co_filename.removeprefix(f"{REPOSITORY}/").removesuffix(".py").replace("/", ".")
    return f"{module}.{code.co_qualname}"


def _most(seconds: Mapping[str, float], most: int) -> list[tuple[str, float]]:
    return sorted(seconds.items(), key=lambda pair: -pair[1])[:most]
