"""What a task needs of the DMS version that runs it."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from dms_constructs import facts
from dms_constructs._checks import skipped
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.errors import ConfigurationError
from dms_constructs.mappings.rules.rule import Rule
from dms_constructs.mappings.rules.words import shown
from dms_constructs.replication.engine_version import is_version, numbers_of

__all__ = ["check_needs"]


class _Need(NamedTuple):
    """Something that DMS has since a version."""

    what: str
    since: str
    source: str


def check_needs(
    version: str | None, rules: Iterable[Rule], values: Mapping[str, Any], endpoints: Iterable[EndpointFacts]
) -> None:
    """
    Raise when a task has something that this version of DMS does not have yet.

    Args:
        version: The DMS version; None, an unchecked one and one that is not known before deployment pass.
        rules: The rules of its table mappings.
        values: Its settings by their dotted names.
        endpoints: Its endpoints.

    Raises:
        ConfigurationError: `DMS-T009`.
    """
    if version is None or skipped(version) or not is_version(version):
        return
    for need in (*_of_rules(rules), *_of_settings(values), *_of_endpoints(endpoints)):
        if numbers_of(version) < numbers_of(need.since):
            raise ConfigurationError(
                "DMS-T009",
                f"{need.what} needs DMS {need.since} or later, and the replication instance has "
                f"engine_version={version!r}; write engine_version={_newest()!r} there, or remove it here",
                given=version,
                source=need.source,
            )


def _of_rules(rules: Iterable[Rule]) -> Iterator[_Need]:
    for number, rule in enumerate(rules):
        fact = _rules_since().get(getattr(rule, "KIND", None))  # a raw rule has none
        if fact is not None:
            yield _Need(f"table_mappings: rules[{number}] {shown(rule)}", fact["min_engine"], fact["source"])


def _of_settings(values: Mapping[str, Any]) -> Iterator[_Need]:
    for name, fact in _settings_since().items():
        value = values.get(name)
        if value is not None and value != fact["default"] and not skipped(value):
            yield _Need(f"task_settings: {name}", fact["min_engine"], fact["source"])


def _of_endpoints(endpoints: Iterable[EndpointFacts]) -> Iterator[_Need]:
    for endpoint in endpoints:
        block = endpoint.engine_name.record.api_settings_block if endpoint.engine_name is not None else None
        for name, fact in _attributes_since(block or "").items():
            value = endpoint.setting(name)
            if value is not None and str(value).lower() != str(fact["default"]).lower() and not skipped(value):
                where = f"{endpoint.endpoint_type.value}: extra_connection_attributes[{name!r}]"
                yield _Need(where, fact["min_engine"], fact["source"])
        for name, fact in _members_since(block or "").items():
            since = fact["min_engine_of"].get(endpoint.setting(name))
            if since is not None:
                where = f"{endpoint.endpoint_type.value}: {name} {endpoint.setting(name)!r}"
                yield _Need(where, since, fact["source"])


@functools.cache
def _rules_since() -> Mapping[object, dict[str, Any]]:
    return {
        ("transformation", each["rule_target"], each["rule_action"]): each
        for each in facts.table_mappings()["transformation"]["combos"]
        if _has_since(each)
    }


@functools.cache
def _settings_since() -> Mapping[str, dict[str, Any]]:
    return {name: each for name, each in facts.task_settings()["keys"].items() if _has_since(each)}


@functools.cache
def _attributes_since(block: str) -> Mapping[str, dict[str, Any]]:
    known = facts.endpoint_settings(block)
    attributes = {**known["members"], **known["extra_connection_attributes"]}
    return {name: each for name, each in attributes.items() if _has_since(each)}


@functools.cache
def _members_since(block: str) -> Mapping[str, dict[str, Any]]:
    """Return the members of a block of which DMS has some values since a version only."""
    members = facts.endpoint_settings(block)["members"]
    return {name: each for name, each in members.items() if "min_engine_of" in each and each["verified"]}


def _has_since(fact: Mapping[str, Any]) -> bool:
    """Whether a fact names the first version, for certain."""
    return "min_engine" in fact and bool(fact["verified"])


@functools.cache
def _newest() -> str:
    """Return the newest version that DMS still has."""
    versions: dict[str, dict[str, Any]] = facts.instances()["engine_versions"]
    return max((each for each, known in versions.items() if known.get("status") != "end of life"), key=numbers_of)
