"""Which characters are replaced on their way to the target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from dms_constructs._checks import not_blank
from dms_constructs.errors import ConfigurationError
from dms_constructs.settings._document import FrozenMap, Values
from dms_constructs.settings._group import Group, Sentence, renders
from dms_constructs.settings._keys import character_of, code_point, key

__all__ = ["CharacterSets"]

_SET = "CharacterSetSettings.CharacterSetSupport.CharacterSet"
_REPLACEMENTS = "CharacterSetSettings.CharacterReplacements"
_SOURCE, _TARGET = "SourceCharacterCodePoint", "TargetCharacterCodePoint"
_LAST_RESORT = "CharacterSetSettings.CharacterSetSupport.ReplaceWithCharacterCodePoint"


@dataclass(frozen=True, slots=True, kw_only=True)
class CharacterSets(Group):
    """
    Replace characters in all strings (`STRING` and `WSTRING`) on their way to the target. Not with validation.

    Single characters are replaced first, then those that the target's character set lacks.

    Source: the DMS User Guide, page CHAP_Tasks.CustomizingTasks.TaskSettings.CharacterSubstitution.

    Args:
        replacements: What becomes of single characters: `{"ß": "s", "¶": ""}`; an empty string deletes it.
        character_set: The target's character set, by the name the guide lists: `UTF8`, `ibm-850_P100-1995` and so on.
        replace_with: What takes the place of a character that this set lacks; `""` deletes it. The published default is
            to delete it.

    Raises:
        ConfigurationError: `DMS-S004` and `DMS-S005` when a value is wrong, `DMS-S026` for what is not a single
            character, and when nothing would be replaced.
    """

    replacements: Mapping[str, str] = field(default_factory=dict)
    character_set: str | None = field(default=None, metadata=renders(_SET))
    replace_with: str | None = None

    def __post_init__(self) -> None:
        Group.__post_init__(self)
        if self.character_set is not None:
            not_blank("DMS-S004", "CharacterSets.character_set", self.character_set)
        if not isinstance(self.replacements, Mapping):
            raise ConfigurationError(
                "DMS-S005",
                f'CharacterSets.replacements must be a mapping such as {{"ß": "s"}}, got {self.replacements!r}',
                given=self.replacements,
            )
        for old, new in self.replacements.items():
            _refuse_many("a character of CharacterSets.replacements", old, at_least=1)
            _refuse_many(f"the replacement of {old!r} in CharacterSets.replacements", new)
        if self.replace_with is not None:
            _refuse_many("CharacterSets.replace_with", self.replace_with)
            if self.character_set is None:
                raise ConfigurationError(
                    "DMS-S026",
                    "CharacterSets.replace_with needs character_set: it replaces the characters that this set lacks",
                )
        if not self.replacements and self.character_set is None:
            raise ConfigurationError("DMS-S026", "CharacterSets replaces nothing: give replacements or character_set")
        object.__setattr__(self, "replacements", FrozenMap(self.replacements))

    def _more_items(self) -> Iterator[tuple[str, Any]]:
        if self.replacements:
            listed = [(code_point(old), code_point(new)) for old, new in sorted(self.replacements.items())]
            yield _REPLACEMENTS, [{_SOURCE: old, _TARGET: new} for old, new in listed]
        if self.replace_with is not None:
            yield _LAST_RESORT, code_point(self.replace_with)

    @classmethod
    def _left_for_raw(cls, values: Values) -> Set[str]:
        return {_SET} if values.get(_SET) == "" else set()

    @classmethod
    def _take_more_from(cls, values: Values) -> Mapping[str, Any]:
        taken: dict[str, Any] = {}
        listed = values.get(_REPLACEMENTS)
        if _is_read_as_replacements(listed):
            # Where a character is listed twice, the last one holds.
            taken["replacements"] = {character_of(each[_SOURCE]): character_of(each[_TARGET]) for each in listed}
            del values[_REPLACEMENTS]
        last_resort = values.get(_LAST_RESORT)
        if values.get(_SET) and key(_LAST_RESORT).takes(last_resort):
            taken["replace_with"] = character_of(last_resort)
            del values[_LAST_RESORT]
        return taken

    def _own_sentences(self) -> Mapping[str, str]:
        if self.character_set is None:
            return {}
        characters = f"characters that the character set {self.character_set} lacks"
        if self.replace_with is None:
            return {"character_set": f"What becomes of {characters} is not set."}
        fate = f"become {self.replace_with!r}" if self.replace_with else "are deleted"
        return {"character_set": f"C{characters[1:]} {fate}."}

    def _more_sentences(self) -> Iterator[Sentence]:
        told = [f"{old!r} becomes {new!r}" if new else f"{old!r} is deleted" for old, new in self.replacements.items()]
        if told:
            yield _REPLACEMENTS, f"In all strings, {', '.join(told)}."


def _refuse_many(what: str, given: object, *, at_least: int = 0) -> None:
    is_one = isinstance(given, str) and at_least <= len(given) <= 1
    # DMS has 0 for nothing, and half a character can't be sent.
    if not is_one or given == "\0" or not key(_LAST_RESORT).takes(code_point(str(given))):
        allowed = "one character" if at_least else "one character, or '' to delete it"
        raise ConfigurationError(
            "DMS-S026", f"{what} must be {allowed}, got {given!r}", given=given, source=key(_LAST_RESORT).source
        )


def _is_read_as_replacements(listed: Any) -> TypeGuard[list[Mapping[str, Any]]]:
    return (
        isinstance(listed, list)
        and bool(listed)
        and all(
            isinstance(each, Mapping)
            and set(each) == {_SOURCE, _TARGET}
            and all(key(f"{_REPLACEMENTS}[].{name}").takes(value) for name, value in each.items())
            and character_of(each[_SOURCE])
            for each in listed
        )
    )
