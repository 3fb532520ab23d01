"""A table or view of a source, with its columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from dms_constructs.catalog import _sizes
from dms_constructs.catalog._shown import shown
from dms_constructs.catalog.data_types import is_lob
from dms_constructs.catalog.table_type import TableType
from dms_constructs.errors import ConfigurationError

__all__ = ["SourceColumn", "SourceTable"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """
    A column of a table of the source.

    Args:
        name: Its name, as the source's catalog has it.
        data_type: The source's word for its type, for example `varchar(45)`. Default: not known.
        dms_type: The DMS data type that it is read as, for example `wstring`. Default: in a catalog with an engine,
            what the guide says for `data_type`; else not known.
        lob: Whether DMS treats it as a large object. Default: what `dms_type` says.
        max_bytes: The length of its largest value in bytes; 0 if it has no values. Default: not measured.
        average_bytes: The average length of its values in bytes, rounded up, without those that are null. Default: not
            measured.

    Raises:
        ConfigurationError: `DMS-D001` for an empty name, `DMS-D002` for a type that is no text or a length that is no
            whole number, `DMS-D006` for a negative length and an average above the largest.
    """

    name: str
    data_type: str = ""
    dms_type: str | None = field(default=None, kw_only=True)
    lob: bool | None = field(default=None, kw_only=True)
    max_bytes: int | None = field(default=None, kw_only=True)
    average_bytes: int | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name:
            raise ConfigurationError(
                "DMS-D001",
                f"the name of a column must be a string that is not empty, got {shown(self.name)}",
                given=self.name,
            )
        if not isinstance(self.data_type, str) or not isinstance(self.dms_type, str | None):
            given = self.data_type if not isinstance(self.data_type, str) else self.dms_type
            raise ConfigurationError(
                "DMS-D002", f"the type of column {self.name} must be a string, got {shown(given)}", given=given
            )
        if not isinstance(self.lob, bool | None):
            raise ConfigurationError(
                "DMS-D002", f"lob of column {self.name} must be True or False, got {shown(self.lob)}", given=self.lob
            )
        if self.max_bytes is not None or self.average_bytes is not None:
            _sizes.lengths(self.name, self.max_bytes, self.average_bytes)

    @property
    def is_lob(self) -> bool:
        """Whether DMS treats it as a large object, as far as that is known."""
        return self.lob if self.lob is not None else is_lob(self.dms_type)


@dataclass(frozen=True, slots=True, init=False)
class SourceTable:
    """
    A table or view of the source.

    `SourceTable("shop", "orders", [SourceColumn("id", "bigint"), SourceColumn("note", "longtext", lob=True)],
    primary_key=["id"])`. A column that is only a name may be given as text.

    Args:
        schema: The name of its schema; for MySQL, of its database.
        name: Its own name.
        columns: Its columns, in order. Default: not known.
        primary_key: The names of the columns of its primary key, in order. Default: it has none.
        table_type: A table or a view. Default: a table.
        rows: How many rows it has; an estimate will do. Default: not known.
        size_bytes: The bytes of its data, without its indexes. Default: not known.

    Raises:
        ConfigurationError: `DMS-D001` for an empty name, `DMS-D002` for a value of the wrong type, `DMS-D003` for a
            column that is there twice or a key column that is not there or there twice, `DMS-D006` for a negative
            size.
    """

    schema: str
    name: str
    columns: tuple[SourceColumn, ...]
    primary_key: tuple[str, ...]
    table_type: TableType
    rows: int | None
    size_bytes: int | None

    def __init__(
        self,
        schema: str,
        name: str,
        columns: Iterable[SourceColumn | str] = (),
        *,
        primary_key: Iterable[str] = (),
        table_type: TableType = TableType.TABLE,
        rows: int | None = None,
        size_bytes: int | None = None,
    ) -> None:
        for what, given in (("schema", schema), ("name", name)):
            if not isinstance(given, str) or not given:
                raise ConfigurationError(
                    "DMS-D001",
                    f"the {what} of a table must be a string that is not empty, got {shown(given)}",
                    given=given,
                )
        where = f"table {schema}.{name}"
        if not isinstance(table_type, TableType) or table_type is TableType.ALL:
            raise ConfigurationError(
                "DMS-D002",
                f"{where}: table_type must be TableType.TABLE or TableType.VIEW, got {shown(table_type)}",
                given=table_type,
            )
        known = tuple(_column(where, column) for column in _listed(where, "columns", columns))
        key = tuple(_key_column(where, column) for column in _listed(where, "primary_key", primary_key))
        names = {column.name for column in known}
        if len(names) != len(known):
            repeated = _repeated(column.name for column in known)
            raise ConfigurationError("DMS-D003", f"{where} has column {repeated} twice", given=repeated)
        if len(set(key)) != len(key):
            repeated = _repeated(key)
            raise ConfigurationError("DMS-D003", f"{where} has {repeated} twice in its primary key", given=repeated)
        if known and not names.issuperset(key):
            missing = next(column for column in key if column not in names)
            raise ConfigurationError(
                "DMS-D003", f"{where}: column {missing} of the primary key is none of its columns", given=missing
            )
        _sizes.count(f"{where}: rows", rows)
        _sizes.count(f"{where}: size_bytes", size_bytes)
        for attribute, value in (
            ("schema", schema),
            ("name", name),
            ("columns", known),
            ("primary_key", key),
            ("table_type", table_type),
            ("rows", rows),
            ("size_bytes", size_bytes),
        ):
            object.__setattr__(self, attribute, value)

    def with_columns(self, columns: Iterable[SourceColumn]) -> SourceTable:
        """Return the same table, with its sizes, and other columns."""
        return SourceTable(
            self.schema,
            self.name,
            columns,
            primary_key=self.primary_key,
            table_type=self.table_type,
            rows=self.rows,
            size_bytes=self.size_bytes,
        )

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}"


def _listed(where: str, what: str, given: Iterable[T]) -> Iterable[T]:
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise ConfigurationError("DMS-D002", f"{where}: {what} must be a list, got {shown(given)}", given=given)
    return given


def _repeated(names: Iterable[str]) -> str:
    """Return a name that is there twice; the caller knows that one is."""
    return Counter(names).most_common(1)[0][0]


def _column(where: str, given: SourceColumn | str) -> SourceColumn:
    if isinstance(given, SourceColumn):
        return given
    if isinstance(given, str):
        return SourceColumn(given)
    raise ConfigurationError(
        "DMS-D002", f"{where}: a column must be a SourceColumn or a name, got {shown(given)}", given=given
    )


def _key_column(where: str, given: str) -> str:
    if isinstance(given, str):
        return given
    raise ConfigurationError(
        "DMS-D002", f"{where}: primary_key must be names of columns, got {shown(given)}", given=given
    )
