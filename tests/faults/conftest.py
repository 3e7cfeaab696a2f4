"""The story, told once undisturbed for each test process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from faults.cases import Told, told
from faults.quick import quick_and_quiet
from faults.story import Story, a_story


@pytest.fixture(scope="package", autouse=True)
def many_processes() -> Iterator[None]:
    """Hundreds of processes start here."""
    with quick_and_quiet():
        yield


@pytest.fixture(scope="package")
def story() -> Story:
    return a_story()


@pytest.fixture(scope="package")
def undisturbed(many_processes: None, story: Story, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """How the story goes when nothing is wrong; told twice, as the first one also reads the WSDL."""
    told(tmp_path_factory.mktemp("first"), story)
    return told(tmp_path_factory.mktemp("undisturbed"), story)
