"""The settings of endpoints: each class of settings is declared once, against the facts."""

from __future__ import annotations

import datetime as dt
import enum
import functools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NoReturn, cast

import aws_cdk as cdk
from aws_cdk import aws_dms

from dms_constructs import facts
from dms_constructs._checks import flag, in_range, is_a, taken_as_is, text
from dms_constructs._code import as_code
from dms_constructs._declared import Declared, Setting, renders, settings_of
from dms_constructs.endpoints._extra import refuse_credentials
from dms_constructs.engines import Engine
from dms_constructs.errors import ConfigurationError, is_unresolved, shown

__all__ = ["EndpointSettings", "Member", "member", "renders", "settings_block", "whole"]

# The largest of the type that the API has for all of them, where no maximum is stated.
_LARGEST = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """What AWS says about one member of a settings block, such as `MaxFileSize` of `MySQLSettings`."""

    name: str
    kind: str
    legal: tuple[str, ...]
    minimum: int | None
    maximum: int | None
    unit: str
    default: Any
    source: str
    may_be_blank: bool
    """Whether a text of nothing or blanks says something."""
    example: str
    """A text that it takes."""
    cfn_name: str
    """What CloudFormation calls it."""
    is_text: bool
    """Whether CloudFormation takes it as a text, though it is a number or a switch."""

    @property
    def low(self) -> int:
        """The least number that is not refused."""
        return -_LARGEST if self.minimum is None else self.minimum

    @property
    def high(self) -> int:
        """The largest number that is not refused."""
        return _LARGEST if self.maximum is None else self.maximum

    def check(self, label: str, value: Any, choices: type[enum.Enum] | None = None) -> None:
        """Raise unless DMS takes the value."""
        if self.kind == "integer":
            maximum = self.high if isinstance(value, int) and value > self.high else self.maximum
            in_range("DMS-E008", label, value, self.low, maximum, unit=self.unit)
        elif self.kind == "boolean":
            flag(label, value)
        elif self.kind == "list":
            self._check_list(label, value)
        elif taken_as_is(value):
            return
        elif choices is not None:
            is_a("DMS-E008", label, value, choices, as_code(next(iter(choices))))
        else:
            text(label, value, self.example)
            if not self.may_be_blank and not value.strip():
                raise ConfigurationError(
                    "DMS-E008", f"{label} must not be blank, got {shown(value)}; leave it out", given=value
                )
            refuse_credentials(label, value)

    def _check_list(self, label: str, value: Any) -> None:
        """Raise unless it is a list of whole numbers that isn't empty; the CDK has no token for such a list."""
        if not isinstance(value, Sequence) or isinstance(value, str | bytes) or not value or is_unresolved(value):
            raise ConfigurationError(
                "DMS-E008",
                f"{label} must be a list of whole numbers that is not empty, got {shown(value)}; "
                f"write {label.rpartition('.')[2]}=[2, 3]",
                given=value,
            )
        for number, one in enumerate(value):
            if one is None:
                raise ConfigurationError("DMS-E008", f"{label}[{number}] must be a whole number, got None; remove it")
            in_range("DMS-E008", f"{label}[{number}]", one, self.low, self.maximum, unit=self.unit)


@functools.cache
def member(block: str, name: str) -> Member:
    """Return a member of a settings block, by the API's names."""
    fact = facts.endpoint_settings(block)["members"][name]
    return Member(
        name=name,
        kind=fact["type"],
        legal=tuple(fact.get("enum", ())),
        minimum=fact["min"],
        maximum=fact["max"],
        unit=fact.get("unit", ""),
        default=fact["default"],
        source=fact["source"],
        may_be_blank=fact.get("may_be_blank", False),
        example=fact.get("example") or (fact["default"] if isinstance(fact["default"], str) else "..."),
        cfn_name=fact.get("cfn_name", name),
        is_text=fact.get("cfn_type") == "string",
    )


