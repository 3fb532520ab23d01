"""A sizing that is above what AWS lets one account have in a Region says so, with the quota and what to do."""

import dataclasses

import pytest

from dms_constructs import MigrationType, Workload, facts

MANY = Workload(tables=10_000_000, total_gib=5)


def found(workload: Workload) -> dict[str, tuple[str, str]]:
    return {each.id: (each.message, each.fix) for each in workload.size().findings}


@pytest.mark.parametrize(
    ("workload", "quota"),
    [
        (MANY, "1,000 tasks (the quota is 600)"),
        (Workload(tables=10_000, total_gib=1, tasks=601, migration_type=MigrationType.CDC), "601 tasks"),
        (
            Workload(tables=600, total_gib=100, tasks=600, lob_columns=50, largest_lob_kb=2000),
            "150 replication instances (the quota is 60)",
        ),
        (
            Workload(tables=900, total_gib=1, tasks=400, change_mb_per_second=300, tolerated_outage_hours=20),
            "GB of storage (the quota is 30,000)",
        ),
    ],
)
def test_what_is_above_a_quota_is_found(workload: Workload, quota: str) -> None:
    message, fix = found(workload)["sizing.aboveQuota"]

    assert quota in message
    assert "Service Quotas" in fix


@pytest.mark.parametrize(
    "workload",
    [
        Workload(tables=10_000, total_gib=1, tasks=600, migration_type=MigrationType.CDC),
        Workload(tables=6_000_000, total_gib=5),
        Workload(tables=900, total_gib=1, tasks=400, change_mb_per_second=50),
    ],
)
def test_what_is_within_the_quotas_is_not(workload: Workload) -> None:
    assert "sizing.aboveQuota" not in found(workload)


def test_the_answer_itself_says_it() -> None:
    summary = MANY.size().explain().splitlines()[0]

    assert summary.endswith("and 1000 tasks: more than an account has in a Region, 600 tasks.")
    assert "An account has 100 of them in a Region unless AWS grants more." in MANY.size().explain()


def test_a_hundred_serverless_replications_are_within_their_quota() -> None:
    most = facts.limit("serverless_replications")

    assert "unless AWS grants more" not in Workload(tables=most, total_gib=5, tasks=most).size().explain()


def test_the_share_of_an_account_is_within_the_quotas() -> None:
    assert "over 2 accounts or Regions" in found(MANY)["sizing.aboveQuota"][1]
    assert "sizing.aboveQuota" not in found(dataclasses.replace(MANY, tasks=500))


def test_more_tasks_than_an_account_has_are_no_way_to_keep_up() -> None:
    workload = Workload(tables=100_000, total_gib=10, change_mb_per_second=10_000, tasks=500)

    assert "measure what one task replicates" in found(workload)["sizing.changesOutrunTasks"][1]
