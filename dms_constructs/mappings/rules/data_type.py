"""The data types that DMS knows between a source and a target."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dms_constructs import _checks, facts
from dms_constructs.catalog.data_types import dms_type_of
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, did_you_mean
from dms_constructs.mappings.rules.words import plain_value, quoted, shown

__all__ = ["DataType", "check_dms_type"]

_KEYS = ("length", "precision", "scale")


def check_dms_type(name: str, value: object) -> None:
    """Raise unless the value is the name of a DMS data type."""
    known = facts.table_mappings()["transformation"]["data_types"]["value"]
    if not _checks.skipped(value) and not (isinstance(value, str) and value in known):
        raise ConfigurationError(
            "DMS-M025",
            f"{name} must be one of {', '.join(known)}, got {shown(value)}{_meant(value, known)}",
            given=value,
        )


def _meant(value: object, known: Iterable[str]) -> str:
    """Return what was perhaps meant: DMS's type for a database's own, or one with a similar name."""
    if isinstance(value, str):
        for engines in _ENGINES:
            own = [dms_type_of(engine, value) for engine in engines]
            if found := dict.fromkeys(shown(each) for each in own if each is not None):
                return f" (did you mean {' or '.join(found)}?)"
    return did_you_mean(value, known)


_ENGINES = (
    (EngineName.MYSQL, EngineName.POSTGRESQL),
    (EngineName.ORACLE, EngineName.SQL_SERVER, EngineName.DB2),
)
"""Whose types are asked about together, those of the first before those of the second."""


@dataclass(frozen=True, slots=True, repr=False)
class DataType:
    """
    A DMS data type: `DataType("string", length=50)`, `DataType("numeric", precision=12, scale=2)`.

    Source: the DMS User Guide, page
    CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Transformations.

    Args:
        type: Its name, for example `string`, `int8`, `numeric` or `datetime`.
        length: The length of its values. Default: what DMS chooses.
        precision: The number of digits, or of digits of a second for `datetime`. Default: what DMS chooses.
        scale: The number of digits after the point. Default: what DMS chooses.

    Raises:
        ConfigurationError: `DMS-M025` for a type that DMS does not know, `DMS-M026` for a number out of range.
    """

    type: str
    length: int | None = field(default=None, kw_only=True)
    precision: int | None = field(default=None, kw_only=True)
    scale: int | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        if not isinstance(self.type, str):
            raise ConfigurationError(
                "DMS-M025", f'type must be the name of a type such as "string", got {shown(self.type)}', given=self.type
            )
        check_dms_type("type", self.type)
        for name in _KEYS:
            minimum = 1 if name == "length" else 0
            try:
                _checks.in_range("DMS-M026", name, getattr(self, name), minimum, None)
            except ConfigurationError as error:
                raise ConfigurationError(error.code, f"{shown(self)}: {error.message}", given=error.given) from None

    def body(self) -> dict[str, Any]:
        """Return it as DMS wants it."""
        body: dict[str, Any] = {"type": self.type}
        body |= {key: value for key in _KEYS if (value := getattr(self, key)) is not None}
        return body

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> DataType:
        """Return the type that a well-formed body stands for; what it does not know is left out."""
        if not isinstance(body, Mapping):
            raise ConfigurationError("DMS-M025", f"data-type must be an object, got {shown(body)}", given=body)
        return cls(body.get("type", ""), **{key: plain_value(body.get(key)) for key in _KEYS})

    def __str__(self) -> str:
        sizes = [value for value in (self.length, self.precision, self.scale) if value is not None]
        return f"{self.type}({','.join(map(str, sizes))})" if sizes else self.type

    def __repr__(self) -> str:
        given = [f"{key}={value}" for key in _KEYS if (value := getattr(self, key)) is not None]
        return f"dms.DataType({', '.join([quoted(self.type), *given])})"
