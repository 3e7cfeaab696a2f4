"""The partner's guide: it leaves out nothing of the language, and its examples are right."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from connector.mapping import FilesOnDisk, read_all
from connector.mapping.catalogue import KINDS
from connector.mapping.expressions.parsing import CALLS
from connector.mapping.loading.long_form import KEYS
from connector.mapping.loading.sections import SECTIONS
from connector.mapping.pages import PAGES
from connector.mapping.transforms.chains import NAMES
from connector.proving import proven_files
from connector.proving.expectations import KEYS as EXPECTED
from connector.proving.reading import GIVEN_KEYS
from proving.written import GROUND, a_recorded_year

MAPPINGS = Path(__file__).parents[2] / "mappings"
GUIDE = (MAPPINGS / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
WORDS = [*KINDS, *NAMES, *KEYS, *SECTIONS, *CALLS, *EXPECTED, *GIVEN_KEYS]
RECIPES = sorted(path.stem for path in (MAPPINGS / "recipes").glob("*.yaml"))


@pytest.mark.parametrize("word", WORDS)
def test_every_word_of_the_language_is_in_the_guide(word: str) -> None:
    assert re.search(rf"[`{{ ]{word}\b", GUIDE)


def test_every_code_is_in_the_guide() -> None:
    assert [code for code in PAGES if code not in GUIDE] == []


def test_every_recipe_is_in_the_guide() -> None:
    assert re.findall(r"\(recipes/(\w+)\.yaml\)", GUIDE) != []
    assert sorted(re.findall(r"\(recipes/(\w+)\.yaml\)", GUIDE)) == RECIPES


@pytest.mark.parametrize("example", [each for each in EXAMPLES if each.startswith("version: 1")])
def test_an_example_of_a_mapping_is_right(tmp_path: Path, example: str) -> None:
    (tmp_path / "tables").mkdir()
    file = tmp_path / "acme.yaml"
    text = (MAPPINGS / "recipes" / "tables" / "departments.csv").read_text(encoding="utf-8")
    (tmp_path / "tables" / "departments.csv").write_text(text, encoding="utf-8")
    file.write_text(example.replace("recipes/tables", "tables"), encoding="utf-8")
    assert list(map(str, read_all(FilesOnDisk([file])).messages)) == []


@pytest.mark.parametrize("example", [each for each in EXAMPLES if each.startswith("tests:")])
def test_an_example_of_a_test_passes(tmp_path: Path, example: str) -> None:
    (tmp_path / "fixtures").mkdir()
    for name in ("in_eu", "year_usd"):
        (tmp_path / "fixtures" / f"{name}.json").write_text(
            json.dumps(a_recorded_year(), default=str), encoding="utf-8"
        )
    file = tmp_path / "acme.yaml"
    first = next(each for each in EXAMPLES if "customers in the EU" in each)
    file.write_text(f"{first}\ntests: [tests.yaml]\n", encoding="utf-8")
    (tmp_path / "tests.yaml").write_text(example, encoding="utf-8")
    proof = proven_files(FilesOnDisk([file]), GROUND).proof
    assert proof.verdicts
    assert [each.differences for each in proof.failed] == []
