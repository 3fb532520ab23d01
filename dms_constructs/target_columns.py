"""Which columns of a target's tables don't hold what is written into them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from dms_constructs import facts
from dms_constructs.catalog import Generated, SourceColumn
from dms_constructs.errors import Finding
from dms_constructs.mappings.checks.collector import naming
from dms_constructs.mappings.evaluator.mapped_columns import MappedColumn
from dms_constructs.mappings.rules.columns import ChangeDataType
from dms_constructs.mappings.rules.masking import MaskWithHash
from dms_constructs.target_pairs import Pair

__all__ = ["findings_of_target_columns"]

_TEXTS = frozenset({"string", "wstring"})
_LENGTH = re.compile(r"[a-z ]+\(([0-9]+)\)")
_WHOLE = re.compile(r"(u?int)([1248])")


def findings_of_target_columns(pairs: Iterable[Pair]) -> Iterator[Finding]:
    """Return the findings about columns of the target that refuse what is written into them, one for each kind."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for pair in pairs:
        for column, there in pair.columns():
            if there is not None:
                kind, said = _kind_of(column, there)
                if kind is not None:
                    found[kind].append(f"{pair.there}.{there.name}{said}")
            elif not pair.is_partly_seen:
                found["missing"].append(f"{pair.there}.{column.name}")
    missing, generated, short, strict = (found[kind] for kind in ("missing", "generated", "short", "strict"))
    if missing:
        yield Finding(
            "task.targetColumnsMissing",
            f"tables of the target lack columns that are written into them: {naming(missing)}",
            fix="add them on the target, rename them with dms.RenameColumn, or leave them out with dms.RemoveColumns",
        )
    if generated:
        yield Finding(
            "task.targetColumnsGenerated",
            f"the target generates columns that are written into it, and refuses rows that have them: "
            f"{naming(generated)}",
            fix="leave them out with dms.RemoveColumns, so the target generates them",
        )
    if short:
        yield Finding(
            "task.targetColumnsTooShort",
            f"columns of the target have less room than what is written into them may take, so rows are cut off or "
            f"refused: {naming(short)}",
            fix="give them on the target the length that they have on the source",
        )
    if strict:
        yield Finding(
            "task.targetColumnsNotNull",
            "columns of the target can't be null, and on the source they can, so rows where they are null are refused: "
            f"{naming(strict)}",
            fix="run `alter table ... alter column ... drop not null` for them on the target, or make them not null on "
            "the source too",
        )


def _kind_of(column: MappedColumn, there: SourceColumn) -> tuple[str | None, str]:
    """Return what is wrong with a column of the target, and what to say of it."""
    if there.generated in {Generated.STORED, Generated.VIRTUAL}:
        return "generated", ""
    needed = _too_short(column, there)
    if needed is not None:
        return "short", f" is {there.data_type or there.dms_type}, for {needed}"
    is_strict = there.nullable is False and column.source is not None and column.source.nullable
    return ("strict" if is_strict else None), ""


def _too_short(column: MappedColumn, there: SourceColumn) -> str | None:
    """Return what might be too long for a column of the target, in words; None if nothing is, or that is not known."""
    source, room = column.source, _LENGTH.fullmatch(there.data_type.strip().lower())
    if there.dms_type in _TEXTS and room is not None:
        if any(isinstance(rule, MaskWithHash) for rule in column.rules):
            hashed: int = facts.source_tables()["mask_hash_length"]["value"]
            return f"a hash of {hashed} characters" if int(room[1]) < hashed else None
        if source is None or source.dms_type not in _TEXTS:
            return None
        length = _LENGTH.fullmatch(source.data_type.strip().lower())
        # No value has more characters than bytes.
        fits = source.max_bytes is not None and source.max_bytes <= int(room[1])
        return source.data_type if length is not None and int(length[1]) > int(room[1]) and not fits else None
    if source is None or any(isinstance(rule, ChangeDataType) for rule in column.rules):
        return None
    ours, its = _WHOLE.fullmatch(source.dms_type or ""), _WHOLE.fullmatch(there.dms_type or "")
    if ours is None or its is None or ours[1] != its[1] or int(ours[2]) <= int(its[2]):
        return None
    return source.data_type or source.dms_type
