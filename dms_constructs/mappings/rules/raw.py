"""The way past this library: a rule as DMS reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dms_constructs import facts
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.mappings.rules import grammar, keys
from dms_constructs.mappings.rules.patterns import ANY
from dms_constructs.mappings.rules.rule import Rule, TaskContext
from dms_constructs.mappings.rules.words import quoted, shown

__all__ = ["RawRule", "in_short"]

_MOST_SHOWN = 100


@dataclass(frozen=True, slots=True, repr=False, init=False)
class RawRule(Rule):
    """
    A rule that this library has no class for, passed on as it is.

    `RawRule({"rule-type": "post-processing", "rule-action": "add-tag", ...})`. Its words are checked as far as the
    guide lists them; a word that is newer than this library goes through `unchecked`.

    Source: the DMS User Guide, page CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.

    Args:
        body: The rule as DMS wants it. A `rule-id` and a `rule-name` in it are kept.
        rule_id: Digits. Default: the `rule-id` in the body, else the rule's position.
        rule_name: Letters and digits. Default: the `rule-name` in the body, else the id.

    Raises:
        ConfigurationError: `DMS-M010` and `DMS-M011` for a name, `DMS-M018` for something that is not JSON, `DMS-M019`
            to `DMS-M022` for an unknown word or a missing part.
    """

    # Text instead of a dict: it cannot change, it compares and hashes by value.
    text: str

    def __init__(self, body: Mapping[str, Any], *, rule_id: str | None = None, rule_name: str | None = None) -> None:
        if not isinstance(body, Mapping):
            raise ConfigurationError(
                "DMS-M018", f"RawRule takes a dict, got {type(body).__name__} {shown(body)}", given=body
            )
        try:
            try:
                own = grammar.plain(body)
            except RecursionError:
                raise ConfigurationError("DMS-M018", "a rule must be JSON, got one that holds itself") from None
            ids = [own.pop("rule-id", None), own.pop("rule-name", None)]
            grammar.check(own)
        except ConfigurationError as error:
            raise grammar.located(error, in_short(body), body, grammar.check) from None
        rule_id, rule_name = (
            given if given is not None else _as_text(inside)
            for given, inside in zip((rule_id, rule_name), ids, strict=True)
        )
        for name, value in (("rule_id", rule_id), ("rule_name", rule_name), ("text", json.dumps(own, sort_keys=True))):
            object.__setattr__(self, name, value)
        self.check_ids()

    @property
    def rule_type(self) -> str:
        """What kind of rule it is, for example `selection`."""
        return str(self.body()["rule-type"])

    def body(self) -> dict[str, Any]:
        """Return a new dict of the rule as DMS wants it, without its id and name."""
        body: dict[str, Any] = json.loads(self.text)
        return body

    def place(self) -> tuple[str, str]:
        """Return the names or patterns for the schema and the table that the rule is about; `%` where it has none."""
        locator = self.body().get("object-locator")
        names: Mapping[str, object] = locator if isinstance(locator, dict) else {}
        return str(names.get("schema-name", ANY)), str(names.get("table-name", ANY))

    def known(self) -> Rule | None:
        """Return what a class reads in the rule, without the keys that it does not know; None without such a class."""
        from dms_constructs.mappings.rules.kinds import understood  # noqa: PLC0415  # it loads every class of rules

        try:
            return understood(self.body(), rule_id=self.rule_id, rule_name=self.rule_name)
        except ConfigurationError:
            return None

    def describe(self) -> str:
        """Say in plain words what the rule does."""
        known = self.known()
        if known is not None:
            return known.describe()
        body = self.body()
        locator = body.get("object-locator")
        words = " ".join(body[key] for key in ("rule-target", "rule-action") if key in body)
        where = ", ".join(f"{key} {name}" for key, name in locator.items()) if isinstance(locator, dict) else ""
        return f"pass on a {body['rule-type']} rule{words and f' ({words})'}{where and f' for {where}'}"

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings about this rule alone."""
        known, body = self.known(), self.body()
        findings = list(known.findings() if known is not None else Rule.findings(self))
        if body.get("filters") and body.get("rule-action") != "include":
            findings.append(
                Finding(
                    "mappings.filtersIgnored",
                    f"{shown(self)}: DMS applies filters in include rules only",
                    fix='remove "filters", or write "rule-action": "include"',
                )
            )
        findings += self._unknown_keys(body, known)
        pair = grammar.pair(body.get("rule-target"), body.get("rule-action"))
        if body["rule-type"] == "transformation" and pair is not None and not pair["legal"]:
            target = body["rule-target"]
            findings.append(
                Finding(
                    "mappings.actionNotForTarget",
                    f"{shown(self)}: rule-action {body['rule-action']} is not documented for rule-target {target}: "
                    f"{pair['note']}",
                    fix=f"write one of the documented ones: {', '.join(grammar.actions(target))}",
                )
            )
        return tuple(findings)

    def _unknown_keys(self, body: Mapping[str, Any], known: Rule | None) -> Iterator[Finding]:
        if known is not None:
            found = keys.unknown_keys(body, known.body())
        elif body["rule-type"] in facts.table_mappings()["document"]["rule_types"]["value"]:
            found = keys.strange_keys(body)
        else:
            return  # a kind of rule that is newer has keys of its own
        for strange in found:
            if strange.key == "filters" and not strange.place:
                continue  # the finding about filters says more
            if strange.key == "table-name" and body.get("rule-target") == "schema":
                yield self._table_of_schema(body["object-locator"]["table-name"])
                continue
            meant, fix = keys.correction(strange)
            where = f"{strange.path} of such a rule" if strange.path else "such a rule"
            yield Finding(
                "mappings.unknownKey",
                f"{shown(self)}: the guide has no key {quoted(strange.key)} in {where}{meant}",
                fix=fix,
            )

    def _table_of_schema(self, table: object) -> Finding:
        return Finding(
            "mappings.tableOfSchemaRule",
            f"{shown(self)} is for schemas, and names the table {table}: the guide does not say whether it applies to "
            "all tables of the schema, or to none",
            fix='remove "table-name", or write "rule-target": "table" if the table itself was meant',
        )

    def check(self, task: TaskContext, /) -> tuple[Finding, ...]:
        """Return the findings about this rule in that task, or raise."""
        known = self.known()
        return known.check(task) if known is not None else ()

    def __repr__(self) -> str:
        ids = {"rule-id": self.rule_id, "rule-name": self.rule_name}
        return f"dms.RawRule({self.body() | {key: value for key, value in ids.items() if value is not None}!r})"


def _as_text(value: object) -> str | None:
    # DMS takes `"rule-id": 1` as well as `"rule-id": "1"`.
    return value if value is None or isinstance(value, str) else str(value)


def in_short(body: Mapping[str, Any]) -> str:
    """Return the rule with this body as messages name it: with as many of its keys as fit on a line."""
    parts: list[str] = []
    for key, value in body.items():
        part = f"{key!r}: {value!r}"
        if len(", ".join([*parts, part])) > _MOST_SHOWN:
            parts.append("...")
            break
        parts.append(part)
    return f"dms.RawRule({{{', '.join(parts)}}})"
