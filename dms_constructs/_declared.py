"""Settings that are declared once: frozen dataclasses whose fields each stand for one setting, held to the facts."""

from __future__ import annotations

import dataclasses
import enum
import operator
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass
from types import MappingProxyType
from typing import Any, ClassVar, Generic, NoReturn, Protocol, TypeVar

__all__ = ["Declared", "Fact", "Setting", "renders", "settings_of"]


class Fact(Protocol):
    """What AWS says about one setting."""

    @property
    def name(self) -> str:
        """What AWS calls it."""

    @property
    def kind(self) -> str:
        """What it takes: `integer`, `boolean` or something else."""

    @property
    def legal(self) -> tuple[str, ...]:
        """The texts that it takes, where these can be listed."""

    @property
    def low(self) -> int:
        """The least number that is not refused."""

    @property
    def high(self) -> int:
        """The largest number that is not refused."""

    def check(self, label: str, value: Any, choices: type[enum.Enum] | None = None) -> None:
        """Raise unless AWS takes the value."""


F = TypeVar("F", bound=Fact)


@dataclass(frozen=True, slots=True)
class Setting(Generic[F]):
    """One field and the setting that it stands for."""

    name: str
    label: str
    key: F
    choices: type[enum.Enum] | None
    optional: bool
    """Whether None means that nothing was said."""
    must_be_none: bool
    """Whether it must be None to say nothing, because its default says something."""
    required: bool
    """Whether a document must have the setting to be read as the class."""
    legal: frozenset[str]
    """The texts that the setting takes."""
    is_switch: bool
    low: int
    """The least number that needs no further check; above `high` where numbers are not what it takes."""
    high: int


def renders(
    name: str, choices: type[enum.Enum] | None = None, *, decides: bool = False, optional: bool = False
) -> Mapping[str, Any]:
    """
    Return the metadata of a field that stands for one setting.

    Args:
        name: What AWS calls the setting.
        choices: The enum whose values it takes.
        decides: Whether a document without the setting says something else than the class does by default, and must
            not be read as the class.
        optional: Whether None means that nothing is said, though the field has another default.
    """
    return {"key": name, "choices": choices, "decides": decides, "optional": optional}


_settings: dict[type[Declared[Any]], tuple[Setting[Any], ...]] = {}


def settings_of(cls: type[Declared[F]]) -> tuple[Setting[F], ...]:
    """Return the fields of a class that stand for a setting, in their order; worked out once, on first use."""
    found = _settings.get(cls)
    if found is None:
        found = _settings[cls] = tuple(
            _setting(cls, field)
            for field in dataclasses.fields(cls)  # type: ignore[arg-type]  # every subclass is a dataclass
            if "key" in field.metadata
        )
    return found


_plans: dict[type[Declared[Any]], tuple[tuple[Setting[Any], ...], Callable[[Any], tuple[Any, ...]], dict[str, Any]]]
_plans = {}


def _plan(
    cls: type[Declared[Any]],
) -> tuple[tuple[Setting[Any], ...], Callable[[Any], tuple[Any, ...]], dict[str, Any]]:
    """Return the fields that stand for a setting, what reads all of them at once, and what is always said."""
    plan = _plans.get(cls)
    if plan is None:
        settings = settings_of(cls)
        names = [setting.name for setting in settings]
        fixed = dict(cls._fixed)  # of this module's own class
        if len(names) > 1:
            plan = settings, operator.attrgetter(*names), fixed
        else:
            plan = settings, lambda self: tuple(getattr(self, name) for name in names), fixed
        _plans[cls] = plan
    return plan


def _setting(cls: type[Declared[F]], field: dataclasses.Field[Any]) -> Setting[F]:
    without_default = field.default is MISSING and field.default_factory is MISSING
    of = cls._fact(field.metadata["key"])  # of this module's own class
    return Setting(
        name=field.name,
        label=cls._label(field.name, field.metadata["key"]),  # of this module's own class
        key=of,
        choices=field.metadata["choices"],
        optional=field.default is None or field.metadata["optional"],
        must_be_none=field.metadata["optional"],
        required=without_default or field.metadata["decides"],
        legal=frozenset(of.legal),
        is_switch=of.kind == "boolean",
        low=of.low if of.kind == "integer" else 1,
        high=of.high if of.kind == "integer" else 0,
    )


class Declared(Generic[F]):
    """The base of settings that belong together."""

    __slots__ = ("_fields_say",)
    _fields_say: dict[str, Any]

    _fixed: ClassVar[Mapping[str, Any]] = {}
    """What is said because the object is there at all, by AWS's names."""

    @classmethod
    def _fact(cls, name: str) -> F:
        """Return what AWS says about a setting."""
        raise NotImplementedError

    @classmethod
    def _label(cls, field: str, key: str) -> str:
        """Return what messages call a field."""
        raise NotImplementedError

    @classmethod
    def _refuse_none(cls, setting: Setting[F]) -> NoReturn:
        """Raise because a field without a default was given None."""
        raise NotImplementedError

    def __post_init__(self) -> None:
        settings, values_of, fixed = _plan(type(self))
        said = fixed.copy()
        for setting, value in zip(settings, values_of(self), strict=True):
            if value is None:
                if setting.optional:
                    continue
                self._refuse_none(setting)
            # Most values are numbers in their range, switches or members of an enum; the check explains the others.
            kind = type(value)
            if kind is int:
                fits = setting.low <= value <= setting.high
            elif kind is bool:
                fits = setting.is_switch
            else:
                fits = kind is setting.choices and value.value in setting.legal
            if not fits:
                setting.key.check(setting.label, value, setting.choices)
            said[setting.key.name] = value.value if isinstance(value, enum.Enum) else value
        object.__setattr__(self, "_fields_say", said)

    @property
    def said(self) -> Mapping[str, Any]:
        """What the fields say, by AWS's names; it can't be changed."""
        return MappingProxyType(self._all_fields_say())

    def _all_fields_say(self) -> dict[str, Any]:
        """Return what the fields say, also of a copy that the constructor did not make: it has the fields only."""
        if not hasattr(self, "_fields_say"):
            self.__post_init__()
        return self._fields_say
