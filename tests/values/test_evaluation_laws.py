"""The evaluator decides as one that tries every rule on everything."""

from hypothesis import given, settings, strategies as st

from dms_constructs import (
    AddColumn,
    ChangeDataType,
    DataType,
    Exclude,
    Explicit,
    Include,
    IncludeColumns,
    LowercaseColumns,
    LowercaseTables,
    MaskDigits,
    PartitionsAuto,
    PrefixColumns,
    PrefixSchemas,
    PrefixTables,
    Ranges,
    RemoveColumns,
    RenameColumn,
    RenameSchema,
    RenameTable,
    Rule,
    SuffixColumns,
    SuffixTables,
    TableMappings,
    TableSettings,
    TableType,
    UppercaseSchemas,
    UppercaseTables,
)
from dms_constructs.catalog import Catalog, SourceColumn, SourceTable
from dms_constructs.errors import ConfigurationError
from tests.values.naive_evaluator import NaiveColumn, NaiveEvaluator, NaiveTable

# Few letters, so that patterns meet names; `%` and `_` in names too, and what Unicode does to case.
NAMES = st.text("abA_", min_size=1, max_size=4) | st.sampled_from(["a%b", "a_b", "axb", "ß", "a\nb", "["])
PATTERNS = st.text("ab_%A", min_size=1, max_size=4) | st.sampled_from(["%", "a%", "%b", "a_b", "%a%", "_%", "a%b%"])
EXACT = NAMES.filter(lambda name: "%" not in name)
AFFIXES = st.text("ab_", min_size=1, max_size=2)
TYPES = st.sampled_from(TableType)
DMS_TYPES = st.none() | st.sampled_from(["string", "int8"])
NEW_TYPES = st.sampled_from([DataType("int8"), DataType("string", length=5), DataType("numeric", precision=4, scale=2)])

RULES: st.SearchStrategy[Rule] = st.one_of(
    st.builds(Include, PATTERNS, PATTERNS, table_type=TYPES, load_order=st.none() | st.integers(1, 9)),
    st.builds(Exclude, PATTERNS, PATTERNS, table_type=TYPES),
    st.builds(Explicit, EXACT, EXACT, table_type=TYPES),
    st.builds(RenameSchema, PATTERNS, to=EXACT),
    st.builds(UppercaseSchemas, PATTERNS),
    st.builds(PrefixSchemas, PATTERNS, remove=AFFIXES),
    st.builds(RenameTable, PATTERNS, EXACT, to=EXACT),
    st.builds(LowercaseTables, PATTERNS, PATTERNS),
    st.builds(UppercaseTables, PATTERNS, PATTERNS),
    st.builds(PrefixTables, PATTERNS, PATTERNS, add=AFFIXES),
    st.builds(SuffixTables, PATTERNS, PATTERNS, remove=AFFIXES),
    st.builds(SuffixTables, PATTERNS, PATTERNS, replace=AFFIXES, by=AFFIXES),
    st.builds(RenameColumn, PATTERNS, PATTERNS, EXACT, to=EXACT, of_type=DMS_TYPES),
    st.builds(LowercaseColumns, PATTERNS, PATTERNS, PATTERNS, of_type=DMS_TYPES),
    st.builds(PrefixColumns, PATTERNS, PATTERNS, PATTERNS, replace=AFFIXES, by=AFFIXES),
    st.builds(SuffixColumns, PATTERNS, PATTERNS, PATTERNS, add=AFFIXES),
    st.builds(IncludeColumns, PATTERNS, PATTERNS, PATTERNS, of_type=DMS_TYPES),
    st.builds(RemoveColumns, PATTERNS, PATTERNS, PATTERNS, of_type=DMS_TYPES),
    st.builds(ChangeDataType, PATTERNS, PATTERNS, PATTERNS, to=NEW_TYPES, of_type=DMS_TYPES),
    st.builds(MaskDigits, PATTERNS, PATTERNS, PATTERNS, st.just("#")),
    st.builds(AddColumn, PATTERNS, PATTERNS, EXACT, NEW_TYPES),
    st.builds(TableSettings, EXACT, EXACT, parallel_load=st.sampled_from([PartitionsAuto(), Ranges(["a"], [[1]])])),
)
COLUMNS = st.lists(
    st.builds(SourceColumn, NAMES, st.sampled_from(["", "int"]), dms_type=DMS_TYPES),
    max_size=4,
    unique_by=lambda column: column.name,
)
TABLES = st.builds(SourceTable, NAMES, NAMES, COLUMNS, table_type=st.sampled_from([TableType.TABLE, TableType.VIEW]))
CATALOGS = st.lists(TABLES, max_size=8, unique_by=lambda table: (table.schema, table.name)).map(lambda t: Catalog(*t))


@st.composite
def mappings(draw: st.DrawFn) -> TableMappings:
    first = draw(st.builds(Include, PATTERNS, PATTERNS, table_type=TYPES))
    ids = draw(st.permutations(range(1, 10)))  # ranks need not follow the order in which rules stand
    numbered = draw(st.booleans())
    kept: list[Rule] = []
    for rule in [first, *draw(st.lists(RULES, max_size=8))]:  # a rule that clashes with those before it is left out
        one = rule.with_id(str(ids[len(kept)]), None) if numbered else rule
        try:
            TableMappings(first, *kept[1:], one) if kept else TableMappings(one)
        except ConfigurationError:
            continue
        kept.append(one)
    return TableMappings(*kept)


def fast(mapping: TableMappings, catalog: Catalog, target_schema: str | None) -> list[NaiveTable]:
    found = []
    ids = {id(rule): rule_id for rule_id, rule in mapping.numbered()}
    for table in mapping.evaluate(catalog, target_schema=target_schema).tables:
        rule, settings = table.included_by, table.settings
        found.append(
            NaiveTable(
                table.is_selected,
                ids[id(rule)] if rule is not None else None,
                str(table.target_schema),
                str(table.target_name),
                tuple(
                    NaiveColumn(column.source.name if column.source else None, str(column.name), column.data_type)
                    for column in table.columns
                ),
                str(table.load_order) if table.load_order is not None else None,
                [item.body() for item in table.filters],
                settings.parallel_load.body() if settings and settings.parallel_load else None,
            )
        )
    return found


@settings(max_examples=600)
@given(mappings(), CATALOGS, st.none() | st.just("target"))
def test_the_evaluator_agrees_with_the_naive_one(
    mapping: TableMappings, catalog: Catalog, target_schema: str | None
) -> None:
    assert fast(mapping, catalog, target_schema) == NaiveEvaluator(mapping.to_dict(), target_schema).evaluate(catalog)
