"""Checks a rule that somebody else wrote, as a dict, against the grammar of the table mappings document."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from dms_constructs import _checks, facts
from dms_constructs.errors import ConfigurationError, did_you_mean
from dms_constructs.mappings.rules.keys import misspelt_key
from dms_constructs.mappings.rules.patterns import ANY
from dms_constructs.mappings.rules.words import listed, shown

__all__ = ["actions", "check", "located", "pair", "plain"]


def located(
    error: ConfigurationError, where: str, body: Mapping[str, Any], read: Callable[[Mapping[str, Any]], object]
) -> ConfigurationError:
    """Return the same error with the rule that it is about, and with the misspelt key where that is the reason."""
    is_json = error.code != _NOT_JSON
    reason = misspelt_key(body, read) if is_json else None
    return ConfigurationError(error.code, f"{where}: {reason or error.message}", given=error.given)


_NOT_JSON = "DMS-M018"


def plain(value: Any, name: str = "the rule") -> Any:
    """Return a deep copy made of JSON values, or raise."""
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise ConfigurationError(_NOT_JSON, f"a key in {name} must be a string, got {shown(key)}", given=key)
        return {key: plain(item, key) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item, f"{name}[{index}]") for index, item in enumerate(value)]
    if value is None:
        raise ConfigurationError(_NOT_JSON, f"{name} must not be null; leave it out", given=value)
    if not isinstance(value, str | int | float) or (isinstance(value, float) and not math.isfinite(value)):
        raise ConfigurationError(_NOT_JSON, f"{name} must be a JSON value, got {shown(value)}", given=value)
    return value


def check(body: Mapping[str, Any]) -> None:
    """Raise unless the rule is one that DMS can read, as far as the guide says."""
    grammar = facts.table_mappings()
    for key in ("rule-type", "rule-target", "rule-action"):
        if not isinstance(body.get(key, ""), str):
            raise ConfigurationError("DMS-M020", f"{key} must be a string, got {shown(body[key])}", given=body[key])
    _word("DMS-M019", body, "rule-type", grammar["document"]["rule_types"]["value"])
    kind = body["rule-type"]
    if kind in _CHECKS:  # an unchecked word is none of them
        _CHECKS[kind](body)


def _selection(body: Mapping[str, Any]) -> None:
    grammar = facts.table_mappings()
    _word("DMS-M020", body, "rule-action", grammar["selection"]["actions"]["value"])
    locator = _locator(body, grammar["wildcards"]["allowed_in"]["value"]["selection"])
    if "table-type" in locator:
        _word("DMS-M020", locator, "table-type", grammar["selection"]["table_types"]["value"])
    if body["rule-action"] == "explicit":
        _exact(locator, "explicit")


def _table_settings(body: Mapping[str, Any]) -> None:
    _exact(_locator(body, ["schema-name", "table-name"]), "table-settings")


def _object_mapping(body: Mapping[str, Any]) -> None:
    _word("DMS-M020", body, "rule-action", facts.table_mappings()["object_mapping"]["actions"]["value"])
    _locator(body, ["schema-name", "table-name"])


def _post_processing(body: Mapping[str, Any]) -> None:
    _word("DMS-M020", body, "rule-action", [facts.table_mappings()["post_processing"]["value"]["rule-action"]])
    _locator(body, ["schema-name", "table-name"])


def _validation(body: Mapping[str, Any]) -> None:
    known = facts.table_mappings()["validation_rules"]["value"]
    for key in ("rule-target", "rule-action"):
        _word("DMS-M020", body, key, [known[key]])
    _locator(body, ["schema-name", "table-name", "column-name"])


@functools.cache
def _pairs() -> dict[tuple[object, object], dict[str, Any]]:
    combos = facts.table_mappings()["transformation"]["combos"]
    return {(combo["rule_target"], combo["rule_action"]): combo for combo in combos}


def pair(target: object, action: object) -> dict[str, Any] | None:
    """Return what is known about this action on this rule target."""
    return _pairs().get((target, action))


def actions(target: object) -> list[str]:
    """Return the actions that are documented for a rule target."""
    return [str(action) for (of, action), combo in _pairs().items() if of == target and combo["legal"]]


def _targets(action: object) -> list[str]:
    """Return the rule targets that an action is documented for."""
    return [str(target) for (target, of), combo in _pairs().items() if of == action and combo["legal"]]


def _transformation(body: Mapping[str, Any]) -> None:
    targets, actions = (dict.fromkeys(words) for words in zip(*_pairs(), strict=True))
    _word("DMS-M020", body, "rule-target", targets)
    _word("DMS-M020", body, "rule-action", actions)
    known = pair(body["rule-target"], body["rule-action"])
    if known is None:
        return  # only an unchecked word gets here
    if known["legal"]:
        _locator(body, known["locator"])
        for needed in known["requires"]:
            _needs(body, needed)
    elif known["verified"]:
        raise ConfigurationError(
            "DMS-M021",
            f"rule-action {body['rule-action']} does not work on rule-target {body['rule-target']}; write "
            f"{' or '.join(_targets(body['rule-action']))} as rule-target, and its names in object-locator",
            given=body["rule-action"],
        )


_CHECKS: dict[str, Callable[[Mapping[str, Any]], None]] = {
    "selection": _selection,
    "transformation": _transformation,
    "table-settings": _table_settings,
    "object-mapping": _object_mapping,
    "post-processing": _post_processing,
    "validation": _validation,
}


def _needs(body: Mapping[str, Any], needed: str) -> None:
    # The facts write what an action needs as words: `value or expression`, `data-type`, `expression (optional)`.
    keys = [key.group() for key in map(re.compile("[a-z-]+").match, needed.split(" or ")) if key]
    if "(optional)" not in needed and not any(key in body for key in keys):
        raise ConfigurationError(
            "DMS-M022", f"{' or '.join(keys)} is missing; rule-action {body['rule-action']} needs it", given=None
        )


def _word(code: str, body: Mapping[str, Any], key: str, known: Iterable[str]) -> None:
    if key not in body:
        raise ConfigurationError(code, f"{key} is missing; write one of {', '.join(known)}")
    value = body[key]
    if not _checks.skipped(value) and value not in known:
        raise ConfigurationError(
            code,
            f"{key} must be one of {', '.join(known)}, got {shown(value)}{did_you_mean(value, known)}",
            given=value,
        )


def _locator(body: Mapping[str, Any], keys: Iterable[str]) -> Mapping[str, Any]:
    locator = body.get("object-locator")
    if not isinstance(locator, Mapping):
        raise ConfigurationError(
            "DMS-M022",
            f"object-locator must be an object with {listed(keys)}, got {shown(locator)}",
            given=locator,
        )
    for key in keys:
        if key not in locator:
            raise ConfigurationError(
                "DMS-M022", f"object-locator lacks {key}; it needs {listed(keys)}", given=dict(locator)
            )
        name = locator[key]
        if not _checks.skipped(name) and not (isinstance(name, str) and name.strip()):
            raise ConfigurationError(
                "DMS-M010", f"{key} must be a string that is not empty, got {shown(name)}", given=name
            )
    return locator


def _exact(locator: Mapping[str, Any], kind: str) -> None:
    for key in ("schema-name", "table-name"):
        if ANY in locator[key] and not _checks.skipped(locator[key]):
            raise ConfigurationError(
                "DMS-M011",
                f"{key} must be an exact name in {kind} rules, got {shown(locator[key])}",
                given=locator[key],
            )
