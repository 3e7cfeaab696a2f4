"""Loads the settings: the file, the environment and the options together, and every fault of theirs at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from connector.located import (
    Block,
    Codes,
    ConfigurationInvalid,
    Document,
    Message,
    did_you_mean,
    read_file,
)
from connector.settings.faults import Faults
from connector.settings.model import SECRETS, Settings
from connector.settings.modes import mixed_modes
from connector.settings.origins import origins_of
from connector.settings.sources import Environment, Options, SettingsFile, dotted_name, variable_name

DEFAULT_PATHS = (Path("config/connector.yaml"), Path("connector.yaml"))
CODES = Codes(unreadable="CFG-001", duplicate="CFG-001")


def load_settings(
    path: Path | None = None, *, environment: Mapping[str, str], overrides: Mapping[str, object] | None = None
) -> Settings:
    """The settings of a file, under environment variables, under options.

    `path` None takes the first of DEFAULT_PATHS that exists. `overrides` are options by dotted name
    (`connections.main.stripe.api_base`). Raises ConfigurationInvalid with all that is wrong.
    """
    document = _document(path)
    root = document.root
    if not isinstance(root, Block):
        raise ConfigurationInvalid(document.messages or [_no_settings(document)])
    options, file = Options(Settings, overrides or {}), SettingsFile(Settings, root, document.file.folder)
    variables = Environment(Settings, environment, [*options.connections, *file.connections])
    faults = Faults(options, variables, file)
    messages = [*document.messages, *_secrets_in(file), *_strangers(variables)]
    messages += mixed_modes(faults)
    try:
        settings = Settings(_build_sources=((options, variables, file), {}))  # type: ignore[call-arg]  # BaseSettings' own
    except ValidationError as error:
        raise ConfigurationInvalid([*messages, *faults.messages(error)]) from None
    if messages:
        raise ConfigurationInvalid(messages)
    settings._origins = origins_of(settings, (options, variables, file))
    settings._folder = document.file.folder
    return settings


def connection_names(path: Path) -> tuple[str, ...]:
    """The connections that a settings file names, before anything else of it is read."""
    document = _document(path)
    root = document.root
    return tuple(SettingsFile(Settings, root, document.file.folder).connections) if isinstance(root, Block) else ()


def _document(path: Path | None) -> Document:
    path = path or next((each for each in DEFAULT_PATHS if each.is_file()), None)
    if path is None:
        text = f"no settings: there is neither {' nor '.join(map(str, DEFAULT_PATHS))}"
        raise ConfigurationInvalid([Message(code=CODES.unreadable, text=text, place="settings file")])
    return read_file(path, CODES)


def _no_settings(document: Document) -> Message:
    text = "the file must hold settings: database_url and connections"
    place = document.root.place if document.root is not None else document.file.name
    return Message(code=CODES.unreadable, text=text, place=place)


def _secrets_in(file: SettingsFile) -> Iterator[Message]:
    """CFG-004: a secret stands in the environment, never in the file."""
    for connection in file.connections:
        for section, names in SECRETS.items():
            for name in names:
                path = ("connections", connection, section, name)
                place = file.key_place(path)
                if place is not None:
                    text = f"{dotted_name(path)} is a secret; put it into the environment as {variable_name(path)}"
                    yield Message(code="CFG-004", text=text, place=place)


def _strangers(variables: Environment) -> Iterator[Message]:
    """Variables of connections that are named nowhere else: the name is misspelt."""
    for name, connection in variables.strangers:
        yield Message(
            code="CFG-002",
            text=f'there is no connection "{connection}"',
            place=f"environment variable {name}",
            hint=did_you_mean(connection, variables.connections),
        )
