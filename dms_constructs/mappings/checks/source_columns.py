"""What of selected tables does not arrive as it is, because of what their columns are on the source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from dms_constructs import facts
from dms_constructs.catalog import Generated, SourceColumn
from dms_constructs.catalog.data_types import moved_to, why_not_known
from dms_constructs.errors import Finding
from dms_constructs.mappings.checks.collector import naming
from dms_constructs.mappings.checks.column_kinds import ColumnKind, kind_of
from dms_constructs.mappings.checks.source_tables import is_named
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.mappings.rules.columns import RemoveColumns
from dms_constructs.mappings.rules.rule import TaskContext
from dms_constructs.mappings.rules.words import shown

__all__ = ["findings_of_columns"]

_Column = tuple[MappedTable, SourceColumn]
_Matching = Callable[[Iterable[SourceColumn]], list[SourceColumn]]
_GENERATED = frozenset({Generated.STORED, Generated.VIRTUAL})


def findings_of_columns(
    selected: Iterable[MappedTable], kinds: Iterable[ColumnKind], task: TaskContext
) -> Iterator[Finding]:
    """Return the findings about what kind of columns a task moves, one for each kind."""
    yield from _not_moved(selected, kinds, task)
    if is_named(task.source_engine, "binary_log"):
        yield from _of_mysql(selected)
    elif is_named(task.source_engine, "partitions_are_tables"):
        yield from _of_postgresql(selected, task)


def _not_moved(selected: Iterable[MappedTable], kinds: Iterable[ColumnKind], task: TaskContext) -> Iterator[Finding]:
    """Find the columns of types that DMS does not move to the target, as its guide says."""
    source, target = task.source_engine, task.target_engine
    if source is None or target is None:
        return

    def stays(kind: ColumnKind) -> bool:
        dms_type, data_type = kind
        places = moved_to(source, data_type) if dms_type is None and data_type else None
        return places is not None and target.record.protocol not in places

    staying = {kind for kind in kinds if stays(kind)}
    found = (
        [*_where(selected, lambda columns: [each for each in columns if kind_of(each) in staying])] if staying else []
    )
    if found:
        reasons = dict.fromkeys(why_not_known(source, column.data_type) for _, column in found)
        yield Finding(
            "mappings.typesNotMoved",
            f"DMS does not move columns of some types to {target.record.short_name} ({'; '.join(reasons)}): "
            f"{naming(f'{table.source}.{column.name} is {column.data_type}' for table, column in found)}",
            fix=f"add {_removing(found)} to leave them out on purpose",
        )


def _of_mysql(selected: Iterable[MappedTable]) -> Iterator[Finding]:
    found = [
        *_where(selected, lambda columns: [each for each in columns if each.generated in _GENERATED or each.invisible])
    ]
    generated = [each for each in found if each[1].generated in _GENERATED]
    if generated:
        yield Finding(
            "mappings.generatedColumns",
            f"DMS does not replicate generated columns of MySQL: {_named(generated)}",
            fix=f"add {_removing(generated)}, and let the target generate them",
        )
    invisible = [each for each in found if each[1].invisible]
    if invisible:
        yield Finding(
            "mappings.invisibleColumns",
            f"DMS leaves invisible columns out: {_named(invisible)}",
            fix="run `alter table ... alter column ... set visible` for them on the source, or add "
            f"{_removing(invisible)} to leave them out on purpose",
        )


def _of_postgresql(selected: Iterable[MappedTable], task: TaskContext) -> Iterator[Finding]:
    unbounded = facts.source_tables()["unbounded_types"]["value"]
    texts, numbers = frozenset(unbounded["text"]["types"]), frozenset(unbounded["numbers"]["types"])
    both = texts | numbers
    most: int = unbounded["text"]["most"]
    found = [
        *_where(
            selected,
            lambda columns: [
                each for each in columns if each.data_type.lower() in both or each.generated is Generated.VIRTUAL
            ],
        )
    ]
    virtual = [each for each in found if each[1].generated is Generated.VIRTUAL]
    if virtual and task.may_have_cdc:
        yield Finding(
            "mappings.virtualColumns",
            "PostgreSQL logs no values of virtual columns, so a load copies them, and each change writes null: "
            f"{_named(virtual)}",
            fix=f"add {_removing(virtual)}, and let the target generate them",
        )
    long = [each for each in found if each[1].data_type.lower() in texts and _is_above(each[1].max_bytes, most)]
    if long:
        yield Finding(
            "mappings.unboundedText",
            f"DMS reads text without a length up to {most} bytes, and cuts the rest off: {_named(long)}",
            fix="if values are longer, write extra_connection_attributes={'unboundedVarcharMaxSize': "
            f"'{unbounded['text']['limit']}'}} at the source, with the length of the longest",
        )
    exact = [each for each in found if each[1].data_type.lower() in numbers]
    if exact:
        yield Finding(
            "mappings.unboundedNumbers",
            f"DMS reads numbers without precision as numeric({unbounded['numbers']['as']}), and rounds the rest off: "
            f"{_named(exact)}",
            fix="if values have more digits, write extra_connection_attributes={'MapUnboundedNumericAsString': 'true'} "
            "at the source",
        )


def _is_above(length: int | None, most: int) -> bool:
    """Whether a column's longest value may be longer than that: so if it was not measured."""
    return length is None or length > most


def _where(selected: Iterable[MappedTable], matching: _Matching) -> Iterator[_Column]:
    """Yield the columns that match, of those that rules leave; asked by table, as a call for each column takes long."""
    for table in selected:
        found = matching(table.source.columns)
        if found and table.has_column_rules:
            dropped = {column.name for column, _ in table.dropped_columns}
            found = [column for column in found if column.name not in dropped]
        for column in found:
            yield table, column


def _named(columns: Iterable[_Column]) -> str:
    return naming(f"{table.source}.{column.name}" for table, column in columns)


def _removing(columns: Iterable[_Column]) -> str:
    return naming(
        shown(RemoveColumns(table.source.schema, table.source.name, column.name)) for table, column in columns
    )
