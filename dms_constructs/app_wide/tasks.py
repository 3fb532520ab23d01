"""Tasks that get into each other's way: tables that two write, loops, slots, and changes that begin too late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import combinations

from constructs import IConstruct

from dms_constructs import facts
from dms_constructs._construct import path_of, stack_of
from dms_constructs.app_wide.databases import Databases
from dms_constructs.app_wide.moved import Moved, Writing, schemas_of
from dms_constructs.app_wide.one_database import check_two_databases
from dms_constructs.app_wide.seen import Seen, SeenEndpoint, SeenTask, Told, environment_of
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.errors import ConfigurationError, Finding

__all__ = ["look"]


class _Task:
    """A task, with the databases that it reads and writes."""

    def __init__(self, seen: SeenTask, databases: Databases) -> None:
        self.seen = seen
        self.writing = Writing(seen.plan)
        self.source = databases.database(seen.source)
        self.target = databases.database(seen.target)
        self.server = databases.server(seen.source)
        self.slot = _slot(databases.facts(seen.source))

    @property
    def path(self) -> str:
        """Where it is; Node is asked for that, so only of a task that is told of."""
        return path_of(self.seen.construct)


def look(seen: Sequence[Seen]) -> Iterator[Told]:
    """Yield tasks that write onto what they read, and what two tasks or more show."""
    made = [each for each in seen if isinstance(each, SeenTask)]
    databases = Databases(_endpoints(seen, made))
    tasks = [_Task(each, databases) for each in made]
    for task in tasks:
        yield from _onto_itself(task)
    told: set[IConstruct] = set()  # one line for each task, though it may be in the way of many
    for one, other in _pairs(tasks):
        for construct, said in _of_pair(one, other) if other.seen.construct not in told else ():
            if construct not in told:
                told.add(construct)
                yield construct, said
    yield from _loops(tasks)
    yield from _slots(tasks)
    yield from _readers(tasks)


def _endpoints(
    seen: Sequence[Seen], tasks: Sequence[SeenTask]
) -> Iterator[tuple[str, EndpointFacts, Callable[[], object]]]:
    for each in seen:
        if isinstance(each, SeenEndpoint):
            yield each.arn, each.known, partial(environment_of, stack_of(each.construct))
    for task in tasks:
        for arn, known in task.ends:
            yield arn, known, partial(environment_of, stack_of(task.construct))


def _onto_itself(task: _Task) -> Iterator[Told]:
    """Yield a task of which it was not known, when it was made, that its ends are one database."""
    if task.source == task.target:
        try:
            check_two_databases(task.seen.plan, "as other endpoints of the app show")
        except ConfigurationError as error:
            yield task.seen.construct, error


def _pairs(tasks: Sequence[_Task]) -> Iterator[tuple[_Task, _Task]]:
    """Yield the tasks of which both may write one table."""
    by_target: defaultdict[object, list[_Task]] = defaultdict(list)
    for task in tasks:
        if task.writing.loads or task.writing.changes:
            by_target[task.target].append(task)
    for group in by_target.values():
        if len(group) > 1:
            yield from _candidates(group)


def _candidates(group: Sequence[_Task]) -> Iterator[tuple[_Task, _Task]]:
    """Yield pairs, without those that read other schemas of one source: hundreds of tasks may share a target."""
    by_schema: defaultdict[tuple[object, str], list[int]] = defaultdict(list)
    anywhere: list[int] = []
    wiping = [number for number, task in enumerate(group) if task.writing.wipes is not None]
    found: set[tuple[int, int]] = set()
    for number, task in enumerate(group):
        schemas = schemas_of(task.seen.plan)
        if schemas is None:
            anywhere.append(number)
        for schema in schemas or ():
            by_schema[task.source, schema].append(number)
    for numbers in by_schema.values():
        found.update(combinations(numbers, 2))
    for number in anywhere:
        found.update((min(number, each), max(number, each)) for each in range(len(group)) if each != number)
    for number in wiping:
        found.update(
            (min(number, each), max(number, each))
            for each in range(len(group))
            if group[each].writing.loads and group[each].source != group[number].source
        )
    for one, other in sorted(found):
        yield group[one], group[other]


def _of_pair(one: _Task, other: _Task) -> Iterator[Told]:
    shared = _shared(one, other)
    if shared is None:
        return
    table, is_filtered = shared
    both_load = one.writing.loads and other.writing.loads
    wiping = next((task for task in (other, one) if task.writing.wipes is not None), None)
    if both_load and wiping is not None:
        does = f"{wiping.writing.wipes}s what the other has loaded"
        yield _written_twice(one, other, table, f"{wiping.path} {does}")
    elif one.source != other.source or is_filtered:
        return
    elif both_load:
        yield _written_twice(one, other, table, "each row is written twice")
    elif one.writing.changes and other.writing.changes:
        yield _written_twice(one, other, table, "each change is applied twice")
    else:
        changing = one if one.writing.changes else other
        if changing.seen.plan.cdc_start is None:
            yield changing.seen.construct, _without_start(one if changing is other else other, table)


def _shared(one: _Task, other: _Task) -> tuple[str, bool] | None:
    """Return a table that both surely write, as it is known, and whether one of them writes a part of it only."""
    if one.source == other.source:
        names = dict.fromkeys(moved.source for task in (one, other) for moved in task.writing.own)
        ours, theirs = one.writing.of(names), other.writing.of(names)
        for name in names:
            mine, its = ours.get(name), theirs.get(name)
            if mine is not None and its is not None and mine.target == its.target:
                writing = one.writing if mine in one.writing.own else other.writing
                return _target_shown(writing, mine), mine.is_filtered or its.is_filtered
        return None
    written = {moved.target for moved in one.writing.own if one.writing.is_exact(moved.source)}
    for moved in other.writing.own:
        if moved.target in written and other.writing.is_exact(moved.source):
            return ".".join(moved.target), moved.is_filtered
    return None


def _target_shown(writing: Writing, moved: Moved) -> str:
    if writing.is_exact(moved.source):
        return ".".join(moved.target)
    return f"what {writing.shown(moved.source)} becomes"


def _written_twice(one: _Task, other: _Task, table: str, effect: str) -> Told:
    return other.seen.construct, ConfigurationError(
        "DMS-X002",
        f"this task and {one.path} both write {table}, so {effect}; leave the table out of one of them with "
        "dms.Exclude(...), or remove one of the tasks",
    )


def _without_start(loading: _Task, table: str) -> Finding:
    return Finding(
        "app.changesWithoutStart",
        f"{loading.path} loads {table}, and this task replicates its changes from where the log is when it first "
        "starts: what changes in between is lost",
        fix="give it cdc_start=dms.CdcStart.at(...) with a time before the load, or make one task of both "
        "with migration_type=dms.MigrationType.FULL_LOAD_AND_CDC",
    )


def _loops(tasks: Sequence[_Task]) -> Iterator[Told]:
    """Yield tables that come back, by one task or more, to where a task reads them."""
    readers: defaultdict[object, list[_Task]] = defaultdict(list)
    for task in tasks:
        if task.writing.loads or task.writing.changes:
            readers[task.source].append(task)
    told: set[frozenset[int]] = set()
    for task in tasks:
        if task.source == task.target or not _comes_back(task, readers):
            continue
        for moved in task.writing.own:
            for way in _ways(task, moved, readers):
                key = frozenset(map(id, way))
                if key not in told and (message := _loop(way, task.writing.shown(moved.source))) is not None:
                    told.add(key)
                    yield way[-1].seen.construct, ConfigurationError("DMS-X003", message)


def _comes_back(task: _Task, readers: dict[object, list[_Task]]) -> bool:
    """Whether what a task writes is read on to the database that it reads."""
    reached: set[object] = set()
    waiting = [task.target]
    while waiting:
        place = waiting.pop()
        if place == task.source:
            return True
        if place not in reached:
            reached.add(place)
            waiting += [each.target for each in readers.get(place, ())]
    return False


def _ways(task: _Task, moved: Moved, readers: dict[object, list[_Task]]) -> Iterator[list[_Task]]:
    """Yield the tasks by which a table comes back to where it was read."""
    waiting = [([task], moved.target)]
    while waiting:
        way, name = waiting.pop()
        if way[-1].target == task.source and name == moved.source:
            yield way
            continue
        for each in readers.get(way[-1].target, ()):
            on = each.writing.of([name]).get(name)
            if on is not None and each not in way:
                waiting.append(([*way, each], on.target))


def _loop(way: Sequence[_Task], table: str) -> str | None:
    """Say what a loop does; None where it does nothing wrong."""
    last = way[-1]
    through = " and ".join(task.path for task in way[:-1])
    if last.writing.wipes is not None:
        return (
            f"this task would {last.writing.wipes} {table}, which {way[0].path} reads, before it loads it with what "
            f"came from there through {through}; write "
            "task_settings=dms.TaskSettings(full_load=dms.FullLoad(target_table_prep_mode=dms.TargetTablePrepMode."
            "DO_NOTHING)), or remove one of the tasks"
        )
    if not all(task.writing.changes for task in way) or all(task.writing.prevents_loops for task in way):
        return None
    return (
        f"this task brings the changes of {table} back to where {way[0].path} reads them, so each change goes round "
        "without end; give all tasks of the loop "
        "dms.TaskSettings(loopback_prevention=dms.LoopbackPrevention(source_schema='...', target_schema='...')), or "
        "remove one of them"
    )


def _slots(tasks: Sequence[_Task]) -> Iterator[Told]:
    """Yield the tasks that read changes by a slot that another one reads already."""
    first: dict[tuple[object, str], _Task] = {}
    for task in tasks:
        slot = task.slot
        if slot is None or task.seen.plan.migration_type is None or not task.seen.plan.migration_type.has_cdc:
            continue
        other = first.setdefault((task.server, slot), task)
        if other is not task:
            yield (
                task.seen.construct,
                ConfigurationError(
                    "DMS-X004",
                    f"this task and {other.path} both read changes by the slot {slot!r}: PostgreSQL lets one reader "
                    "in at a time, and what one has read the other never sees; give each task a source endpoint of its "
                    "own with another slot_name",
                ),
            )


def _readers(tasks: Sequence[_Task]) -> Iterator[Told]:
    """Yield the tasks that read changes of a database that another one reads already, where the engine lets in one."""
    first: dict[object, _Task] = {}
    for task in tasks:
        plan = task.seen.plan
        engine = plan.source.engine_name
        if engine is None or plan.migration_type is None or not plan.migration_type.has_cdc:
            continue
        fact = facts.engines()["one_reader_of_changes"].get(engine.value)
        other = first.setdefault(task.source, task) if fact is not None else task
        if other is not task:
            yield (
                task.seen.construct,
                ConfigurationError(
                    "DMS-Q006",
                    f"this task and {other.path} both read changes of one database of {engine.record.display}, and "
                    "DMS reads them in one task only; select the tables of both in one of them, or load these with "
                    "migration_type=dms.MigrationType.FULL_LOAD",
                    source=fact["source"],
                ),
            )


def _slot(source: EndpointFacts) -> str | None:
    said = source.setting("SlotName")
    return said if isinstance(said, str) and said else None
