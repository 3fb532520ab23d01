"""Every class of rules, and which one stands for a body."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dms_constructs.mappings.rules import (
    affixes,
    before_images,
    columns,
    include,
    letter_case,
    masking,
    object_mapping,
    primary_key,
    renaming,
    selection,
    table_settings,
    tablespaces,
    tagging,
    validation_override,
)
from dms_constructs.mappings.rules.rule import Rule

__all__ = ["CLASSES", "understood"]

_MODULES = (
    affixes,
    before_images,
    columns,
    include,
    letter_case,
    masking,
    object_mapping,
    primary_key,
    renaming,
    selection,
    table_settings,
    tablespaces,
    tagging,
    validation_override,
)
CLASSES: tuple[type[Rule], ...] = tuple(
    one
    for module in _MODULES
    for name in module.__all__
    if isinstance(one := getattr(module, name), type) and issubclass(one, Rule) and "KIND" in vars(one)
)
"""Every class of rules."""
_BY_KIND: dict[tuple[str, object, object], type[Rule]] = {kind: cls for cls in CLASSES for kind in cls.kinds()}
_HAS_TARGET = {"transformation", "validation"}


def understood(body: Mapping[str, Any], *, rule_id: str | None, rule_name: str | None) -> Rule | None:
    """Return the rule of a class that says what a well-formed body says, as far as the class knows, or None."""
    kind = body["rule-type"]
    # Some write a target or an action where there is none to choose.
    target = body.get("rule-target") if kind in _HAS_TARGET else None
    action = body.get("rule-action") if kind != "table-settings" else None
    known = _BY_KIND.get((kind, target, action))
    return known.from_body(body, rule_id=rule_id, rule_name=rule_name) if known else None
