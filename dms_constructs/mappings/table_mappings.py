"""A table mapping: which tables a task moves, and what becomes of them on the way."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dms_constructs import facts
from dms_constructs.engine_name import EngineName
from dms_constructs.errors import ConfigurationError, Finding, is_unresolved
from dms_constructs.mappings import _numbering, _reading, _structure
from dms_constructs.mappings.rule import Rule, TaskContext
from dms_constructs.migration_type import MigrationType

__all__ = ["TableMappings"]

# Text outside ASCII is escaped, because CloudFormation does not keep it everywhere.
_ENCODE = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False).encode


@dataclass(frozen=True, slots=True, init=False, repr=False)
class TableMappings:
    """
    The rules of a task: what it selects and how names change on the way to the target.

    `TableMappings(Include("shop"), Exclude("shop", "audit_%"), RenameSchema("shop", to="public"))`. Two mappings are
    equal when they say the same to DMS.

    Source: the DMS User Guide, page CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.

    Args:
        rules: The rules. Where several transformations name one object, DMS applies the first one only. Rules get
            their position as id and name unless they bring their own.

    Attributes:
        rules: The rules as given.
        findings: What deploys but may surprise, one for each kind.

    Raises:
        ConfigurationError: `DMS-M001` for what is no rule, `DMS-M002` to `DMS-M004` when nothing is selected,
            `DMS-M005`, `DMS-M006`, `DMS-M008` and `DMS-M013` when rules collide, `DMS-M017` when the document is
            larger than DMS takes.
    """

    rules: tuple[Rule, ...] = field(compare=False)
    findings: tuple[Finding, ...] = field(compare=False)
    _json: str

    def __init__(self, *rules: Rule) -> None:
        _structure.check_rules(rules)
        bodies = [rule.body() for rule in rules]
        _structure.check_selects(bodies)
        ids = _numbering.number(rules)
        for body, (rule_id, rule_name) in zip(bodies, ids, strict=True):
            body["rule-id"] = rule_id
            body["rule-name"] = rule_name
        findings = [finding for rule in rules for finding in rule.findings()]
        findings += _structure.cross_findings(_in_order_of_ids(rules, ids))
        text = _ENCODE({"rules": bodies})
        # A token is longer or shorter than what it stands for.
        if len(text) > facts.limit("table_mappings_max_bytes") and not is_unresolved(text):
            raise ConfigurationError(
                "DMS-M017",
                f"table mappings must have at most {facts.limit('table_mappings_max_bytes')} bytes, got {len(text)} "
                f"from {len(rules)} rules; use patterns, or several tasks",
                given=len(text),
            )
        object.__setattr__(self, "rules", rules)
        object.__setattr__(self, "findings", _structure.grouped(findings))
        object.__setattr__(self, "_json", text)

    @classmethod
    def from_json(cls, text: str) -> TableMappings:
        """
        Read a document, such as one that the DMS console wrote.

        Args:
            text: The JSON text.

        Raises:
            ConfigurationError: `DMS-M023` for what is not JSON, and whatever is wrong with a rule, with its position
                and id.
        """
        return cls.from_dict(_reading.parse(text))

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> TableMappings:
        """
        Read a document that is a dict already.

        Rules become objects of their classes, and `RawRule` where there is no class for all that they say.

        Args:
            document: `{"rules": [...]}`.

        Raises:
            ConfigurationError: `DMS-M024` for a document of another form, and whatever is wrong with a rule, with its
                position and id.
        """
        return cls(*_reading.read(document))

    def to_json(self) -> str:
        """Return the document as compact JSON; the same mapping is always the same text."""
        return self._json

    def to_dict(self) -> dict[str, Any]:
        """Return the document as a new dict."""
        document: dict[str, Any] = json.loads(self._json)
        return document

    def describe(self) -> tuple[str, ...]:
        """Say in plain words what each rule does."""
        return tuple(rule.describe() for rule in self.rules)

    def check(
        self,
        *,
        migration_type: MigrationType,
        source_engine: EngineName | None,
        target_engine: EngineName | None,
    ) -> tuple[Finding, ...]:
        """
        Check the rules against the task that uses them.

        Args:
            migration_type: What the task moves.
            source_engine: The engine of the source, or None when it is not known.
            target_engine: The engine of the target, or None when it is not known.

        Returns:
            All findings, `findings` among them.

        Raises:
            ConfigurationError: `DMS-M016`, when a task that replicates changes selects views.
        """
        task = TaskContext(migration_type, source_engine, target_engine)
        in_task = _structure.grouped(finding for rule in self.rules for finding in rule.check(task))
        return self.findings + in_task

    def __repr__(self) -> str:
        return f"TableMappings({', '.join(map(repr, self.rules))})"


def _in_order_of_ids(rules: tuple[Rule, ...], ids: list[tuple[str, str]]) -> Sequence[Rule]:
    """Return the rules as DMS ranks them; an id that is known only at deployment keeps its rule's place."""
    if all(rule.rule_id is None for rule in rules) or not all(rule_id.isdecimal() for rule_id, _ in ids):
        return rules
    return [rule for _, rule in sorted(zip((int(i) for i, _ in ids), rules, strict=True), key=lambda pair: pair[0])]
