"""What masked columns hold arrives elsewhere too, or is referred to by what is not masked."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping

from dms_constructs.catalog import ForeignKey, SourceTable
from dms_constructs.mappings.checks.collector import Collector
from dms_constructs.mappings.evaluator.compiled import Compiled
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.mappings.evaluator.pattern_index import NONE
from dms_constructs.mappings.rules.before_images import AddBeforeImageColumns
from dms_constructs.mappings.rules.masking import MaskWithHash
from dms_constructs.mappings.rules.words import shown

__all__ = ["MaskedElsewhere"]


class MaskedElsewhere:
    """
    Looks at the tables that have masked columns, and at all of them together.

    Args:
        compiled: The rules.
        findings: Where findings go.
        has_images: Whether the task may write before images.
    """

    def __init__(self, compiled: Compiled, findings: Collector, *, has_images: bool) -> None:
        self._compiled = compiled
        self._note = findings.note
        self._has_images = has_images
        self._hashed: dict[str, set[str]] = {}

    def look(self, table: MappedTable, masks: Mapping[str, int]) -> None:
        """
        Note the rules that write what masked columns hold into others.

        Args:
            table: Their table.
            masks: The positions of their masks, by their names.
        """
        self._hashed[str(table.source)] = {
            name for name, mask in masks.items() if isinstance(self._compiled.rules[mask], MaskWithHash)
        }
        for position, rule in table.additions():
            used = masks.keys() & (rule.expression.columns if rule.expression is not None else ())
            if used:
                self._copied(table, min(used), masks, position)
        images, names = table.before_images() if self._has_images else (NONE, frozenset[str]())
        rule_of_images = self._compiled.rules[images] if images != NONE else None
        if isinstance(rule_of_images, AddBeforeImageColumns):
            copied = [name for name in masks if rule_of_images.image_of(name) in names]
            if copied:
                self._copied(table, copied[0], masks, images)

    def _copied(self, table: MappedTable, name: str, masks: Mapping[str, int], position: int) -> None:
        rule = self._compiled.named(position)
        self._note(
            "mappings.maskedElsewhere",
            "{} masks {}.{}, and {} writes what it holds into another column; the guide doesn't say whether that is "
            "masked too",
            self._compiled.named(masks[name]),
            table.source,
            name,
            rule,
            fix=functools.partial("remove {}, or look at what arrives before you rely on the mask".format, rule),
        )

    def look_at_references(self, tables: Iterable[MappedTable]) -> None:
        """Note the foreign keys of which one side only is hashed."""
        if not any(self._hashed.values()):
            return
        by_name = {str(table.source): table.source for table in tables}
        for source in by_name.values():
            for key in source.foreign_keys or ():
                parent = by_name.get(key.references)
                # A catalog does not say which columns a key refers to: as a rule, those of the primary key.
                if parent is not None and len(parent.primary_key) == len(key.columns):
                    self._one_sided(source, key, parent)

    def _one_sided(self, source: SourceTable, key: ForeignKey, parent: SourceTable) -> None:
        for name, of_parent in zip(key.columns, parent.primary_key, strict=True):
            sides = [(source, name), (parent, of_parent)]
            hashed = [column in self._hashed.get(str(table), ()) for table, column in sides]
            if hashed[0] == hashed[1]:
                continue
            (table, column), (other, plain) = sides if hashed[0] else sides[::-1]
            self._note(
                "mappings.referenceHashedOnOneSide",
                "{}.{} is hashed, and {}.{} is not, so rows no longer find each other by the foreign key {}",
                table,
                column,
                other,
                plain,
                key.name,
                fix=functools.partial(
                    "add {}, or mask neither".format, shown(MaskWithHash(other.schema, other.name, plain))
                ),
            )
