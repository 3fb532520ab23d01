"""The clock that everything in the cloud goes by."""

import time
from collections.abc import Iterator

import pytest

from local_cloud.plugin.configuration import CLOCK, STEP
from local_cloud.server import LocalCloud
from tests.local_cloud.account import Account
from tests.local_cloud.stack import Stack, resource

HOUR = 3600


@pytest.fixture(scope="module")
def jumping() -> Iterator[LocalCloud]:
    """A cloud in which each step takes an hour, and nobody waits."""
    with LocalCloud(settings={CLOCK: "jumping", STEP: str(HOUR), "LOCAL_CLOUD_IAM_PROPAGATION_SECONDS": "0"}) as cloud:
        yield cloud


def now(cloud: LocalCloud) -> float:
    return float(cloud.door("advance", {"Seconds": 0})["Now"])


def test_clock_is_the_machines_until_somebody_moves_it(cloud: LocalCloud) -> None:
    before = now(cloud)

    assert cloud.door("advance", {"Seconds": HOUR})["Now"] - before == pytest.approx(HOUR, abs=60)


def test_state_passes_when_the_clock_is_moved(jumping: LocalCloud) -> None:
    account = Account(jumping)
    instance = account.make_instance()["ReplicationInstanceArn"]
    assert account.instance_status(instance) == "creating"

    jumping.door("advance", {"Seconds": HOUR})

    assert account.instance_status(instance) == "available"


def test_deployment_waits_without_taking_time(jumping: LocalCloud) -> None:
    account = Account(jumping)
    group, before, began = account.subnet_group, now(jumping), time.monotonic()

    instance = resource(
        "DMS::ReplicationInstance",
        ReplicationInstanceClass="dms.t3.medium",
        ReplicationSubnetGroupIdentifier=group,
    )
    assert Stack(account).create(Instance=instance) == "CREATE_COMPLETE"

    assert now(jumping) - before >= HOUR
    assert time.monotonic() - began < HOUR / 100
