"""Updates that fail, are refused, or take tasks away."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import dms_constructs as dms
from faults.lab import Lab
from faults.outcomes import deployed, restored, says
from faults.templates import Form, consenting

BEFORE = Form()
CHANGED = BEFORE.but(commit_rate=20_000)
OTHER_TYPE = BEFORE.but(migration_type=dms.MigrationType.CDC)
RENAMED = BEFORE.but(task="Renamed")


@pytest.fixture
def stops(lab: Lab, arn: str) -> Callable[[], int]:
    """How often a task was stopped."""
    assert arn
    return lab.count("dms:StopReplicationTask")


@pytest.mark.fault(13)
def test_settings_that_dms_refuses(lab: Lab, arn: str) -> None:
    lab.order("dms:ModifyReplicationTask", "fail", Code="InvalidParameterValueException", Message="not like this")
    lab.run(CHANGED)

    restored(lab, BEFORE, arn)
    says(lab, "not like this")


LATE = {
    "mapping": BEFORE.but(tables=("orders", "invoices")),
    "setting": CHANGED,
    "class": BEFORE.but(instance_class="dms.t3.large"),
    "nothing else": BEFORE,
}


@pytest.mark.forward
@pytest.mark.forward
@pytest.mark.of_type
@pytest.mark.of_type
@pytest.mark.of_type
@pytest.mark.of_type
@pytest.mark.of_type
@pytest.mark.of_type
@pytest.mark.fault(14)
@pytest.mark.parametrize("after", LATE.values(), ids=LATE)
def test_late_failure(lab: Lab, arn: str, after: Form) -> None:
    lab.run(after.but(late_failure=True))

    restored(lab, BEFORE, arn)


@pytest.mark.fault(15)
def test_late_failure_after_an_endpoint_has_changed(lab: Lab, arn: str) -> None:
    lab.run(BEFORE.but(poll_seconds=7, late_failure=True))

    restored(lab, BEFORE, arn)
    (source,) = lab.account.dms.describe_endpoints(Filters=[{"Name": "endpoint-type", "Values": ["source"]}])[
        "Endpoints"
    ]
    assert source["MySQLSettings"]["EventsPollInterval"] == BEFORE.poll_seconds


@pytest.mark.fault(16)
@pytest.mark.parametrize("after", [OTHER_TYPE, RENAMED], ids=["type", "renamed"])
def test_late_failure_after_a_replacement(lab: Lab, arn: str, after: Form) -> None:
    lab.run(consenting(BEFORE, after).but(late_failure=True))

    restored(lab, BEFORE, arn)


@pytest.mark.fault(17)
@pytest.mark.parametrize("after", [CHANGED, consenting(BEFORE, OTHER_TYPE)], ids=["changed", "replaced"])
def test_runner_that_fails(lab: Lab, arn: str, after: Form) -> None:
    lab.behave("starting", Then="failed", Message="no log position")
    lab.run(after)

    restored(lab, BEFORE, arn)
    says(lab, "no log position")


@pytest.mark.fault(18)
def test_replacement_without_consent(lab: Lab, arn: str, stops: Callable[[], int]) -> None:
    lab.run(OTHER_TYPE)

    restored(lab, BEFORE, arn)
    assert stops() == 0
    says(lab, f'allow=dms.Allow("{consenting(BEFORE, OTHER_TYPE).allow}")')


@pytest.mark.fault(18)
def test_reload_without_consent_names_the_tables(lab: Lab, stops: Callable[[], int]) -> None:
    careful = BEFORE.but(reload=dms.ReloadPolicy.NEVER)
    lab.run(careful)
    arn = lab.only["ReplicationTaskArn"]
    before = stops()
    lab.run(careful.but(tables=("orders", "invoices", "customers")))

    restored(lab, careful, arn)
    assert stops() == before
    says(lab, "shop.invoices", "shop.customers")


@pytest.mark.fault(19)
def test_rename_without_consent(lab: Lab, arn: str, stops: Callable[[], int]) -> None:
    lab.run(RENAMED)

    restored(lab, BEFORE, arn)
    assert stops() == 0
    says(lab, f'allow=dms.Allow("{consenting(BEFORE, RENAMED).allow}")')


@pytest.mark.fault(20)
def test_rename_with_consent(lab: Lab, arn: str) -> None:
    renamed = consenting(BEFORE, RENAMED)
    lab.run(renamed)

    deployed(lab, renamed)
    assert lab.only["ReplicationTaskArn"] != arn


@pytest.mark.fault(20)
def test_other_type_with_consent(lab: Lab, arn: str) -> None:
    other = consenting(BEFORE, OTHER_TYPE)
    lab.run(other)

    deployed(lab, other)
    assert arn


@pytest.mark.fault(20)
def test_consent_is_good_for_one_change(lab: Lab, arn: str) -> None:
    spent = consenting(BEFORE, RENAMED)
    lab.run(spent)
    now = lab.only["ReplicationTaskArn"]
    lab.run(spent.but(migration_type=dms.MigrationType.CDC))

    restored(lab, spent, now)
    assert arn


@pytest.mark.fault(21)
@pytest.mark.parametrize("left", [(), ("Second",)], ids=["alone", "one of two"])
def test_running_task_leaves_the_stack(lab: Lab, left: tuple[str, ...]) -> None:
    lab.run(BEFORE.but(others=left))
    lab.run(BEFORE.but(task=None, others=left))

    assert lab.status == "UPDATE_COMPLETE", lab.story()
    assert lab.states() == ["running"] * len(left), lab.story()


@pytest.mark.fault(47)
def test_two_tasks_change_and_one_is_refused(lab: Lab) -> None:
    both = BEFORE.but(others=("Second",))
    lab.run(both)
    stops = lab.count("dms:StopReplicationTask")
    lab.run(consenting(both, both.but(migration_type=dms.MigrationType.CDC)))

    assert lab.status == "UPDATE_ROLLBACK_COMPLETE", lab.story()
    assert (lab.states(), lab.marked(), stops()) == (["running", "running"], [], 0)
