"""What a serverless replication can't do that a task can, and the capacities it comes in."""

from __future__ import annotations

from collections.abc import Iterator

from dms_constructs import facts
from dms_constructs._checks import in_range, number_taken_as_is
from dms_constructs.catalog.table_type import TableType
from dms_constructs.cdc import CdcStart, CdcStop
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.endpoints.ssl_mode import SslMode
from dms_constructs.engines import EndpointType, NotKnown, known
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.mappings.rules.selection import Included
from dms_constructs.mappings.rules.words import shown, with_values
from dms_constructs.migration_type import MigrationType
from dms_constructs.sizing._choice import capacity
from dms_constructs.task_plan import TaskPlan

__all__ = ["capacity_findings", "check_capacity", "check_plan", "check_start", "plan_findings"]

_MIB_PER_GIB = 1024
_INSTEAD = "run it on an instance, compute=dms.Provisioned(vpc=vpc)"


def check_capacity(max_dcu: int, min_dcu: int | None) -> None:
    """
    Raise unless a replication can have such a least and greatest capacity.

    Raises:
        ConfigurationError: `DMS-U001` for what is not a capacity, `DMS-U002` for a least above the greatest.
    """
    if max_dcu is None:
        raise ConfigurationError(
            "DMS-U001", f"max_dcu must be given, one of {_listed()}, got None; write for example max_dcu=16"
        )
    for name, dcu in (("max_dcu", max_dcu), ("min_dcu", min_dcu)):
        _check_one(name, dcu)
    if min_dcu is None or number_taken_as_is(max_dcu) or number_taken_as_is(min_dcu):
        return
    if min_dcu > max_dcu:
        raise ConfigurationError(
            "DMS-U002",
            f"min_dcu must not be above max_dcu, got {min_dcu} and {max_dcu}; write min_dcu={max_dcu}, or a larger "
            "max_dcu",
            given=min_dcu,
        )


def _check_one(name: str, dcu: int | None) -> None:
    in_range("DMS-U001", name, dcu, 1, None, unit="DCU")
    if dcu is None or number_taken_as_is(dcu) or dcu in _values() or dcu > _values()[-1]:
        return
    above = next(value for value in _values() if value > dcu)
    raise ConfigurationError(
        "DMS-U001", f"{name} must be one of {_listed()} DCU, got {dcu}; write {name}={above}", given=dcu
    )


def capacity_findings(max_dcu: int, min_dcu: int | None) -> Iterator[Finding]:
    """Warn of capacities above those that DMS is known to have."""
    for name, dcu in (("max_dcu", max_dcu), ("min_dcu", min_dcu)):
        if dcu is None or number_taken_as_is(dcu) or dcu <= _values()[-1]:
            continue
        yield Finding(
            "serverless.unknownCapacity",
            f"the largest capacity that this version knows is {_values()[-1]} DCU, got {name}={dcu}",
            facts.instances()["serverless"]["dcu_values"]["source"],
            fix=f"write {name}={_values()[-1]}, or {name}=dms.unchecked({dcu}) if DMS has it now",
        )


def check_start(cdc_start: CdcStart | None, cdc_stop: CdcStop | None) -> None:
    """
    Raise for a start or stop: a replication config has neither.

    Raises:
        ConfigurationError: `DMS-U005`.
    """
    for name, given in (("cdc_start", cdc_start), ("cdc_stop", cdc_stop)):
        if given is not None:
            raise ConfigurationError(
                "DMS-U005",
                f"{name} must be left out of a serverless replication, which reads changes from where the log is when "
                f"it first starts, until it is stopped; leave {name} out, or {_INSTEAD}",
                given=given,
            )


def check_plan(plan: TaskPlan) -> None:
    """
    Raise for what a serverless replication can't do.

    Raises:
        ConfigurationError: `DMS-U003` for an engine that it doesn't read or write, `DMS-U004` for views, `DMS-U005`
            for a start or stop, `DMS-Q007` for an encrypted connection to Db2.
    """
    for endpoint in (plan.source, plan.target):
        if known(_takes(endpoint)) is False:
            raise ConfigurationError(
                "DMS-U003",
                f"{endpoint.endpoint_type.value} must not be {_display(endpoint)}: DMS Serverless does not "
                f"{_VERBS[endpoint.endpoint_type]} it; {_INSTEAD}",
                given=endpoint.engine_name,
            )
        _check_tls(endpoint)
    check_start(plan.cdc_start, plan.cdc_stop)
    _check_views(plan)


def _check_tls(endpoint: EndpointFacts) -> None:
    """Raise for a connection over TLS that a serverless replication can't make."""
    fact = facts.engines()["serverless_without_tls"]
    engine, mode = endpoint.engine_name, endpoint.ssl_mode
    if engine is not None and engine.value in fact["value"] and mode not in {None, SslMode.NONE}:
        raise ConfigurationError(
            "DMS-Q007",
            f"{endpoint.endpoint_type.value} must not be encrypted: DMS Serverless does not connect to "
            f"{engine.record.display} over TLS; {_INSTEAD}, or write ssl_mode=dms.SslMode.NONE where no one can listen",
            given=mode,
            source=fact["source"],
        )


