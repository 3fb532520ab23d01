"""What is faster finds the same: few rules are checked in other ways than many, and some checks end early."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given, strategies as st

import dms_constructs as dms
from dms_constructs import facts
from dms_constructs.errors import ConfigurationError
from dms_constructs.mappings.checks import context, coverage, names, reach
from dms_constructs.mappings.checks.coverage import never_applied
from dms_constructs.mappings.rules.patterns import Pattern, covers, like, overlap
from dms_constructs.mappings.rules.transformation import Effect, OnColumns, Transformation

NAMES = st.sampled_from(["a", "b", "ab", "A"])
PATTERNS = st.sampled_from(["%", "a", "a%", "%a", "a_", "_", "ab", "a%b", "%_", "%%", "A", "_%"])
TYPES = st.sampled_from([dms.TableType.TABLE, dms.TableType.TABLE, dms.TableType.VIEW, dms.TableType.ALL])
OF_TYPE = st.sampled_from([None, None, "string", "int8"])
STRING = dms.DataType("string", length=9)
ONE_COLUMN = {"schema": PATTERNS, "table": PATTERNS, "column": NAMES, "of_type": OF_TYPE}
COLUMNS = {**ONE_COLUMN, "column": PATTERNS}
TRANSFORMATIONS: st.SearchStrategy[Transformation] = st.one_of(
    st.builds(dms.RenameSchema, NAMES, to=NAMES),
    st.builds(dms.RenameTable, PATTERNS, NAMES, to=NAMES),
    st.builds(dms.RenameColumn, to=NAMES, **ONE_COLUMN),
    st.builds(dms.LowercaseTables, PATTERNS, PATTERNS),
    st.builds(dms.UppercaseTables, PATTERNS, PATTERNS),
    st.builds(dms.LowercaseColumns, **COLUMNS),
    st.builds(dms.RemoveColumns, **COLUMNS),
    st.builds(dms.IncludeColumns, **COLUMNS),
    st.builds(dms.ChangeDataType, to=st.just(STRING), **COLUMNS),
    st.builds(dms.AddColumn, PATTERNS, PATTERNS, NAMES, st.just(STRING)),
    st.builds(dms.AddBeforeImageColumns, PATTERNS, PATTERNS),
)
RULES: st.SearchStrategy[dms.Rule] = st.one_of(
    TRANSFORMATIONS,
    st.builds(dms.Include, PATTERNS, PATTERNS, table_type=TYPES),
    st.builds(dms.Exclude, PATTERNS, PATTERNS, table_type=TYPES),
    st.builds(dms.TableSettings, NAMES, NAMES, parallel_load=st.just(dms.PartitionsAuto())),
)
EXCLUDES = st.lists(st.builds(dms.Exclude, PATTERNS, PATTERNS, table_type=TYPES), max_size=7)


def result(rules: Sequence[dms.Rule], *, strict: bool) -> Any:
    """Return what is found about rules, or the error."""
    make = dms.TableMappings if strict else dms.TableMappings._lenient  # what reading a document does
    try:
        mappings = make(*rules) if strict else make(rules)  # type: ignore[arg-type]  # one takes them as a list
        return mappings.findings + mappings.check(
            migration_type=dms.MigrationType.FULL_LOAD, source_engine=dms.EngineName.MYSQL, target_engine=None
        )
    except ConfigurationError as error:
        return str(error)


def one_by_one(rules: Sequence[Transformation], *, strict: bool) -> Iterator[tuple[Transformation, Transformation]]:
    """Do what `never_applied` does, and compare each rule with each that comes before it."""
    one_of = coverage._ONE_OF
    for position, rule in enumerate(rules):
        before = [each for each in rules[:position] if (each.KIND[1], each.EFFECT) == (rule.KIND[1], rule.EFFECT)]
        if rule.EFFECT not in one_of:
            continue
        alike = [each for each in before if each.names() == rule.names() and kind_of(each) == kind_of(rule)]
        if alike:
            if strict and (rule.KIND[1] != "column" or alike[0].KIND == rule.KIND):
                raise ConfigurationError("DMS-M006", "the same object")
            yield rule, alike[0]
            continue
        for each in before:
            wide = any(letter in "".join(each.names()) for letter in "%_") and rule.EFFECT is not Effect.KEY
            covering = all(covers(one, other) for one, other in zip(each.names(), rule.names(), strict=True))
            if wide and covering and (not isinstance(each, OnColumns) or each.of_type in {None, kind_of(rule)}):
                yield rule, each
                break


def kind_of(rule: Transformation) -> object:
    return rule.of_type if isinstance(rule, OnColumns) else getattr(rule, "origin", None)


@given(st.lists(TRANSFORMATIONS, max_size=8), st.booleans())
def test_rules_that_never_apply_are_the_same_as_when_each_is_compared_with_each(
    rules: list[Transformation], strict: bool
) -> None:
    def found(how: Any) -> Any:
        try:
            return list(how(rules, strict=strict))
        except ConfigurationError as error:
            return error.code

    assert found(never_applied) == found(one_by_one)


@pytest.mark.parametrize("few", [-1, 1000], ids=["trees", "comparing"])
@given(rules=st.lists(RULES, max_size=8), excludes=EXCLUDES, strict=st.booleans())
def test_few_and_many_rules_are_found_alike(
    few: int, rules: list[dms.Rule], excludes: list[dms.Exclude], strict: bool
) -> None:
    rules = [dms.Include("a"), *rules, *excludes]
    usual = result(rules, strict=strict)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(reach, "_FEW", few)
        patched.setattr(coverage, "_FEW", few)
        patched.setattr(names.Names, "_names_may_meet", lambda _: True)
        assert result(rules, strict=strict) == usual


@given(PATTERNS, PATTERNS)
def test_one_pattern_covers_another_as_when_it_is_matched_letter_by_letter(wide: str, narrow: str) -> None:
    assert covers(wide, narrow) == (wide == narrow or Pattern(wide, [], covering=True).match(narrow))


@given(PATTERNS, PATTERNS, st.text("abA", min_size=1, max_size=5))
def test_what_covers_and_what_overlaps_agrees_with_what_matches(one: str, other: str, name: str) -> None:
    if covers(one, other):
        assert like(name, one) >= like(name, other)
    if like(name, one) and like(name, other):
        assert overlap(one, other)


@pytest.mark.parametrize("share", [0.3, 0.37, 0.38, 0.5, 0.74, 0.76, 0.99, 1.01])
@pytest.mark.parametrize("letter", ["a", '"', "\\", "\n", "é"])
def test_a_size_that_is_not_measured_is_small(share: float, letter: str) -> None:
    limit = facts.limit("cloudformation_template_max_bytes")
    text = json.dumps(letter * int(limit * share / len(json.dumps(json.dumps(letter)))))
    size = len(json.dumps(text))

    try:
        found = bool(list(context.template_findings(text)))
    except ConfigurationError:
        found = size >= limit

    assert found == (size >= limit * 0.75)
