"""What the constructs say of metrics, events and alarms is what the facts say."""

import inspect
import re
from typing import Any

import pytest

from dms_constructs import facts
from dms_constructs.telemetry.instance_metrics import IInstanceMetrics, InstanceMetrics
from dms_constructs.telemetry.replication_metrics import IServerlessMetrics, ServerlessMetrics
from dms_constructs.telemetry.task_metrics import ITaskMetrics, TaskMetrics

METRICS: dict[str, dict[str, Any]] = facts.monitoring()["metrics"]
HAS = {"instance": InstanceMetrics, "task": TaskMetrics, "serverless": ServerlessMetrics}
PROMISES = {"instance": IInstanceMetrics, "task": ITaskMetrics, "serverless": IServerlessMetrics}
EACH = [(of, name) for of, metrics in METRICS.items() for name in metrics]


def method_of(name: str) -> str:
    """The method of a metric, as aws_rds names its own: `metric_cdc_latency_source`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name.replace("IOPS", "Iops"))
    return f"metric_{words.lower()}"


def methods(owner: type) -> set[str]:
    return {name for name in dir(owner) if name.startswith("metric_")}


@pytest.mark.parametrize("of", HAS)
def test_there_is_a_method_for_each_metric_and_for_nothing_else(of: str) -> None:
    assert methods(HAS[of]) == {method_of(name) for name in METRICS[of]}


@pytest.mark.parametrize("of", HAS)
def test_what_is_promised_of_any_is_what_each_has(of: str) -> None:
    assert methods(PROMISES[of]) == methods(HAS[of])


@pytest.mark.parametrize(("of", "name"), EACH)
def test_a_method_says_what_the_facts_say(of: str, name: str) -> None:
    known = METRICS[of][name]
    said = " ".join((inspect.getdoc(getattr(HAS[of], method_of(name))) or "").split())
    start, *rest = re.split(r"(?=; |: )", known["what"], maxsplit=1)

    assert said.startswith(start)
    assert said.rstrip(".").endswith(rest[0] if rest else known["unit"] if known["unit"] != "count" else start)
    assert known["unit"] == "count" or known["unit"] in said


@pytest.mark.parametrize(("of", "name"), EACH)
def test_the_promise_and_the_method_read_alike(of: str, name: str) -> None:
    assert inspect.getdoc(getattr(PROMISES[of], method_of(name))) == inspect.getdoc(getattr(HAS[of], method_of(name)))
