"""Where settings come from, strongest first: options, environment variables, the file; each knows its places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, EnvSettingsSource, InitSettingsSource, PydanticBaseSettingsSource

from connector.located import Block, Entry, Items, Node, Place, Scalar
from connector.settings.model import SECRETS
from connector.settings.packaged import packaged

Step = str | int
Values = dict[str, Any]

PREFIX = "CONNECTOR_"
DELIMITER = "__"


class Where(Protocol):
    """A source that can say where it has a setting."""

    def where(self, path: Sequence[Step]) -> Place | str | None:
        """The place of a setting's value, None when this source does not have it."""
        ...

    def origin(self, path: Sequence[Step]) -> str | None:
        """The same in short, for a listing."""
        ...

    def value(self, path: Sequence[Step]) -> object:
        """What this source has there, as it was written."""
        ...


class Options(InitSettingsSource):
    """Settings that a command was given: dotted names (`connections.main.timezone`) or nested values."""

    def __init__(self, settings: type[BaseSettings], overrides: Mapping[str, object]) -> None:
        super().__init__(settings, init_kwargs={})
        self._values: Values = {}
        for dotted, value in overrides.items():
            _put(self._values, dotted.split("."), value)

    def __call__(self) -> Values:
        """The options as nested values."""
        return self._values

    @property
    def connections(self) -> list[str]:
        """The connections that options name."""
        return _names(self._values)

    def where(self, path: Sequence[Step]) -> Place | str | None:
        """`option` and the setting's name."""
        return f"option {dotted_name(path)}" if _has(self._values, path) else None

    def origin(self, path: Sequence[Step]) -> str | None:
        """`option`."""
        return "option" if _has(self._values, path) else None

    def value(self, path: Sequence[Step]) -> object:
        """The option's value."""
        return _at(self._values, path)


class Environment(EnvSettingsSource):
    """Environment variables: `CONNECTOR_CONNECTIONS__MAIN__STRIPE__API_KEY`.

    A variable adds to a connection that the file or an option names; of the others `strangers` has the
    variable and the name.
    """

    def __init__(
        self, settings: type[BaseSettings], environment: Mapping[str, str], connections: Sequence[str]
    ) -> None:
        ours = {name.upper(): value for name, value in environment.items() if value != ""}
        self.connections = connections
        self.strangers = [(name, named) for name in ours if (named := _connection_in(name)) not in {"", *connections}]
        self._variables = {name: ours[name] for name in ours.keys() - {name for name, _ in self.strangers}}
        super().__init__(settings)

    def _load_env_vars(self) -> Mapping[str, str | None]:
        return {name.lower(): value for name, value in self._variables.items()}

    def where(self, path: Sequence[Step]) -> Place | str | None:
        """The variable that holds the setting, or the whole list that it is a member of."""
        variable = self.origin(path)
        return variable and f"environment variable {variable}"

    def origin(self, path: Sequence[Step]) -> str | None:
        """The variable's name."""
        variable = variable_name([step for step in path if isinstance(step, str)])
        return variable if variable in self._variables else None

    def value(self, path: Sequence[Step]) -> object:
        """The variable's text."""
        return self._variables.get(variable_name(path))


