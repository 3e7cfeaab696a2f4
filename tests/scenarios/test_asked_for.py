"""`connector sync` for a part of Stripe: only that is read, and the next run goes on where the last one was."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from ruamel.yaml import YAML

from connector.cli import daemon as daemon_command
from connector.settings import Settings
from scenarios.books import three_families
from scenarios.company import Company, company, run_connector

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    with company(tmp_path, monkeypatch, three_families().book) as made:
        yield made


def invoices(made: Company) -> list[str]:
    return [str(record["externalId"]) for record in made.records("invoice")]


ASKED = {
    "one by its id": (("--ids", "in_demo0002"), ["in_demo0002"]),
    "two by ids": (("--ids", "in_demo0002, in_demo0003"), ["in_demo0002", "in_demo0003"]),
    "a kind": (("--kind", "invoice", "--from", "2026-01-01"), ["in_demo0001", "in_demo0002", "in_demo0003"]),
    "days in which there was nothing": (("--from", "2026-01-01", "--to", "2026-01-02"), []),
}


@pytest.mark.parametrize(("options", "expected"), ASKED.values(), ids=ASKED)
def test_only_what_is_asked_for_is_read_and_the_next_run_reads_everything(
    made: Company, options: tuple[str, ...], expected: list[str]
) -> None:
    ended = made.sync(*options)
    assert ended.code == 0, ended.said
    assert invoices(made) == expected
    assert made.sync().code == 0
    assert invoices(made) == ["in_demo0001", "in_demo0002", "in_demo0003"]


REFUSED = {
    "a kind that is none": (("--kind", "bill"), 'There is no kind "bill"; there are '),
    "a day that is none": (("--from", "soon"), '"soon" is no day; write it as 2026-03-31.'),
    "an end before the beginning": (
        ("--from", "2026-02-01", "--to", "2026-01-01"),
        "The last day must not be before the first.",
    ),
    "an id that leads nowhere": (("--ids", "xyz"), "Nothing is known of xyz. Ids that work: "),
    "a customer who has nothing": (("--ids", "cus_demo0001"), "cus_demo0001 comes with its first invoice or charge"),
    "an id that Stripe does not have": (
        ("--ids", "in_nope"),
        "Stripe does not have in_nope: deleted",
    ),
    "ids and days": (("--ids", "in_1", "--from", "2026-01-01"), "Say either --ids or --kind, --from and --to."),
    "a part of it to look at": (("--dry-run", "--ids", "in_1"), "--dry-run looks at everything"),
}


@pytest.mark.parametrize(("options", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_asked_for_is_said_plainly(made: Company, options: tuple[str, ...], sentence: str) -> None:
    ended = made.sync(*options)
    assert (ended.code, sentence in ended.err) == (2, True), ended.said


def commands() -> Iterator[tuple[str, str]]:
    for line in (CONFIG / "connector.service").read_text(encoding="utf-8").splitlines():
        if line.startswith("ExecStart="):
            yield "systemd", line.removeprefix("ExecStart=")
    compose = YAML(typ="safe").load(CONFIG / "compose.yaml")
    yield from (("compose", service["command"]) for service in compose["services"].values())


COMMANDS = list(commands())


@pytest.mark.parametrize(("kind", "command"), COMMANDS, ids=[kind for kind, _ in COMMANDS])
def test_what_systemd_and_docker_start_is_a_daemon(made: Company, kind: str, command: str) -> None:
    program, *arguments = shlex.split(command)
    assert Path(program).name == "connector"
    arguments[arguments.index("--config") + 1] = str(made.config)
    with patch.object(daemon_command.Service, "run", lambda _: None):
        ended = run_connector(*arguments, "--workers", "3")
    assert (ended.code, ended.err) == (0, "The daemon of main runs. Stop it with Ctrl-C; nothing is lost.\n")


def test_a_daemon_has_as_many_lanes_as_it_is_told(made: Company) -> None:
    seen: list[Settings] = []
    with patch.object(daemon_command.Service, "run", lambda service: seen.append(service._settings)):
        made.run("daemon", "--workers", "3")
    assert seen[0].connection(None).delivery.lanes == 3
