"""What targets want names to be like, and what they have no room for: each with a twin that is fine."""

from collections.abc import Sequence

import pytest

import dms_constructs as dms
from dms_constructs.engines import EngineName

DYNAMODB, KAFKA, KINESIS, OPENSEARCH = EngineName.DYNAMODB, EngineName.KAFKA, EngineName.KINESIS, EngineName.OPENSEARCH
REDIS, REDSHIFT, DOCUMENTDB, NEPTUNE = EngineName.REDIS, EngineName.REDSHIFT, EngineName.DOCUMENTDB, EngineName.NEPTUNE
ORACLE, SQL_SERVER = EngineName.ORACLE, EngineName.SQL_SERVER
POSTGRESQL, MYSQL = EngineName.POSTGRESQL, EngineName.MYSQL
ABOUT_TARGETS = {
    *("mappings.nameNotTaken", "mappings.lobsNotMoved", "mappings.reservedWordInKey", "mappings.objectMappingPattern"),
    "mappings.objectMappingColumns",
    *("mappings.nameCutOff", "mappings.systemSchemaOnTarget", "DMS-M058", "DMS-M059", "DMS-M060", "DMS-M013"),
}
Named = tuple[str, str, Sequence[str]]


def evaluated(
    table: dms.SourceTable, target: EngineName, *rules: dms.Rule, kind: dms.MigrationType = dms.MigrationType.FULL_LOAD
) -> dms.Evaluation:
    catalog = dms.Catalog(table, engine=MYSQL)
    return dms.TableMappings(dms.Include("%"), *rules).evaluate(
        catalog, migration_type=kind, source_engine=MYSQL, target_engine=target
    )


def said(evaluation: dms.Evaluation) -> list[str]:
    found = [problem.code for problem in evaluation.problems] + [finding.id for finding in evaluation.findings]
    return [each for each in found if each in ABOUT_TARGETS]


def table(schema: str = "shop", name: str = "orders", columns: Sequence[str] = ("id", "note")) -> dms.SourceTable:
    return dms.SourceTable(
        schema, name, [dms.SourceColumn(each, "bigint") for each in columns], primary_key=[columns[0]]
    )


REFUSED: dict[str, tuple[EngineName, dms.SourceTable, dms.SourceTable]] = {
    "DynamoDB: a blank": (DYNAMODB, table(name="my orders"), table(name="my_orders")),
    "DynamoDB: other letters": (DYNAMODB, table(name="größen"), table(name="Sizes-1.0")),
    "DynamoDB: short": (DYNAMODB, table(name="ab"), table(name="abc")),
    "DynamoDB: long": (DYNAMODB, table(name="a" * 256), table(name="a" * 255)),
    "Redis: a percent sign in a table": (REDIS, table(name="rate%"), table(name="rate")),
    "Redis: a percent sign in a schema": (REDIS, table(schema="a%b"), table(schema="a_b")),
    "Redis: a percent sign in a column": (REDIS, table(columns=["id", "a%"]), table(columns=["id", "a"])),
    "Redshift: a schema with _": (REDSHIFT, table(schema="_raw"), table(schema="raw_")),
    "Redshift Serverless: likewise": (EngineName.REDSHIFT_SERVERLESS, table(schema="_raw"), table(schema="raw")),
}
MAYBE: dict[str, tuple[EngineName, dms.SourceTable, dms.SourceTable]] = {
    "OpenSearch: upper case": (OPENSEARCH, table(name="Orders"), table(name="orders")),
    "OpenSearch: _ first": (OPENSEARCH, table(name="_orders"), table(name="orders_")),
    "OpenSearch: a slash": (OPENSEARCH, table(name="a/b"), table(name="a.b")),
    "Elasticsearch: upper case": (EngineName.ELASTICSEARCH, table(name="Orders"), table(name="orders")),
    "OpenSearch: fields are free": (OPENSEARCH, table(name="-x"), table(name="x-", columns=["ID", "_Note /"])),
    "DocumentDB: a long collection": (DOCUMENTDB, table(name="a" * 58), table(name="a" * 57)),
    "DocumentDB: a database with a blank": (DOCUMENTDB, table(schema="my shop"), table(schema="my_shop")),
    "DocumentDB: a field with a dot": (DOCUMENTDB, table(columns=["id", "a.b"]), table(columns=["id", "a_b"])),
}


