"""What a mapping must fit besides its rules: the source's engine, and the template that carries it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from dms_constructs import facts
from dms_constructs._checks import is_a
from dms_constructs.catalog.table_type import TableType
from dms_constructs.engines import EngineName, known
from dms_constructs.errors import ConfigurationError, Finding, holds_token
from dms_constructs.mappings.rules.include import Include
from dms_constructs.mappings.rules.patterns import ANY, covers, like
from dms_constructs.mappings.rules.rule import Rule, TaskContext
from dms_constructs.mappings.rules.selection import Exclude
from dms_constructs.mappings.rules.words import shown
from dms_constructs.migration_type import MigrationType

__all__ = ["system_schemas", "task", "template_findings"]

_NEAR = 0.75
_MOST_BYTES_EACH = 2
"""Of a character of JSON, in a text in a template: a quotation mark takes two bytes."""


def task(
    migration_type: MigrationType | None,
    source_engine: EngineName | None,
    target_engine: EngineName | None,
    *,
    has_catalog: bool,
) -> TaskContext:
    """Return what is known about a task, or raise for a value of the wrong type."""
    is_a("DMS-M053", "migration_type", migration_type, MigrationType, "migration_type=dms.MigrationType.CDC")
    is_a("DMS-M053", "source_engine", source_engine, EngineName, "source_engine=dms.EngineName.MYSQL")
    is_a("DMS-M053", "target_engine", target_engine, EngineName, "target_engine=dms.EngineName.MYSQL")
    return TaskContext(migration_type, source_engine, target_engine, has_catalog)


def template_findings(text: str) -> Iterator[Finding]:
    """Return the findings about the size of a document in a template, or raise when it does not fit."""
    limit = facts.limit("cloudformation_template_max_bytes")
    if _MOST_BYTES_EACH * (len(text) + 1) < limit * _NEAR or holds_token(text):
        return
    size = len(json.dumps(text))
    if size >= limit:
        raise ConfigurationError(
            "DMS-M056",
            f"table mappings take {size} bytes in a template, and CloudFormation takes templates of at most {limit}; "
            "use patterns, several tasks in several stacks (split_by_schema, split_by_table), or a task with start and "
            "mappings_as_asset=True",
            given=size,
        )
    if size >= limit * _NEAR:
        yield Finding(
            "mappings.nearTemplateLimit",
            f"table mappings take {size} of the {limit} bytes that a CloudFormation template may have",
            fix="use patterns, or several tasks in several stacks: mappings.split_by_schema(catalog)",
        )


def system_schemas(rules: Iterable[Rule], engine: EngineName | None) -> Iterator[Finding]:
    """Find the rules that select system tables."""
    if engine is None:
        return
    schemas = known(engine.record.system_schemas) or ()
    rules = [rule.known() or rule for rule in rules]
    wide = [rule for rule in rules if isinstance(rule, Include) and ANY in rule.schema]
    excludes = [rule for rule in rules if isinstance(rule, Exclude)] if wide else []
    for rule in wide:
        caught = [
            schema
            for schema in schemas
            if like(schema, rule.schema) and not any(_takes_out(exclude, rule, schema) for exclude in excludes)
        ]
        if caught:
            yield Finding(
                "mappings.systemSchemas",
                f"{shown(rule)} selects system tables too, in the schemas {', '.join(caught)}",
                fix=f"add {', '.join(repr(Exclude(schema, table_type=rule.table_type)) for schema in caught)}",
            )


def _takes_out(exclude: Exclude, include: Include, schema: str) -> bool:
    types = {include.table_type, TableType.ALL}
    return exclude.table_type in types and like(schema, exclude.schema) and covers(exclude.table, include.table)
