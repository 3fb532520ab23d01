"""Which tables a task has, and what DMS counts for each."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from local_cloud.plugin import clock
from local_cloud.plugin.documents import validates
from local_cloud.plugin.faults import Fault
from local_cloud.plugin.rules import invalid
from local_cloud.plugin.store import Data, Record, Store

__all__ = ["all_loaded", "at_rest", "loaded", "loading", "merged", "of_secret", "reload", "selected"]

_MOST_RELOADS = 10


def selected(store: Store, source_arn: str, mappings: str) -> list[Data] | None:
    """
    List the tables that mappings select from a source, each with its rows.

    With a catalogue for the source, these are the tables of the catalogue that match. Without one nobody knows which
    tables a pattern finds, so only tables that a rule names exactly count; None if there is no such rule.
    """
    rules = [rule for rule in json.loads(mappings)["rules"] if rule["rule-type"] == "selection"]
    wanted = [_locate(rule) for rule in rules if rule["rule-action"] != "exclude"]
    unwanted = [_locate(rule) for rule in rules if rule["rule-action"] == "exclude"]
    catalogue = _catalogue(store, source_arn)
    if catalogue is None:
        # An underscore counts as part of the name here: names have them far more often than patterns do.
        exact = [locator for locator in wanted if "%" not in "".join(locator)]
        if not exact:
            return None
        catalogue = [{"SchemaName": schema, "TableName": table, "Rows": 0} for schema, table in dict.fromkeys(exact)]
    return [table for table in catalogue if _matches(table, wanted) and not _matches(table, unwanted)]


def of_secret(name: str) -> str:
    """Return the key of the catalogue of all sources that read a secret."""
    return f"secret:{name}"


def _catalogue(store: Store, source_arn: str) -> list[Data] | None:
    if source_arn in store.catalogues:
        return store.catalogues[source_arn]
    said = json.dumps(store.get("Endpoint", source_arn).data, default=str)
    return next((tables for key, tables in store.catalogues.items() if key in said), None)


def _locate(rule: Data) -> tuple[str, str]:
    return rule["object-locator"]["schema-name"], rule["object-locator"]["table-name"]


def _matches(table: Data, patterns: list[tuple[str, str]]) -> bool:
    return any(_like(table["SchemaName"], schema) and _like(table["TableName"], name) for schema, name in patterns)


def _like(name: str, pattern: str) -> bool:
    wildcards = {"%": ".*", "_": "."}
    return re.fullmatch("".join(wildcards.get(letter) or re.escape(letter) for letter in pattern), name) is not None


def at_rest(table: Data) -> Data:
    """Make the statistics of a table that nothing happened to yet."""
    counters = ("Inserts", "Deletes", "Updates", "Ddls", "FullLoadCondtnlChkFailedRows", "FullLoadErrorRows")
    validation = ("ValidationPendingRecords", "ValidationFailedRecords", "ValidationSuspendedRecords")
    return {
        "SchemaName": table["SchemaName"],
        "TableName": table["TableName"],
        **dict.fromkeys((*counters, *validation), 0),
        "FullLoadRows": 0,
        "FullLoadReloaded": False,
        "TableState": "Before load",
        "ValidationState": "Not enabled",
        "LastUpdateTime": clock.now(),
        "_Rows": table["Rows"],
    }


def loading(statistics: Data) -> None:
    """Note that the full load of a table has begun."""
    statistics.update(TableState="Full load", FullLoadStartTime=clock.now(), LastUpdateTime=clock.now())


def loaded(statistics: Data, *, validated: bool) -> None:
    """Note that the full load of a table is over."""
    statistics.update(
        FullLoadRows=statistics["_Rows"],
        FullLoadEndTime=clock.now(),
        TableState="Table completed",
        ValidationState="Validated" if validated else "Not enabled",
        LastUpdateTime=clock.now(),
    )


def merged(known: list[Data] | None, found: list[Data]) -> list[Data]:
    """
    Keep what was counted of tables that are still selected, and begin with the others.

    A table that came with changed mappings is so listed; whether it is loaded on a resume, nobody knows.
    """
    by_name = {(each["SchemaName"], each["TableName"]): each for each in known or []}
    return [by_name.get((table["SchemaName"], table["TableName"])) or at_rest(table) for table in found]


def reload(known: list[Data], request: Data, *, validated: bool) -> Callable[[], None]:
    """
    Begin to load some tables again, and return what ends that.

    Raises:
        Fault: If there are too many, or one that isn't among the known ones, or if there is no validation to repeat.
    """
    wanted = request["TablesToReload"]
    if len(wanted) > _MOST_RELOADS:
        raise invalid(f"At most {_MOST_RELOADS} tables can be reloaded at once, got {len(wanted)}.")
    if request.get("ReloadOption") == "validate-only" and not validated:
        raise Fault("InvalidResourceStateFault", "The option validate-only needs a task with validation enabled.")
    by_name = {(table["SchemaName"], table["TableName"]): table for table in known}
    missing = [each for each in wanted if (each["SchemaName"], each["TableName"]) not in by_name]
    if missing:
        raise invalid(f"The task has no table {missing[0]['SchemaName']}.{missing[0]['TableName']}.")
    chosen = [by_name[each["SchemaName"], each["TableName"]] for each in wanted]
    for table in chosen:
        loading(table)
        table["FullLoadReloaded"] = True

    def finish() -> None:
        for table in chosen:
            loaded(table, validated=validated)

    return finish


def all_loaded(record: Record, migration_type: str, settings: str) -> str:
    """Let the load of a task or serverless replication be over; return for which reason it stops then, if it does."""
    validated = validates(settings)
    for table in record.data["_Tables"]:
        if table["TableState"] == "Full load":
            loaded(table, validated=validated)
    record.data.update(_Loaded=True, _LoadDate=clock.now())
    full_load = json.loads(settings)["FullLoadSettings"]
    if migration_type == "full-load":
        return "FULL_LOAD_ONLY_FINISHED"
    if full_load["StopTaskCachedChangesNotApplied"]:
        return "STOPPED_AFTER_FULL_LOAD"
    return "STOPPED_AFTER_CACHED_EVENTS" if full_load["StopTaskCachedChangesApplied"] else ""
