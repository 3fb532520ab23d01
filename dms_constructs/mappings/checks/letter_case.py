"""What a target makes of names that differ in letter case only."""

from __future__ import annotations

from dms_constructs.engines import EngineName, known

__all__ = ["are_one_name", "same_name"]


def same_name(target: EngineName | None, kind: str) -> str | None:
    """
    Say when a target takes names for one that differ in letter case only; None when it tells them apart.

    Args:
        target: Its engine, or None when it is not known.
        kind: What the names are of: `table`, or `column` for those of one table.
    """
    case = known(target.record.letter_case) if target is not None else None
    if target is None or case is None:
        return "which is one name on some targets"
    how = case.columns if kind == "column" else case.tables
    if how == "sensitive":
        return None
    if how == "insensitive":
        return f"which is one name on a {target.value} target"
    comma = "," if "," in case.decided_by else ""
    return f"and on a {target.value} target {case.decided_by}{comma} decides whether that is one name"


def are_one_name(target: EngineName | None) -> bool:
    """Whether a target surely takes names of two columns for one that differ in letter case only."""
    case = known(target.record.letter_case) if target is not None else None
    return case is not None and case.columns == "insensitive"
