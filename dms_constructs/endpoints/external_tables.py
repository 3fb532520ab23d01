"""External table definitions: which columns the files of an S3 source have."""

from __future__ import annotations

import enum
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from dms_constructs import facts
from dms_constructs._checks import flag, in_range, is_a, skipped
from dms_constructs.endpoints._external_document import (
    as_text,
    check_count,
    check_members,
    check_text,
    list_in,
    number_in,
    switch_in,
    within,
)
from dms_constructs.errors import ConfigurationError, did_you_mean, shown

__all__ = ["ExternalColumn", "ExternalColumnType", "ExternalTable", "ExternalTableDefinition"]

_CODE = "DMS-Y005"


class ExternalColumnType(enum.Enum):
    """
    The type of a column in a file, in the words of DMS.

    Source: the DMS User Guide, page CHAP_Source.S3, section "Source data types for Amazon S3".
    """

    BYTE = "BYTE"
    """Bytes; needs `length_bytes`."""
    DATE = "DATE"
    TIME = "TIME"
    DATETIME = "DATETIME"
    """With a `scale`, the digits of its fraction of a second are kept."""
    INT1 = "INT1"
    INT2 = "INT2"
    INT4 = "INT4"
    INT8 = "INT8"
    NUMERIC = "NUMERIC"
    """Needs `precision` and `scale`."""
    REAL4 = "REAL4"
    REAL8 = "REAL8"
    STRING = "STRING"
    """Needs `length_bytes`."""
    UINT1 = "UINT1"
    UINT2 = "UINT2"
    UINT4 = "UINT4"
    UINT8 = "UINT8"
    BLOB = "BLOB"
    CLOB = "CLOB"
    BOOLEAN = "BOOLEAN"


@dataclass(frozen=True, slots=True)
class ExternalColumn:
    """
    A column of the files of a table: `ExternalColumn("id", ExternalColumnType.INT8, is_primary_key=True)`.

    Source: the DMS User Guide, page CHAP_Source.S3, section "Defining external tables".

    Args:
        name: Its name.
        column_type: Its type.
        length_bytes: For BYTE and STRING, which need it, the length of its longest value: 1 to 2147483647.
        precision: For NUMERIC, which needs it, the digits of a number: 1 to 38.
        scale: The digits after the point: for NUMERIC, which needs it, 0 to 31; for DATETIME, of seconds, 0 to 9.
            Default: DATETIME has none.
        nullable: Whether it can be NULL. Default: no.
        is_primary_key: Whether it is of the primary key. Default: no.
        date_format: For DATE, TIME and DATETIME, how values are written, for example `YYYY/MM/dd HH:mm:ss.F`. Default:
            as `YYYY-MM-dd HH:mm:ss`.

    Raises:
        ConfigurationError: `DMS-Y005` for a value that DMS doesn't take, or that the type needs and lacks.
    """

    name: str
    column_type: ExternalColumnType
    length_bytes: int | None = field(default=None, kw_only=True)
    precision: int | None = field(default=None, kw_only=True)
    scale: int | None = field(default=None, kw_only=True)
    nullable: bool | None = field(default=None, kw_only=True)
    is_primary_key: bool | None = field(default=None, kw_only=True)
    date_format: str | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        check_text("the name of an external column", self.name)
        if not isinstance(self.column_type, ExternalColumnType):
            text = "dms.ExternalColumnType.STRING"
            is_a(_CODE, f"column_type of column {self.name}", self.column_type, ExternalColumnType, text)
            self._refuse(f"needs column_type; write column_type={text}")
        fact, kind = facts.external_tables(), self.column_type.value
        scales = fact["scale"]["types"]
        for name, types, required, low, high, example in (
            ("length_bytes", fact["length"]["types"], fact["length"]["types"], 1, fact["length"]["max"], 255),
            ("precision", fact["precision"]["types"], fact["precision"]["types"], 1, fact["precision"]["max"], 18),
            ("scale", scales, fact["scale"]["required"], fact["scale"]["min"], scales.get(kind), 2),
        ):
            value = getattr(self, name)
            if value is None and kind in required:
                self._refuse(f"is of type {kind}, which needs {name}; write {name}={example}, or what its files have")
            if value is not None and kind not in types:
                self._refuse(f"is of type {kind}, which has no {name}; remove {name}")
            in_range(_CODE, f"{name} of column {self.name}", value, low, high)
        for name in ("nullable", "is_primary_key"):
            flag(name, getattr(self, name))
        is_a(_CODE, f"date_format of column {self.name}", self.date_format, str, "date_format='YYYY-MM-dd HH:mm:ss'")
        if self.date_format is not None and kind not in fact["date_format"]["types"]:
            self._refuse(f"is of type {kind}, which has no date_format; remove date_format")
        if self.scale is not None and self.precision is not None and self.scale > self.precision:
            self._refuse(
                f"has more digits after the point ({self.scale}) than digits ({self.precision}); raise precision"
            )
        if self.is_primary_key is True and self.nullable is True:
            self._refuse("is of the primary key, so it can't be NULL; remove nullable=True")

    def _refuse(self, problem: str) -> NoReturn:
        raise ConfigurationError(_CODE, f"column {self.name} {problem}")

    def body(self) -> dict[str, str]:
        """Return it as DMS reads it: everything is a text."""
        said = {
            "ColumnName": self.name,
            "ColumnType": self.column_type.value,
            "ColumnLength": self.length_bytes,
            "ColumnPrecision": self.precision,
            "ColumnScale": self.scale,
            "ColumnNullable": self.nullable,
            "ColumnIsPk": self.is_primary_key,
            "ColumnDateFormat": self.date_format,
        }
        return {name: as_text(value) for name, value in said.items() if value is not None}

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> ExternalColumn:
        """Return the column that a part of a document stands for."""
        check_members("a column", body, _COLUMN)
        kind = str(body.get("ColumnType", ""))
        known = [one.value for one in ExternalColumnType]
        if kind.upper() not in known:
            raise ConfigurationError(
                _CODE,
                f"ColumnType must be one of {', '.join(known)}, got {kind!r}{did_you_mean(kind.upper(), known)}",
                given=kind,
            )
        return cls(
            body.get("ColumnName", ""),
            ExternalColumnType(kind.upper()),
            length_bytes=number_in(body, "ColumnLength"),
            precision=number_in(body, "ColumnPrecision"),
            scale=number_in(body, "ColumnScale"),
            nullable=switch_in(body, "ColumnNullable"),
            is_primary_key=switch_in(body, "ColumnIsPk"),
            date_format=body.get("ColumnDateFormat"),
        )


