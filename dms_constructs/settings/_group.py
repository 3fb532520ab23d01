"""What the groups of settings share: each field names its key of the document, and the rest follows from that."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Callable, Mapping
from dataclasses import MISSING as NO_DEFAULT, dataclass
from typing import Any, ClassVar, TypeVar

from dms_constructs.errors import ConfigurationError
from dms_constructs.settings._document import MISSING, Document, get, pop, put
from dms_constructs.settings._keys import Key, key

__all__ = ["Group", "Setting", "default_of", "renders", "settings_of"]

G = TypeVar("G", bound="Group")


@dataclass(frozen=True, slots=True)
class Setting:
    """One field of a group and the key it stands for."""

    name: str
    label: str
    key: Key
    choices: type[enum.Enum] | None
    optional: bool
    """Whether None means that nothing was said."""
    required: bool
    """Whether a document must have the key to be read as the group."""

    def from_json(self, value: Any) -> Any:
        """Return what a user would have given for the JSON value; what is not legal stays, for the check to refuse."""
        if self.choices is not None and value in self.key.legal:
            return self.choices(value)
        return value


def renders(name: str, choices: type[enum.Enum] | None = None, *, decides: bool = False) -> Mapping[str, Any]:
    """
    Return the metadata of a field that is rendered as one key.

    Args:
        name: The dotted name of the key.
        choices: The enum whose values the key takes.
        decides: Whether a document without the key says something else than the group does by default, so that it
            must not be read as the group.
    """
    return {"key": name, "choices": choices, "decides": decides}


def default_of(name: str) -> Callable[[], Any]:
    """Return a default factory that gives AWS's own default for the key."""
    return lambda: key(name).default


_settings: dict[type[Group], tuple[Setting, ...]] = {}


def settings_of(group: type[Group]) -> tuple[Setting, ...]:
    """Return the fields of a group that stand for a key, in their order; worked out once, on first use."""
    if group not in _settings:
        _settings[group] = tuple(
            _setting(group, field)
            for field in dataclasses.fields(group)  # type: ignore[arg-type]  # every group is a dataclass
            if "key" in field.metadata
        )
    return _settings[group]


def _setting(group: type[Group], field: dataclasses.Field[Any]) -> Setting:
    without_default = field.default is NO_DEFAULT and field.default_factory is NO_DEFAULT
    return Setting(
        name=field.name,
        label=f"{group.__name__}.{field.name} ({field.metadata['key']})",
        key=key(field.metadata["key"]),
        choices=field.metadata["choices"],
        optional=field.default is None,
        required=without_default or field.metadata["decides"],
    )


class Group:
    """Settings that belong together in a person's mind, wherever in the document their keys are."""

    __slots__ = ()

    _fixed: ClassVar[Mapping[str, Any]] = {}
    """What is rendered because the group is there at all, by dotted name of the key."""

    def __post_init__(self) -> None:
        for setting in settings_of(type(self)):
            value = getattr(self, setting.name)
            if value is not None:
                setting.key.check(setting.label, value, setting.choices)
            elif not setting.optional:
                raise ConfigurationError("DMS-S006", f"{setting.label} must be given, got None")

    def add_to(self, document: Document) -> None:
        """Write the group's keys into the document."""
        for name, value in self._fixed.items():
            put(document, key(name).path, value)
        for setting in settings_of(type(self)):
            value = getattr(self, setting.name)
            if value is not None:
                if setting.choices is not None and isinstance(value, enum.Enum):
                    value = value.value
                put(document, setting.key.path, value)
        self._add_more_to(document)

    def _add_more_to(self, document: Document) -> None:
        """Write what is not one field for one key."""

    @classmethod
    def take_from(cls: type[G], document: Document) -> G | None:
        """
        Take out of the document what this group stands for.

        Returns:
            The group, or None when the document does not say what the group always says; then nothing is taken.
        """
        if not all(_says(document, name, value) for name, value in cls._fixed.items()):
            return None
        found = {setting.name: get(document, setting.key.path) for setting in settings_of(cls)}
        if any(setting.required and found[setting.name] is MISSING for setting in settings_of(cls)):
            return None
        arguments = {
            setting.name: setting.from_json(found[setting.name])
            for setting in settings_of(cls)
            if found[setting.name] is not MISSING
        }
        arguments.update(cls._take_more_from(document))
        if not (arguments or cls._fixed):
            return None
        for name in cls._fixed:
            pop(document, key(name).path)
        for setting in settings_of(cls):
            if found[setting.name] is not MISSING:
                pop(document, setting.key.path)
        return cls(**arguments)

    @classmethod
    def _take_more_from(cls, document: Document) -> Mapping[str, Any]:  # noqa: ARG003  # for groups that need it
        """Take out of the document what is not one field for one key, and return it as arguments."""
        return {}

    def describe(self) -> tuple[str, ...]:
        """Return one sentence for each choice."""
        own = self._sentences()
        rest = [
            _sentence(setting.key, value)
            for setting in settings_of(type(self))
            if setting.name not in own and (value := getattr(self, setting.name)) is not None
        ]
        return (*(sentence for sentence in own.values() if sentence), *rest)

    def _sentences(self) -> Mapping[str, str]:
        """Return better sentences for some fields, by name; nothing for those which another sentence covers."""
        return {}


def _says(document: Document, name: str, value: Any) -> bool:
    said = get(document, key(name).path)
    return type(said) is type(value) and bool(said == value)


def _sentence(of: Key, value: object) -> str:
    default = "" if of.default in {None, ""} else f" (DMS's default is {of.with_unit(of.default)})"
    return f"{of.name} is {of.with_unit(value)}{default}."
