"""The answers by dotted key: those that were given before, kept beside the settings, and those of an answers file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from connector.located import Block, Codes, ConfigurationInvalid, Message, Node, Place, Scalar, did_you_mean, read_file
from connector.settings.model import SECRETS

Answers = dict[str, str]

CODES = Codes(unreadable="CFG-001", duplicate="CFG-001")
STATE_SUFFIX = ".init.json"
_SECRETS = frozenset(f"{section}.{name}" for section, names in SECRETS.items() for name in names)

KEYS = (
    "connection",
    "database_url",
    "stripe.api_base",
    "stripe.account_id",
    "timezone",
    "netsuite.account",
    "netsuite.base_url",
    "netsuite.subsidiary",
    "accounts.receivable",
    "accounts.undeposited_funds",
    "accounts.income",
    "accounts.tax_payable",
    "accounts.bad_debt",
    "items.strategy",
    "revenue.recognition",
    "revenue.method",
    "revenue_dates.end_date_rule",
    "revenue_dates.term_source",
    "revenue.rule",
    "revenue.deferred_account",
    "start_date",
    "start_date_field",
    "shadow.days",
    "agreed",
    "enable",
    "customer",
    "schedule.sync.every",
)
"""Everything that may be asked, in the order of the steps."""


def read_answers(path: Path) -> Answers:
    """The answers of a YAML or JSON file. Raises ConfigurationInvalid with all that is wrong."""
    document = read_file(path, CODES)
    found = dict(_flat(document.root, "")) if document.root is not None else {}
    messages = [*document.messages, *(wrong for key, (_, place) in found.items() for wrong in _wrong(key, place))]
    if messages:
        raise ConfigurationInvalid(messages)
    return {key: value for key, (value, _) in found.items()}


def _flat(node: Node, key: str) -> Iterator[tuple[str, tuple[str, Place]]]:
    match node:
        case Block():
            for entry in node:
                yield from _flat(entry.value, f"{key}.{entry.key.text}".removeprefix("."))
        case Scalar():
            yield key, (node.value or "", node.place)
        case _:
            yield key, ("", node.place)


def _wrong(key: str, place: Place) -> Iterator[Message]:
    if key in _SECRETS:
        yield Message(code="CFG-004", text=f"{key} is a secret; put it into the environment", place=place)
    elif key not in KEYS:
        text = f"there is no question {key}" if key else "the file must hold answers by key"
        yield Message(code="CFG-002", text=text, place=place, hint=did_you_mean(key, KEYS))


@dataclass(frozen=True, kw_only=True)
class InitState:
    """How far a beginning has come: what was answered, and the last step that is done."""

    answers: Mapping[str, str]
    done: int

    @staticmethod
    def path(config: Path) -> Path:
        """Where it is kept: beside the settings that it leads to."""
        return config.with_name(config.name + STATE_SUFFIX)

    @classmethod
    def read(cls, config: Path) -> InitState | None:
        """What an earlier beginning left; None where there is none that can be read."""
        try:
            kept = json.loads(cls.path(config).read_text(encoding="utf-8"))
            answers = {key: value for key, value in kept["answers"].items() if key in KEYS and isinstance(value, str)}
            return cls(answers=answers, done=int(kept["done"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def write(self, config: Path) -> None:
        """Keep it. Answers hold no secrets: those are asked for elsewhere."""
        path = self.path(config)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            json.dumps({"answers": dict(self.answers), "done": self.done}, indent=1) + "\n", encoding="utf-8"
        )