@pytest.mark.parametrize(("target", "bad", "fine"), REFUSED.values(), ids=REFUSED)
def test_a_name_that_a_target_refuses_is_an_error(
    target: EngineName, bad: dms.SourceTable, fine: dms.SourceTable
) -> None:
    assert set(said(evaluated(bad, target))) == {"DMS-M059"}
    assert said(evaluated(fine, target)) == []


@pytest.mark.parametrize(("target", "bad", "fine"), MAYBE.values(), ids=MAYBE)
def test_a_name_that_a_target_might_refuse_is_a_finding(
    target: EngineName, bad: dms.SourceTable, fine: dms.SourceTable
) -> None:
    assert said(evaluated(bad, target)) == ["mappings.nameNotTaken"]
    assert said(evaluated(fine, target)) == []


@pytest.mark.parametrize("target", [POSTGRESQL, MYSQL, ORACLE, SQL_SERVER, KINESIS, KAFKA, EngineName.S3])
def test_targets_that_quote_names_take_any_shape(target: EngineName) -> None:
    assert said(evaluated(table("_My Shop", "%Orders/", ["ID", "$a.b"]), target)) == []


@pytest.mark.parametrize("target", [DYNAMODB, REDSHIFT, OPENSEARCH, DOCUMENTDB])
def test_the_fix_of_a_name_is_right(target: EngineName) -> None:
    bad = table("_a b", "_$B ", ["id", "$n.m"])
    wrong = evaluated(bad, target)
    texts = [problem.message for problem in wrong.problems]
    texts += [finding.fix for finding in wrong.findings if finding.id == "mappings.nameNotTaken"]

    for text in texts:
        fix = text[text.index("dms.") :].partition(", or another")[0]
        rule = eval(fix, {"dms": dms})  # what the message says to write
        assert text not in str(evaluated(bad, target, rule))


def test_a_name_that_is_a_pattern_in_rules_is_renamed_on_the_source() -> None:
    (problem,) = evaluated(table(name="rate%"), REDIS).problems

    assert problem.message.endswith("rename it on the source, as % is a pattern in rules")


def test_upper_case_is_lowered_by_a_rule_for_all_tables() -> None:
    (finding,) = [
        each for each in evaluated(table(name="Orders"), OPENSEARCH).findings if each.id == "mappings.nameNotTaken"
    ]

    assert finding.fix == "add dms.LowercaseTables()"
    assert said(evaluated(table(name="Orders"), OPENSEARCH, dms.LowercaseTables())) == []


def test_a_table_that_object_mapping_names_needs_no_name_of_its_own() -> None:
    mapping = dms.MapRecordToRecord("shop", "my orders", target_table_name="orders", partition_key_name="id")

    assert said(evaluated(table(name="my orders"), DYNAMODB, mapping)) == []


GIVEN = {
    "a table of DynamoDB": (
        DYNAMODB,
        dms.MapRecordToRecord("shop", "orders", target_table_name="my orders", partition_key_name="id"),
        (
            "target_table_name must have 3 to 255 of the characters a-z, A-Z, 0-9, _, - and ., got 'my orders'; write "
            'dms.MapRecordToRecord("shop", "orders", target_table_name="my_orders", partition_key_name="id")'
        ),
    ),
    "a topic": (
        KAFKA,
        dms.MapRecordToRecord("shop", "orders", kafka_target_topic="orders/eu"),
        (
            "kafka_target_topic must have at most 249 of the characters a-z, A-Z, 0-9, ., _ and -, got 'orders/eu'; "
            'write dms.MapRecordToRecord("shop", "orders", kafka_target_topic="orders_eu")'
        ),
    ),
    "a partition key": (
        KINESIS,
        dms.MapRecordToRecord(
            "shop", "orders", partition_key_type=dms.PartitionKeyType.CONSTANT, partition_key="k" * 257
        ),
        "partition_key must have at most 256 characters",
    ),
}
FINE = {
    "a table of DynamoDB": (
        DYNAMODB,
        dms.MapRecordToRecord("shop", "orders", target_table_name="my_orders", partition_key_name="id"),
    ),
    "a topic": (KAFKA, dms.MapRecordToRecord("shop", "orders", kafka_target_topic="orders.eu")),
    "a partition key": (
        KINESIS,
        dms.MapRecordToRecord(
            "shop", "orders", partition_key_type=dms.PartitionKeyType.CONSTANT, partition_key="k" * 256
        ),
    ),
    "a long key of Kafka": (
        KAFKA,
        dms.MapRecordToRecord(
            "shop", "orders", partition_key_type=dms.PartitionKeyType.CONSTANT, partition_key="k" * 257
        ),
    ),
}


