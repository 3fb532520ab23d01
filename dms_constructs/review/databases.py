"""What a change does to a database in RDS or Aurora: its phase, its readers, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dms_constructs.databases.phase import PHASE, TargetPhase
from dms_constructs.databases.resources import CLUSTER, INSTANCE
from dms_constructs.errors import ConfigurationError
from dms_constructs.monitoring.database_size import DatabaseSize
from dms_constructs.review.context import Context
from dms_constructs.review.differences import Change, PropertyChange
from dms_constructs.review.entry import Entry, Severity
from dms_constructs.review.prices import Prices
from dms_constructs.review.resources import Resource, as_object, in_words, is_on
from dms_constructs.review.words import counted

__all__ = ["of_database", "of_phase"]

_SERVERLESS = "db.serverless"
_CAPACITY = "ServerlessV2ScalingConfiguration"
_IO_OPTIMIZED = "aurora-iopt1"
_GIB_PER_ACU = 2
_DELETE = "Delete"
_PAIR = 2  # a writer and a reader


def of_phase(change: Change, context: Context) -> Iterator[Entry]:
    """Yield what follows when a target of this library goes from loading to serving, or back."""
    if change.type != CLUSTER or change.old is None or change.new is None:
        return
    before, after = (as_object(each.body.get("Metadata")).get(PHASE) for each in (change.old, change.new))
    loading, serving = TargetPhase.LOADING.value, TargetPhase.SERVING.value
    if (before, after) == (serving, loading):
        means = f"of a database that is in use, it {_listed([*_taken_away(change), 'takes the parameters of a load'])}"
        fix = "if applications use it, keep phase=dms.TargetPhase.SERVING: a task writes to a cluster that serves, too"
        yield Entry(Severity.LOSES, f"phase: {serving} -> {loading}", means, fix=fix)
    elif (before, after) == (loading, serving):
        tasks = [each for each in context.tasks() if change in context.used_by(each)]
        means = "it takes the parameters of a database that is in use; static ones wait for a restart of its writer"
        more = f"; {counted(len(tasks), 'task')} can go on writing to it" if tasks else ""
        yield Entry(Severity.NOTE, f"phase: {loading} -> {serving}", f"{means}{more}")


def _taken_away(change: Change) -> Iterator[str]:
    """Yield what the cluster loses with its phase, as the templates have it."""
    gone = len(_instances(change.old)) - len(_instances(change.new))
    if gone > 0:
        yield f"deletes {counted(gone, 'reader')}"
    before, after = (_number(each.given.get("BackupRetentionPeriod", 1)) for each in (change.old, change.new) if each)
    if before is not None and after is not None and after < before:
        yield f"deletes the backups that are older than {counted(int(after), 'day')}, of {int(before)} that were kept"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def of_database(change: Change, context: Context) -> Iterator[tuple[str, Entry]]:
    """Yield what changes for a database, each with its property; an empty name where an instance comes or goes."""
    prices = context.known.prices
    if change.type == INSTANCE and change.old is None:
        yield "", _added(change.resource, context)
    elif change.type == INSTANCE and change.new is None:
        yield from (("", each) for each in _removed(change, context))
    elif change.type in {CLUSTER, INSTANCE} and change.old is not None and change.new is not None:
        for each in change.properties:
            found = _of_property(change, each, prices)
            if found is not None:
                # What else Multi-AZ does is for others to say: a change of it might replace an instance.
                yield "Multi-AZ" if each.name == "MultiAZ" else each.name, found


def _added(resource: Resource, context: Context) -> Entry:
    cluster = resource.referred(resource.given.get("DBClusterIdentifier"))
    of_cluster = context.of(cluster.name) if cluster is not None else None
    is_reader = of_cluster is not None and of_cluster.old is not None and bool(_instances(of_cluster.old))
    size, money = _size(resource), _money(resource, context.known.prices)
    costs = "each instance of a cluster is paid for" if is_reader else ""
    means = "; ".join(part for part in (costs, money) if part)
    return Entry(Severity.COSTS, f"{'a reader is added' if is_reader else 'a new database instance'}, {size}", means)


def _removed(change: Change, context: Context) -> Iterator[Entry]:
    """Yield what a cluster that stays has no longer; nothing where the instance is kept, or goes with all."""
    cluster = change.resource.referred(change.resource.given.get("DBClusterIdentifier"))
    of_cluster = context.of(cluster.name) if cluster is not None else None
    if of_cluster is None or of_cluster.new is None or change.policy(replaced=False) != _DELETE:
        return
    left = len(_instances(of_cluster.new))
    what = f"a reader is removed, {_size(change.resource)}"
    if left > 1:
        yield Entry(
            Severity.NOTE,
            what,
            f"it costs nothing any more, and {counted(left - 1, 'reader')} {'stays' if left == _PAIR else 'stay'}",
        )
    elif left == 1:
        means = (
            "the cluster has no other: when its writer fails, it is not available for up to 10 minutes, and what reads "
            "from the reader endpoint reads from the writer"
        )
        yield Entry(Severity.WEAKENS, what, means)
    else:
        means = "the cluster has no other instance, so nothing can connect to it; its data stays"
        yield Entry(Severity.BREAKS, f"its instance is removed, {_size(change.resource)}", means)


def _of_property(change: Change, each: PropertyChange, prices: Prices | None) -> Entry | None:
    if each.name == "DBInstanceClass":
        return _of_class(change, each, prices)
    if each.name in {f"{_CAPACITY}.MinCapacity", f"{_CAPACITY}.MaxCapacity"}:
        return _of_capacity(each, prices)
    if each.name == "StorageType" and _IO_OPTIMIZED in {each.old, each.new}:
        return _of_storage(each)
    if each.name == "EngineVersion":
        return _of_version(each)
    if each.name == "MultiAZ" and change.type == INSTANCE:
        return _of_zones(each)
    return None


def _of_class(change: Change, each: PropertyChange, prices: Prices | None) -> Entry:
    sizes = [_size(side) for side in (change.old, change.new) if side is not None]
    money = _change_of_price(prices, each.old, each.new)
    means = "it is restarted with it, so connections are lost, and tasks wait until it is back"
    return Entry(Severity.STOPS, f"{sizes[0]} becomes {sizes[1]}", f"{means}{'; ' * bool(money)}{money}")


def _of_capacity(each: PropertyChange, prices: Prices | None) -> Entry | None:
    before, after = _number(each.old), _number(each.new)
    if before is None or after is None:
        return None
    word = "at least" if each.name.endswith("MinCapacity") else "at most"
    what = (
        f"{word} {after:g} ACU ({after * _GIB_PER_ACU:g} GiB) for each instance, {word} {before:g} ACU "
        f"({before * _GIB_PER_ACU:g} GiB) before"
    )
    money = prices.change(prices.of_acu(before), prices.of_acu(after)) if prices is not None else ""
    grows = after > before
    return Entry(
        Severity.COSTS if grows else Severity.NOTE, what, money or "it bills what it uses, within these bounds"
    )


def _of_storage(each: PropertyChange) -> Entry:
    if each.new == _IO_OPTIMIZED:
        means = "instances and storage cost more, and I/O nothing; it can be changed back at any time"
        return Entry(Severity.COSTS, "its storage becomes I/O-Optimized", means)
    means = "I/O is paid for; it can become I/O-Optimized again 30 days after it last did"
    return Entry(Severity.NOTE, "its storage is no longer I/O-Optimized", means)


def _of_version(each: PropertyChange) -> Entry | None:
    before, after = _version(each.old), _version(each.new)
    if before is None or after is None or before == after:
        return None
    if after < before:
        means = "RDS upgrades engines and never takes them back, so the deployment fails"
        return Entry(Severity.BREAKS, _shown(each), means, fix="keep the version that it has")
    means = "the upgrade restarts it, so connections are lost, and tasks wait until it is back"
    return Entry(Severity.STOPS, _shown(each), means)


def _of_zones(each: PropertyChange) -> Entry | None:
    before, after = is_on(each.old), is_on(each.new)
    if before == after or None in {before, after}:
        return None
    if after:
        return Entry(Severity.COSTS, "Multi-AZ doubles the price of the database instance")
    means = "when its Availability Zone fails, nothing takes over"
    return Entry(Severity.WEAKENS, "Multi-AZ of the database instance is off, which halves its price", means)


def _shown(each: PropertyChange) -> str:
    return f"{each.name}: {in_words(each.old)} -> {in_words(each.new)}"


def _instances(cluster: Resource | None) -> list[str]:
    """Return the logical ids of the instances of a cluster of a template."""
    if cluster is None:
        return []
    return [name for name in cluster.template if _is_of(Resource(name, cluster.template), cluster)]


def _is_of(resource: Resource, cluster: Resource) -> bool:
    found = resource.referred(resource.given.get("DBClusterIdentifier")) if resource.type == INSTANCE else None
    return found is not None and found.name == cluster.name


def _size(resource: Resource) -> str:
    """Say how large an instance is, as far as the template says."""
    instance_class = resource.given.get("DBInstanceClass")
    if instance_class == _SERVERLESS:
        least, most = _acu(resource)
        if least is None or most is None:
            return _SERVERLESS
        return f"{_SERVERLESS} of {least:g} to {most:g} ACU ({least * _GIB_PER_ACU:g} to {most * _GIB_PER_ACU:g} GiB)"
    memory = _memory(instance_class)
    return in_words(instance_class) + (f" ({memory:g} GiB)" if memory is not None else "")


def _memory(instance_class: object) -> float | None:
    if not isinstance(instance_class, str):
        return None
    try:
        return DatabaseSize(instance_class=instance_class).memory
    except ConfigurationError:
        return None  # a template may have anything


def _acu(resource: Resource) -> tuple[float | None, float | None]:
    cluster = resource.referred(resource.given.get("DBClusterIdentifier"))
    known: Mapping[str, Any] = as_object(cluster.given.get(_CAPACITY)) if cluster is not None else {}
    return _number(known.get("MinCapacity")), _number(known.get("MaxCapacity"))


def _money(resource: Resource, prices: Prices | None) -> str:
    if prices is None:
        return ""
    instance_class = resource.given.get("DBInstanceClass")
    if instance_class == _SERVERLESS:
        least, _ = _acu(resource)
        return prices.change(0, prices.of_acu(least) if least is not None else None)
    return prices.change(0, prices.of_instance(instance_class, multi_az=is_on(resource.given.get("MultiAZ"))))


def _change_of_price(prices: Prices | None, before: object, after: object) -> str:
    if prices is None:
        return ""
    return prices.change(*(prices.of_instance(each, multi_az=False) for each in (before, after)))


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        return float(value)
    except ValueError:
        return None


def _version(value: object) -> list[tuple[int, str]] | None:
    """Return a version so that it can be compared: its parts, digits as numbers."""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return None
    return [(int(part), "") if part.isdigit() else (0, part) for part in str(value).split(".")]
