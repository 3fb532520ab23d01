"""Which LOB mode fits LOBs of measured lengths."""

from __future__ import annotations

from dataclasses import dataclass

from dms_constructs import facts
from dms_constructs._checks import in_range
from dms_constructs.errors import ConfigurationError
from dms_constructs.settings._keys import key
from dms_constructs.settings.lobs import FullLobs, InlineLobs, LimitedLobs, Lobs

__all__ = ["LobSizes", "lobs_for"]

_LIMIT = "TargetMetadata.LobMaxSize"


@dataclass(frozen=True, slots=True, kw_only=True)
class LobSizes:
    """
    How long the LOBs of a source are: `select max(octet_length(column))` tells the first in bytes.

    Of text of PostgreSQL, which DMS reads as NCLOB, take twice that: DMS counts two bytes for a character, and four for
    some. Source: the DMS User Guide, page CHAP_Source.PostgreSQL.

    Args:
        largest_kb: The length of the longest one, in KB, rounded up: 1 or more.
        typical_kb: A length that most do not exceed, in KB, rounded up. Default: not known.

    Raises:
        ConfigurationError: `DMS-S027`, when a length is not a whole number above 0, or the second is above the first.
    """

    largest_kb: int
    typical_kb: int | None = None

    def __post_init__(self) -> None:
        in_range("DMS-S027", "LobSizes.largest_kb", self.largest_kb, 1, None, unit="KB")
        in_range("DMS-S027", "LobSizes.typical_kb", self.typical_kb, 1, None, unit="KB")
        if self.largest_kb is None:
            raise ConfigurationError("DMS-S027", "LobSizes.largest_kb must be given, got None")
        if self.typical_kb is not None and self.typical_kb > self.largest_kb:
            raise ConfigurationError(
                "DMS-S027",
                f"LobSizes.typical_kb must not be above largest_kb, got {self.typical_kb} and {self.largest_kb}",
                given=self.typical_kb,
            )


def lobs_for(sizes: LobSizes) -> tuple[Lobs, str]:
    """
    Return the LOB mode for LOBs of these lengths, under which none is cut off, and why.

    The longest decides for `LimitedLobs` up to 63 KB, above which AWS finds this mode slow. Beyond, `InlineLobs` if
    most are no longer than that, or nothing is known about most; else `FullLobs`.

    Source: the DMS User Guide, page CHAP_Tasks.LOBSupport.
    """
    fast = facts.task_settings()["advice"]["limited_lobs_up_to"]["value"]
    longest = f"the longest LOB is {sizes.largest_kb} KB long"
    if sizes.largest_kb <= fast:
        return LimitedLobs(max_size_kb=sizes.largest_kb), f"{longest}, so none is cut off in the fastest mode"
    if sizes.typical_kb is None:
        return InlineLobs(inline_max_size_kb=fast), f"{longest}, and nothing is known about most of them"
    if sizes.typical_kb <= fast:
        return (
            InlineLobs(inline_max_size_kb=sizes.typical_kb),
            f"{longest}, and most are at most {sizes.typical_kb} KB long, so they travel with their rows",
        )
    return FullLobs(), f"most LOBs are longer than {fast} KB: {longest}, and {sizes.typical_kb} KB is typical"


def limited_lobs_for(sizes: LobSizes) -> tuple[Lobs, str]:
    """Return the limited mode that cuts none off, for batch apply, which takes no other; raise when there is none."""
    most = key(_LIMIT).maximum
    if most is not None and sizes.largest_kb > most:
        raise ConfigurationError(
            "DMS-S027",
            f"batch apply takes limited LOBs only, and their limit is at most {most} KB, got dms.LobSizes(largest_kb="
            f"{sizes.largest_kb}); move these tables in a separate task without batch apply",
            given=sizes,
            source=key(_LIMIT).source,
        )
    return (
        LimitedLobs(max_size_kb=sizes.largest_kb),
        f"the longest LOB is {sizes.largest_kb} KB long, and batch apply takes no other mode",
    )
