"""Which mapping a run uses: the published version, or, before anything was published, the files as they stand."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from connector.collection import Mapper
from connector.located import FileUnreadable
from connector.mapping import FilesOnDisk, FilesRead, KeptFiles, Mapping, load_mapping, map_family
from connector.mapping.files import MappingFiles
from connector.versions import MappingVersion


@dataclass(frozen=True, kw_only=True)
class MappingInForce:
    """A mapping, what it was read from, and its version, None where nobody published it.

    `folder_differs` says that the files that the settings name are not those that were published. `instead` is the file
    through which somebody only looks, so that it is not in force at all.
    """

    mapping: Mapping
    files: KeptFiles
    version: MappingVersion | None = None
    folder_differs: bool = False
    instead: str | None = None


def in_force(folder: FilesOnDisk, published: MappingVersion | None, zone: ZoneInfo) -> MappingInForce:
    """What a run would use now. Raises ConfigurationInvalid."""
    if published is None:
        return read_mapping(folder, zone)
    mapping = load_mapping(published.files, zone)
    differs = _differs(published.files, folder)
    return MappingInForce(mapping=mapping, files=published.files, version=published, folder_differs=differs)


def read_mapping(files: MappingFiles, zone: ZoneInfo) -> MappingInForce:
    """The mapping of some files, with all that was read for it. Raises ConfigurationInvalid."""
    read = FilesRead(files)
    mapping = load_mapping(read, zone)
    return MappingInForce(mapping=mapping, files=read.kept())


def mapper_of(mapping: Mapping) -> Mapper:
    """What a mapping makes of a family's translation."""
    return lambda translation, family: map_family(translation, family, mapping)


def _differs(published: KeptFiles, folder: FilesOnDisk) -> bool:
    """Whether any file is another one, or is not there: what a file names can only be new where the file is."""
    if tuple(published.names) != tuple(folder.names):
        return True
    try:
        return any(folder.read(name).text != text for name, text in published.texts.items())
    except FileUnreadable:
        return True
