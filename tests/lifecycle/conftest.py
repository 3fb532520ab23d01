"""One embedded cloud for the session, an account for each test, and the handlers' modules as Lambda would find them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local_cloud.plugin.configuration import IAM_PROPAGATION, STEP
from local_cloud.server import LocalCloud
from tests.lifecycle.lab import Lab
from tests.local_cloud.account import Account

sys.path.insert(0, str(Path(__file__).parents[2] / "dms_constructs" / "lifecycle" / "handlers"))


@pytest.fixture(scope="session")
def cloud() -> Iterator[LocalCloud]:
    with LocalCloud(settings={STEP: "0.05", IAM_PROPAGATION: "0.03"}) as running:
        yield running


@pytest.fixture
def lab(cloud: LocalCloud) -> Lab:
    return Lab(Account(cloud))
