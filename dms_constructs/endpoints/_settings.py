"""What the values of an endpoint's settings must be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import aws_cdk as cdk

from dms_constructs import facts
from dms_constructs._checks import flag, in_range, is_a, text
from dms_constructs.errors import ConfigurationError

__all__ = ["check_settings", "setting_in_range", "whole"]


def setting_in_range(block: str, member: str, name: str, value: int | None, *, unit: str = "") -> None:
    """Raise unless the value is within what the facts say of a setting."""
    fact = facts.engines()["settings"][block]["members"][member]
    in_range("DMS-E008", name, value, fact["min"], fact["max"], unit=unit)


def whole(name: str, value: cdk.Duration | None, unit: str) -> int | None:
    """Return a duration as a whole number of seconds or minutes."""
    if value is None:
        return None
    is_a("DMS-E008", name, value, cdk.Duration, f"cdk.Duration.{unit}(5)")
    if value.is_unresolved():
        if value.unit_label() != unit:
            raise ConfigurationError(
                "DMS-E008",
                f"{name} is known at deployment only, so it must be written in {unit}, got {value.unit_label()}; "
                f"write cdk.Duration.{unit}(...)",
                given=value,
            )
        # A token, which the CDK hides in a number that is not whole.
        return cast("int", value.to_seconds() if unit == "seconds" else value.to_minutes())
    milliseconds = value.to_milliseconds()
    number = milliseconds / (1000 if unit == "seconds" else 60_000)
    if not float(number).is_integer():
        raise ConfigurationError(
            "DMS-E008", f"{name} must be a whole number of {unit}, got {value.to_human_string()}", given=value
        )
    return int(number)


_FLAGS = (
    "capture_ddls",
    "clean_source_metadata_on_mismatch",
    "fail_tasks_on_lob_truncation",
    "heartbeat_enable",
    "map_boolean_as_boolean",
)
_TEXTS = ("after_connect_script", "ddl_artifacts_schema", "heartbeat_schema", "server_timezone", "slot_name")


def check_settings(settings: Mapping[str, Any]) -> None:
    for name in _FLAGS:
        flag(name, settings.get(name))
    for name in _TEXTS:
        text(name, settings.get(name))
