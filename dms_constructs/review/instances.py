"""What a change does to a replication instance, or to the capacity of a serverless replication."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dms_constructs import facts
from dms_constructs.review.context import Context
from dms_constructs.review.differences import Change, Outcome, PropertyChange, keeps_id
from dms_constructs.review.entry import Entry, Severity
from dms_constructs.review.prices import Prices
from dms_constructs.review.resources import Resource, in_words, is_on
from dms_constructs.review.words import counted

__all__ = ["of_capacity", "of_instance"]

_CAPACITY = ("ComputeConfig.MinCapacityUnits", "ComputeConfig.MaxCapacityUnits", "ComputeConfig.MultiAZ")


def of_instance(change: Change, context: Context) -> Iterator[Entry]:
    """Yield what changes for an instance; its tasks say themselves what follows for them."""
    if change.old is None:
        yield Entry(Severity.COSTS, "a new instance", _new(change.resource, context.known.prices))
        return
    if change.new is None:
        yield Entry(Severity.NOTE, "removed", "it costs nothing any more; DMS refuses to delete it while it has tasks")
        return
    if change.is_replaced:
        tasks = [each for each in context.tasks_on(change) if each.old is not None]
        more = f", and its {counted(len(tasks), 'task')} with it" if tasks else ""
        reasons = [str(each) for each in change.properties if each.outcome is Outcome.REPLACED]
        what = f"replaced, because {' and '.join(reasons)}" if reasons else "replaced, because its logical id changes"
        means = f"CloudFormation makes a new instance, then deletes the old one{more}"
        yield Entry(Severity.STOPS, what, means, fix=keeps_id(change, "instance"))
    if is_on(change.new.given.get("PubliclyAccessible")) and not is_on(change.old.given.get("PubliclyAccessible")):
        means = "it has an address of the internet, and security groups alone protect it"
        yield Entry(Severity.WEAKENS, "it becomes public", means)
    for each in change.properties:
        if each.outcome is not Outcome.REPLACED:
            yield _of_property(each, change.new)
    yield from _costs(change.old, change.new, context.known.prices)


def of_capacity(change: Change, context: Context) -> Iterator[Entry]:
    """Yield what changes for the capacity of a serverless replication, and for its costs."""
    if change.old is None or change.new is None:
        return
    before, after = change.old.properties, change.new.properties
    if not any(each.name in _CAPACITY for each in change.properties):
        return
    gib = facts.instances()["serverless"]["dcu_memory_gib"]["value"]
    for name, word in (("ComputeConfig.MinCapacityUnits", "at least"), ("ComputeConfig.MaxCapacityUnits", "at most")):
        old, new = _number(before.get(name)), _number(after.get(name))
        if old is None or new is None or old == new:
            continue
        what = f"{word} {new:g} DCU ({new * gib:g} GiB), {word} {old:g} DCU ({old * gib:g} GiB) before"
        prices = context.known.prices
        zones = [is_on(each.get("ComputeConfig.MultiAZ")) for each in (before, after)]
        money = (
            ""
            if prices is None
            else prices.change(prices.of_dcu(old, multi_az=zones[0]), prices.of_dcu(new, multi_az=zones[1]))
        )
        means = money or ("it bills what it uses, within these bounds" if new > old else "")
        yield Entry(Severity.COSTS if new > old else Severity.NOTE, what, means)
    yield from _multi_az(is_on(before.get("ComputeConfig.MultiAZ")), after=is_on(after.get("ComputeConfig.MultiAZ")))


def _of_property(each: PropertyChange, new: Resource) -> Entry:
    if each.name == "EngineVersion" and _is_lower(each.new, each.old):
        means = "DMS upgrades engines and never takes them back, so the deployment fails"
        return Entry(Severity.BREAKS, str(each), means, fix=f'keep engine_version="{each.old}"')
    if each.name == "AllocatedStorage" and (_number(each.new) or 0) < (_number(each.old) or 0):
        means = "AWS documents no way to shrink it, so the deployment might fail"
        return Entry(Severity.NOTE, f"{each} GiB", means, fix="keep the larger value")
    if each.name == "EngineVersion" and _needs_flag(each, new):
        means = f"{each.means}; from one of 3.x to the next, DMS may ask for AllowMajorVersionUpgrade, which is not set"
        return Entry(Severity.STOPS, str(each), means)
    stops = facts.updates()["types"]["AWS::DMS::ReplicationInstance"]["in_place"].get(each.name, {}).get("stops_tasks")
    return Entry(Severity.STOPS if stops else Severity.NOTE, str(each), each.means)


def _costs(old: Resource, new: Resource, prices: Prices | None) -> Iterator[Entry]:
    before, after = old.properties, new.properties
    classes = before.get("ReplicationInstanceClass"), after.get("ReplicationInstanceClass")
    multi_az = is_on(before.get("MultiAZ")), is_on(after.get("MultiAZ"))
    money = ""
    if prices is not None:
        money = prices.change(*_two(prices, classes, multi_az))
    if classes[0] != classes[1]:
        sizes = [_size(each) for each in classes]
        what = f"{in_words(classes[0])} ({sizes[0]}) becomes {in_words(classes[1])} ({sizes[1]})"
        memory = [_memory(each) for each in classes]
        grows = None not in memory and memory[1] > memory[0]  # type: ignore[operator]  # None is out
        yield Entry(Severity.COSTS if grows else Severity.NOTE, what, money)
        money = ""
    yield from _multi_az(multi_az[0], after=multi_az[1], money=money)


def _two(
    prices: Prices, classes: tuple[Any, Any], multi_az: tuple[bool | None, bool | None]
) -> tuple[float | None, float | None]:
    return (
        prices.of_instance(classes[0], multi_az=multi_az[0]),
        prices.of_instance(classes[1], multi_az=multi_az[1]),
    )


def _multi_az(before: bool | None, *, after: bool | None, money: str = "") -> Iterator[Entry]:  # of this module
    if before == after or after is None or before is None:
        return
    if after:
        yield Entry(Severity.COSTS, "Multi-AZ doubles the price", money)
    else:
        means = "when its Availability Zone fails, nothing takes over"
        yield Entry(Severity.WEAKENS, "Multi-AZ is off, which halves the price", f"{means}{'; ' * bool(money)}{money}")


def _new(resource: Resource, prices: Prices | None) -> str:
    given = resource.given
    size = f"{in_words(given.get('ReplicationInstanceClass'))} ({_size(given.get('ReplicationInstanceClass'))})"
    multi_az = is_on(given.get("MultiAZ"))
    price = prices and prices.of_instance(given.get("ReplicationInstanceClass"), multi_az=multi_az)
    money = f", {price:.4g} {prices.currency} per hour" if prices is not None and price is not None else ""
    return f"{size}{', Multi-AZ' if multi_az else ''}{money}"


def _size(name: object) -> str:
    known = facts.instances()["classes"].get(name) if isinstance(name, str) else None
    return f"{known['vcpu']} vCPU, {known['memory_gib']} GiB" if known is not None else "size not known"


def _memory(name: object) -> float | None:
    known = facts.instances()["classes"].get(name) if isinstance(name, str) else None
    return float(known["memory_gib"]) if known is not None else None


def _is_lower(version: object, than: object) -> bool:
    numbers = [_version(each) for each in (version, than)]
    return None not in numbers and numbers[0] < numbers[1]  # type: ignore[operator]  # None is out


def _needs_flag(each: PropertyChange, new: Resource) -> bool:
    """Whether it may be an upgrade that DMS calls a major one: its pages disagree on where these begin."""
    numbers = [_version(value) for value in (each.old, each.new)]
    if numbers[0] is None or numbers[1] is None or is_on(new.given.get("AllowMajorVersionUpgrade")):
        return False
    return numbers[0][:2] != numbers[1][:2]


def _version(value: object) -> tuple[int, ...] | None:
    try:
        return tuple(int(each) for each in str(value).split("."))
    except ValueError:
        return None


def _number(value: object) -> float | None:
    try:
        return float(value)  # type: ignore[arg-type]  # whatever the template has
    except (TypeError, ValueError):
        return None
