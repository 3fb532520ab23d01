"""A table mapping: which tables a task moves, and what becomes of them on the way."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dms_constructs import facts
from dms_constructs._checks import is_a
from dms_constructs.catalog import Catalog
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, Finding, is_unresolved
from dms_constructs.mappings import numbering
from dms_constructs.mappings.checks import context, structure
from dms_constructs.mappings.checks.collector import grouped
from dms_constructs.mappings.checks.given_names import findings_of_given_names
from dms_constructs.mappings.rules.rule import Rule
from dms_constructs.migration_type import MigrationType

if TYPE_CHECKING:
    # Imported where they are used: most apps read no document and give no catalog, and these load half of the package.
    from dms_constructs.mappings.comparison import Comparison
    from dms_constructs.mappings.evaluation import Evaluation

__all__ = ["TableMappings"]

# Text outside ASCII is escaped, because CloudFormation does not keep it everywhere.
_ENCODE = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False).encode


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
        ConfigurationError: `DMS-M001` for something that is not a rule, `DMS-M002` to `DMS-M004` when nothing is
            selected, `DMS-M005`, `DMS-M006`, `DMS-M008` and `DMS-M013` when rules collide, `DMS-M017` when the
            document is larger than DMS takes.
    """

    rules: tuple[Rule, ...] = field(compare=False)
    findings: tuple[Finding, ...] = field(compare=False)
    _ids: tuple[str, ...] = field(compare=False)
    _json: str

    def __init__(self, *rules: Rule) -> None:
        self._fill(rules, strict=True)

    def _fill(self, rules: tuple[Rule, ...], *, strict: bool) -> None:
        twice = structure.check_rules(rules, strict=strict)
        bodies = [rule.body() for rule in rules]
        structure.check_selects(bodies)
        ids = numbering.number(rules)
        for body, (rule_id, rule_name) in zip(bodies, ids, strict=True):
            body["rule-id"] = rule_id
            body["rule-name"] = rule_name
        findings = structure.rule_findings(rules)
        findings += twice
        if any(rule.rule_name is not None for rule in rules):
            findings += numbering.same_names([rule_name for _, rule_name in ids], rules, strict=strict)
        own_ids = tuple([rule_id for rule_id, _ in ids])
        findings += structure.cross_findings([rule for _, rule in numbering.ranked(rules, own_ids)], strict=strict)
        text = _ENCODE({"rules": bodies})
        # A token is longer or shorter than what it stands for.
        if len(text) > facts.limit("table_mappings_max_bytes") and not is_unresolved(text):
            raise ConfigurationError(
                "DMS-M017",
                f"table mappings must have at most {facts.limit('table_mappings_max_bytes')} bytes, got {len(text)} "
                f"from {len(rules)} rule{'s' * (len(rules) != 1)}; use patterns for names, dms.Condition.between for "
                "values, or several tasks",
                given=len(text),
            )
        object.__setattr__(self, "rules", rules)
        object.__setattr__(self, "findings", grouped(findings))
        object.__setattr__(self, "_ids", own_ids)
        object.__setattr__(self, "_json", text)

    @classmethod
    def from_json(cls, text: str) -> TableMappings:
        """
        Read a document, such as one that the DMS console wrote.

        Args:
            text: The JSON text.

        Raises:
            ConfigurationError: `DMS-M023` for text that is not JSON, and whatever is wrong with a rule, with its
                position and id.
        """
        from dms_constructs.mappings import reading  # noqa: PLC0415  # see above

        return cls.from_dict(reading.parse(text))

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> TableMappings:
        """
        Read a document that is a dict already.

        Rules become objects of their classes, and `RawRule` where there is no class for all that they say. What DMS
        takes although it is a mistake, such as two rules of which one never applies, is a finding here, and an error
        only in mappings that are made of rules.

        Args:
            document: `{"rules": [...]}`.

        Raises:
            ConfigurationError: `DMS-M024` for a document of another form, and whatever is wrong with a rule, with its
                position and id.
        """
        from dms_constructs.mappings import reading  # noqa: PLC0415  # see above

        return cls._lenient(reading.read(document))

    @classmethod
    def _lenient(cls, rules: Iterable[Rule]) -> TableMappings:
        """Return the mapping of rules that another one, or a document, has already."""
        mappings = object.__new__(cls)
        mappings._fill(tuple(rules), strict=False)
        return mappings

    def to_json(self) -> str:
        """Return the document as compact JSON; the same mapping is always the same text."""
        return self._json

    def to_dict(self) -> dict[str, Any]:
        """Return the document as a new dict."""
        document: dict[str, Any] = json.loads(self._json)
        return document

    def numbered(self) -> list[tuple[str, Rule]]:
        """Return the rules with their ids, in the order in which DMS ranks them."""
        return numbering.ranked(self.rules, self._ids)

    def evaluate(
        self,
        catalog: Catalog,
        *,
        target_schema: str | None = None,
        migration_type: MigrationType | None = None,
        source_engine: EngineName | None = None,
        target_engine: EngineName | None = None,
    ) -> Evaluation:
        """
        Say what the mapping does with the tables of a source, and because of which rule.

        Args:
            catalog: What the source has.
            target_schema: `TargetSchema` of the task settings, the schema of tables that no rule gives another.
                Default: that of the source.
            migration_type: What the task moves, to check the rules with. Default: not known.
            source_engine: The engine of the source. Default: that of the catalog.
            target_engine: The engine of the target, to check the rules with. Default: not known.

        Raises:
            ConfigurationError: `DMS-M053` for an argument of the wrong type, `DMS-D007` for a catalog of another kind
                of database than the source.
        """
        from dms_constructs.mappings.evaluation import Evaluation  # noqa: PLC0415  # see above

        if not isinstance(catalog, Catalog):
            raise ConfigurationError(
                "DMS-M053",
                f"catalog must be a Catalog, got {type(catalog).__name__}; write dms.Catalog(dms.SourceTable('shop', "
                "'orders')) or dms.Catalog.from_json(text)",
                given=catalog,
            )
        task = context.task(migration_type, source_engine or catalog.engine, target_engine, has_catalog=True)
        catalog.check_source(source_engine)
        is_a("DMS-M053", "target_schema", target_schema, str, "target_schema='public'")
        return Evaluation(self.numbered(), self.findings, catalog, target_schema, task)

    def compare(self, new: TableMappings, catalog: Catalog, *, target_schema: str | None = None) -> Comparison:
        """
        Say what changes for the tables of a source when another mapping takes the place of this one.

        Args:
            new: The other mapping.
            catalog: What the source has.
            target_schema: `TargetSchema` of the task settings. Default: that of the source.

        Raises:
            ConfigurationError: `DMS-M001` for something that is not a mapping, `DMS-M053` for
                something that is not a catalog.
        """
        from dms_constructs.mappings.comparison import Comparison  # noqa: PLC0415  # see above

        if not isinstance(new, TableMappings):
            raise ConfigurationError(
                "DMS-M001",
                f"new must be TableMappings, got {type(new).__name__}; write dms.TableMappings(dms.Include('shop')) or "
                "dms.TableMappings.from_json(text)",
                given=new,
            )
        return Comparison(
            self.evaluate(catalog, target_schema=target_schema), new.evaluate(catalog, target_schema=target_schema)
        )

    def describe(self) -> tuple[str, ...]:
        """Say in plain words what each rule does."""
        return tuple(rule.describe() for rule in self.rules)

    def __add__(self, other: TableMappings) -> TableMappings:
        """
        Return the mapping that has the rules of both; a rule that both have is there once.

        Every rule applies to all that either part selects. Rules of the first come first, so they win where one
        of several transformations applies.

        Raises:
            ConfigurationError: `DMS-M054` where they disagree: when one selects what the other excludes, when
                both name the same object or set up the same table in different ways, or when rules have the same id.
        """
        from dms_constructs.mappings import composition  # noqa: PLC0415  # see above

        if not isinstance(other, TableMappings):
            return NotImplemented
        rules = composition.together(self.rules, other.rules)
        try:
            both = TableMappings(*rules)
        except ConfigurationError as error:
            raise composition.disagreement(error.message) from None
        composition.check_agreement(self.numbered(), other.numbered(), both.numbered())
        return both

    def split_by_schema(self, catalog: Catalog | None = None) -> dict[str, TableMappings]:
        """
        Return a mapping for each schema, which together do what this one does.

        For tasks that run side by side: each table is selected by exactly one of them.

        Args:
            catalog: What the source has. Needed where a rule selects schemas by a pattern.

        Raises:
            ConfigurationError: `DMS-M055` when it can't be told which schemas there are.
        """
        from dms_constructs.mappings import composition  # noqa: PLC0415  # see above

        parts = composition.split_by_schema(self.numbered(), catalog)
        return {schema: self._lenient(rules) for schema, rules in parts.items()}

    def split_by_table(
        self, tables: Iterable[tuple[str, str]], catalog: Catalog | None = None
    ) -> tuple[dict[str, TableMappings], TableMappings | None]:
        """
        Return a mapping for each of some tables, by `schema.name`, and one for the rest, or None if there is no rest.

        For large tables that shall have a task of their own. Without a catalog, the rest excludes each of the tables by
        its name, in which `_` stands for any character; with one, the rest is exact.

        Args:
            tables: Pairs of schema and name.
            catalog: What the source has. Default: not known.

        Raises:
            ConfigurationError: `DMS-M055` for a table that is not selected.
        """
        from dms_constructs.mappings import composition  # noqa: PLC0415  # see above

        parts, rest = composition.split_by_table(self.numbered(), tables, catalog)
        left = self._lenient(rest) if rest is not None else None
        return {name: self._lenient(rules) for name, rules in parts.items()}, left

    def check(
        self,
        *,
        migration_type: MigrationType,
        source_engine: EngineName | None,
        target_engine: EngineName | None,
        catalog: Catalog | None = None,
        target_schema: str | None = None,
        in_template: bool = True,
    ) -> tuple[Finding, ...]:
        """
        Check the rules against the task that uses them.

        Args:
            migration_type: What the task moves.
            source_engine: The engine of the source, or None when it is not known.
            target_engine: The engine of the target, or None when it is not known.
            catalog: What the source has. Default: not known, so less is checked.
            target_schema: `TargetSchema` of the task settings. Default: that of the source.
            in_template: Whether the document must fit into a template.

        Returns:
            All findings; with a catalog, what it decides takes the place of what is guessed in `findings`.

        Raises:
            ConfigurationError: `DMS-M016`, when a task that replicates changes selects views; `DMS-M033`, `DMS-M041`
                and `DMS-M044` for rules that the engines do not have; `DMS-M056` when the document does not fit into a
                template; with a catalog, whatever is wrong with the tables.
        """
        if catalog is None:
            task = context.task(migration_type, source_engine, target_engine, has_catalog=False)
            in_task = structure.task_findings(self.rules, task)
            in_task += context.system_schemas(self.rules, source_engine)
            in_task += findings_of_given_names(self.rules, task, target_schema)
            of_rules = structure.of_target(self.findings, self.numbered, target_engine)
            return of_rules + grouped([*in_task, *self._template_findings(in_template=in_template)])
        evaluation = self.evaluate(
            catalog,
            target_schema=target_schema,
            migration_type=migration_type,
            source_engine=source_engine,
            target_engine=target_engine,
        )
        return self.findings_of(evaluation, in_template=in_template)

    def findings_of(self, evaluation: Evaluation, *, in_template: bool = True) -> tuple[Finding, ...]:
        """
        Return the findings about the rules in an evaluation of this mapping for a task.

        Args:
            evaluation: The evaluation.
            in_template: Whether the document must fit into a template.

        Raises:
            ConfigurationError: The first of the evaluation's problems.
        """
        for problem in evaluation.problems:
            raise problem
        return evaluation.findings + grouped(self._template_findings(in_template=in_template))

    def _template_findings(self, *, in_template: bool) -> Iterable[Finding]:
        return context.template_findings(self._json) if in_template else ()

    def __repr__(self) -> str:
        return f"dms.TableMappings({', '.join(map(repr, self.rules))})"
