"""The time that constructs take is mostly calls to Node, and these can be counted on any machine."""

from collections.abc import Callable

import pytest

from bench import apps, calls


@pytest.mark.parametrize("build", [apps.stacks, apps.pipelines], ids=["stack", "pipeline"])
def test_a_further_pipeline_calls_node_no_more_often_than_l1_code(build: Callable[[int], apps.Pair]) -> None:
    mine, theirs = calls.for_more(build, 3)
    assert sum(mine.values()) <= sum(theirs.values())


def test_a_further_task_makes_its_construct_and_its_l1_construct_and_asks_nothing() -> None:
    mine, _ = calls.for_more(apps.tasks, 3)
    assert mine == {"create constructs.Construct": 3, "create aws_dms.CfnReplicationTask": 3}


@pytest.mark.parametrize("build", [apps.clusters, apps.watched_clusters], ids=["alone", "with alarms"])
def test_a_further_aurora_target_calls_node_little_more_often_than_aws_rds(build: Callable[[int], apps.Pair]) -> None:
    mine, theirs = calls.for_more(build, 3)
    assert sum(mine.values()) <= 1.15 * sum(theirs.values())
