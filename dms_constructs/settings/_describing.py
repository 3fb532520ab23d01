"""Settings in sentences, with the reasons for them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dms_constructs.migration_type import MigrationType
from dms_constructs.settings._document import flat, thaw
from dms_constructs.settings._group import Group, Sentence
from dms_constructs.settings._keys import keys
from dms_constructs.settings._reading import TARGET_SCHEMA
from dms_constructs.settings.reason import Reason

__all__ = ["in_brief", "sentences_of", "true_of"]

# What a document must say to be understood: nobody knows what DMS does where it does not.
_NOT_SAID = {
    "FullLoadSettings.TargetTablePrepMode": "what happens to target tables before the full load is not known, and DMS "
    "might drop tables",
    "Logging.EnableLogging": "whether the task logs is not known",
}


def sentences_of(
    groups: Iterable[Group | None], raw: Mapping[str, Any] | None, values: Mapping[str, Any], reasons: Iterable[Reason]
) -> Iterator[Sentence]:
    """
    Yield one sentence for each choice, with its reason where there is one for the value that it has.

    Args:
        groups: The parts of the settings.
        raw: What is set apart from them.
        values: The values of all keys that AWS documents.
        reasons: Why.
    """
    why = {each.key: each for each in reasons}
    for name, sentence in _sentences(groups, raw, values):
        reason = why.get(name)
        if reason is not None and values.get(name) == reason.value:
            yield name, f"{sentence[:-1]}: {reason.because}."
        else:
            yield name, sentence


def true_of(sentences: Iterable[Sentence], migration_type: MigrationType) -> Iterator[Sentence]:
    """Yield those of the sentences that are about what does something in a task of this type."""
    for name, sentence in sentences:
        of = keys().get(name)
        if of is None or migration_type in of.migration_types:
            yield name, sentence


def in_brief(sentences: Iterable[Sentence], values: Mapping[str, Any], at_work: Mapping[str, Any]) -> Iterator[str]:
    """
    Yield the sentences, but count what the service returns for every task: a hundred settings.

    Args:
        sentences: All of them.
        values: The values of all keys that AWS documents.
        at_work: Those of them that are not off.
    """
    usual = {name for name, value in at_work.items() if keys()[name].is_published(value)}
    for name, sentence in sentences:
        if name not in usual:
            yield sentence
    if usual:
        yield _counted(len(usual), "has the default that AWS publishes.", "have the default that AWS publishes.")
    if off := len(values) - len(at_work):
        yield _counted(off, "does nothing, as what it belongs to is off.", "do nothing, as what they belong to is off.")


def _counted(number: int, one: str, many: str) -> str:
    return f"1 more setting {one}" if number == 1 else f"{number} more settings {many}"


def _sentences(
    groups: Iterable[Group | None], raw: Mapping[str, Any] | None, values: Mapping[str, Any]
) -> Iterator[Sentence]:
    for name, unknown in _NOT_SAID.items():
        if name not in values:
            yield name, f"{name} is not set: {unknown}."
    for group in groups:
        if group is not None:
            yield from group.sentences()
    given = dict(flat(thaw(raw or {})))
    schema = values.get(TARGET_SCHEMA)
    if schema and TARGET_SCHEMA not in given:
        yield TARGET_SCHEMA, f"Tables whose schema no mapping renames go to the schema {schema!r}."
    for place, shown in given.items():
        yield place, f"{place} is {json.dumps(shown)}, given in raw."
