"""What the groups of settings share: each field names its key of the document, and the rest follows from that."""

from __future__ import annotations

import dataclasses
import enum
import operator
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import MISSING as NO_DEFAULT, dataclass
from typing import Any, ClassVar, TypeVar

from dms_constructs.errors import ConfigurationError, is_unchecked
from dms_constructs.settings._document import Values
from dms_constructs.settings._keys import Key, key

__all__ = ["MISSING", "Group", "Sentence", "Setting", "default_of", "renders", "settings_of"]

G = TypeVar("G", bound="Group")

MISSING: Any = object()
"""What stands for a key about which the document says nothing; None would be a null."""

Sentence = tuple[str, str]
"""The dotted name of a key, and what is said about it."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One field of a group and the key it stands for."""

    name: str
    label: str
    key: Key
    choices: type[enum.Enum] | None
    optional: bool
    """Whether None means that nothing was said."""
    must_be_none: bool
    """Whether it must be None to say nothing, because its default says something."""
    required: bool
    """Whether a document must have the key to be read as the group."""
    legal: frozenset[str]
    """The texts that the key takes."""
    is_switch: bool
    low: int
    """The least number that needs no further check; above `high` where numbers are not what the key takes."""
    high: int

    def from_json(self, value: Any) -> Any:
        """Return what a user would have given for the JSON value; what is not legal stays, for the check to refuse."""
        if self.choices is not None and value in self.key.legal and not is_unchecked(value):
            return self.choices(value)
        return value


def renders(
    name: str, choices: type[enum.Enum] | None = None, *, decides: bool = False, optional: bool = False
) -> Mapping[str, Any]:
    """
    Return the metadata of a field that is rendered as one key.

    Args:
        name: The dotted name of the key.
        choices: The enum whose values the key takes.
        decides: Whether a document without the key says something else than the group does by default, and must not be
            read as the group.
        optional: Whether None means that nothing is said, though the field has another default.
    """
    return {"key": name, "choices": choices, "decides": decides, "optional": optional}


def default_of(name: str) -> Callable[[], Any]:
    """Return a default factory that gives AWS's own default for the key."""
    return lambda: key(name).default


_settings: dict[type[Group], tuple[Setting, ...]] = {}


def settings_of(group: type[Group]) -> tuple[Setting, ...]:
    """Return the fields of a group that stand for a key, in their order; worked out once, on first use."""
    found = _settings.get(group)
    if found is None:
        found = _settings[group] = tuple(
            _setting(group, field)
            for field in dataclasses.fields(group)  # type: ignore[arg-type]  # every group is a dataclass
            if "key" in field.metadata
        )
    return found


_plans: dict[type[Group], tuple[tuple[Setting, ...], Callable[[Any], tuple[Any, ...]], dict[str, Any]]] = {}


def _plan(group: type[Group]) -> tuple[tuple[Setting, ...], Callable[[Any], tuple[Any, ...]], dict[str, Any]]:
    """Return the fields of a group that stand for a key, what reads all of them at once, and what is always said."""
    plan = _plans.get(group)
    if plan is None:
        settings = settings_of(group)
        names = [setting.name for setting in settings]
        fixed = dict(group._fixed)  # noqa: SLF001  # of this module's own class
        if len(names) > 1:
            plan = settings, operator.attrgetter(*names), fixed
        else:
            plan = settings, lambda self: tuple(getattr(self, name) for name in names), fixed
        _plans[group] = plan
    return plan


def _setting(group: type[Group], field: dataclasses.Field[Any]) -> Setting:
    without_default = field.default is NO_DEFAULT and field.default_factory is NO_DEFAULT
    of: Key = key(field.metadata["key"])
    choices: type[enum.Enum] | None = field.metadata["choices"]
    return Setting(
        name=field.name,
        label=f"{group.__name__}.{field.name} ({field.metadata['key']})",
        key=of,
        choices=choices,
        optional=field.default is None or field.metadata["optional"],
        must_be_none=field.metadata["optional"],
        required=without_default or field.metadata["decides"],
        legal=frozenset(of.legal),
        is_switch=of.kind == "boolean",
        low=of.low if of.kind == "integer" else 1,
        high=of.high if of.kind == "integer" else 0,
    )


