"""One embedded cloud for the session, an account for each test, and the handlers' modules as Lambda would find them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local_cloud.plugin.configuration import CLOCK, IAM_PROPAGATION
from local_cloud.plugin.switches import SWITCHES
from local_cloud.server import LocalCloud
from tests.lifecycle.lab import Lab
from tests.local_cloud.account import Account

sys.path.insert(0, str(Path(__file__).parents[2] / "dms_constructs" / "lifecycle" / "handlers"))


@pytest.fixture(scope="session")
def cloud() -> Iterator[LocalCloud]:
    with LocalCloud(settings={CLOCK: "jumping", IAM_PROPAGATION: "0"}) as running:
        yield running


@pytest.fixture
def lab(cloud: LocalCloud) -> Lab:
    return Lab(Account(cloud))


@pytest.fixture(scope="module")
def as_usual(cloud: LocalCloud) -> Iterator[None]:
    """Turn all switches back when a module is done."""
    yield
    cloud.door("switch", {name: settings[0] for name, settings in SWITCHES.items()})