class EndpointSettings(Declared[Member]):
    """The base of settings of endpoints: a field is an argument, and stands for a member of the block."""

    __slots__ = ()

    BLOCK: ClassVar[str]
    """The settings block, as the API calls it."""
    OURS: ClassVar[Mapping[str, object]] = {}
    """What its arguments say by default, by AWS's names."""
    REFUSED: ClassVar[Mapping[str, str]] = {}
    """Members of the block that its class of endpoints has no use for, by AWS's names, and why."""

    @classmethod
    def _fact(cls, name: str) -> Member:
        """Return the member of the block."""
        return member(cls.BLOCK, name)

    @classmethod
    def _label(cls, field: str, key: str) -> str:  # noqa: ARG003  # the user knows the argument
        return field if cls.__name__.startswith("_") else f"{cls.__name__}.{field}"

    def instead_of_attributes(self, attributes: Mapping[str, object]) -> dict[str, str]:
        """Return what to do instead of saying the same as an argument by an attribute, by its name in lower case."""
        same = {str(name).lower(): str(value).lower() for name, value in attributes.items()}
        labels = self.labels()
        return {name.lower(): f"{why}; remove it" for name, why in self.REFUSED.items()} | {
            name.lower(): f"{labels[name]}=... says it, too; remove one of them"
            for name, value in self.said.items()
            # Nobody asked for our defaults, and an attribute may say them again.
            if name in labels and (self.OURS.get(name) != value or same.get(name.lower()) != str(value).lower())
        }

    @classmethod
    def labels(cls) -> Mapping[str, str]:
        """Return what users know its members by, by AWS's names."""
        return {setting.key.name: setting.label for setting in settings_of(cls)}

    @classmethod
    def _refuse_none(cls, setting: Setting[Member]) -> NoReturn:
        raise ConfigurationError(
            "DMS-E008", f"{setting.label} must be given, got None; leave it out", source=setting.key.source
        )


def settings_block(engine: Engine, members: Mapping[str, object]) -> dict[str, Any]:
    """Return the settings of an endpoint as an argument of its L1 construct: as Node spells them, for `l1`."""
    name = str(engine.cfn_settings_block)
    spelled = getattr(aws_dms.CfnEndpoint, f"{name}Property").__jsii_name_mapping__
    said = dict(_spelled(engine.api_settings_block, members))
    # In the order of the generated class, which templates of earlier versions have.
    return {_snake(name): {spelled[key]: said[key] for key in sorted(said)}}


def _spelled(block: str, members: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Yield the members of a block as the CDK spells them: MongoDB's numbers and switches are texts there."""
    for name, value in members.items():
        known = member(block, name)
        yield _snake(known.cfn_name), _as_text(value) if known.is_text else value


def _as_text(value: object) -> str:
    if is_unresolved(value):
        return cdk.Token.as_string(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


@functools.cache
def _snake(name: str) -> str:
    """Return how the CDK spells a property in Python: `GcpMySQLSettings` as `gcp_my_sql_settings`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def _count(value: object, unit: str) -> int:
    """Return the whole number of a unit of time that something else than a duration stands for, or an example."""
    if isinstance(value, dt.timedelta):
        value = value.total_seconds() / _SECONDS[unit]
    if not isinstance(value, int | float) or isinstance(value, bool) or is_unresolved(value):
        return _EXAMPLE_COUNT
    return math.ceil(value) if 0 <= value < math.inf else _EXAMPLE_COUNT


_SECONDS = {"milliseconds": 0.001, "seconds": 1, "minutes": 60}
# What the CDK calls a unit.
_CDKS = {"milliseconds": "millis"}
_EXAMPLE_COUNT = 5


def whole(name: str, value: cdk.Duration | None, unit: str) -> int | None:
    """Return a duration as a whole number of milliseconds, seconds or minutes."""
    if value is None:
        return None
    is_a("DMS-E008", name, value, cdk.Duration, f"cdk.Duration.{_CDKS.get(unit, unit)}({_count(value, unit)})")
    if value.is_unresolved():
        if value.unit_label() != _CDKS.get(unit, unit):
            raise ConfigurationError(
                "DMS-E008",
                f"{name} is known at deployment only, so it must be written in {unit}, got {value.unit_label()}; "
                f"write cdk.Duration.{_CDKS.get(unit, unit)}(...)",
                given=value,
            )
        # A token, which the CDK hides in a number that is not whole.
        return cast("int", getattr(value, f"to_{unit}")())
    milliseconds = value.to_milliseconds()
    number = milliseconds / (1000 * _SECONDS[unit])
    if not float(number).is_integer():
        raise ConfigurationError(
            "DMS-E008", f"{name} must be a whole number of {unit}, got {value.to_human_string()}", given=value
        )
    return int(number)
