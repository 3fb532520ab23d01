"""Reads a table mappings document back into rules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dms_constructs.catalog.table_type import TableType
from dms_constructs.errors import ConfigurationError, did_you_mean, read_the_file, text_of
from dms_constructs.mappings.numbering import automatic
from dms_constructs.mappings.rules import grammar
from dms_constructs.mappings.rules.kinds import understood
from dms_constructs.mappings.rules.raw import RawRule, in_short
from dms_constructs.mappings.rules.rule import Rule
from dms_constructs.mappings.rules.words import shown

__all__ = ["parse", "read"]


def parse(text: str) -> Any:
    """Return what the JSON text says, or raise with line and column."""
    if not isinstance(text, str):
        hint = text_of(text, "dms.TableMappings.from_json")
        raise ConfigurationError("DMS-M023", f"table mappings must be JSON text, got {type(text).__name__}{hint}")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ConfigurationError(
            "DMS-M023",
            f"table mappings are not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
            f"{read_the_file(text, 'dms.TableMappings.from_json')}",
            given=text,
        ) from None
    except (RecursionError, ValueError) as error:  # nested too deeply, or a number with thousands of digits
        raise ConfigurationError("DMS-M023", f"table mappings can't be read: {error}", given=None) from None


def read(document: Any) -> list[Rule]:
    """Return the rules of a document."""
    if not isinstance(document, Mapping):
        raise ConfigurationError(
            "DMS-M024",
            f'table mappings must be an object {{"rules": [...]}}, got {type(document).__name__}'
            + ('; write {"rules": ...} around the list' if isinstance(document, list) else ""),
            given=document,
        )
    for key in document:
        if key != "rules":
            raise ConfigurationError(
                "DMS-M024", f"table mappings hold only rules, got {shown(key)}{did_you_mean(key, ['rules'])}", given=key
            )
    rules = document.get("rules")
    if not isinstance(rules, list | tuple):
        raise ConfigurationError("DMS-M024", f"rules must be a list, got {shown(rules)}", given=rules)
    read = [_rule(position, body) for position, body in enumerate(rules, start=1)]
    if all((rule.rule_id, rule.rule_name) == automatic(position) for position, rule in enumerate(read, start=1)):
        # Ids that are as ours would be need not be kept: the rules then read as they were written.
        return [rule.with_id(None, None) for rule in read]
    return read


def _rule(position: int, body: Any) -> Rule:
    if not isinstance(body, Mapping):
        raise ConfigurationError("DMS-M024", f"rule {position} must be an object, got {shown(body)}", given=body)
    tidy = _tidied(body)
    try:
        raw = RawRule(tidy)
        rule = understood(raw.body(), rule_id=raw.rule_id, rule_name=raw.rule_name)
    except ConfigurationError as error:
        own_id = f" (rule-id {body['rule-id']})" if "rule-id" in body else ""
        # Who reads a document wrote no `dms.RawRule`.
        plain = ConfigurationError(error.code, error.message.removeprefix(f"{in_short(tidy)}: "), given=error.given)
        raise grammar.located(plain, f"rule {position}{own_id}", tidy, _understand) from None
    # A rule with parts that its class does not have stays as it is, so that nothing gets lost.
    return rule if rule is not None and _says(rule.body(), raw.body()) else raw


def _understand(body: Mapping[str, Any]) -> None:
    """Raise unless a body is one that its class can read; whatever its id and name are."""
    grammar.check(body)
    understood(body, rule_id=None, rule_name=None)


def _tidied(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the rule without what consoles and guides write although it says nothing."""
    tidy: dict[str, Any] = _without_nulls(body)  # the console writes `"old-value": null`
    locator = tidy.get("object-locator")
    if isinstance(locator, dict):
        if locator.get("table-type") == TableType.TABLE.value:
            del locator["table-type"]
        if tidy.get("rule-target") == "schema" and locator.get("table-name") == "%":
            del locator["table-name"]
    return tidy


def _without_nulls(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value


def _says(ours: Any, theirs: Any) -> bool:
    """
    Whether a body of ours says all that another one says.

    A number may be written as text, and what is empty may be left out.
    """
    if isinstance(theirs, dict):
        if not isinstance(ours, dict) or not ours.keys() <= theirs.keys():
            return False
        return all(_says(ours[key], item) if key in ours else _is_empty(item) for key, item in theirs.items())
    if isinstance(theirs, list):
        return (
            isinstance(ours, list)
            and len(ours) == len(theirs)
            and all(_says(our, their) for our, their in zip(ours, theirs, strict=True))
        )
    if isinstance(ours, bool) or isinstance(theirs, bool):
        return str(ours).lower() == str(theirs).lower()
    return bool(ours == theirs or str(ours) == str(theirs))


def _is_empty(value: object) -> bool:
    return isinstance(value, str | list | dict) and not value
