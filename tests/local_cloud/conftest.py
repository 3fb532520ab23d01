"""One local cloud for the whole session; each test has an account of its own in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from local_cloud.plugin.configuration import CLOCK, IAM_PROPAGATION, STEP
from local_cloud.plugin.switches import PREFIX
from local_cloud.server import LocalCloud
from tests.local_cloud.account import Account
from tests.local_cloud.jumping import MINUTE
from tests.local_cloud.story import Story, tell

# Shorter than usual: no test sleeps, but many wait for a state to pass.
FAST = {STEP: "0.02", IAM_PROPAGATION: "0.03"}


@pytest.fixture(scope="session")
def cloud() -> Iterator[LocalCloud]:
    with LocalCloud(settings=FAST) as running:
        yield running


@pytest.fixture(scope="session")
def jumping() -> Iterator[LocalCloud]:
    """A cloud in which each step takes a minute, nobody waits, and a task's type can change."""
    settings = {CLOCK: "jumping", STEP: str(MINUTE), IAM_PROPAGATION: "0", f"{PREFIX}MIGRATION_TYPE": "in-place"}
    with LocalCloud(settings=settings) as running:
        yield running


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory, project: Path) -> Iterator[Story]:
    """What happens to the example stacks from their first deployment to their end."""
    with tell(tmp_path_factory.mktemp("local-cloud"), project) as told:
        yield told


@pytest.fixture
def account(cloud: LocalCloud) -> Account:
    return Account(cloud)


@pytest.fixture
def refuses() -> Callable[[str, str], AbstractContextManager[None]]:
    """Expect a fault by its code and a part of its message."""

    @contextmanager
    def expecting(code: str, message: str = "") -> Iterator[None]:
        with pytest.raises(ClientError) as caught:
            yield
        error = caught.value.response["Error"]
        assert (error["Code"], message) == (code, message if message in error["Message"] else error["Message"])

    return expecting
