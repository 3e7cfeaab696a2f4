"""Describes the machine on which a benchmark ran, since figures mean nothing without it."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import time
from pathlib import Path

from benchmarks.stage import PUBLISHED_WSDL


def description() -> str:
    """Processor, cores, system, Python, SQLite and the WSDL, a line each."""
    facts = {
        "machine": f"{_processor()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}",
        "system": f"{platform.system()} {platform.release()}",
        "Python": f"{platform.python_implementation()} {platform.python_version()}, SQLite {sqlite3.sqlite_version}",
        "WSDL": _wsdl(),
    }
    return "\n".join(f"{name:8} {fact}" for name, fact in facts.items())


def _wsdl() -> str:
    if PUBLISHED_WSDL.exists():
        return f"NetSuite's full published one, {PUBLISHED_WSDL}"
    return "the emulator's, a part of the published one (NETSUITE_WSDL names another; `make contract` fetches it)"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


YARDSTICK_ROUNDS = 20_000


def yardstick_ms() -> float:
    """Processor time that a fixed piece of work takes now, in milliseconds: the same machine is not always as fast."""
    began = time.process_time()
    for number in range(YARDSTICK_ROUNDS):
        json.loads(json.dumps({"id": f"in_{number}", "lines": [{"amount": str(line)} for line in range(3)]}))
    return (time.process_time() - began) * 1000
