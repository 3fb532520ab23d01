"""The two documents of a task, as DMS takes them: table mappings and task settings."""

from __future__ import annotations

import copy
import json
from collections import Counter
from typing import Any

from dms_constructs import facts
from local_cloud.plugin.faults import Fault
from local_cloud.plugin.rules import invalid
from local_cloud.plugin.store import Data

__all__ = ["check_mappings", "check_settings", "effective_settings", "validates", "without_log_severities"]

_READ_ONLY = ("CloudWatchLogGroup", "CloudWatchLogStream")


def check_mappings(text: str) -> None:
    """Refuse table mappings that aren't JSON, select nothing, or have rules DMS doesn't know."""
    grammar = facts.table_mappings()
    if len(text.encode()) > grammar["document"]["max_size_bytes"]["value"]:
        raise _bad_mappings("It is larger than 2 MB.")
    try:
        document = json.loads(text)
    except ValueError as error:
        raise _bad_mappings(f"It is not JSON: {error}.") from None
    rules = document.get("rules") if isinstance(document, dict) else None
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
        raise _bad_mappings("It has no list of rules.")
    for rule in rules:
        if problem := _rule_problem(rule, grammar):
            raise _bad_mappings(f"Rule {rule.get('rule-id')}: {problem}.")
    for key in ("rule-id", "rule-name"):
        repeated = [value for value, times in Counter(str(rule.get(key)) for rule in rules).items() if times > 1]
        if repeated:
            raise _bad_mappings(f"More than one rule has the {key} {repeated[0]}.")
    if not any(rule["rule-type"] == "selection" and rule["rule-action"] != "exclude" for rule in rules):
        raise _bad_mappings("No selection rule includes anything.")


def _rule_problem(rule: Data, grammar: dict[str, Any]) -> str | None:
    kind, action, locator = rule.get("rule-type"), rule.get("rule-action"), rule.get("object-locator")
    if not str(rule.get("rule-id", "")).isdigit():
        return "its rule-id is not a number"
    if kind not in grammar["document"]["rule_types"]["value"]:
        return f"unknown rule-type '{kind}'"
    if kind in {"selection", "transformation", "table-settings"} and not isinstance(locator, dict):
        return "it has no object-locator"
    if kind == "selection":
        return _selection_problem(str(action), locator or {}, grammar)
    if kind == "transformation":
        legal = {
            (each["rule_target"], each["rule_action"]) for each in grammar["transformation"]["combos"] if each["legal"]
        }
        if (rule.get("rule-target"), action) not in legal:
            return f"unknown rule-action '{action}' for rule-target '{rule.get('rule-target')}'"
    return None


def _selection_problem(action: str, locator: Data, grammar: dict[str, Any]) -> str | None:
    if action not in grammar["selection"]["actions"]["value"]:
        return f"unknown rule-action '{action}'"
    names = [locator.get("schema-name"), locator.get("table-name")]
    if not all(names):
        return "its object-locator lacks schema-name or table-name"
    # `_` is a wildcard too, but far too common in names for DMS to refuse it here.
    if action == "explicit" and any("%" in str(name) for name in names):
        return "an explicit rule takes no wildcard"
    return None


def _bad_mappings(detail: str) -> Fault:
    return invalid(f"Invalid Table Mappings document. {detail}")


def check_settings(text: str, *, creating: bool) -> None:
    """Refuse task settings that aren't JSON, have sections DMS doesn't know, or set what only DMS sets."""
    try:
        document = json.loads(text)
    except ValueError as error:
        raise invalid(f"Invalid task settings JSON: {error}.") from None
    if not isinstance(document, dict):
        raise invalid("Invalid task settings JSON: it is not an object.")
    paths = facts.task_settings()["keys"]
    unknown = sorted(document.keys() - {path.split(".")[0] for path in paths})
    if unknown:
        raise invalid(f"Invalid task settings JSON: unknown section '{unknown[0]}'.")
    for section in {path.split(".")[0] for path in paths if "." in path}:
        if not isinstance(document.get(section), dict | None):
            raise invalid(f"Invalid task settings JSON: section '{section}' is not an object.")
    logging = document.get("Logging") or {}
    if creating and any(logging.get(key) for key in _READ_ONLY):
        raise invalid("Task Settings CloudWatchLogGroup or CloudWatchLogStream cannot be set on create.")


def effective_settings(text: str | None, *, log_group: str, log_stream: str) -> str:
    """
    Complete task settings as DMS shows them.

    Without any, that is what the service was seen to return. What it puts where a document leaves something out is not
    known; this guesses that it keeps what was said and takes the rest from the same recording.
    """
    document: Data = copy.deepcopy(facts.recorded_task_settings()["settings"])
    _merge(document, json.loads(text) if text else {})
    if document["Logging"]["EnableLogging"]:
        document["Logging"] |= {"CloudWatchLogGroup": log_group, "CloudWatchLogStream": log_stream}
    return json.dumps(document)


def validates(text: str) -> bool:
    """Say whether complete task settings turn data validation on; without the section, it is off."""
    return bool((json.loads(text).get("ValidationSettings") or {}).get("EnableValidation"))


def without_log_severities(text: str | None) -> Data | None:
    """Return task settings without how much each component logs, which may change while a task runs."""
    try:
        document = json.loads(text or "{}")
    except ValueError:
        return None
    if not isinstance(document, dict):
        return None
    components = (document.get("Logging") or {}).get("LogComponents")
    if isinstance(components, list) and all(isinstance(each, dict) for each in components):
        document["Logging"]["LogComponents"] = sorted(str(each.get("Id")) for each in components)
    return document


def _merge(into: Data, changes: Data) -> None:
    for key, value in changes.items():
        # The service shows one key twice, with a capital letter and without; both have one value.
        for name in {key, *(each for each in into if each.lower() == key.lower())}:
            if isinstance(into.get(name), dict):
                _merge(into[name], value or {})
            else:
                into[name] = copy.deepcopy(value)
