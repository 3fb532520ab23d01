"""Thresholds are checked when they are made."""

from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest

import dms_constructs as dms
from dms_constructs import facts

ALARMS: dict[str, dict[str, Any]] = facts.monitoring()["alarms"]
NAMES = [each.name for each in fields(dms.AlarmThresholds)]


def test_there_are_thresholds_for_each_alarm_of_the_facts() -> None:
    assert sorted(NAMES) == sorted(ALARMS)


@pytest.mark.parametrize("name", NAMES)
def test_the_default_is_that_of_the_facts(name: str) -> None:
    levels = getattr(dms.AlarmThresholds(), name)

    assert (levels.warning, levels.critical) == (ALARMS[name].get("warning"), ALARMS[name].get("critical"))


@pytest.mark.parametrize("name", NAMES)
def test_the_docstring_says_the_default(name: str) -> None:
    text = " ".join((dms.AlarmThresholds.__doc__ or "").split())
    said = text.partition(f" {name}: ")[2].partition("Default: ")[2].partition(".")[0]

    for number in (ALARMS[name].get("warning"), ALARMS[name].get("critical")):
        assert number is None or f"{number:,}" in said


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_says_what_no_data_means_and_why(name: str) -> None:
    assert ALARMS[name]["missing"] in {"breaching", "notBreaching", "ignore"}
    assert ALARMS[name]["missing_why"]
    assert ALARMS[name]["why"]
    assert ALARMS[name]["do"]


@pytest.mark.parametrize("name", NAMES)
def test_an_alarm_can_be_switched_off(name: str) -> None:
    assert getattr(dms.AlarmThresholds(**{name: None}), name) is None


def test_a_number_that_is_known_at_deployment_only_is_taken() -> None:
    assert dms.AlarmThresholds(cpu_utilization_percent=dms.Levels(-1.8881545897087968e289))


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (dms.Levels, "to switch an alarm off, give None"),
        (lambda: dms.Levels(-1), "0 or more, got int -1"),
        (lambda: dms.Levels("80"), "got str '80'"),
        (lambda: dms.Levels(warning=True), "got bool True"),
        (lambda: dms.Levels(float("nan")), "got float nan"),
        (lambda: dms.Levels(1, minutes=7), "write minutes=10"),
        (lambda: dms.Levels(1, minutes=0), "5 to 1440 minutes, got 0"),
        (lambda: dms.AlarmThresholds(cpu_utilization_percent=80), r"write cpu_utilization_percent=dms\.Levels\(80\)"),
        (
            lambda: dms.Levels(timedelta(minutes=10)),
            "write warning=10 for 10 of the unit that the threshold's name says",
        ),
        (lambda: dms.AlarmThresholds(cpu_utilization_percent=dms.Levels(120)), "0 to 100 percent, got 120"),
        (lambda: dms.AlarmThresholds(cpu_utilization_percent=dms.Levels(0.8)), r"got 0\.8, .*; write warning=80"),
        (lambda: dms.DatabaseThresholds(connections_percent=dms.Levels(80, 0.9)), "the warning must come first"),
        (
            lambda: dms.AlarmThresholds(cdc_latency_source_seconds=dms.Levels(900, 300)),
            r"write dms\.Levels\(300, 900\)",
        ),
        (lambda: dms.AlarmThresholds(free_storage_percent=dms.Levels(10, 20)), r"write dms\.Levels\(20, 10\)"),
        (lambda: dms.AlarmThresholds(silence_minutes=dms.Levels(critical=12)), "a multiple of 5, got 12"),
        (
            lambda: dms.AlarmThresholds(silence_minutes=dms.Levels(critical=15, minutes=5)),
            r"write dms\.Levels\(critical=15\)",
        ),
        (lambda: dms.AlarmThresholds(silence_minutes=dms.Levels(30, 15)), r"write dms\.Levels\(15, 30\)"),
    ],
)
def test_what_an_alarm_can_not_have_fails(make: Any, match: str) -> None:
    with pytest.raises(dms.ConfigurationError, match=match) as caught:
        make()

    assert caught.value.code == "DMS-O004"


def test_less_than_one_percent_of_a_disk_that_is_left_is_a_threshold() -> None:
    assert dms.AlarmThresholds(free_storage_percent=dms.Levels(1, 0.5)).free_storage_percent == dms.Levels(1, 0.5)
