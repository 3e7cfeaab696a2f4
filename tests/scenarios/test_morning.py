"""A support person's morning: the commands that the README names bring home all that went wrong in the demo."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from scenarios.company import Ended, run_connector

README = Path(__file__).parents[2] / "README.md"


def commands() -> list[str]:
    """The lines of the README's section, without its comments."""
    section = README.read_text(encoding="utf-8").partition("## A support person's morning")[2]
    block = re.search(r"```\n(.*?)```", section, re.DOTALL)
    assert block
    return [line for line in block[1].splitlines() if line and not line.startswith("#")]


def test_the_morning_ends_with_nothing_to_do_and_a_whole_audit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ended: dict[str, list[Ended]] = {}
    for line in commands():
        program, *arguments = shlex.split(line)
        if program != "connector":
            subprocess.run(line, shell=True, check=True)  # noqa: S602  # the README's own lines
            continue
        done = run_connector(*arguments)
        assert done.code in ({0} if arguments[0] not in LOOKING else {0, 1}), f"{line}: {done.said}"
        ended.setdefault(arguments[0], []).append(done)
    before, after = ended["issues"]
    assert sum(1 for line in before.out.splitlines() if re.match(r"[0-9a-f]{8} ", line)) == 11
    assert ended["retry"][0].out.endswith("3 records: 3 will be posted.\n")
    assert (after.code, after.out) == (0, "Nothing needs you.\n")
    assert ended["audit"][0].out.startswith("The audit is whole: ")
    assert ended["sync"][0].code == 0


LOOKING = {"demo", "issues", "compare", "holds"}
"""Commands that say with their exit code that somebody is needed."""
