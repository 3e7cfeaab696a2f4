"""What pydantic finds wrong becomes messages for people: a code, a place, and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args
from zoneinfo import available_timezones

from pydantic import BaseModel, ValidationError

from connector.located import Message, Place, did_you_mean
from connector.settings.later import LATER, LATER_CHOICES, LATER_SECTIONS, LATER_SETTINGS
from connector.settings.model import SECRETS, Connection, Settings
from connector.settings.running import Alerts
from connector.settings.services import NetSuite, Stripe
from connector.settings.sources import Environment, Options, SettingsFile, Step, dotted_name, variable_name
from connector.settings.values import SecretInAddressError

ErrorDetails = Mapping[str, Any]
"""An error as pydantic describes it."""

PATTERNS = {
    "account_id": "must be the id of a Stripe account: acct_…",
    "account": "must be a NetSuite account id such as 1234567 or 1234567_SB1",
    "closed_through": "must be a month as YYYY-MM",
    "path": "must be a path such as /stripe",
    "external_id_prefix": "must be at most 20 letters, digits, - or _",
    "start": "must be the script id of a line column: custcol_…, in lower case",
    "end": "must be the script id of a line column: custcol_…, in lower case",
}
"""What a setting with a pattern of its own must be; the others with one are internal ids."""

SECRET_NAMES = frozenset(name for names in SECRETS.values() for name in names)

SAYS = {
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_parsing_size": "is too large",
    "string_type": "must be a text",
    "string_too_short": "must not be empty",
    "tuple_type": "must be a list of files: [first.yaml, second.yaml]",
    "path_type": "must be the path of a file",
    "model_type": "must be a section with settings of its own",
    "model_attributes_type": "must be a section with settings of its own",
    "dict_type": "must be a section with a connection under its name",
    "too_short": "must hold at least one connection",
    "date_type": "must be a date as YYYY-MM-DD",
    "date_parsing": "must be a date that exists, as YYYY-MM-DD",
    "date_from_datetime_parsing": "must be a date that exists, as YYYY-MM-DD",
}
"""What to say for pydantic's types of error; those not here speak for themselves."""


class Faults:
    """Turns the errors of one validation into messages, knowing where each setting was found."""

    def __init__(self, options: Options, environment: Environment, file: SettingsFile) -> None:
        self._sources = (options, environment, file)
        self._file = file
        self.connections = list(dict.fromkeys([*options.connections, *file.connections]))

    def messages(self, error: ValidationError) -> Iterator[Message]:
        """A message for each error."""
        for found in error.errors(include_url=False, include_input=True):
            yield self._message(found)

    def _message(self, error: ErrorDetails) -> Message:
        path = tuple(step for step in error["loc"] if step != "[key]")
        match error["type"]:
            case "extra_forbidden":
                return self._unknown(path)
            case "missing":
                return self._missing(path)
            case "value_error" if isinstance(error["ctx"]["error"], SecretInAddressError):
                text = f"{dotted_name(path)} holds a user or password; a secret has no place here"
                return Message(code="CFG-004", text=text, place=self.where(path))
            case _:
                return self._wrong(path, error)

    def where(self, path: Sequence[Step]) -> Place | str:
        """Where a setting was found, strongest source first; else the section that should have it."""
        found = (source.where(path) for source in self._sources)
        return next((place for place in found if place is not None), None) or self._file.nearest(path) or "settings"

    def value(self, path: Sequence[Step]) -> object:
        """A setting as it was written, strongest source first; None when no source has it."""
        return next((source.value(path) for source in self._sources if source.where(path) is not None), None)

    def _unknown(self, path: tuple[Step, ...]) -> Message:
        place = self._file.key_place(path) or self.where(path)
        if _is_later(path):
            return Message(code="CFG-002", text=f'"{path[-1]}" {LATER}', place=place)
        known = _fields_at(path[:-1])
        public = [name for name in known if name not in SECRET_NAMES]
        return Message(
            code="CFG-002",
            text=f'unknown setting "{path[-1]}"',
            place=place,
            hint=did_you_mean(str(path[-1]), known) or f"known here: {', '.join(public)}",
        )

    def _missing(self, path: tuple[Step, ...]) -> Message:
        place = self._file.nearest(path) or "settings"
        section, name = _section_and_name(path)
        if name in SECRETS.get(section, ()):
            text = f"environment variable {variable_name(path)} is missing: {_meaning(section, name)}"
            return Message(code="CFG-005", text=text, place=place)
        if section == "" and name == "start_date":
            text = "start_date is missing: documents dated before it are never posted"
            return Message(code="CFG-007", text=text, place=place, hint="add start_date: YYYY-MM-DD")
        return Message(code="CFG-003", text=f"{dotted_name(path)} is missing", place=place)

    def _wrong(self, path: tuple[Step, ...], error: ErrorDetails) -> Message:
        setting = dotted_name(path)
        section, name = _section_and_name(path)
        if isinstance(path[-1], str) and _is_key_of_connections(path, error):
            text = f'a connection\'s name is lower-case letters, digits and single underscores, not "{path[-1]}"'
            return Message(code="CFG-003", text=text, place=self._file.key_place(path) or self.where(path))
        if error["type"] in {"literal_error", "enum"}:
            return self._no_choice(path, f"{section}.{name}", error)
        text = _says(str(path[-1]), error)
        hint = did_you_mean(str(error["input"]), available_timezones()) if name == "timezone" else ""
        return Message(code="CFG-003", text=f"{setting} {text}", place=self.where(path), hint=hint)

    def _no_choice(self, path: tuple[Step, ...], setting: str, error: ErrorDetails) -> Message:
        written = error["input"]
        choices = re.findall(r"'([^']*)'", str(error.get("ctx", {}).get("expected", "")))
        if isinstance(written, str) and written in LATER_CHOICES.get(setting, ()):
            text = f'{dotted_name(path)}: "{written}" {LATER}; now: {", ".join(choices)}'
            return Message(code="CFG-003", text=text, place=self.where(path))
        text = f"{dotted_name(path)} must be {' or '.join(choices)}"
        hint = did_you_mean(written, choices) if isinstance(written, str) else ""
        return Message(code="CFG-003", text=text, place=self.where(path), hint=hint)


