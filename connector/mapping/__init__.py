"""The partners' YAML: loaded with positions, applied to records, explained."""

from connector.mapping.application import Mapped, Mapping, load_mapping
from connector.mapping.catalogue import name_of
from connector.mapping.families import map_translation
from connector.mapping.files import FilesOnDisk, FilesRead, KeptFiles, MappingFiles
from connector.mapping.loading import read_entries

__all__ = [
    "FilesOnDisk",
    "FilesRead",
    "KeptFiles",
    "Mapped",
    "Mapping",
    "MappingFiles",
    "load_mapping",
    "map_translation",
    "name_of",
    "read_entries",
]
