"""Mapping files and records as tests write them."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from builders import a_charge_family, an_invoice_family, rules

from connector.located import ConfigurationInvalid
from connector.mapping import FilesOnDisk, Mapping, load_mapping, map_translation, name_of
from connector.translation.translate import translate
from connector.translation.wanted import Translation, WantedRecord
from stripe_client.objects import Family

UTC = ZoneInfo("UTC")


def mapping_of(folder: Path, *texts: str, zone: ZoneInfo = UTC) -> Mapping:
    """The mapping of files `1.yaml`, `2.yaml` … with these texts."""
    return load_mapping(FilesOnDisk([_file(folder, number, text) for number, text in enumerate(texts, start=1)]), zone)


def refusal_of(folder: Path, *texts: str) -> str:
    """What is said of files that cannot be used, without the folder's name."""
    try:
        mapping_of(folder, *texts)
    except ConfigurationInvalid as refused:
        return str(refused).replace(f"{folder}/", "")
    return "accepted"


def mapped(folder: Path, text: str, family: Family | None = None, *, zone: ZoneInfo = UTC) -> Translation:
    """What a family, a paid invoice unless given, is translated and mapped to."""
    family = family or an_invoice_family()
    return map_translation(translate(family, rules(), {}), family, mapping_of(folder, text, zone=zone))


def a_payment_mapped(folder: Path, text: str, **charge: object) -> WantedRecord:
    """The payment of a charge, mapped."""
    return mapped(folder, text, a_charge_family(**charge)).records[0]


def fields_of(owner: object) -> dict[str, str]:
    """The fields of a record or line as mappings write them."""
    return {name_of(field): field.value for field in getattr(owner, "fields", ())}


def _file(folder: Path, number: int, text: str) -> Path:
    file = folder / f"{number}.yaml"
    file.write_text(text, encoding="utf-8")
    return file
