"""The files of a mapping: named alike wherever they stand, and none from outside their folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from connector.located import Codes, FileUnreadable
from connector.mapping import FilesOnDisk, FilesRead, KeptFiles
from connector.mapping.files import beside, document_in


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A mapping folder with a table, and a file that is nobody's business beside it."""
    for path, text in {
        "mappings/acme.yaml": "invoice: { klass_id: 5 }",
        "mappings/tables/teams.csv": "team,id\nsales,7\n",
        "product/mappings/default.yaml": "version: 1",
        "secret.csv": "team,id\n",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


BESIDE: dict[str, tuple[str, str | None]] = {
    "a file beside it": ("default.yaml", "mappings/default.yaml"),
    "a table below it": ("tables/teams.csv", "mappings/tables/teams.csv"),
    "a file named with its own folder's dot": ("./default.yaml", "mappings/default.yaml"),
    "no file above": ("../secret.csv", None),
    "no file above by a way through": ("tables/../../secret.csv", None),
    "no absolute path": ("/etc/passwd", None),
    "no other drive": ("C:secret.csv", None),
    "no path of Windows": ("..\\secret.csv", None),
    "nothing": ("", None),
}


@pytest.mark.parametrize(("path", "expected"), BESIDE.values(), ids=BESIDE.keys())
def test_a_file_names_others_in_its_own_folder(path, expected):
    assert beside("mappings/acme.yaml", path) == expected


def test_files_are_named_with_their_folder_wherever_that_stands(folder):
    files = FilesOnDisk([folder / "product/mappings/default.yaml", folder / "mappings/acme.yaml"])
    assert files.names == ("mappings/default.yaml", "mappings/acme.yaml")
    assert files.read("mappings/acme.yaml").text == "invoice: { klass_id: 5 }"
    assert files.read("mappings/tables/teams.csv").text == "team,id\nsales,7\n"


def test_two_files_of_one_name_are_both_read(folder):
    other = folder / "other/mappings/acme.yaml"
    other.parent.mkdir(parents=True)
    other.write_text("version: 1", encoding="utf-8")
    files = FilesOnDisk([folder / "mappings/acme.yaml", other])
    assert [files.read(name).text for name in files.names] == ["invoice: { klass_id: 5 }", "version: 1"]


def test_a_link_out_of_the_folder_is_not_followed(folder):
    (folder / "mappings/tables/linked.csv").symlink_to(folder / "secret.csv")
    with pytest.raises(FileUnreadable, match="a link leads out of the mapping folder"):
        FilesOnDisk([folder / "mappings/acme.yaml"]).read("mappings/tables/linked.csv")


def test_a_file_that_is_missing_is_a_message_with_its_place(folder, monkeypatch):
    monkeypatch.chdir(folder)
    files = FilesOnDisk([folder / "mappings/acme.yaml"])
    document = document_in(files, "mappings/absent.yaml", Codes(unreadable="MAP-100", duplicate="MAP-101"))
    assert "mappings/absent.yaml:1:1: error MAP-100 the file cannot be read" in str(document.messages[0])


def test_what_was_read_can_be_kept_and_read_again(folder):
    files = FilesRead(FilesOnDisk([folder / "mappings/acme.yaml"]))
    for name in ("mappings/acme.yaml", "mappings/tables/teams.csv"):
        files.read(name)
    (folder / "mappings/tables/teams.csv").unlink()
    kept = files.kept()
    assert kept.names == ("mappings/acme.yaml",)
    assert kept.read("mappings/tables/teams.csv").text == "team,id\nsales,7\n"
    with pytest.raises(FileUnreadable, match="not part of this version"):
        KeptFiles(names=(), texts={}).read("mappings/acme.yaml")