@dataclass(frozen=True, slots=True)
class ExternalTable:
    """
    A table of files: `ExternalTable("hr", "employee", [ExternalColumn("id", ExternalColumnType.INT8)])`.

    Args:
        schema: The schema that it becomes a table of.
        name: Its name.
        columns: The columns of its files, in their order.
        path: The folder of its files, below the endpoint's `bucket_folder`. Default: `schema/name/`.

    Raises:
        ConfigurationError: `DMS-Y005` for an empty name, no columns, a column that is there twice, or a path that
            starts with a slash.
    """

    schema: str
    name: str
    columns: Sequence[ExternalColumn]
    path: str | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        check_text("the schema of an external table", self.schema)
        check_text("the name of an external table", self.name)
        example = "[dms.ExternalColumn('id', dms.ExternalColumnType.INT8)]"
        columns = self.columns
        if not isinstance(columns, list | tuple) or not all(isinstance(one, ExternalColumn) for one in columns):
            raise ConfigurationError(
                _CODE, f"columns of table {self} must be a list such as {example}, got {shown(columns)}", given=columns
            )
        if not columns:
            raise ConfigurationError(_CODE, f"table {self} must have columns, got none; write columns={example}")
        twice = [name for name, count in Counter(one.name for one in columns).items() if count > 1]
        if twice:
            raise ConfigurationError(_CODE, f"table {self} has column {twice[0]} twice; remove one")
        object.__setattr__(self, "columns", tuple(columns))
        is_a(_CODE, f"path of table {self}", self.path, str, "path='hr/employee/'")
        if not skipped(self.path) and (self.path or "/").startswith("/"):
            clean = f"{str(self.path).strip('/')}/" if str(self.path).strip("/") else f"{self}/".replace(".", "/")
            raise ConfigurationError(
                _CODE,
                f"path of table {self} must be a folder in the bucket, without a slash before it, got "
                f"{shown(self.path)}; write path={clean!r}",
                given=self.path,
            )

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}"

    def body(self) -> dict[str, Any]:
        """Return it as DMS reads it."""
        return {
            "TableName": self.name,
            "TablePath": self.path if self.path is not None else f"{self.schema}/{self.name}/",
            "TableOwner": self.schema,
            "TableColumns": [column.body() for column in self.columns],
            "TableColumnsTotal": str(len(self.columns)),
        }

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> ExternalTable:
        """Return the table that a part of a document stands for."""
        check_members("a table", body, _TABLE)
        columns = []
        for number, one in enumerate(list_in(body, "TableColumns")):
            with within(f"TableColumns[{number}]"):
                columns.append(ExternalColumn.from_body(one))
        check_count(body, "TableColumnsTotal", columns)
        schema, name, path = body.get("TableOwner", ""), body.get("TableName", ""), body.get("TablePath")
        return cls(schema, name, columns, path=None if path == f"{schema}/{name}/" else path)


