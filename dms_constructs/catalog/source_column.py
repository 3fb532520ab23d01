"""A column of a table of a source."""

from __future__ import annotations

from dataclasses import dataclass, field

from dms_constructs.catalog import _kinds, _names, _sizes
from dms_constructs.catalog._shown import shown
from dms_constructs.catalog.data_types import is_lob
from dms_constructs.catalog.storage import Generated
from dms_constructs.catalog.traits import ColumnTrait, listed
from dms_constructs.errors import ConfigurationError

__all__ = ["SourceColumn", "plain"]


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
        values: How many values it has that are not null. Default: not measured.
        nullable: Whether it may be null. Default: not known.
        generated: Whether the server works out its values from other columns. Default: not known.
        identity: Whether the server makes a value where none is given: MySQL's `auto_increment`, PostgreSQL's identity
            and serial columns, SQL Server's `IDENTITY`. Default: not known.
        invisible: Whether `select *` leaves it out; MySQL, MariaDB and Oracle have such columns. Default: not known.
        character_set: The character set of its values, for example `utf8mb4`. Default: not known, or not of text.
        collation: What its text is compared by, for example `utf8mb4_bin`. Default: not known, or not of text.
        traits: All that it is of what Oracle and SQL Server have; none is `[]`. Default: not known.

    Raises:
        ConfigurationError: `DMS-D001` for an empty name, `DMS-D002` for a value of the wrong type, `DMS-D006` for a
            negative size and an average above the largest, `DMS-D008` for a generated identity column.
    """

    name: str
    data_type: str = ""
    dms_type: str | None = field(default=None, kw_only=True)
    lob: bool | None = field(default=None, kw_only=True)
    max_bytes: int | None = field(default=None, kw_only=True)
    average_bytes: int | None = field(default=None, kw_only=True)
    values: int | None = field(default=None, kw_only=True)
    nullable: bool | None = field(default=None, kw_only=True)
    generated: Generated | None = field(default=None, kw_only=True)
    identity: bool | None = field(default=None, kw_only=True)
    invisible: bool | None = field(default=None, kw_only=True)
    character_set: str | None = field(default=None, kw_only=True)
    collation: str | None = field(default=None, kw_only=True)
    traits: tuple[ColumnTrait, ...] | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        _names.check("the name of a column", self.name)
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
        if self.values is not None:
            _sizes.count(f"values of column {self.name}", self.values)
        _kinds.check(f"column {self.name}", self, _KINDS)
        if self.traits is not None:
            object.__setattr__(self, "traits", listed(f"column {self.name}", ColumnTrait, self.traits))
        if self.identity and self.generated in {Generated.STORED, Generated.VIRTUAL}:
            raise ConfigurationError(
                "DMS-D008",
                f"column {self.name} is both generated and an identity column, and no server has such; write "
                "identity=False, or generated=dms.Generated.NEVER",
                given=self.generated,
            )

    @property
    def is_lob(self) -> bool:
        """Whether DMS treats it as a large object, as far as that is known."""
        return self.lob if self.lob is not None else is_lob(self.dms_type)


def plain(name: str, data_type: str, dms_type: str | None) -> SourceColumn:
    """
    Return a column of which no more is known, from values that were checked.

    A catalog has hundreds of thousands, and a frozen dataclass takes four times as long to make and check one.
    """
    column = _new(SourceColumn)
    _set_name(column, name)
    _set_data_type(column, data_type)
    _set_dms_type(column, dms_type)
    for put in _put_others:
        put(column, None)
    return column


_KINDS = {
    "nullable": bool,
    "generated": Generated,
    "identity": bool,
    "invisible": bool,
    "character_set": str,
    "collation": str,
}
_new = object.__new__
_set_name, _set_data_type, _set_dms_type, *_put_others = (
    getattr(SourceColumn, name).__set__ for name in SourceColumn.__slots__
)