def checked(target: EngineName, *rules: dms.Rule) -> tuple[dms.Finding, ...]:
    return dms.TableMappings(dms.Include("shop"), *rules).check(
        migration_type=dms.MigrationType.FULL_LOAD, source_engine=MYSQL, target_engine=target
    )


ELSEWHERE = {
    "a topic": (
        KINESIS,
        dms.MapRecordToRecord("shop", "orders", kafka_target_topic="orders", exclude_columns=["card"]),
        ("kafka_target_topic", 'write dms.MapRecordToRecord("shop", "orders", exclude_columns=["card"])'),
    ),
    "a sort key": (
        KAFKA,
        dms.MapRecordToDocument("shop", "orders", sort_key_name="line"),
        ("sort_key_name", 'write dms.MapRecordToDocument("shop", "orders")'),
    ),
    "dimensions": (
        DYNAMODB,
        dms.MapRecordToRecord("shop", "orders", partition_key_name="id", timestream_dimensions=["host"]),
        ("timestream_dimensions", 'write dms.MapRecordToRecord("shop", "orders", partition_key_name="id")'),
    ),
}


@pytest.mark.parametrize(("target", "rule", "said"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_what_an_object_mapping_says_for_another_target_is_told(
    target: EngineName, rule: dms.Rule, said: tuple[str, str]
) -> None:
    (finding,) = [each for each in checked(target, rule) if each.id == "mappings.argumentOfOtherTarget"]

    assert f"has {said[0]}, which is for" in finding.message
    assert finding.fix == said[1]


@pytest.mark.parametrize(
    ("target", "rule"),
    [
        (KAFKA, dms.MapRecordToRecord("shop", "orders", kafka_target_topic="orders", target_table_name="orders")),
        (DYNAMODB, dms.MapRecordToRecord("shop", "orders", partition_key_name="id", sort_key_name="line")),
        # The guide's examples for Kinesis have it.
        (KINESIS, dms.MapRecordToRecord("shop", "orders", target_table_name="orders")),
    ],
    ids=["Kafka", "DynamoDB", "Kinesis"],
)
def test_what_an_object_mapping_says_for_its_target_is_not(target: EngineName, rule: dms.Rule) -> None:
    assert checked(target, rule) == ()


@pytest.mark.parametrize(("target", "rule", "text"), GIVEN.values(), ids=GIVEN)
def test_object_mapping_gives_names_that_the_target_takes(target: EngineName, rule: dms.Rule, text: str) -> None:
    with pytest.raises(dms.ConfigurationError, match="DMS-M059") as raised:
        checked(target, rule)

    assert text in raised.value.message


@pytest.mark.parametrize(("target", "rule"), FINE.values(), ids=FINE)
def test_names_of_object_mapping_that_are_taken(target: EngineName, rule: dms.Rule) -> None:
    assert checked(target, rule) == ()


@pytest.mark.parametrize(
    ("target", "rule", "expected"),
    [
        (DYNAMODB, dms.RenameTable("shop", "orders", to="my orders"), "DMS-M059"),
        (REDSHIFT, dms.RenameSchema("shop", to="_shop"), "DMS-M059"),
        (REDIS, dms.AddColumn("shop", "orders", "a%", dms.DataType("int4")), "DMS-M059"),
        (ORACLE, dms.RenameTable("shop", "orders", to="a" * 129), "DMS-M058"),
        (OPENSEARCH, dms.RenameTable("shop", "orders", to="Orders"), "mappings.nameNotTaken"),
        (REDSHIFT, dms.RenameTable("shop", "orders", to="a" * 128), "mappings.nameCutOff"),
        (EngineName.DB2, dms.RenameSchema("shop", to="SYSTEMS"), "mappings.systemSchemaOnTarget"),
        (ORACLE, dms.RenameSchema("shop", to="MDSYS"), "mappings.systemSchemaOnTarget"),
        (REDSHIFT, dms.RenameTable("shop", "orders", to="a" * 127), None),
        (ORACLE, dms.RenameTable("shop", "orders", to="a" * 128), None),
        (SQL_SERVER, dms.RenameTable("shop", "orders", to="é" * 128), None),
        (OPENSEARCH, dms.RenameTable("shop", "orders", to="orders_2"), None),
        (OPENSEARCH, dms.RenameSchema("shop", to="_Shop"), None),
    ],
)
def test_names_that_rules_give_are_looked_at_without_a_catalog(
    target: EngineName, rule: dms.Rule, expected: str | None
) -> None:
    try:
        found = [finding.id for finding in checked(target, rule) if finding.id in ABOUT_TARGETS]
    except dms.ConfigurationError as error:
        found = [error.code]

    assert found == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("target", "columns", "refused"),
    [(REDSHIFT, 1601, True), (REDSHIFT, 1600, False), (POSTGRESQL, 1601, True), (MYSQL, 1601, False)],
)
def test_a_table_has_room_for_so_many_columns(target: EngineName, columns: int, refused: bool) -> None:
    wide = table(columns=[f"c{number}" for number in range(columns)])

    assert said(evaluated(wide, target)) == (["DMS-M060"] if refused else [])


def test_a_column_that_a_rule_adds_needs_room_too() -> None:
    wide = table(columns=[f"c{number}" for number in range(1600)])
    added = dms.AddColumn("shop", "orders", "added", dms.DataType("int4"))
    evaluation = evaluated(wide, REDSHIFT, added)

    assert said(evaluation) == ["DMS-M060"]
    assert 'dms.RemoveColumns("shop", "orders", "c1599")' in evaluation.problems[0].message
    assert said(evaluated(wide, REDSHIFT, added, dms.RemoveColumns("shop", "orders", "c1599"))) == []


def with_lob(data_type: str) -> dms.SourceTable:
    return dms.SourceTable(
        "shop", "notes", [dms.SourceColumn("id", "bigint"), dms.SourceColumn("doc", data_type)], primary_key=["id"]
    )


@pytest.mark.parametrize(
    ("target", "data_type", "is_moved"),
    [
        (KAFKA, "longtext", False),
        (OPENSEARCH, "longblob", False),
        (NEPTUNE, "longtext", False),
        (DYNAMODB, "longblob", False),
        (DYNAMODB, "longtext", False),  # MySQL's long texts are NCLOBs
        (KINESIS, "longtext", True),
        (KAFKA, "varchar(400)", True),
        (EngineName.S3, "longblob", True),
    ],
)
def test_large_objects_that_dms_does_not_move_are_a_finding(target: EngineName, data_type: str, is_moved: bool) -> None:
    evaluation = evaluated(with_lob(data_type), target)
    left = evaluated(with_lob(data_type), target, dms.RemoveColumns("shop", "notes", "doc"))

    assert said(evaluation) == ([] if is_moved else ["mappings.lobsNotMoved"])
    assert said(left) == []


def keyed(*key: str) -> dms.SourceTable:
    return dms.SourceTable("shop", "orders", [dms.SourceColumn(each, "bigint") for each in key], primary_key=key)


CHANGES = dms.MigrationType.FULL_LOAD_AND_CDC


@pytest.mark.parametrize(
    ("source", "target", "kind", "expected"),
    [
        (keyed("id", "tag"), REDSHIFT, CHANGES, ["mappings.reservedWordInKey"]),
        (keyed("id", "Order"), EngineName.REDSHIFT_SERVERLESS, CHANGES, ["mappings.reservedWordInKey"]),
        (keyed("tag"), REDSHIFT, CHANGES, []),
        (keyed("id", "tags"), REDSHIFT, CHANGES, []),
        (keyed("id", "tag"), REDSHIFT, dms.MigrationType.FULL_LOAD, []),
        (keyed("id", "tag"), POSTGRESQL, CHANGES, []),
    ],
)
def test_reserved_words_in_keys_keep_redshift_from_deleting(
    source: dms.SourceTable, target: EngineName, kind: dms.MigrationType, expected: list[str]
) -> None:
    assert said(evaluated(source, target, kind=kind)) == expected


def test_the_fix_of_a_reserved_word_is_right() -> None:
    source = keyed("id", "tag")
    rule = dms.RenameColumn("shop", "orders", "tag", to="tag_")

    assert [each.fix for each in evaluated(source, REDSHIFT, kind=CHANGES).findings if each.id in ABOUT_TARGETS] == [
        f"add {rule!r}"
    ]
    assert said(evaluated(source, REDSHIFT, rule, kind=CHANGES)) == []


@pytest.mark.parametrize(
    ("rule", "is_pattern"),
    [
        (dms.MapRecordToRecord("shop", "%"), True),
        (dms.MapRecordToDocument("%", "orders"), True),
        (dms.MapRecordToRecord("shop", "orders"), False),
        (dms.MapRecordToRecord("shop", "order_lines"), False),
    ],
)
def test_object_mapping_wants_exact_names(rule: dms.Rule, is_pattern: bool) -> None:
    found = [finding.id for finding in checked(KINESIS, rule)]

    assert ("mappings.objectMappingPattern" in found) is is_pattern


@pytest.mark.parametrize(
    ("target", "is_one"), [(OPENSEARCH, True), (DYNAMODB, False), (KINESIS, False), (REDIS, False)]
)
def test_index_names_that_differ_in_case_only_are_one(target: EngineName, is_one: bool) -> None:
    catalog = dms.Catalog(*[dms.SourceTable("shop", name, ["id"], primary_key=["id"]) for name in ("ttt", "TTT")])
    evaluation = dms.TableMappings(dms.Include("shop")).evaluate(catalog, source_engine=MYSQL, target_engine=target)

    assert ("mappings.namesDifferInCaseOnly" in [finding.id for finding in evaluation.findings]) is is_one


CUSTOMERS = table("Test", "Customers", ["FirstName", "LastName", "StoreId", "HomeAddress"])
WHOLE_NAME = dms.Attribute("CustomerName", "${FirstName},${LastName}")
NAMED_COLUMNS: dict[str, tuple[dms.Rule, bool]] = {
    "a key that is a column": (dms.MapRecordToRecord("Test", "Customers", partition_key_name="StoreId"), True),
    "a key that is an attribute": (
        dms.MapRecordToRecord("Test", "Customers", partition_key_name="CustomerName", attributes=[WHOLE_NAME]),
        True,
    ),
    "columns in other letter case": (
        dms.MapRecordToDocument("Test", "Customers", exclude_columns=["homeaddress"]),
        True,
    ),
    "a document of columns": (
        dms.MapRecordToRecord(
            "Test", "Customers", attributes=[dms.Attribute("Contact", {"M": {"Home": {"S": "${HomeAddress}"}}})]
        ),
        True,
    ),
    "a key that is not there": (dms.MapRecordToRecord("Test", "Customers", partition_key_name="StoreID2"), False),
    "a sort key that is not there": (dms.MapRecordToRecord("Test", "Customers", sort_key_name="Name"), False),
    "an excluded column that is not there": (
        dms.MapRecordToRecord("Test", "Customers", exclude_columns=["HomeAdress"]),
        False,
    ),
    "an attribute of a column that is not there": (
        dms.MapRecordToRecord("Test", "Customers", attributes=[dms.Attribute("name", "${Firstname} ${Name}")]),
        False,
    ),
    "a document of a column that is not there": (
        dms.MapRecordToRecord(
            "Test", "Customers", attributes=[dms.Attribute("Contact", {"M": {"Home": {"S": "${Home}"}}})]
        ),
        False,
    ),
}


@pytest.mark.parametrize(("rule", "is_there"), NAMED_COLUMNS.values(), ids=list(NAMED_COLUMNS))
def test_columns_of_object_mappings_are_looked_up(rule: dms.Rule, is_there: bool) -> None:
    assert said(evaluated(CUSTOMERS, DYNAMODB, rule)) == ([] if is_there else ["mappings.objectMappingColumns"])


def test_columns_of_object_mappings_may_be_those_of_the_target() -> None:
    renamed = dms.RenameColumn("Test", "Customers", "StoreId", to="shop")
    rule = dms.MapRecordToRecord("Test", "Customers", partition_key_name="shop")

    assert said(evaluated(CUSTOMERS, KINESIS, renamed, rule)) == []


def test_columns_of_object_mappings_are_not_looked_up_in_a_catalog_without_columns() -> None:
    rule = dms.MapRecordToRecord("Test", "Customers", partition_key_name="shop")

    assert said(evaluated(dms.SourceTable("Test", "Customers"), KINESIS, rule)) == []


def test_a_large_object_that_an_object_mapping_excludes_does_not_move() -> None:
    rule = dms.MapRecordToRecord("shop", "notes", exclude_columns=["DOC"])

    assert said(evaluated(with_lob("longtext"), KAFKA, rule)) == []
