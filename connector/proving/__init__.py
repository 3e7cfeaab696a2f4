"""Proves mappings: partners' tests in YAML, run on recorded objects of Stripe without any request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from connector.located import ConfigurationInvalid
from connector.mapping import FilesRead, KeptFiles, Mapping, MappingFiles, read_all
from connector.mapping.entries import Said
from connector.proving.capturing import captured, read_whole
from connector.proving.ground import Ground, ground_of
from connector.proving.proof import Proof, Verdict, proof_of
from connector.proving.reached import Unreached, unreached
from connector.proving.reading import read_cases
from connector.proving.text import verdict_text

__all__ = [
    "Ground",
    "Proof",
    "Proven",
    "Unreached",
    "Verdict",
    "captured",
    "ground_of",
    "proven_files",
    "read_whole",
    "verdict_text",
]


@dataclass(frozen=True, kw_only=True)
class Proven:
    """What came of the tests that a mapping's files name, the entries that none of them reaches, and what was read.

    `files` are those that made the mapping: not its tests.
    """

    proof: Proof
    unreached: Sequence[Unreached]
    said: Said
    files: KeptFiles


def proven_files(files: MappingFiles, ground: Ground, *, only: str | None = None) -> Proven:
    """Run the tests that a mapping's files name; each file is read once.

    `only` runs those whose name has this text, and then no entry counts as unreached. Raises ConfigurationInvalid.
    """
    read = FilesRead(files)
    said, messages = read_all(read)
    kept = read.kept()
    cases, wrong = read_cases(said.tests, files, ground.rules.timezone)
    messages = [*messages, *wrong]
    if any(message.severity == "error" for message in messages):
        raise ConfigurationInvalid(messages)
    mapping = Mapping(said=said, zone=ground.rules.timezone)
    chosen = [case for case in cases if only is None or only.lower() in case.name.lower()]
    proof = proof_of(chosen, mapping, ground)
    left = unreached(mapping, proof.outcomes) if only is None else []
    return Proven(proof=proof, unreached=left, said=said, files=kept)
