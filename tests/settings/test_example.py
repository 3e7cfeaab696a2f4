"""The example holds every setting with its default, and nothing that is none."""

from __future__ import annotations

from pydantic import BaseModel

from connector.located import Block, Codes, Scalar, read_file
from connector.settings import load_settings, packaged, sources
from connector.settings.model import Connection, Section, Settings
from settings.written import PLAIN, SECRET_NAMES, secrets, settings_of

EXAMPLE = packaged("config/connector.example.yaml")


def _leaves(node, path=()):
    if isinstance(node, Block):
        for entry in node:
            yield from _leaves(entry.value, (*path, entry.key.text))
    else:
        yield ".".join(path), node


def _example():
    return dict(_leaves(read_file(EXAMPLE, Codes(unreadable="CFG-001", duplicate="CFG-001")).root))


def test_the_example_loads():
    assert load_settings(EXAMPLE, environment=secrets()).connection("main").netsuite.account == "1234567_SB1"


def test_every_setting_stands_in_the_example_and_nothing_else_does(tmp_path):
    names = [line.name for line in sources(settings_of(tmp_path))]
    public = [name for name in names if name.split(".", 2)[-1].upper().replace(".", "__") not in SECRET_NAMES]
    assert list(_example()) == public


def test_each_stands_there_with_its_default(tmp_path):
    written, loaded = _example(), load_settings(EXAMPLE, environment=secrets())
    required = {"start_date", "account_id", "account", "subsidiary"}
    defaults = {line.name: line.value for line in sources(settings_of(tmp_path, PLAIN))}
    for name, value, source in sources(loaded):
        if name in written:
            assert source.rsplit("/")[-1].startswith("connector.example.yaml:"), name
            if name.rsplit(".")[-1] not in required:
                assert value == defaults[name], name


def test_every_setting_is_explained_beside_it():
    lines = EXAMPLE.read_text().splitlines()
    for name, node in _example().items():
        if isinstance(node, Scalar) and not name.endswith(("stripe_columns.start", "stripe_columns.end")):
            above = [lines[node.place.line - 1], *lines[max(0, node.place.line - 3) : node.place.line - 1]]
            assert any("#" in line for line in above), name


def test_the_example_names_every_secret_as_the_variable_it_is():
    text = EXAMPLE.read_text()
    assert all(f"CONNECTOR_CONNECTIONS__MAIN__{name}" in text for name in SECRET_NAMES)


def test_every_setting_has_a_sentence_of_meaning():
    models: list[type[BaseModel]] = [Settings, *Section.__subclasses__()]
    for model in models:
        for name, field in model.model_fields.items():
            is_section = isinstance(field.annotation, type) and issubclass(field.annotation, Section)
            assert is_section or field.description, f"{model.__name__}.{name}"
    assert Connection.model_fields["timezone"].description.endswith(".")
