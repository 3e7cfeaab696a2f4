"""The story, told once undisturbed for each test process."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
import structlog

from faults.aftermath import an_aftermath
from faults.cases import End, told
from faults.story import Story, a_story
from faults.world import disk_not_waited_for, wsdl_read_once


@pytest.fixture(scope="package", autouse=True)
def quick_and_quiet() -> Iterator[None]:
    """Hundreds of processes start here: each without reading the WSDL, waiting for the disk and logging its trouble."""
    before = structlog.get_config()
    with ExitStack() as stack:
        stack.enter_context(wsdl_read_once())
        stack.enter_context(disk_not_waited_for())
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
        yield
        structlog.configure(**before)


@pytest.fixture(scope="package")
def story() -> Story:
    return a_story()


@pytest.fixture(scope="package")
def undisturbed(quick_and_quiet: None, story: Story, tmp_path_factory: pytest.TempPathFactory) -> End:
    """How the story ends when nothing goes wrong; told twice, as the first one also reads the WSDL."""
    told(tmp_path_factory.mktemp("first"), story)
    return told(tmp_path_factory.mktemp("undisturbed"), story)


@pytest.fixture(scope="package")
def aftermath() -> Story:
    return an_aftermath()


@pytest.fixture(scope="package")
def undisturbed_aftermath(quick_and_quiet: None, aftermath: Story, tmp_path_factory: pytest.TempPathFactory) -> End:
    """How the second story ends when nothing goes wrong."""
    return told(tmp_path_factory.mktemp("undisturbed"), aftermath)
