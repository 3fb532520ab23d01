"""What DMS reads a source's data types as."""

from __future__ import annotations

import functools
import re

from dms_constructs import facts
from dms_constructs.engines import EngineFamily, EngineName

__all__ = ["dms_type_of", "is_lob"]

_COMMENT = re.compile(r"/\*.*?\*/")


@functools.cache
def _types(family: EngineFamily) -> dict[str, str]:
    known = facts.data_types()
    types = {name: record["dms_type"] for name, record in known[family.value].items()}
    if family is EngineFamily.MYSQL:
        types |= {f"{name} unsigned": record["dms_type"] for name, record in known["mysql_unsigned"].items()}
    return types


@functools.lru_cache(maxsize=4096)
def dms_type_of(engine: EngineName, data_type: str) -> str | None:
    """
    Return the DMS data type for a source's own, for example `wstring` for MySQL's `varchar(45)`, or None.

    It is the default: settings of an endpoint can change some. Source: the DMS User Guide, pages CHAP_Source.MySQL and
    CHAP_Source.PostgreSQL.

    Args:
        engine: The source's engine.
        data_type: The type in the source's words, with or without length.
    """
    # MariaDB writes some of what only it knows as a comment, such as `longblob /*M!100301 COMPRESSED*/`.
    before, _, rest = _COMMENT.sub("", data_type).strip().lower().partition("(")
    inside, _, after = rest.rpartition(")")
    word = " ".join(f"{before} {after}".split()).removesuffix(" zerofill")
    if engine.family is EngineFamily.MYSQL and word == "bit" and inside.strip() not in {"", "1"}:
        return "bytes"
    if engine.family is EngineFamily.POSTGRESQL and word.endswith("[]"):
        word = "array"
    if engine.family is EngineFamily.POSTGRESQL and word in {"numeric", "decimal"}:
        precision = inside.partition(",")[0].strip()
        if precision.isdecimal() and int(precision) > facts.data_types()["numeric_max_precision"]["value"]:
            return "string"
    types = _types(engine.family)
    # DMS has types of their own for whole numbers without a sign only.
    return types.get(word) or types.get(word.removesuffix(" unsigned"))


@functools.cache
def is_lob(dms_type: str | None) -> bool:
    """Whether values of a DMS data type are large objects."""
    return dms_type in facts.data_types()["lob_types"]["value"]
