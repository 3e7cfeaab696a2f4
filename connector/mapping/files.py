"""The files of a mapping by name: on disk, or as a version keeps them. Nothing outside their folder is ever read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Protocol

from connector.located import Codes, Document, File, FileUnreadable, document_read_on, text_file, unreadable


class MappingFiles(Protocol):
    """What a mapping is read from: the files that the settings name, and what those name in turn."""

    @property
    def names(self) -> Sequence[str]:
        """The files that the settings name, in their order: later ones win."""
        ...

    def read(self, name: str) -> File:
        """The text of a file by one of `names`, or by a name that `beside` gave. Raises FileUnreadable."""
        ...

    def matching(self, pattern: str) -> Sequence[str]:
        """The names of files that a pattern, such as `mappings/tests/*.yaml`, stands for, in order."""
        ...


def beside(name: str, path: str) -> str | None:
    """The name of what a file names by a path from its own folder; None for what lies outside of that.

    So nothing is read that was not handed in with the mapping: no `..`, no absolute path, no other drive.
    """
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts or any(sign in path for sign in ("\\", ":", "\0")):
        return None
    return str(PurePosixPath(name).parent.joinpath(*parts))


def document_in(files: MappingFiles, name: str, codes: Codes) -> Document:
    """A YAML file of the mapping; whatever is wrong with it is a message, and what can be read of it is."""
    try:
        return document_read_on(files.read(name), codes)
    except FileUnreadable as error:
        return unreadable(error, codes)


@dataclass(frozen=True)
class FilesOnDisk:
    """The files at these paths. A file is named with its folder, `mappings/acme.yaml`, wherever that stands.

    What they name is looked for in the folders of that name, in the order of the paths; a link that leads out of its
    folder is refused.
    """

    paths: Sequence[Path]
    _named: dict[str, Path] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        named: dict[str, Path] = {}
        for path in map(Path.absolute, self.paths):
            short = f"{path.parent.name}/{path.name}"
            named[short if named.get(short, path) == path else path.as_posix().lstrip("/")] = path
        object.__setattr__(self, "_named", named)

    @property
    def names(self) -> Sequence[str]:
        """The files at the paths, each once."""
        return tuple(self._named)

    def read(self, name: str) -> File:
        """The text as it stands now."""
        return text_file(self._named.get(name) or self._inside(name))

    def matching(self, pattern: str) -> Sequence[str]:
        """Those that stand there now."""
        found = {
            pattern.removesuffix(rest) + file.relative_to(path.parent).as_posix()
            for path, rest in self._below(pattern)
            for file in path.parent.glob(rest)
            if file.is_file()
        }
        return sorted(found)

    def _inside(self, name: str) -> Path:
        places = [(path.parent, path.parent / rest) for path, rest in self._below(name)]
        folder, place = next((each for each in places if each[1].is_file()), places[0])
        if not place.resolve().is_relative_to(folder.resolve()):
            raise FileUnreadable("a link leads out of the mapping folder", File.of(name, ""))
        return place

    def _below(self, name: str) -> Iterator[tuple[Path, str]]:
        """The files beside or below whose folder this may stand, and the path from there."""
        for first, path in self._named.items():
            folder = f"{PurePosixPath(first).parent}/"
            if name.startswith(folder):
                yield path, name.removeprefix(folder)


@dataclass(frozen=True, kw_only=True)
class KeptFiles:
    """The files of a version, whose `texts` are kept by name."""

    names: Sequence[str]
    texts: Mapping[str, str]

    def read(self, name: str) -> File:
        """The text as it was kept."""
        if name not in self.texts:
            raise FileUnreadable("the file is not part of this version", File.of(name, ""))
        return File.of(name, self.texts[name])

    def matching(self, pattern: str) -> Sequence[str]:
        """Those that were kept."""
        return sorted(name for name in self.texts if PurePosixPath(name).match(pattern))


class FilesRead:
    """Files that remember which of them were read, so that a version keeps just what made it."""

    def __init__(self, files: MappingFiles) -> None:
        self._files, self._texts = files, dict[str, str]()

    @property
    def names(self) -> Sequence[str]:
        """Those of the files."""
        return self._files.names

    def read(self, name: str) -> File:
        """The text, remembered."""
        file = self._files.read(name)
        self._texts[name] = file.text
        return file

    def matching(self, pattern: str) -> Sequence[str]:
        """Those of the files."""
        return self._files.matching(pattern)

    def kept(self) -> KeptFiles:
        """Everything that was read so far."""
        return KeptFiles(names=self.names, texts=dict(self._texts))