class Group:
    """Settings that belong together in a person's mind, wherever in the document their keys are."""

    __slots__ = ("_fields_say", "_says")
    _fields_say: dict[str, Any]
    _says: dict[str, Any]

    _fixed: ClassVar[Mapping[str, Any]] = {}
    """What is rendered because the group is there at all, by dotted name of the key."""

    _meaning: ClassVar[str] = ""
    """What it means that the group is there at all, as a sentence about the first of these."""

    def __post_init__(self) -> None:
        settings, values_of, fixed = _plan(type(self))
        said = fixed.copy()
        for setting, value in zip(settings, values_of(self), strict=True):
            if value is None:
                if setting.optional:
                    continue
                raise ConfigurationError(
                    "DMS-S006", f"{setting.label} must be given, got None", source=setting.key.source
                )
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
        """What the group says, by dotted names of keys; worked out once."""
        try:
            return self._says
        except AttributeError:
            pass
        if not hasattr(self, "_fields_say"):
            self.__post_init__()  # a copy that the constructor did not make has the fields only
        says = self._fields_say
        if type(self)._more_items is not Group._more_items:  # noqa: SLF001  # of this very class
            says = {**says, **dict(self._more_items())}
        object.__setattr__(self, "_says", says)
        return says

    def _more_items(self) -> Iterator[tuple[str, Any]]:
        """Yield what is not one field for one key."""
        return iter(())

    @classmethod
    def take_from(cls: type[G], values: Values) -> G | None:
        """
        Take out of the document what this group stands for.

        Returns:
            The group, or None when the document does not say what the group always says; then nothing is taken.
        """
        cls._prepare(values)
        if not all(_holds(values, name, value) for name, value in cls._fixed.items()):
            return None
        said = values.keys() - cls._left_for_raw(values)
        found = {setting: values[setting.key.name] for setting in settings_of(cls) if setting.key.name in said}
        if any(setting.required and setting not in found for setting in settings_of(cls)):
            return None
        arguments = {setting.name: setting.from_json(value) for setting, value in found.items()}
        arguments.update(cls._take_more_from(values))
        if not (arguments or cls._fixed):
            return None
        arguments.update({each.name: None for each in settings_of(cls) if each.must_be_none and each not in found})
        for name in cls._fixed:
            del values[name]
        for setting in found:
            del values[setting.key.name]
        return cls(**arguments)

    @classmethod
    def _prepare(cls, values: Values) -> None:
        """Put the document into the group's words, and take out of it what says nothing."""

    @classmethod
    def _left_for_raw(cls, values: Values) -> Set[str]:  # noqa: ARG003  # for groups that need it
        """Return the keys that the group refuses beside the rest, though the service may have taken them."""
        return frozenset()

    @classmethod
    def _take_more_from(cls, values: Values) -> Mapping[str, Any]:  # noqa: ARG003  # for groups that need it
        """Take out of the document what is not one field for one key, and return it as arguments."""
        return {}

    def describe(self) -> tuple[str, ...]:
        """Return one sentence for each choice."""
        return tuple(sentence for _, sentence in self.sentences())

    def sentences(self) -> Iterator[Sentence]:
        """Yield a sentence for each choice, with the key that the choice is about."""
        if self._meaning:
            yield next(iter(self._fixed)), self._meaning
        own = self._own_sentences()
        for setting in settings_of(type(self)):
            value = getattr(self, setting.name)
            if setting.name in own:
                if own[setting.name]:
                    yield setting.key.name, own[setting.name]
            elif value is not None:
                yield setting.key.name, _sentence(setting.key, value)
        yield from self._more_sentences()

    def _own_sentences(self) -> Mapping[str, str]:
        """Return better sentences for some fields, by name; nothing for those which another sentence covers."""
        return {}

    def _more_sentences(self) -> Iterator[Sentence]:
        """Yield sentences about what is not one field for one key."""
        return iter(())


def _holds(values: Values, name: str, value: Any) -> bool:
    said = values.get(name, MISSING)
    return type(said) is type(value) and bool(said == value)


def _sentence(of: Key, value: object) -> str:
    if value == of.default or (isinstance(value, enum.Enum) and value.value == of.default):
        return f"{of.name} is {of.with_unit(value)}, as DMS does by default."
    default = "" if of.default in {None, ""} else f" (DMS's default is {of.with_unit(of.default)})"
    return f"{of.name} is {of.with_unit(value)}{default}."
