"""Settings in sentences, with the reasons for them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dms_constructs.settings._document import Values, flat, thaw
from dms_constructs.settings._group import Group, Sentence
from dms_constructs.settings._reading import TARGET_SCHEMA
from dms_constructs.settings.reason import Reason

__all__ = ["sentences_of"]

# What a document must say to be understood: nobody knows what DMS does where it does not.
_NOT_SAID = {
    "FullLoadSettings.TargetTablePrepMode": "what happens to target tables before the full load is not known, and DMS "
    "might drop tables",
    "Logging.EnableLogging": "whether the task logs is not known",
}


def sentences_of(
    groups: Iterable[Group | None], raw: Mapping[str, Any] | None, values: Values, reasons: Iterable[Reason]
) -> Iterator[str]:
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
            yield f"{sentence[:-1]}: {reason.because}."
        else:
            yield sentence


def _sentences(groups: Iterable[Group | None], raw: Mapping[str, Any] | None, values: Values) -> Iterator[Sentence]:
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
