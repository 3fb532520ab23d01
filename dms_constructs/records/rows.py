"""A row of a table with values, which stand for those that it will have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from dms_constructs import facts
from dms_constructs.mappings.evaluator.mapped_columns import MappedColumn
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.mappings.rules.before_images import AddBeforeImageColumns
from dms_constructs.mappings.rules.columns import ChangeDataType
from dms_constructs.records.operation import Operation

__all__ = ["TAKEN", "Cell", "Row"]

TAKEN = (str, int, float, Decimal, bytes, dt.date, dt.time, type(None))
"""The classes of values that a column can have; a time of a day with its date is a date, too, and a switch an int."""


class Cell(NamedTuple):
    """A column of a row on the target, with its value."""

    column: MappedColumn
    value: object
    dms_type: str | None

    @property
    def name(self) -> str:
        """Its name on the target; `?` for one that is known at run time only."""
        return self.column.name if self.column.name is not None else "?"

    def is_called(self, names: frozenset[str]) -> bool:
        """Whether its name, on the source or the target, is among some in lower case."""
        source = self.column.source
        return self.name.lower() in names or (source is not None and source.name.lower() in names)


class Row:
    """
    A row of a table.

    Args:
        table: The table.
        operation: What happened to it.
        values: Values by the names of columns on the source, or on the target for those that rules add.
        before: Likewise before an update.
        hex_prefix: Whether binary values begin with `0x`.
    """

    def __init__(
        self,
        table: MappedTable,
        operation: Operation,
        values: Mapping[str, object],
        before: Mapping[str, object],
        *,
        hex_prefix: bool = True,
    ) -> None:
        self.table = table
        self.operation = operation
        self._values = values
        self._before = before
        self._hex_prefix = hex_prefix
        self.cells: tuple[Cell, ...] = tuple(self._cell(column) for column in table.columns)

    def of_key(self) -> Iterator[Cell]:
        """Yield the cells of its key."""
        key = self.table.primary_key
        yield from (cell for name in key for cell in self.cells if cell.name == name)

    def named(self, name: str) -> Cell | None:
        """Return the cell of a column by its name on either side; letter case does not count, as in AWS's examples."""
        wanted = frozenset({name.lower()})
        return next((cell for cell in self.cells if cell.is_called(wanted)), None)

    def before(self, cell: Cell) -> object:
        """Return what a cell was before an update."""
        source = cell.column.source
        name = source.name if source is not None else cell.name
        given = self._before if name in self._before else self._values
        return self._written(given[name]) if name in given else self._example(cell.dms_type)

    def _cell(self, column: MappedColumn) -> Cell:
        dms_type = _type_of(column)
        source = column.source
        name = source.name if source is not None else column.name
        if name is not None and name in self._values:
            return Cell(column, self._written(self._values[name]), dms_type)
        if source is None and any(isinstance(rule, AddBeforeImageColumns) for rule in column.rules):
            return Cell(column, self._image(column, dms_type), dms_type)
        return Cell(column, self._example(dms_type), dms_type)

    def _image(self, column: MappedColumn, dms_type: str | None) -> object:
        """Return the value of a before image, which only an update has."""
        if self.operation is not Operation.UPDATE:
            return None
        for rule in column.rules:
            if isinstance(rule, AddBeforeImageColumns):
                for source in self.table.source.columns:
                    if rule.image_of(source.name) == column.name:
                        given = self._before if source.name in self._before else self._values
                        return self._written(given[source.name]) if source.name in given else self._example(dms_type)
        return self._example(dms_type)

    def _written(self, value: object) -> object:
        """Return a value as JSON has it: bytes, times and decimals of a driver look as the examples do."""
        if isinstance(value, bytes):
            return f"{'0x' if self._hex_prefix else ''}{value.hex()}"
        if isinstance(value, dt.datetime):
            in_utc = value.astimezone(dt.timezone.utc) if value.utcoffset() is not None else value
            return f"{in_utc.replace(tzinfo=None).isoformat()}Z"
        if isinstance(value, dt.date | dt.time):
            return value.isoformat()
        if isinstance(value, Decimal):
            return int(value) if value == value.to_integral_value() else float(value)
        return value

    def _example(self, dms_type: str | None) -> object:
        examples: dict[str, object] = facts.records()["values"]["value"]
        if dms_type is not None and dms_type.startswith(("int", "uint")):
            return 1
        value = examples.get(dms_type or "string", "text")
        return value if self._hex_prefix or not isinstance(value, str) else value.removeprefix("0x")


def _type_of(column: MappedColumn) -> str | None:
    """Return the DMS data type of a column on the target, as far as it is known."""
    if column.source is not None and not any(isinstance(rule, ChangeDataType) for rule in column.rules):
        return column.source.dms_type
    # A type that a rule gives is one of DMS's own, perhaps with a length.
    word = column.data_type.partition("(")[0].strip().lower()
    return word or None
