"""The partners' YAML: loaded with positions, applied to records, explained."""

from connector.mapping.application import Mapped, Mapping, load_mapping
from connector.mapping.families import MappedFamily, map_family, map_translation
from connector.mapping.files import FilesOnDisk, FilesRead, KeptFiles, MappingFiles
from connector.mapping.loading import read_all
from connector.translation.field_names import name_of

__all__ = [
    "FilesOnDisk",
    "FilesRead",
    "KeptFiles",
    "Mapped",
    "MappedFamily",
    "Mapping",
    "MappingFiles",
    "load_mapping",
    "map_family",
    "map_translation",
    "name_of",
    "read_all",
]
