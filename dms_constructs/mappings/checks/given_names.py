"""Whether the server of the target takes the names that rules give, where no catalog shows what gets them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dms_constructs._checks import skipped
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.mappings.checks.collector import naming
from dms_constructs.mappings.checks.name_shapes import Misfit, broken_rule, findings_of_misfits, fitting, refused
from dms_constructs.mappings.checks.reach import Reach
from dms_constructs.mappings.checks.source_tables import is_named
from dms_constructs.mappings.checks.target_names import public_in_other_case, system_column, system_schema
from dms_constructs.mappings.checks.target_server import TargetServer, cut
from dms_constructs.mappings.rules.columns import AddColumn
from dms_constructs.mappings.rules.renaming import RenameColumn, RenameSchema, RenameTable
from dms_constructs.mappings.rules.rule import Rule, TaskContext
from dms_constructs.mappings.rules.words import shown, with_values

__all__ = ["findings_of_given_names"]

_Giving = RenameSchema | RenameTable | RenameColumn | AddColumn


class _Given(NamedTuple):
    """A name, and the rule that gives it."""

    name: str
    rule: _Giving

    @property
    def kind(self) -> str:
        """What it is the name of."""
        if isinstance(self.rule, RenameSchema):
            return "schema"
        return "table" if isinstance(self.rule, RenameTable) else "column"

    def instead(self, name: str) -> _Giving:
        """Return the rule with another name."""
        return with_values(self.rule, **{"name" if isinstance(self.rule, AddColumn) else "to": name})


def findings_of_given_names(
    rules: Iterable[Rule], task: TaskContext, target_schema: str | None = None
) -> Iterator[Finding]:
    """
    Return the findings about the names that rules give, one for each kind.

    Args:
        rules: The rules of a mapping.
        task: What is known of the task.
        target_schema: The schema of tables that no rule gives another, where the task settings name one.

    Raises:
        ConfigurationError: `DMS-M058` and `DMS-M059` for a name that the target refuses.
    """
    rules = tuple(rules)
    server = TargetServer(task.target_engine)
    if target_schema is not None and server.is_public_in_other_case(target_schema):
        yield public_in_other_case([target_schema], "target_schema='public' in the task settings")
    elif target_schema is not None and server.keeps_schema(target_schema):
        yield system_schema([target_schema], "target_schema='shop' in the task settings")
    target = task.target_engine
    given = [each for each in _given(rules) if not skipped(each.name) and _matters(each, server, target)]
    if not given:
        return  # the usual case: what the rules select is asked only where a name is worth it
    reach = Reach.of(rules)
    given = [each for each in given if not reach.is_idle(each.rule)]
    yield from _too_long(given, server)
    yield from _misshapen(given, target)
    backticks = [each.name for each in given if "`" in each.name]
    if backticks and any(is_named(engine, "no_backtick") for engine in (task.source_engine, task.target_engine)):
        yield Finding(
            "mappings.backtickInName",
            f"DMS does not support names with a backtick in MySQL, and these have one: {naming(backticks)}",
            fix="write them without one",
        )
    for each in given:
        if isinstance(each.rule, RenameSchema):
            if server.is_public_in_other_case(each.name):
                yield public_in_other_case([each.name], shown(each.instead("public")))
            elif server.keeps_schema(each.name):
                yield system_schema([each.name], shown(each.instead(f"{each.rule.schema}_copy")))
        elif isinstance(each.rule, RenameColumn | AddColumn) and each.name in server.system_columns:
            yield system_column([each.name], each.instead(f"{each.name}_"))


def _misshapen(given: Iterable[_Given], target: EngineName | None) -> Iterator[Finding]:
    """Return the findings about names that might not be taken, and raise for one that surely is not."""
    found: list[Misfit] = []
    if target is None:
        return
    for each in given:
        rule = broken_rule(target, each.kind, each.name)
        if rule is None:
            continue
        instead = shown(each.instead(fitting(target, each.kind, each.name)))
        misfit = Misfit(shown(each.rule), each.name, rule, f"write {instead}, or another such name")
        if rule.certain:
            raise refused(misfit, target)
        found.append(misfit)
    yield from findings_of_misfits(found, target)


def _given(rules: Iterable[Rule]) -> Iterator[_Given]:
    for rule in rules:
        known = rule.known()
        if isinstance(known, AddColumn):
            yield _Given(known.name, known)
        elif isinstance(known, RenameSchema | RenameTable | RenameColumn) and isinstance(known.to, str):
            yield _Given(known.to, known)


def _matters(given: _Given, server: TargetServer, target: EngineName | None) -> bool:
    """Whether there is something to say of a name: a question that hardly any gets beyond."""
    name = given.name
    return (
        "`" in name
        or (server.limit is not None and not server.limit.fits(name))
        or server.keeps_schema(name)
        or server.is_public_in_other_case(name)
        or name in server.system_columns
        or broken_rule(target, given.kind, name) is not None
    )


def _too_long(given: Iterable[_Given], server: TargetServer) -> Iterator[Finding]:
    limit = server.limit
    long = [each for each in given if limit is not None and not limit.fits(each.name)]
    if limit is None or not long:
        return
    first = long[0]
    size = f"{limit.length} {limit.unit}"
    fix = shown(first.instead(cut(first.name)))
    if not limit.cuts:
        raise ConfigurationError(
            "DMS-M058",
            f"{shown(first.rule)}: a name on this target must have at most {size}, got {shown(first.name)}; "
            f"write {fix}, or another short name",
            given=first.name,
        )
    yield Finding(
        "mappings.nameCutOff",
        f"the target cuts names off at {size}, so these change there: {naming(each.name for each in long)}",
        fix=f"give each a name that fits, such as {fix}",
    )
