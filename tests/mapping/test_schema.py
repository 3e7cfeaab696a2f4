"""The schema for editors takes what loads, refuses what does not, and knows all that the language knows."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import get_args

import pytest
from jsonschema import Draft202012Validator
from scenarios.company import run_connector

from connector.cli.mapping_init import BEGINNING
from connector.located import Block, Codes, Items, Node, Scalar, read_text
from connector.mapping import FilesOnDisk, KeptFiles, read_all
from connector.mapping.catalogue import KINDS
from connector.mapping.linting import lint
from connector.mapping.loading.long_form import KEYS
from connector.mapping.pages import PAGES
from connector.mapping.schema import _ARGUMENTS, _MEANINGS, _VALUES, mapping_schema
from connector.mapping.transforms import chains
from connector.settings import packaged
from mapping import test_language, test_linting, test_mapping_files
from netsuite_client.records import FieldType

SHIPPED = [path for path in packaged("mappings").rglob("*.yaml") if path.parent.name != "tests"]


@cache
def validator() -> Draft202012Validator:
    Draft202012Validator.check_schema(mapping_schema())
    return Draft202012Validator(mapping_schema())


def is_valid(text: str) -> bool:
    """Whether an editor with the schema finds nothing to say."""
    document = read_text("any.yaml", text, Codes(unreadable="MAP-100", duplicate="MAP-101"))
    assert document.messages == ()
    return validator().is_valid(as_editors_see_it(document.root))


def as_editors_see_it(node: Node | None) -> object:
    """The values of YAML 1.2's core schema."""
    match node:
        case Block():
            return {entry.key.text: as_editors_see_it(entry.value) for entry in node}
        case Items():
            return [as_editors_see_it(member) for member in node.members]
        case Scalar(value=None):
            return None
        case Scalar(quoted=False, text="true" | "false"):
            return node.text == "true"
        case Scalar(quoted=False) if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", node.text):
            return json.loads(node.text) if not re.match("-?0[0-9]", node.text) else int(node.text)
        case Scalar():
            return node.text
        case None:
            return {}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_mapping_that_is_shipped_is_valid(path):
    assert is_valid(path.read_text(encoding="utf-8"))


def _examples():
    yield from (page.right for code, page in PAGES.items() if code != "MAP-180")
    yield from (dedent(text) for text, _ in (test_linting.SAID | test_linting.UNSEEN).values())
    yield from (text for text, _ in test_mapping_files.SHORTHAND.values())
    yield from (f"invoice: {{ {entry} }}" for entry, _, _ in test_mapping_files.TYPES.values())
    yield from (f"field_mappings: {{ invoice: {{ {entry} }} }}" for entry, _ in test_language.MAPPED.values())
    yield from (f"field_mappings: {{ invoice_item: [{entry}] }}" for entry, _ in test_language.LINES.values())


@pytest.mark.parametrize("text", list(_examples()))
def test_every_example_that_loads_is_valid(text):
    assert is_valid(text)


SEEN = {"MAP-102", "MAP-103", "MAP-120", "MAP-121", "MAP-122", "MAP-123", "MAP-126", "MAP-131"}
"""Codes of which a schema can see the reason; the others take reading paths, conditions or tables."""
NOT_SEEN = {
    "a date that does not exist",
    "MAP-131: a date that does not exist",
    "MAP-103: an item keeps its fields",
}


def _mistakes():
    for name, (text, _) in test_mapping_files.FAULTS.items():
        if name.split(":")[0] in SEEN and name not in NOT_SEEN and "version of" not in name:
            yield pytest.param(text, id=name)
    for code in sorted(SEEN):
        yield pytest.param(PAGES[code].wrong, id=f"page {code}")


@pytest.mark.parametrize("text", list(_mistakes()))
def test_what_does_not_load_is_not_valid(text):
    assert not is_valid(text)