def _says(name: str, error: ErrorDetails) -> str:
    if error["type"] == "string_pattern_mismatch":
        return PATTERNS.get(name, "must be an internal id: a whole number")
    if error["type"] in {"greater_than_equal", "less_than_equal"}:
        bound = next(iter(error.get("ctx", {}).values()))
        return f"must be at {'least' if error['type'].startswith('greater') else 'most'} {bound}"
    return SAYS.get(error["type"]) or error["msg"].removeprefix("Value error, ")


def _is_key_of_connections(path: tuple[Step, ...], error: ErrorDetails) -> bool:
    return len(path) == 2 and path[0] == "connections" and error["type"] == "string_pattern_mismatch"


def _section_and_name(path: Sequence[Step]) -> tuple[str, str]:
    """`stripe`, `api_key` of `connections.main.stripe.api_key`; a connection's own settings have no section."""
    names = [str(step) for step in path[2:]] if path[:1] == ("connections",) else ["", *map(str, path)]
    return ("", names[0]) if len(names) == 1 else (names[0], names[-1]) if names else ("", "")


def _is_later(path: Sequence[Step]) -> bool:
    names = [str(step) for step in (path[2:] if path[0] == "connections" else path)]
    return (names[:1] == names and names[0] in LATER_SECTIONS) or ".".join(names) in LATER_SETTINGS


def _fields_at(path: Sequence[Step]) -> list[str]:
    """The settings that a section knows."""
    model: type[BaseModel] | None = Settings
    for step in path:
        if model is Settings and step == "connections":
            model = None
        elif model is None:
            model = Connection
        else:
            model = _section_of(model, str(step))
    return list(model.model_fields) if model else []


def _section_of(model: type[BaseModel], name: str) -> type[BaseModel] | None:
    annotation: Any = model.model_fields[name].annotation if name in model.model_fields else None
    candidates = [annotation, *get_args(annotation)]
    return next((each for each in candidates if isinstance(each, type) and issubclass(each, BaseModel)), None)


def _meaning(section: str, name: str) -> str:
    models: dict[str, type[BaseModel]] = {"stripe": Stripe, "netsuite": NetSuite, "alerts": Alerts}
    model = models[section]
    return str(model.model_fields[name].description).splitlines()[0].rstrip(".")
