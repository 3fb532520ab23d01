"""What the constructs say of a database's metrics and alarms is what the facts say."""

import inspect
import re
from dataclasses import fields
from typing import Any

import pytest

import dms_constructs as dms
from dms_constructs import facts
from dms_constructs.telemetry.database_metrics import DatabaseMetrics

DOCUMENT = facts.database_monitoring()
METRICS: dict[str, dict[str, Any]] = DOCUMENT["metrics"]
ALARMS: dict[str, dict[str, Any]] = DOCUMENT["alarms"]
NAMES = [each.name for each in fields(dms.DatabaseThresholds)]
ENGINES = {"aurora", "aurora-postgresql", "db2", "mariadb", "mysql", "oracle", "postgres", "sqlserver"}
_WORDS = {"IOPS": "Iops", "IOPs": "Iops", "IDs": "Ids", "DBRPO": "DbRpo", "DBP": "DbP", "DBR": "DbR"}


def method_of(name: str) -> str:
    """The method of a metric, as aws_rds names its own: `metric_acu_utilization`."""
    for said, word in _WORDS.items():
        name = name.replace(said, word)
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return f"metric_{words.lower()}"


def metrics_of(alarm: dict[str, Any]) -> dict[str, str]:
    """The metric of an alarm by engine."""
    metric = alarm["metric"]
    return metric if isinstance(metric, dict) else dict.fromkeys(METRICS[metric]["engines"], metric)


def test_there_is_a_method_for_each_metric_and_for_nothing_else() -> None:
    methods = {name for name in dir(DatabaseMetrics) if name.startswith("metric_")}

    assert methods == {method_of(name) for name in METRICS}


@pytest.mark.parametrize("name", METRICS)
def test_a_method_says_what_the_facts_say(name: str) -> None:
    known = METRICS[name]
    said = " ".join((inspect.getdoc(getattr(DatabaseMetrics, method_of(name))) or "").split())

    assert said.startswith(re.split(r"; ", known["what"])[0])
    assert known["unit"] == "count" or known["unit"] in said


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_is_one_of_a_level_and_of_engines_that_have_endpoints_here(name: str) -> None:
    assert METRICS[name]["level"] in {"cluster", "instance", "reader", "writer"}
    assert set(METRICS[name]["engines"]) <= ENGINES


def test_there_are_thresholds_for_each_alarm_of_the_facts() -> None:
    assert sorted(NAMES) == sorted(ALARMS)


@pytest.mark.parametrize("name", NAMES)
def test_the_default_is_that_of_the_facts(name: str) -> None:
    levels = getattr(dms.DatabaseThresholds(), name) or dms.Levels(-1.8881545897087968e289)
    known = ALARMS[name]

    assert known.get("warning", levels.warning) == levels.warning
    assert levels.critical == known.get("critical")


@pytest.mark.parametrize("name", NAMES)
def test_the_docstring_says_the_default(name: str) -> None:
    text = " ".join((dms.DatabaseThresholds.__doc__ or "").split())
    said = text.partition(f" {name}: ")[2].partition("Default: ")[2].partition(". ")[0]

    for number in (ALARMS[name].get("warning"), ALARMS[name].get("critical")):
        assert number is None or f"{number:,}" in said


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_says_what_no_data_means_and_why(name: str) -> None:
    assert ALARMS[name]["missing"] in {"breaching", "notBreaching", "ignore"}
    assert ALARMS[name]["missing_why"]


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_says_why_it_is_made_and_whether_during_a_load(name: str) -> None:
    assert ALARMS[name]["why"]
    assert ALARMS[name]["do"]
    assert isinstance(ALARMS[name]["loading"], bool)
    assert ALARMS[name]["loading_why"]


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_is_on_metrics_that_its_engines_send(name: str) -> None:
    assert {
        engine for engine, metric in metrics_of(ALARMS[name]).items() if engine in METRICS[metric]["engines"]
    } == set(metrics_of(ALARMS[name]))


@pytest.mark.parametrize("name", [name for name, known in ALARMS.items() if known["missing"] == "breaching"])
def test_an_alarm_that_goes_off_without_data_says_so(name: str) -> None:
    silent = ALARMS[name].get("says_if_silent", "")

    assert ALARMS[name]["says"] != silent
    assert re.search("answer|nothing", ALARMS[name]["says"])
    assert not re.search("answer|nothing", silent)


def test_the_log_of_a_source_is_the_same_metric_as_in_the_alarms_of_a_migration() -> None:
    assert metrics_of(ALARMS["log_gib"]) == facts.monitoring()["alarms"]["source_log_gib"]["metric"]


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (
            lambda: dms.DatabaseThresholds(connections_percent=80),  # type: ignore[arg-type]  # what is refused
            r"DatabaseThresholds\.connections_percent .* write connections_percent=dms\.Levels\(80\)",
        ),
        (lambda: dms.DatabaseThresholds(cpu_utilization_percent=dms.Levels(120)), "0 to 100 percent, got 120"),
        (lambda: dms.DatabaseThresholds(replica_lag_seconds=dms.Levels(9, 3)), r"write dms\.Levels\(3, 9\)"),
        (lambda: dms.DatabaseThresholds(free_storage_gib=dms.Levels(3, 9)), r"write dms\.Levels\(9, 3\)"),
    ],
)
def test_what_an_alarm_can_not_have_fails(make: Any, match: str) -> None:
    with pytest.raises(dms.ConfigurationError, match=match) as caught:
        make()

    assert caught.value.code == "DMS-O004"
