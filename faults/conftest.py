"""One cloud for each worker; each fault has an account of its own in it, and happens under every variant."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator

import pytest

from faults.lab import Lab
from faults.table import BACK, FAULTS, FORWARD, VARIANTS
from faults.templates import SHARED, Form
from local_cloud.plugin.configuration import CLOCK, IAM_PROPAGATION, STEP
from local_cloud.server import LocalCloud

_VARIANTS = {"forward": FORWARD, "of_type": VARIANTS}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "fault(number): the fault of faults.json that happens")
    config.addinivalue_line("markers", "forward: no update is rolled back, so only two variants differ")
    config.addinivalue_line("markers", "of_type: the migration type changes, which may replace a task or not")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Make the folder that the workers share; they inherit the environment."""
    if not hasattr(session.config, "workerinput"):
        os.environ[SHARED] = tempfile.mkdtemp(prefix="faults-")


def pytest_sessionfinish(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):
        shutil.rmtree(os.environ.pop(SHARED))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "variant" in metafunc.fixturenames:
        variants = next(
            (each for mark, each in _VARIANTS.items() if metafunc.definition.get_closest_marker(mark)), BACK
        )
        names = [f"{each['ROLLBACK_ORDER']}, {each['ROLLBACK_REVERTS']}, {each['MIGRATION_TYPE']}" for each in variants]
        metafunc.parametrize("variant", variants, ids=names)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a test of no fault, and put the number of its fault into its name."""
    for item in items:
        marker = item.get_closest_marker("fault")
        if "variant" in getattr(item, "fixturenames", ()) and (marker is None or marker.args[0] not in FAULTS):
            raise pytest.UsageError(f"{item.nodeid} is about no fault of faults.json")


@pytest.fixture(scope="session")
def cloud() -> Iterator[LocalCloud]:
    with LocalCloud(settings={CLOCK: "jumping", STEP: "20", IAM_PROPAGATION: "0"}) as running:
        yield running


@pytest.fixture
def lab(cloud: LocalCloud, variant: dict[str, str]) -> Lab:
    cloud.door("switch", variant)
    return Lab(cloud)


@pytest.fixture
def arn(lab: Lab) -> str:
    """A task that runs, as the usual form says."""
    assert lab.run(Form()) == "CREATE_COMPLETE", lab.story()
    return str(lab.only["ReplicationTaskArn"])
