"""What a row looks like in a file in Amazon S3."""

from __future__ import annotations

from dataclasses import dataclass

from dms_constructs import facts
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.records.operation import Operation
from dms_constructs.records.rows import Row

__all__ = ["FileColumn", "FileRow", "file_row"]

_PARQUET = "parquet"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileColumn:
    """A column of a file, with its value in a row."""

    name: str
    value: str | None
    """The value as text; None for null."""
    parquet_type: str | None = None
    """Its type in a Parquet file; None in CSV, and where AWS's guide lists none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """A row of a file in Amazon S3."""

    path: str
    """The key of such a file in the bucket."""
    columns: tuple[FileColumn, ...]
    """Its columns, in the order of the file."""
    header: bool = False
    """Whether the first line of the file names the columns."""
    delimiter: str = ","
    """What stands between the values of a line."""
    null: str = "NULL"
    """What stands for null."""
    quotes: bool = True
    """Whether a value with a delimiter, a quotation mark or a line break in it stands in quotation marks."""

    @property
    def is_parquet(self) -> bool:
        """Whether it is a row of a Parquet file."""
        return self.path.endswith(f".{_PARQUET}")

    @property
    def text(self) -> str:
        """Its line in a CSV file, after that with the names; for Parquet, a line for each column."""
        if self.is_parquet:
            return "\n".join(
                f"{column.name}: {column.parquet_type or '?'} = {'null' if column.value is None else column.value}"
                for column in self.columns
            )
        line = self.delimiter.join(self._cell(column.value) for column in self.columns)
        names = self.delimiter.join(self._cell(column.name) for column in self.columns)
        return f"{names}\n{line}" if self.header else line

    def _cell(self, value: str | None) -> str:
        if value is None:
            return self.null
        if self.quotes and any(mark in value for mark in (self.delimiter, '"', "\n")):
            doubled = value.replace('"', '""')
            return f'"{doubled}"'
        return value

    def __str__(self) -> str:
        return self.text


def file_row(row: Row, target: EndpointFacts) -> FileRow | None:
    """
    Return the row of a file, or None for a change that the endpoint does not write.

    Args:
        row: The row of the table.
        target: What is known of the bucket's endpoint.
    """
    operation = row.operation
    if operation.is_change and not _writes(operation, target):
        return None
    in_transactions = operation.is_change and _is_on(target, "PreserveTransactions")
    # Changes in the order of their transactions are always CSV.
    is_parquet = str(target.setting("DataFormat")).lower() == _PARQUET and not in_transactions
    types: dict[str, str] = facts.records()["parquet_types"]["value"] if is_parquet else {}
    cells = tuple(
        FileColumn(name=cell.name, value=_text(cell.value), parquet_type=types.get(cell.dms_type or ""))
        for cell in row.cells
    )
    null = target.setting("CsvNullValue")
    return FileRow(
        path=_path(row.table, target, operation, is_parquet=is_parquet),
        columns=(*_before(row, target, types, in_transactions=in_transactions), *cells),
        header=_is_on(target, "AddColumnName") and not is_parquet,
        delimiter=str(target.setting("CsvDelimiter") or ","),
        null=str(null) if null is not None else facts.records()["files"]["value"]["null"],
        quotes=str(target.setting("Rfc4180")).lower() != "false",
    )


def _writes(operation: Operation, target: EndpointFacts) -> bool:
    if _is_on(target, "CdcInsertsOnly"):
        return operation is Operation.INSERT
    return operation is not Operation.DELETE or not _is_on(target, "CdcInsertsAndUpdates")


def _before(row: Row, target: EndpointFacts, types: dict[str, str], *, in_transactions: bool) -> tuple[FileColumn, ...]:
    """Return the columns that DMS writes before those of the table."""
    of_operation: dict[str, str] = facts.records()["operation_column"]["value"]
    kind = types.get("string")
    operation = FileColumn(name=of_operation["name"], value=of_operation[row.operation.value], parquet_type=kind)
    if in_transactions:
        table = row.table
        names = (("table_name", table.target_name), ("database_schema_name", table.target_schema))
        return (operation, *(FileColumn(name=name, value=value or "?") for name, value in names))
    found = (operation,) if _has_operation(row.operation, target) else ()
    name = target.setting("TimestampColumnName")
    if not name:
        return found
    when = facts.records()["files"]["value"]["timestamp"]
    return (*found, FileColumn(name=str(name), value=when, parquet_type=kind))


def _has_operation(operation: Operation, target: EndpointFacts) -> bool:
    """Whether rows say what happened, by the two tables of the guide."""
    if operation is Operation.LOAD or _is_on(target, "CdcInsertsOnly"):
        return _is_on(target, "IncludeOpForFullLoad")
    return True


def _path(table: MappedTable, target: EndpointFacts, operation: Operation, *, is_parquet: bool) -> str:
    known: dict[str, str] = facts.records()["files"]["value"]
    bucket_folder = str(target.setting("BucketFolder") or "").strip("/")
    ending = _PARQUET if is_parquet else "csv"
    if operation.is_change and _is_on(target, "PreserveTransactions"):
        folder = str(target.setting("CdcPath") or "").strip("/")
        return "/".join(part for part in (bucket_folder, folder, f"{known['in transactions']}.csv") if part)
    parts = [bucket_folder, table.target_schema or "?", table.target_name or "?"]
    if operation.is_change and _is_on(target, "DatePartitionEnabled"):
        parts.append(_date_folder(target))
    name = known["change" if operation.is_change else "load"]
    return "/".join(part for part in (*parts, f"{name}.{ending}") if part)


_DELIMITERS = {"SLASH": "/", "DASH": "-", "UNDERSCORE": "_", "NONE": ""}
_PARTS = ("YYYY", "MM", "DD", "HH")


def _date_folder(target: EndpointFacts) -> str:
    """Return the folder of a day, or an hour, for a change."""
    known: dict[str, str] = facts.records()["files"]["value"]
    day = known["date"]
    values = dict(zip(_PARTS, (day[:4], day[4:6], day[6:], known["hour"]), strict=True))
    sequence = str(target.setting("DatePartitionSequence") or "YYYYMMDD").upper()
    places = sorted((place, part) for part in _PARTS if (place := sequence.find(part)) >= 0)
    delimiter = _DELIMITERS.get(str(target.setting("DatePartitionDelimiter") or "SLASH").upper(), "/")
    return delimiter.join(values[part] for _, part in places)


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else str(value)


def _is_on(target: EndpointFacts, name: str) -> bool:
    return str(target.setting(name)).lower() == "true"
