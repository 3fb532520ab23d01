"""What the groups of settings share: each field names its key of the document, and the rest follows from that."""

from __future__ import annotations

import enum
import inspect
from collections.abc import Callable, Iterator, Mapping, Set
from types import MappingProxyType
from typing import Any, ClassVar, NoReturn, TypeVar

from dms_constructs._declared import Declared, Setting, renders, settings_of
from dms_constructs.errors import ConfigurationError, is_unchecked
from dms_constructs.settings._document import Values
from dms_constructs.settings._keys import Key, key

__all__ = ["MISSING", "Group", "Sentence", "Setting", "default_of", "renders", "settings_of"]

G = TypeVar("G", bound="Group")

MISSING: Any = object()
"""What stands for a key that the document leaves out; None would be a null."""

Sentence = tuple[str, str]
"""The dotted name of a key, and what is said about it."""


def default_of(name: str) -> Callable[[], Any]:
    """Return a default factory that gives AWS's own default for the key."""
    return lambda: key(name).default


class Group(Declared[Key]):
    """Settings that belong together in a person's mind, wherever in the document their keys are."""

    __slots__ = ("_says",)
    _says: Mapping[str, Any]

    _meaning: ClassVar[str] = ""
    """What it means that the group is there at all, as a sentence about the first of what is fixed."""

    @classmethod
    def _fact(cls, name: str) -> Key:
        """Return the key with the dotted name."""
        return key(name)

    @classmethod
    def _label(cls, field: str, key: str) -> str:
        return f"{cls.__name__}.{field} ({key})"

    @classmethod
    def _refuse_none(cls, setting: Setting[Key]) -> NoReturn:
        has_default = inspect.signature(cls).parameters[setting.name].default is not inspect.Parameter.empty
        fix = "leave it out" if has_default else f"give it, or leave {cls.__name__} out"
        message = f"{setting.label} must be given, got None; {fix}"
        raise ConfigurationError("DMS-S006", message, source=setting.key.source)

    @property
    def said(self) -> Mapping[str, Any]:
        """What the group says, by dotted names of keys; worked out once, and it can't be changed."""
        try:
            return self._says
        except AttributeError:
            pass
        fields_say = self._all_fields_say()
        if type(self)._more_items is not Group._more_items:  # noqa: SLF001  # of this very class
            fields_say = {**fields_say, **dict(self._more_items())}
        says = MappingProxyType(fields_say)
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
            The group, or None when the document does not say all that the group would say; then nothing is taken.
        """
        cls._prepare(values)
        before = dict(values)
        if not all(_holds(values, name, value) for name, value in cls._fixed.items()):
            return None
        said = values.keys() - cls._left_for_raw(values)
        found = {setting: values[setting.key.name] for setting in settings_of(cls) if setting.key.name in said}
        if any(setting.required and setting not in found for setting in settings_of(cls)):
            return None
        arguments = {setting.name: _from_json(setting, value) for setting, value in found.items()}
        arguments.update(cls._take_more_from(values))
        if not (arguments or cls._fixed):
            return None
        arguments.update({each.name: None for each in settings_of(cls) if each.must_be_none and each not in found})
        for name in cls._fixed:
            del values[name]
        for setting in found:
            del values[setting.key.name]
        group = cls(**arguments)
        if not group.said.keys() <= before.keys():
            values.update(before)
            return None
        return group

    @classmethod
    def _prepare(cls, values: Values) -> None:
        """Put the document into the group's words, and remove from it what has no effect."""

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


def _from_json(setting: Setting[Key], value: Any) -> Any:
    """Return what a user would have given for the JSON value; what is not legal stays, for the check to refuse."""
    if setting.choices is not None and value in setting.key.legal and not is_unchecked(value):
        return setting.choices(value)
    return value


def _holds(values: Values, name: str, value: Any) -> bool:
    said = values.get(name, MISSING)
    return type(said) is type(value) and bool(said == value)


def _sentence(of: Key, value: object) -> str:
    if value == of.default or (isinstance(value, enum.Enum) and value.value == of.default):
        return f"{of.name} is {of.with_unit(value)}, the published default."
    default = "" if of.default in {None, ""} else f" (the published default is {of.with_unit(of.default)})"
    return f"{of.name} is {of.with_unit(value)}{default}."