@dataclass(frozen=True, slots=True, init=False)
class ExternalTableDefinition:
    """
    Which tables the files of an S3 source are: `ExternalTableDefinition(ExternalTable("hr", "employee", [...]))`.

    Source: the DMS User Guide, page CHAP_Source.S3, section "Defining external tables for Amazon S3 as a source".

    Args:
        tables: The tables.

    Raises:
        ConfigurationError: `DMS-Y005` for no tables, one that is there twice, or more than 2 MB of text.
    """

    tables: tuple[ExternalTable, ...]

    def __init__(self, *tables: ExternalTable) -> None:
        for table in tables:
            is_a(_CODE, "a table", table, ExternalTable, "dms.ExternalTable('hr', 'employee', [...])")
        if not tables or None in tables:
            raise ConfigurationError(
                _CODE,
                "an external table definition must have tables, got none; write "
                "dms.ExternalTableDefinition(dms.ExternalTable('hr', 'employee', [...]))",
            )
        twice = [name for name, count in Counter(map(str, tables)).items() if count > 1]
        if twice:
            raise ConfigurationError(_CODE, f"an external table definition has table {twice[0]} twice; remove one")
        object.__setattr__(self, "tables", tables)
        size, most = len(self.to_json().encode()), facts.external_tables()["max_bytes"]["value"]
        if size > most:
            raise ConfigurationError(
                _CODE,
                f"an external table definition must have at most {most} bytes, got {size}; give some of the tables an "
                "endpoint of their own",
            )

    def to_dict(self) -> dict[str, Any]:
        """Return the document as DMS reads it: numbers and switches are texts."""
        return {"TableCount": str(len(self.tables)), "Tables": [table.body() for table in self.tables]}

    def to_json(self) -> str:
        """Return the document as JSON."""
        return json.dumps(self.to_dict(), separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> ExternalTableDefinition:
        """
        Read a document as DMS reads it.

        Args:
            document: The document: `TableCount` and `Tables`.

        Raises:
            ConfigurationError: `DMS-Y005` for a member that DMS doesn't have, a count that is wrong, and what a table
                or column is refused for.
        """
        check_members("an external table definition", document, _DOCUMENT)
        tables = []
        for number, one in enumerate(list_in(document, "Tables")):
            with within(f"Tables[{number}]"):
                tables.append(ExternalTable.from_body(one))
        check_count(document, "TableCount", tables)
        return cls(*tables)

    @classmethod
    def from_json(cls, text: str) -> ExternalTableDefinition:
        """
        Read a document from JSON.

        Args:
            text: The document.

        Raises:
            ConfigurationError: as `from_dict`, also for what is not JSON.
        """
        try:
            document = json.loads(text)
        except (TypeError, ValueError) as error:
            raise ConfigurationError(_CODE, f"an external table definition must be JSON: {error}") from None
        return cls.from_dict(document)


_DOCUMENT = ("TableCount", "Tables")
_TABLE = ("TableName", "TablePath", "TableOwner", "TableColumns", "TableColumnsTotal")
_COLUMN = (
    "ColumnName",
    "ColumnType",
    "ColumnLength",
    "ColumnPrecision",
    "ColumnScale",
    "ColumnNullable",
    "ColumnIsPk",
    "ColumnDateFormat",
)
