"""How an S3 target writes its files: their format, and their folders by date."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from dms_constructs._checks import taken_as_is
from dms_constructs._code import Variable, call
from dms_constructs._declared import settings_of
from dms_constructs.endpoints._settings import EndpointSettings, renders
from dms_constructs.endpoints._time_zones import check_time_zone
from dms_constructs.errors import ConfigurationError, is_unresolved, shown

__all__ = [
    "CsvFormat",
    "DatePartitionDelimiter",
    "DatePartitionSequence",
    "DatePartitions",
    "ParquetEncoding",
    "ParquetFormat",
    "ParquetVersion",
    "S3CannedAcl",
    "S3CompressionType",
]


class S3CompressionType(enum.Enum):
    """Whether the files are compressed."""

    NONE = "none"
    GZIP = "gzip"


class S3CannedAcl(enum.Enum):
    """
    Who else than the writer gets at the files, where the bucket has access control lists at all.

    The lists that open files to everybody, or to everybody with an AWS account, can't be written.

    Source: the Amazon S3 User Guide, page acl-overview.
    """

    NONE = "none"
    PRIVATE = "private"
    AWS_EXEC_READ = "aws-exec-read"
    BUCKET_OWNER_READ = "bucket-owner-read"
    BUCKET_OWNER_FULL_CONTROL = "bucket-owner-full-control"


class ParquetVersion(enum.Enum):
    """The version of the Parquet format."""

    PARQUET_1_0 = "parquet-1-0"
    PARQUET_2_0 = "parquet-2-0"


class ParquetEncoding(enum.Enum):
    """How values are encoded in Parquet files."""

    PLAIN = "plain"
    """As they are."""
    PLAIN_DICTIONARY = "plain-dictionary"
    """By a dictionary for each column."""
    RLE_DICTIONARY = "rle-dictionary"
    """By a dictionary, bit packing and run lengths."""


class DatePartitionSequence(enum.Enum):
    """Which parts of a date make the folders, and in which order."""

    YYYYMMDD = "YYYYMMDD"
    YYYYMMDDHH = "YYYYMMDDHH"
    YYYYMM = "YYYYMM"
    MMYYYYDD = "MMYYYYDD"
    DDMMYYYY = "DDMMYYYY"


class DatePartitionDelimiter(enum.Enum):
    """What stands between the parts of a date."""

    SLASH = "SLASH"
    """A folder for each part."""
    UNDERSCORE = "UNDERSCORE"
    DASH = "DASH"
    NONE = "NONE"


class _S3Settings(EndpointSettings):
    __slots__ = ()

    BLOCK = "S3Settings"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParquetFormat(_S3Settings):
    """
    Files in Apache Parquet. DMS's default holds for what is not given.

    Source: the DMS User Guide, page CHAP_Target.S3, and S3Settings in the API reference.

    Args:
        parquet_version: By default `PARQUET_1_0`.
        parquet_timestamp_in_millisecond: Whether times have milliseconds instead of microseconds, which Athena and
            Glue need; no by default.
        encoding_type: By default `RLE_DICTIONARY`.
        enable_statistics: Whether pages and row groups have statistics; yes by default.
        row_group_length: Rows in a row group: fewer read faster and write slower; 10000 by default.
        data_page_size_bytes: Size of a data page; 1048576 by default.
        dict_page_size_limit_bytes: Size from which a column's dictionary gives way to `PLAIN`; 1048576 by default.

    Raises:
        ConfigurationError: `DMS-E008` for a number or an enum that DMS refuses, `DMS-A001` for another type.
    """

    _fixed = {"DataFormat": "parquet"}  # noqa: RUF012  # declared by the base, never changed

    parquet_version: ParquetVersion | None = field(default=None, metadata=renders("ParquetVersion", ParquetVersion))
    parquet_timestamp_in_millisecond: bool | None = field(
        default=None, metadata=renders("ParquetTimestampInMillisecond")
    )
    encoding_type: ParquetEncoding | None = field(default=None, metadata=renders("EncodingType", ParquetEncoding))
    enable_statistics: bool | None = field(default=None, metadata=renders("EnableStatistics"))
    row_group_length: int | None = field(default=None, metadata=renders("RowGroupLength"))
    data_page_size_bytes: int | None = field(default=None, metadata=renders("DataPageSize"))
    dict_page_size_limit_bytes: int | None = field(default=None, metadata=renders("DictPageSizeLimit"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvFormat(_S3Settings):
    r"""
    Files of comma-separated values. DMS's default holds for what is not given.

    Source: the DMS User Guide, page CHAP_Target.S3, and S3Settings in the API reference.

    Args:
        add_column_name: Whether a file starts with the names of its columns; no by default.
        csv_delimiter: What stands between columns; a comma by default.
        csv_row_delimiter: What stands between rows; a line feed by default.
        csv_null_value: What stands for NULL; `NULL` by default.
        csv_no_sup_value: What stands for columns that the source's supplemental log leaves out; NULL by default.
        rfc4180: Whether values with quotation marks or line breaks are quoted as RFC 4180 says; yes by default.

    Raises:
        ConfigurationError: `DMS-A001` for a value of another type, `DMS-E008` for an empty delimiter, `DMS-E013` for
            delimiters that nobody could tell apart.
    """

    _fixed = {"DataFormat": "csv"}  # noqa: RUF012  # declared by the base, never changed

    add_column_name: bool | None = field(default=None, metadata=renders("AddColumnName"))
    csv_delimiter: str | None = field(default=None, metadata=renders("CsvDelimiter"))
    csv_row_delimiter: str | None = field(default=None, metadata=renders("CsvRowDelimiter"))
    csv_null_value: str | None = field(default=None, metadata=renders("CsvNullValue"))
    csv_no_sup_value: str | None = field(default=None, metadata=renders("CsvNoSupValue"))
    rfc4180: bool | None = field(default=None, metadata=renders("Rfc4180"))

    def __post_init__(self) -> None:
        EndpointSettings.__post_init__(self)
        self._check_delimiters()
        if self.csv_no_sup_value is not None:
            self._fields_say["UseCsvNoSupValue"] = True

    def _check_delimiters(self) -> None:
        """Raise when nobody could tell columns, rows and values apart."""
        delimiters: dict[str, str] = {}
        for setting in settings_of(type(self)):
            if setting.name in {"csv_delimiter", "csv_row_delimiter"}:
                given, default = getattr(self, setting.name), setting.key.default
                delimiters[setting.name] = default if given is None else given
                if taken_as_is(given):
                    continue
                write = f"write {self._written(setting.name)}"
                if given == "":
                    raise ConfigurationError("DMS-E008", f"{setting.label} must not be empty, got ''; {write}")
                if given == '"' and self.rfc4180 is not False:
                    raise ConfigurationError(
                        "DMS-E013",
                        f"{setting.label} must not be a quotation mark, which quotes values; {write}",
                    )
        if any(taken_as_is(one) for one in delimiters.values()):
            return
        if len({one.replace("\\r", "\r").replace("\\n", "\n") for one in delimiters.values()}) == 1:
            odd = "csv_row_delimiter" if self.csv_row_delimiter is not None else "csv_delimiter"
            raise ConfigurationError(
                "DMS-E013",
                f"csv_delimiter and csv_row_delimiter must differ, got {shown(delimiters['csv_delimiter'])} for both; "
                f"write {self._written(odd)}",
            )

    def _written(self, changed: str) -> str:
        """Return this as code, with the default for one of the delimiters."""
        default = {setting.name: setting.key.default for setting in settings_of(type(self))}[changed]
        given = {name: getattr(self, name) for name in self.__dataclass_fields__}
        values = {name: default if name == changed else value for name, value in given.items()}
        # What is known at deployment only stays as the reader has it.
        return call("dms.CsvFormat", **{n: Variable("...") if is_unresolved(v) else v for n, v in values.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class DatePartitions(_S3Settings):
    """
    Folders by the date on which a transaction was committed. DMS's default holds for what is not given.

    Source: the DMS User Guide, page CHAP_Target.S3, section "Using date-based folder partitioning".

    Args:
        sequence: Which parts of the date, in which order; by default `YYYYMMDD`.
        delimiter: What stands between the parts; by default `SLASH`.
        timezone: The time zone of the dates by name, for example `Europe/Berlin`; by default UTC.

    Raises:
        ConfigurationError: `DMS-E008` for something that is not of the enum or a time zone that is not one, `DMS-A001`
            for a time zone that is not a string.
    """

    _fixed = {"DatePartitionEnabled": True}  # noqa: RUF012  # declared by the base, never changed

    sequence: DatePartitionSequence | None = field(
        default=None, metadata=renders("DatePartitionSequence", DatePartitionSequence)
    )
    delimiter: DatePartitionDelimiter | None = field(
        default=None, metadata=renders("DatePartitionDelimiter", DatePartitionDelimiter)
    )
    timezone: str | None = field(default=None, metadata=renders("DatePartitionTimezone"))

    def __post_init__(self) -> None:
        EndpointSettings.__post_init__(self)
        check_time_zone("DatePartitions.timezone", self.timezone, must_be_named=True)
