"""Items of a checklist from what the facts say of them, and those of server settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dms_constructs import facts
from dms_constructs.databases.deployment import Deployment
from dms_constructs.prerequisites.asked import Asked
from dms_constructs.prerequisites.item import Prerequisite
from dms_constructs.prerequisites.quoting import postgresql_identifier, postgresql_literal

__all__ = ["is_needed", "item", "settings"]

_GROUPS = {Deployment.RDS: "DB parameter group", Deployment.AURORA: "DB cluster parameter group"}


def item(
    asked: Asked, item_id: str, *, statements: Sequence[str] = (), instructions: str = "", check: str = ""
) -> Prerequisite:
    """Return an item by its id, with what is to be done."""
    fact = facts.prerequisites()["items"][asked.family][asked.endpoint.endpoint_type.value][item_id]
    return Prerequisite(
        id=item_id,
        title=fact["title"],
        why=fact.get("why_with_iam", fact["why"]) if asked.has_iam else fact["why"],
        needed_for=facts.prerequisites()["needed_for"][fact["needed_for"]],
        source=fact["source"],
        statements=tuple(statements),
        instructions=instructions,
        check=check,
    )


def is_needed(asked: Asked, needed_for: str) -> bool:
    """Whether something is needed for what is migrated."""
    if needed_for == "cdc":
        return asked.migration_type.has_cdc
    return needed_for == "both" or asked.migration_type.has_full_load


def settings(asked: Asked) -> Iterator[Prerequisite]:
    """Yield an item for each setting of the server that DMS depends on."""
    every = facts.prerequisites()["settings"][asked.family][asked.endpoint.endpoint_type.value]
    for name, fact in every.items():
        deployments = fact.get("deployments", (asked.deployment.value,))
        engines = fact.get("engines", (asked.engine.value,))
        is_there = asked.deployment.value in deployments and asked.engine.value in engines
        is_asked = asked.has_iam or not fact.get("only_with_iam", False)
        if is_there and is_asked and is_needed(asked, fact["needed_for"]):
            yield _setting(asked, name, fact)


def _setting(asked: Asked, name: str, fact: Mapping[str, Any]) -> Prerequisite:
    values = _values(asked)
    runs_sql = "sql" in fact and (asked.is_self_managed or fact.get("everywhere", False))
    return Prerequisite(
        id=f"setting.{name}",
        title=f"{name} must {fact['must']}",
        why=fact["why"],
        needed_for=facts.prerequisites()["needed_for"][fact["needed_for"]],
        source=fact["source"],
        statements=(fact["sql"].format_map(values),) if runs_sql else (),
        instructions=_by_hand(asked, fact).format_map(values),
        check=fact.get("check", "").format_map(values),
    )


def _by_hand(asked: Asked, fact: Mapping[str, Any]) -> str:
    """Return what is to be done besides SQL: in a file, in a parameter group, and whether the server restarts."""
    if fact.get("everywhere", False):
        return ""
    told = _on_own_server(asked, fact) if asked.is_self_managed else _on_aws(asked, fact)
    if fact.get("default_will_do", False):
        return f"The default will do. Where it was changed, {told[0].lower()}{told[1:]}"
    return told


def _on_own_server(asked: Asked, fact: Mapping[str, Any]) -> str:
    again = _restart(asked) if fact.get("restart", False) else ""
    if "by_hand" in fact:
        return f"{fact['by_hand']}"
    if "raise" in fact:
        return f"Where that is not so, raise {fact['raise']}.{again}"
    if "file" in fact:
        return f"Write into my.cnf, under [mysqld].{again}{_lines(fact['file'])}"
    if "lines" in fact:
        return f"Run:{again}{_lines(fact['lines'])}"
    return again.strip()


def _on_aws(asked: Asked, fact: Mapping[str, Any]) -> str:
    managed: Mapping[str, str] = fact.get("managed", {})
    if asked.deployment.value in managed:
        return managed[asked.deployment.value]
    if "by_hand" in fact:
        return f"{fact['by_hand']}"
    if "raise" in fact:
        group = _GROUPS[asked.deployment]
        return f"Where that is not so, raise {fact['raise']}, in the {group}.{_restart(asked)}"
    parameter = fact["parameter"]
    group = _GROUPS[Deployment.RDS if parameter.get("level") == "instance" else asked.deployment]
    again = _restart(asked) if parameter.get("static", False) else ""
    return f"Set {parameter['name']} to {parameter['value']} in the {group}.{again}"


def _lines(lines: Sequence[str]) -> str:
    return "".join(f"\n  {line}" for line in lines)


def _restart(asked: Asked) -> str:
    what = {
        Deployment.SELF_MANAGED: " Restart the server afterwards.",
        Deployment.RDS: " Reboot the instance afterwards.",
        Deployment.AURORA: " Reboot the writer afterwards.",
    }
    return what[asked.deployment]


def _values(asked: Asked) -> Mapping[str, object]:
    return {
        "tasks": asked.tasks,
        "retention_seconds": asked.retention_hours * 3600,
        "user": postgresql_identifier(asked.user),
        "user_literal": postgresql_literal(asked.user),
    }