class SettingsFile(PydanticBaseSettingsSource):
    """The YAML file. Secrets in it are left aside: they are a fault of their own."""

    def __init__(self, settings: type[BaseSettings], root: Block, folder: Path) -> None:
        super().__init__(settings)
        self._root = root
        self._values: Values = _plain(root)
        _find_files(self._values, folder)
        _leave_secrets_aside(self._values)

    def __call__(self) -> Values:
        """The file as nested values: texts, None, lists."""
        return self._values

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002
        """A top-level setting, as pydantic-settings asks for it."""
        return self._values.get(field_name), field_name, False

    @property
    def connections(self) -> list[str]:
        """The connections that the file names."""
        return _names(self._values)

    def where(self, path: Sequence[Step]) -> Place | str | None:
        """The place of the setting's value."""
        found = self._find(path)
        return None if found is None else found.value.place if isinstance(found, Entry) else found.place

    def origin(self, path: Sequence[Step]) -> str | None:
        """`file:line:column` of the setting's key."""
        place = self.key_place(path)
        return None if place is None else str(place)

    def value(self, path: Sequence[Step]) -> object:
        """The text in the file."""
        return _at(self._values, path)

    def key_place(self, path: Sequence[Step]) -> Place | None:
        """The place of the setting's key, or of a list's member."""
        found = self._find(path)
        return None if found is None else found.key.place if isinstance(found, Entry) else found.place

    def nearest(self, path: Sequence[Step]) -> Place:
        """The place of the key of the innermost section on the way that the file has."""
        places = (self.key_place(path[:length]) for length in range(len(path), 0, -1))
        return next((place for place in places if place is not None), self._root.place)

    def _find(self, path: Sequence[Step]) -> Entry | Node | None:
        found: Entry | Node | None = self._root
        for step in path:
            node = found.value if isinstance(found, Entry) else found
            if isinstance(node, Block) and isinstance(step, str):
                found = node.get(step)
            elif isinstance(node, Items) and isinstance(step, int) and step < len(node.members):
                found = node.members[step]
            else:
                return None
        return found


def dotted_name(path: Sequence[Step]) -> str:
    """`connections.main.mapping[0]`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def variable_name(path: Sequence[Step]) -> str:
    """The environment variable of a setting."""
    return PREFIX + DELIMITER.join(str(step) for step in path).upper()


def _names(values: Values) -> list[str]:
    connections = values.get("connections")
    return list(connections) if isinstance(connections, dict) else []


def _connection_in(variable: str) -> str:
    """The connection that a variable names, empty when it names none."""
    prefix = f"{PREFIX}CONNECTIONS{DELIMITER}"
    return variable.removeprefix(prefix).split(DELIMITER)[0].lower() if variable.startswith(prefix) else ""


def _sections(values: Values) -> Iterator[Values]:
    connections = values.get("connections")
    for connection in connections.values() if isinstance(connections, dict) else ():
        if isinstance(connection, dict):
            yield connection


def _leave_secrets_aside(values: Values) -> None:
    for connection in _sections(values):
        for section, names in SECRETS.items():
            inside = connection.get(section)
            if isinstance(inside, dict):
                connection[section] = {name: value for name, value in inside.items() if name not in names}


def _find_files(values: Values, folder: Path) -> None:
    for connection in _sections(values):
        files = connection.get("mapping")
        if isinstance(files, list):
            connection["mapping"] = [_found(file, folder) for file in files]


def _found(file: object, folder: Path) -> object:
    """A mapping file beside the settings, or beside their `config` folder, or among those of the product."""
    if not isinstance(file, str) or "\0" in file:
        return file
    above = [folder.parent / file] if folder.name == "config" else []
    places = [folder / file, *above, packaged(file)]
    return next((place for place in places if place.is_file()), places[0])


def _plain(node: Node) -> Any:
    match node:
        case Scalar():
            return node.value
        case Items():
            return [_plain(member) for member in node.members]
        case Block():
            return {entry.key.text: _plain(entry.value) for entry in node}


def _put(values: Values, path: Sequence[str], value: object) -> None:
    for step in path[:-1]:
        inner = values.setdefault(step, {})
        values = inner if isinstance(inner, dict) else values
    values[path[-1]] = dict(value) if isinstance(value, Mapping) else value


def _at(values: object, path: Sequence[Step]) -> object:
    for step in path:
        values = values.get(step) if isinstance(values, Mapping) else None
    return values


def _has(values: object, path: Sequence[Step]) -> bool:
    for step in path:
        if isinstance(values, list | tuple) and isinstance(step, int):
            return True
        if not isinstance(values, Mapping) or step not in values:
            return False
        values = values[step]
    return True