def _check_views(plan: TaskPlan) -> None:
    if plan.table_mappings is None:
        return
    tables = plan.evaluation.selected if plan.evaluation is not None else None
    # Whether a rule for both selects views is what a catalog shows.
    views = tables is None or any(table.source.table_type is TableType.VIEW for table in tables)
    refused = {TableType.VIEW, TableType.ALL} if views else {TableType.VIEW}
    for number, rule in enumerate(plan.table_mappings.rules):
        if isinstance(rule, Included) and rule.table_type in refused:
            fix = f"write {shown(with_values(rule, table_type=TableType.TABLE))}"
            if rule.table_type is TableType.VIEW:
                fix = "leave the rule out"
            raise ConfigurationError(
                "DMS-U004",
                f"table_mappings: rules[{number}] {shown(rule)} selects views, which DMS Serverless does not load; "
                f"{fix}, or {_INSTEAD}",
                given=rule.table_type,
            )


def plan_findings(plan: TaskPlan, max_dcu: int, *, multi_az: bool) -> Iterator[Finding]:
    """
    Yield the findings about a plan that a serverless replication runs.

    Args:
        plan: What it moves.
        max_dcu: Its greatest capacity.
        multi_az: Whether it has a standby in a second zone.
    """
    for endpoint in (plan.source, plan.target):
        yield from _engine_findings(endpoint)
    if plan.migration_type is not None and plan.migration_type.has_cdc and multi_az is False:
        yield Finding(
            "serverless.singleAz",
            "ongoing replication stops while this replication's zone is down",
            fix="set multi_az=True to keep a standby in a second zone",
        )
    yield from _memory_findings(plan, max_dcu)
    yield from _resume_findings(plan)


def _engine_findings(endpoint: EndpointFacts) -> Iterator[Finding]:
    if isinstance(_takes(endpoint), NotKnown):
        yield Finding(
            "serverless.engineNotListed",
            f"whether DMS Serverless can {_VERBS[endpoint.endpoint_type]} {_display(endpoint)} is not documented",
            facts.instances()["serverless"]["engines_source"]["source"],
            fix=f"try it before you rely on it, or {_INSTEAD}",
        )


def _memory_findings(plan: TaskPlan, max_dcu: int) -> Iterator[Finding]:
    if number_taken_as_is(max_dcu):
        return
    each = facts.instances()["serverless"]["dcu_memory_gib"]["value"]
    needed = plan.memory.total_mib / _MIB_PER_GIB
    if needed <= max_dcu * each:
        return
    terms = "; ".join(f"{term.name}: {term.formula}" for term in plan.memory.terms)
    least = capacity(needed)
    yield Finding(
        "serverless.memory",
        f"this replication may need {needed:,.1f} GiB of memory, by the formulas of AWS's guide, but max_dcu={max_dcu} "
        f"gives it {max_dcu * each:g} GiB ({terms})",
        max(plan.memory.terms, key=lambda term: term.mib).source,
        fix=(f"write max_dcu={least}, or " if least is not None else "")
        + "limit what is held at once: lobs=dms.LimitedLobs(max_size_kb=...), full_load=dms.FullLoad(...)",
    )


def _resume_findings(plan: TaskPlan) -> Iterator[Finding]:
    """Warn when the plan stops the replication by itself in the middle, which it must be resumed from in time."""
    settings = plan.task_settings
    if settings is None or plan.migration_type is not MigrationType.FULL_LOAD_AND_CDC:
        return
    stops = [name for name in _STOPS if settings.values.get(f"FullLoadSettings.{name}") is True]
    if stops:
        fact = facts.instances()["serverless"]["resume_window_hours"]
        yield Finding(
            "serverless.resumeInTime",
            f"{stops[0]} stops this replication after the load, and one that has been stopped for more than "
            f"{fact['value']} hours can't be resumed: everything is loaded again",
            fact["source"],
            fix=f"resume it within {fact['value']} hours, leave stop_after out, or {_INSTEAD}",
        )


_STOPS = ("StopTaskCachedChangesNotApplied", "StopTaskCachedChangesApplied")


_VERBS = {EndpointType.SOURCE: "read from", EndpointType.TARGET: "write to"}


def _takes(endpoint: EndpointFacts) -> bool | NotKnown | None:
    """Whether DMS Serverless takes the endpoint's engine on this side; None for an engine that is not known."""
    if endpoint.engine_name is None:
        return None
    record = endpoint.engine_name.record
    return record.serverless_source if endpoint.endpoint_type is EndpointType.SOURCE else record.serverless_target


def _display(endpoint: EndpointFacts) -> str:
    return endpoint.engine_name.record.display if endpoint.engine_name is not None else "unknown"


def _values() -> tuple[int, ...]:
    return tuple(facts.instances()["serverless"]["dcu_values"]["value"])


def _listed() -> str:
    values = [str(value) for value in _values()]
    return f"{', '.join(values[:-1])} or {values[-1]}"
