"""Answers become the settings file and the mapping file; the same loader as everywhere says what an answer breaks."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast

from pydantic import BaseModel

from connector.first_steps.answers import KEYS
from connector.located import ConfigurationInvalid, Message
from connector.settings import NetSuite, Settings, Stripe, load_settings
from connector.settings.model import SECRETS

NOT_SETTINGS = frozenset(
    {
        "connection", "database_url", "revenue.rule", "revenue.deferred_account", "shadow.days", "agreed", "enable",
        "customer",
    }
)  # fmt: skip
"""Answers that are no settings of the connection under their own name."""

MADE = "# Made by connector init."
"""How a file begins that may be made anew."""
NAME = "main"
DATABASE = "sqlite:///connector.db"
FILE = "connector.yaml"
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]+")
SECTIONS: Mapping[str, type[BaseModel]] = {"stripe": Stripe, "netsuite": NetSuite}
Tree = dict[str, "str | Tree"]


def database_of(answers: Mapping[str, str]) -> str:
    """The journal's database."""
    return answers.get("database_url") or DATABASE


def first_customer_answers(answers: Mapping[str, str]) -> Mapping[str, str]:
    """The same connection for a first customer alone: with a journal of its own, so that the others come later."""
    database = database_of(answers)
    stem, dot, suffix = database.rpartition(".")
    apart = f"{stem}-first-customer.{suffix}" if dot and "/" not in suffix else f"{database}_first_customer"
    return {**answers, "database_url": apart}


def settings_text(answers: Mapping[str, str], mapping: Sequence[str] = ()) -> str:
    """The settings file: what was answered, and the mapping files."""
    name = answers.get("connection") or NAME
    lines = [
        f"{MADE} Every setting with its meaning: config/connector.example.yaml.",
        "# Secrets stand in the environment, never here.",
        "",
        f"database_url: {_scalar(database_of(answers))}",
        "connections:",
        f"  {name}:",
        *_yaml(_tree(answers), indent=4),
    ]
    if mapping:
        lines.append(f"    mapping: [{', '.join(map(_scalar, mapping))}]")
    return "\n".join(lines) + "\n"


def _tree(answers: Mapping[str, str]) -> Tree:
    tree: Tree = {}
    for key in KEYS:
        if answers.get(key) and key not in NOT_SETTINGS:
            *sections, name = key.split(".")
            inside = tree
            for section in sections:
                inside = cast("Tree", inside.setdefault(section, {}))
            inside[name] = answers[key]
    return tree


def _yaml(tree: Tree, *, indent: int) -> Iterator[str]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield f"{' ' * indent}{key}:"
            yield from _yaml(value, indent=indent + 2)
        else:
            yield f"{' ' * indent}{key}: {_scalar(value)}"


def _scalar(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def mapping_path(config: Path, answers: Mapping[str, str]) -> Path:
    """Where the mapping file stands: in `mappings/` beside the settings, or beside their `config/`."""
    base = config.parent.parent if config.parent.name == "config" else config.parent
    return base / "mappings" / f"{answers.get('connection') or NAME}.yaml"


def mapping_text(answers: Mapping[str, str]) -> str:
    """The mapping file: how revenue over time is deferred."""
    return "\n".join([f"{MADE} The guide: mappings/README.md.", "version: 1", *_parts(answers)]) + "\n"


def _parts(answers: Mapping[str, str]) -> Iterator[str]:
    rule, deferral = answers.get("revenue.rule"), answers.get("revenue.deferred_account")
    if rule and deferral and answers.get("revenue.recognition") != "dates_only":
        yield f"""
# What is sold over time is deferred, and earned by the rule; what is sold once is income at once.
overrides:
  - name: revenue over time
    when: "type == 'recurring'"
    set:
      service_sale_item:
        revenue_recognition_rule_id: {rule}
        deferred_revenue_account_id: {deferral}"""


def first_customer_text(answers: Mapping[str, str]) -> str:
    """The mapping file that keeps all other customers out."""
    condition = f"customer.id != '{answers['customer']}'"
    return f'{MADE} One customer alone.\nversion: 1\nexclude:\n  when: "{condition}"\n'


def provisional(answers: Mapping[str, str], environment: Mapping[str, str]) -> Settings:
    """The settings as far as they are answered; for what is not yet, a placeholder. Raises ConfigurationInvalid."""
    secrets = secret_variables(answers)
    known = {name: value for name, value in environment.items() if name in secrets and value}
    live = "_live_" in known.get(secrets[0], "")[:9]
    stand_in = {"stripe.account_id": "acct_0", "netsuite.account": "0" if live else "0_SB1", "netsuite.subsidiary": "1"}
    said = {key: value for key, value in answers.items() if value}
    text = settings_text({"start_date": "2020-01-01", **stand_in, **said})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE
        path.write_text(text, encoding="utf-8")
        return load_settings(path, environment={**dict.fromkeys(secrets, "rk_test_placeholder"), **known})


def complaints(answers: Mapping[str, str], environment: Mapping[str, str]) -> tuple[Message, ...]:
    """What is wrong with the settings as far as they are answered."""
    try:
        provisional(answers, environment)
    except ConfigurationInvalid as invalid:
        return tuple(invalid.messages)
    return ()


def secret_variables(answers: Mapping[str, str]) -> tuple[str, ...]:
    """The environment variables of the secrets that a connection must have, Stripe's key first."""
    at = f"CONNECTOR_CONNECTIONS__{(answers.get('connection') or NAME).upper()}"
    return tuple(
        f"{at}__{section}__{name}".upper()
        for section, model in SECTIONS.items()
        for name in SECRETS[section]
        if model.model_fields[name].is_required()
    )
