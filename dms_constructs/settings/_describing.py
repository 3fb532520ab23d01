"""Settings in sentences, with the reasons for them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dms_constructs.settings._document import flat, thaw
from dms_constructs.settings._group import Group, Sentence
from dms_constructs.settings._reading import TARGET_SCHEMA

if TYPE_CHECKING:
    from dms_constructs.settings.task_settings import TaskSettings

__all__ = ["sentences_of"]


def sentences_of(settings: TaskSettings, parts: Iterable[str]) -> Iterator[str]:
    """Yield one sentence for each choice, with its reason where there is one for the value that it has."""
    reasons = {each.key: each for each in settings.reasons}
    for name, sentence in _sentences(settings, parts):
        reason = reasons.get(name)
        if reason is not None and settings.values.get(name) == reason.value:
            yield f"{sentence[:-1]}: {reason.because}."
        else:
            yield sentence


def _sentences(settings: TaskSettings, parts: Iterable[str]) -> Iterator[Sentence]:
    for part in parts:
        group: Group | None = getattr(settings, part)
        if group is not None:
            yield from group.sentences()
    if settings.target_schema:
        schema = settings.target_schema
        yield TARGET_SCHEMA, f"Tables whose schema no mapping renames go to the schema {schema!r}."
    for place, shown in flat(thaw(settings.raw or {})):
        yield place, f"{place} is {json.dumps(shown)}, given as raw."
