"""What a task needs of the DMS version that runs it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import dms_constructs as dms
from dms_constructs import facts
from tests.values.refusals import refused

ORACLE = dms.EndpointFacts(endpoint_type=dms.EndpointType.SOURCE, engine_name=dms.EngineName.ORACLE)
TARGET = dms.EndpointFacts(endpoint_type=dms.EndpointType.TARGET, engine_name=dms.EngineName.POSTGRESQL)
RESYNC = dms.TaskSettings(
    validation=dms.Validation(), resync=dms.Resync(schedule="0 0,2,4,6 * * *", max_time_minutes=60)
)


def plan(version: str | None, **parts: Any) -> dms.TaskPlan:
    whole = {
        "migration_type": dms.MigrationType.FULL_LOAD_AND_CDC,
        "source": ORACLE,
        "target": TARGET,
        "table_mappings": dms.TableMappings(dms.Include("SHOP")),
        "task_settings": None,
    }
    return dms.TaskPlan(**{**whole, **parts}, engine_version=version)


def with_attribute(name: str, value: str) -> dms.EndpointFacts:
    return dms.EndpointFacts(
        endpoint_type=dms.EndpointType.SOURCE,
        engine_name=dms.EngineName.MYSQL,
        settings={},
        extra_connection_attributes={name: value},
    )


STOPPING = dms.TaskSettings(errors=dms.ErrorPolicy(data_masking_error_policy=dms.ErrorAction.STOP_TASK))
MASKED = dms.TableMappings(dms.Include("SHOP"), dms.RandomizeDigits("SHOP", "CARDS", "NUMBER"))
# What needs a version: the version before and the first one that has it.
NEEDS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("resync", "3.5.4", "3.6.1", {"task_settings": RESYNC}),
    (
        "a policy for masks",
        "3.5.3",
        "3.5.4",
        {
            "task_settings": dms.TaskSettings(
                errors=dms.ErrorPolicy(data_masking_error_policy=dms.ErrorAction.SUSPEND_TABLE)
            )
        },
    ),
    ("masks", "3.5.3", "3.5.4", {"table_mappings": MASKED}),
    ("an attribute", "3.4.5", "3.4.6", {"source": with_attribute("skipTableSuspensionForPartitionDdl", "true")}),
]


@pytest.mark.parametrize(("before", "parts"), [pytest.param(each[1], each[3], id=each[0]) for each in NEEDS])
def test_an_older_version_is_refused(before: str, parts: dict[str, Any]) -> None:
    refused(
        "DMS-T009", f"engine_version={before!r}; write engine_version='3.6.1'", lambda: plan(before, **parts).findings
    )


@pytest.mark.parametrize(("first", "parts"), [pytest.param(each[2], each[3], id=each[0]) for each in NEEDS])
def test_the_first_version_that_has_it_is_taken(first: str, parts: dict[str, Any]) -> None:
    assert plan(first, **parts).task_findings == ()


@pytest.mark.parametrize("version", [None, dms.unchecked("3.5.4"), "${Token[Version.1]}"])
def test_a_version_that_is_not_known_passes(version: str | None) -> None:
    assert plan(version, task_settings=RESYNC).task_findings == ()


@pytest.mark.parametrize(
    "parts",
    [
        {"task_settings": dms.TaskSettings(raw={"ResyncSettings": {"EnableResync": False}})},
        {
            "task_settings": dms.TaskSettings(
                errors=dms.ErrorPolicy(data_masking_error_policy=dms.ErrorAction.STOP_TASK)
            )
        },
        {"source": with_attribute("skipTableSuspensionForPartitionDdl", "false")},
    ],
)
def test_what_is_off_needs_nothing(parts: dict[str, Any]) -> None:
    assert plan("3.4.5", **parts).task_findings == ()


def test_it_is_among_the_problems_of_an_assessment() -> None:
    (problem,) = dms.premigration(plan("3.5.4", task_settings=RESYNC)).problems

    assert problem.code == "DMS-T009"


def test_a_first_version_is_only_written_down_where_it_is_certain() -> None:
    everything = [facts.task_settings(), facts.table_mappings()]
    everything += [facts.endpoint_settings(block) for block in facts.settings_blocks()]

    assert [each for each in facts_with_a_version(everything) if not each["verified"]] == []


def facts_with_a_version(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every fact that names the first version of DMS that has it."""
    if isinstance(value, dict):
        if "min_engine" in value:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from facts_with_a_version(each)
