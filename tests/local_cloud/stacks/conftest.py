"""A cloud whose clock jumps, an account in it with a function that does what a test wants, and a stack."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from local_cloud.plugin.configuration import CLOCK, IAM_PROPAGATION, STEP
from local_cloud.plugin.switches import SWITCHES
from local_cloud.server import LocalCloud
from tests.local_cloud.account import Account
from tests.local_cloud.stack import Stack
from tests.local_cloud.stacks.provider import Provider


@pytest.fixture(scope="session")
def jumping() -> Iterator[LocalCloud]:
    with LocalCloud(settings={CLOCK: "jumping", STEP: "0.02", IAM_PROPAGATION: "0"}) as running:
        yield running


@pytest.fixture
def account(jumping: LocalCloud) -> Iterator[Account]:
    yield Account(jumping)
    jumping.door("switch", {name: settings[0] for name, settings in SWITCHES.items()})


@pytest.fixture
def stack(account: Account) -> Stack:
    return Stack(account)


@pytest.fixture
def provider(account: Account) -> Provider:
    return Provider(account)
