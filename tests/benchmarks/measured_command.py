"""Runs one command of the connector in this process and says how much memory it took: `… measured_command sync`."""

from __future__ import annotations

import json
import resource
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from connector.cli import main

LINUX_STATUS = Path("/proc/self/status")
MAXRSS_BYTES = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, kw_only=True)
class MeasuredCommand:
    """What a command took: its largest resident memory, in bytes."""

    peak_bytes: int

    @classmethod
    def from_text(cls, text: str) -> MeasuredCommand:
        """What `as_text` wrote. Raises ValueError."""
        try:
            return cls(**json.loads(text))
        except TypeError as broken:
            raise ValueError(text) from broken

    def as_text(self) -> str:
        """One line for the process that asked."""
        return json.dumps(asdict(self))


def measured() -> MeasuredCommand:
    """Run the command that the arguments name."""
    with suppress(SystemExit):
        main()
    return MeasuredCommand(peak_bytes=_peak_bytes())


def _peak_bytes() -> int:
    """Of this program alone: what Linux gives as `ru_maxrss` begins with the peak of the process that started it."""
    if not LINUX_STATUS.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MAXRSS_BYTES
    peak = next(line for line in LINUX_STATUS.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM:"))
    return int(peak.split()[1]) * 1024


if __name__ == "__main__":
    sys.stderr.write(f"\n{measured().as_text()}\n")
