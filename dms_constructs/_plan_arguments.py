"""What the parts of a task plan must be, and what was meant by somebody who gave something else."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from inspect import getattr_static

from dms_constructs import facts
from dms_constructs._checks import is_a, meant
from dms_constructs._code import as_code, call
from dms_constructs.catalog import Catalog
from dms_constructs.cdc import CdcStart, CdcStop
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.engines import EndpointType, EngineName
from dms_constructs.errors import ConfigurationError, file_reading, shown
from dms_constructs.mappings.checks.structure import rule_meant_by
from dms_constructs.mappings.rules.rule import Rule
from dms_constructs.mappings.table_mappings import TableMappings
from dms_constructs.migration_type import MigrationType

__all__ = ["check_cdc", "check_changes", "check_document", "check_facts", "start_meant_by"]

_LONGEST_SHOWN = 60


def check_facts(name: str, endpoint: object, side: EndpointType) -> None:
    """Raise unless it is what is known of an endpoint of that side; an engine alone is little, but can be said so."""
    if isinstance(endpoint, EndpointFacts):
        if endpoint.endpoint_type is not side:
            raise ConfigurationError(
                "DMS-T005",
                f"{name} must be a {side.value} endpoint, got a {endpoint.endpoint_type.value} endpoint; DMS has "
                "separate endpoints for reading and writing, even of one database",
                given=endpoint,
            )
        return
    engine = meant(endpoint, EngineName) or endpoint
    known_engine = engine if isinstance(engine, EngineName) else EngineName.MYSQL
    raise ConfigurationError(
        "DMS-T005",
        f"{name} must be EndpointFacts, got {shown(endpoint)}; write "
        f"{call('dms.EndpointFacts', endpoint_type=side, engine_name=known_engine)}",
        given=endpoint,
    )


def check_changes(migration_type: MigrationType, source: EndpointFacts, target: EndpointFacts) -> None:
    """Raise when changes are replicated from, or to, an engine with which DMS only loads in full."""
    if not migration_type.has_cdc:
        return
    full_load_only = facts.engines()["full_load_only"]
    for endpoint, verb in ((source, "reads no changes from"), (target, "writes no changes into")):
        engine = endpoint.engine_name
        fact = full_load_only[endpoint.endpoint_type.value].get(engine.value) if engine is not None else None
        if engine is not None and fact is not None and fact["verified"]:
            instead = f", or {fact['instead']}" if "instead" in fact else ""
            raise ConfigurationError(
                "DMS-Q020",
                f"migration_type is dms.MigrationType.{migration_type.name}, but DMS {verb} {engine.record.display}; "
                f"write migration_type=dms.MigrationType.FULL_LOAD{instead}",
                given=migration_type,
                source=fact["source"],
            )


def check_cdc(
    migration_type: MigrationType, source: EndpointFacts, start: CdcStart | None, stop: CdcStop | None
) -> None:
    """Raise unless the migration type has such a start and stop of changes, and the source such a start."""
    if start is not None and migration_type is not MigrationType.CDC:
        reason = (
            "a full load replicates no changes"
            if migration_type is MigrationType.FULL_LOAD
            else "with a full load, changes start where the load started"
        )
        raise ConfigurationError(
            "DMS-T006",
            "cdc_start is for dms.MigrationType.CDC only, got it with "
            f"dms.MigrationType.{migration_type.name}: {reason}; leave cdc_start out",
            given=start,
        )
    if stop is not None and not migration_type.has_cdc:
        raise ConfigurationError(
            "DMS-T006",
            f"cdc_stop needs a migration type with changes, got dms.MigrationType.{migration_type.name}; "
            "leave cdc_stop out",
            given=stop,
        )
    if start is not None:
        start.check(source)


def check_document(name: str, value: object, expected: type, example: str) -> None:
    """Raise unless it is a document of this library's; one as DMS reads it is to be read, not written anew."""
    if value is not None and not isinstance(value, expected):
        is_a("DMS-T008", name, value, expected, _reading(value, expected) or _making(value, expected) or example)


def _reading(value: object, expected: type) -> str:
    """Return how a document in another form is read; nothing where it is not one."""
    reads = as_code(expected)
    if isinstance(value, os.PathLike):
        value = os.fspath(value)
    if isinstance(value, str):
        if value.lstrip().startswith("{"):
            return f"{reads}.from_json(text)"
        return file_reading(value, f"{reads}.from_json") if len(value) <= _LONGEST_SHOWN else ""
    return _reading_of_mapping(value, expected, reads) if isinstance(value, Mapping) else ""


def _reading_of_mapping(value: Mapping[str, object], expected: type, reads: str) -> str:
    if expected is Catalog:
        return f"{reads}.from_json(json.dumps(document))"
    if expected is TableMappings and "rules" not in value and value:
        return f'{reads}.from_dict({{"rules": [rule]}})'
    return f"{reads}.from_dict(document)"


def _making(value: object, expected: type) -> str:
    """Return how a document is made of what was given; nothing where that is not a part of one."""
    makes = as_code(expected)
    if isinstance(value, str) and len(value) <= _LONGEST_SHOWN:
        if expected is TableMappings:
            return f"{makes}({rule_meant_by(value)})"
        profile = value.lower().replace("-", "_")
        is_one = not profile.startswith(("_", "from_")) and isinstance(
            getattr_static(expected, profile, None), classmethod
        )
        return f"{makes}.{profile}()" if is_one else ""
    if isinstance(value, Rule) and expected is TableMappings:
        return f"{makes}(rule)"
    if isinstance(value, list | tuple) and expected in {TableMappings, Catalog}:
        return f"{makes}(*{'rules' if expected is TableMappings else 'tables'})"
    return ""


def start_meant_by(value: object) -> str:
    """Return how a start is written that was given as a time or as text."""
    if isinstance(value, dt.date):
        in_utc = "" if isinstance(value, dt.datetime) and value.tzinfo is not None else ".replace(tzinfo=timezone.utc)"
        return f"dms.CdcStart.at(datetime.fromisoformat({value.isoformat()!r}){in_utc})"
    if not isinstance(value, str):
        return "dms.CdcStart.at(datetime(2026, 3, 8, tzinfo=timezone.utc))"
    if value.startswith("checkpoint:"):
        return "dms.CdcStart.from_checkpoint(checkpoint)"
    given = repr(value) if len(value) <= _LONGEST_SHOWN else "..."
    if value[:4].isdigit() and value[4:5] == "-":
        return f"dms.CdcStart.at(datetime.fromisoformat({given}).replace(tzinfo=timezone.utc))"
    return f"dms.CdcStart.from_log_position({given})"