WRONG: dict[str, str] = {
    "no such section": "field_default: {}",
    "another version": "version: 2",
    "a default of no field": "field_defaults: { invoice: { departmnt_id: 5 } }",
    "a default of a wrong type": "field_defaults: { invoice: { klass_id: Sales } }",
    "another record's custom field": "field_defaults: { invoice: { custcol_x: 5 } }",
    "a custom reference with a text": "field_defaults: { invoice: { custbody_x_id: North } }",
    "a mapping into no field": "field_mappings: { invoice: { metadata.x: departmnt_id } }",
    "an entry without a field": "field_mappings: { invoice: { metadata.x: { default: 5 } } }",
    "a member with two sources": 'field_mappings: { invoice: [{ from: a, template: "{a}", to: memo }] }',
    "a member without a source": "field_mappings: { invoice: [{ to: memo }] }",
    "no such transform": "field_mappings: { invoice: { metadata.x: { to: memo, transform: [trimm] } } }",
    "a transform without its argument": "field_mappings: { invoice: { metadata.x: { to: memo, transform: [slice] } } }",
    "a wrong argument": "field_mappings: { invoice: { metadata.x: { to: memo, transform: [{ truncate: x }] } } }",
    "no such on_missing": "field_mappings: { invoice: { metadata.x: { to: memo, on_missing: wait } } }",
    "an override that sets nothing": "overrides: [{ name: x }]",
    "an override of no field": "overrides: [{ name: x, set: { invoice: { departmnt_id: 5 } } }]",
    "a table without its column": "lookups: { teams: { file: teams.csv, key: team } }",
    "an unknown exclusion": "exclude: { customers: [cus_1] }",
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG.keys())
def test_in_every_section_what_is_wrong_is_neither_valid_nor_loads(text):
    assert not is_valid(text)
    assert read_all(KeptFiles(names=("x.yaml",), texts={"x.yaml": text})).messages != []


def test_it_knows_every_field_key_transform_and_type():
    schema = mapping_schema()
    for kind in KINDS.values():
        assert schema["$defs"][f"{kind.name}.defaults"]["properties"].keys() == kind.fields.keys()
        assert {*schema["$defs"][f"{kind.name}.member"]["properties"]} == {*KEYS}
    takes_one = {name for name, kind in chains.KINDS.items() if "{" in kind.written}
    assert _ARGUMENTS.keys() == takes_one | {"lookup"}
    assert _VALUES.keys() == {*get_args(FieldType)}
    assert {*KEYS} <= _MEANINGS.keys()


def test_every_property_that_an_editor_completes_has_a_description():
    schema = mapping_schema()
    assert all(schema["properties"][name]["description"] for name in _MEANINGS if name in schema["properties"])
    for kind in KINDS:
        assert all(each["description"] for each in schema["$defs"][f"{kind}.defaults"]["properties"].values())
        assert all(each["description"] for each in schema["$defs"][f"{kind}.member"]["properties"].values())


def test_the_command_prints_it_or_writes_it(tmp_path):
    printed = run_connector("mapping", "schema")
    assert json.loads(printed.out) == mapping_schema()
    assert run_connector("mapping", "schema", "--out", str(tmp_path / "x.json")).code == 0
    assert (tmp_path / "x.json").read_text(encoding="utf-8") == printed.out


def test_init_writes_a_file_that_lints_clean_and_the_schema_beside_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ended = run_connector("mapping", "init", "--out", "mine/acme.yaml")
    assert (ended.code, ended.err) == (
        0,
        "Written: mine/acme.yaml\nWritten: mine/mapping.schema.json, for editors\n",
    )
    text = Path("mine/acme.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=./mapping.schema.json\n")
    assert "mapping: [mine/acme.yaml]" in text
    assert run_connector("mapping", "lint", "mine/acme.yaml").err == "Nothing to say.\n"
    assert json.loads(Path("mine/mapping.schema.json").read_text(encoding="utf-8")) == mapping_schema()


def test_init_never_overwrites(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("acme.yaml").write_text("mine", encoding="utf-8")
    Path("mapping.schema.json").write_text("mine too", encoding="utf-8")
    refused = run_connector("mapping", "init", "--out", "acme.yaml")
    other = run_connector("mapping", "init", "--out", "other.yaml")
    assert refused.code == 2
    assert "acme.yaml is there already, and was left as it is" in refused.err
    assert other.code == 0
    assert "To renew it: connector mapping schema --out mapping.schema.json" in other.err
    assert Path("acme.yaml").read_text(encoding="utf-8") == "mine"
    assert Path("mapping.schema.json").read_text(encoding="utf-8") == "mine too"


def test_every_example_of_the_first_file_is_right(tmp_path):
    head, rest = BEGINNING.split("version: 1\n")
    uncommented = f"{head}version: 1\n" + re.sub(r"(?m)^#(?! \S)", "", rest)
    file = tmp_path / "first.yaml"
    file.write_text(uncommented, encoding="utf-8")
    said, messages = read_all(FilesOnDisk([file]))
    assert messages == []
    assert len(said.entries) == 7
    assert is_valid(uncommented)
    assert [each.code for each in lint(said)] == []
    assert read_all(KeptFiles(names=("x",), texts={"x": BEGINNING})).said.entries == ()
