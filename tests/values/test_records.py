"""What DMS writes into streams, topics and files: the examples of AWS's guide, and what settings make of them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

import dms_constructs as dms

KINESIS, KAFKA, S3 = dms.EngineName.KINESIS, dms.EngineName.KAFKA, dms.EngineName.S3
LOAD, INSERT, UPDATE, DELETE = dms.Operation
# The row of the guide, pages CHAP_Target.Kinesis and CHAP_Target.Kafka.
RANDY = {
    "FirstName": "Randy",
    "LastName": "Marsh",
    "StoreId": "5",
    "HomeAddress": "221B Baker Street",
    "HomePhone": "1234567890",
    "WorkAddress": "31 Spooner Street, Quahog",
    "WorkPhone": "9876543210",
    "DateOfBirth": "02/29/1988",
}


def target(engine: dms.EngineName = KINESIS, **settings: object) -> dms.EndpointFacts:
    return dms.EndpointFacts(endpoint_type=dms.EndpointType.TARGET, engine_name=engine, settings=settings)


def mapped(table: dms.SourceTable, *rules: dms.Rule) -> dms.MappedTable:
    catalog = dms.Catalog(table, engine=dms.EngineName.MYSQL)
    return dms.TableMappings(dms.Include(table.schema), *rules).evaluate(catalog).selected[0]


def table(schema: str, name: str, columns: Mapping[str, str], *key: str) -> dms.SourceTable:
    return dms.SourceTable(
        schema, name, [dms.SourceColumn(each, kind) for each, kind in columns.items()], primary_key=key
    )


CUSTOMERS = table("Test", "Customers", dict.fromkeys(RANDY, "varchar(60)"), "FirstName")
SBTEST = table("sbtest", "sbtest_x", {"id": "int", "fname": "varchar(255)", "lname": "varchar(255)"}, "id")
VAL = {"id": 100000161, "fname": "val61s", "lname": "val61s"}


def streamed(
    to: dms.EndpointFacts, *rules: dms.Rule, source: dms.SourceTable = CUSTOMERS, **arguments: Any
) -> dms.StreamRecord:
    record = dms.example_record(mapped(source, *rules), to, **{"values": RANDY} | arguments)
    assert isinstance(record, dms.StreamRecord)
    return record


def rules_of(document: str) -> tuple[dms.Rule, ...]:
    return dms.TableMappings.from_json(document).rules[1:]


# Examples of AWS's guide.


def test_the_guides_record_of_map_record_to_record() -> None:
    record = streamed(target(), dms.MapRecordToRecord("Test", "Customers"))

    assert record.document["data"] == RANDY
    assert record.partition_key == "Test.Customers"


def test_the_guides_record_of_map_record_to_document() -> None:
    """Its names of columns differ from those of the table in letter case."""
    excluded = ["homeaddress", "homephone", "workaddress", "workphone"]
    record = streamed(target(), dms.MapRecordToDocument("Test", "Customers", exclude_columns=excluded))

    assert record.document["data"] == {
        "_doc": {"FirstName": "Randy", "LastName": "Marsh", "StoreId": "5", "DateOfBirth": "02/29/1988"}
    }


ATTRIBUTES = [
    dms.Attribute("CustomerName", "${lastname}, ${firstname}"),
    dms.Attribute(
        "ContactDetails",
        {
            "Home": {"Address": "${homeaddress}", "Phone": "${homephone}"},
            "Work": {"Address": "${workaddress}", "Phone": "${workphone}"},
        },
    ),
]


def test_the_guides_attribute_mapping() -> None:
    mapping = dms.MapRecordToRecord(
        "Test",
        "Customers",
        target_table_name="CustomerData",
        partition_key_type=dms.PartitionKeyType.ATTRIBUTE_NAME,
        partition_key_name="CustomerName",
        exclude_columns=["firstname", "lastname", "homeaddress", "homephone", "workaddress", "workphone"],
        attributes=ATTRIBUTES,
    )
    record = streamed(target(), mapping)

    assert record.document["data"] == {
        "StoreId": "5",
        "DateOfBirth": "02/29/1988",
        "CustomerName": "Marsh, Randy",
        "ContactDetails": {
            "Home": {"Address": "221B Baker Street", "Phone": "1234567890"},
            "Work": {"Address": "31 Spooner Street, Quahog", "Phone": "9876543210"},
        },
    }
    assert record.partition_key == "Marsh, Randy"


def test_the_guides_constant_key_needs_no_type() -> None:
    mapping = dms.MapRecordToDocument("Test", "Customers", partition_key="ConstantPartitionKey")
    record = streamed(target(), mapping)

    assert record.partition_key == "ConstantPartitionKey"
    assert record.document["metadata"]["partition-key-type"] == "constant"


def test_the_guides_topics() -> None:
    """A constant beside the parameters, as the guide writes it once, and a topic of its own."""
    rules = rules_of(
        json.dumps(
            {
                "rules": [
                    dms.Include("Test").body() | {"rule-id": "1", "rule-name": "1"},
                    {
                        "rule-type": "object-mapping",
                        "rule-id": "2",
                        "rule-name": "MapToKafka1",
                        "rule-action": "map-record-to-record",
                        "kafka-target-topic": "customer_topic",
                        "object-locator": {"schema-name": "Test", "table-name": "Customers"},
                        "partition-key": {"value": "ConstantPartitionKey"},
                    },
                ]
            }
        )
    )
    record = streamed(target(KAFKA, Topic="all"), *rules)

    assert (record.topic, record.partition_key) == ("customer_topic", "ConstantPartitionKey")


def test_the_guides_data_message() -> None:
    to = target(KAFKA, IncludePartitionValue=True, IncludeTransactionDetails=True, PartitionIncludeSchemaTable=True)
    mapping = dms.MapRecordToRecord("sbtest", "sbtest_x", partition_key_type=dms.PartitionKeyType.PRIMARY_KEY)
    record = streamed(to, mapping, source=SBTEST, values=VAL)

    assert record.document == {
        "data": VAL,
        "metadata": {
            "timestamp": "2019-10-31T22:53:59.721201Z",
            "record-type": "data",
            "operation": "insert",
            "partition-key-type": "primary-key",
            "partition-key-value": "sbtest.sbtest_x.100000161",
            "schema-name": "sbtest",
            "table-name": "sbtest_x",
            "transaction-id": 9324410911751,
            "transaction-record-id": 1,
            "prev-transaction-id": 9324410910341,
            "prev-transaction-record-id": 10,
            "commit-timestamp": "2019-10-31T22:53:55.000000Z",
            "stream-position": "mysql-bin-changelog.002171:36912271:0:36912333:9324410911751:"
            "mysql-bin-changelog.002171:36912209",
        },
    }
    assert [*record.document["metadata"]][3:5] == ["partition-key-type", "partition-key-value"]


def test_the_guides_control_message() -> None:
    source = table("sbtest", "sbtest_t1", {"id": "varchar(512)", "fname": "varchar(255)"}, "id")
    record = dms.example_control_record(mapped(source), target(KAFKA, IncludeControlDetails=True))

    assert record.document["control"] == {
        "table-def": {
            "columns": {
                "id": {"type": "WSTRING", "length": 512, "nullable": False},
                "fname": {"type": "WSTRING", "length": 255, "nullable": True},
            },
            "primary-key": ["id"],
        }
    }
    assert record.document["metadata"] == {
        "timestamp": "2019-10-31T22:53:59.721201Z",
        "record-type": "control",
        "operation": "create-table",
        "partition-key-type": "task-id",
        "schema-name": "sbtest",
        "table-name": "sbtest_t1",
    }
    assert record.partition_key == "TaskId.sbtest.sbtest_t1"


EMPLOYEE = table(
    "hr",
    "EMPLOYEE",
    {"id": "int", "last": "varchar(9)", "first": "varchar(9)", "hired": "varchar(9)", "office": "varchar(20)"},
    "id",
)
BOB = {"id": 101, "last": "Smith", "first": "Bob", "hired": "4-Jun-14", "office": "New York"}


def filed(to: dms.EndpointFacts, *rules: dms.Rule, source: dms.SourceTable = EMPLOYEE, **arguments: Any) -> dms.FileRow:
    row = dms.example_record(mapped(source, *rules), to, **{"values": BOB} | arguments)
    assert isinstance(row, dms.FileRow)
    return row


@pytest.mark.parametrize(("operation", "letter"), [(INSERT, "I,"), (UPDATE, "U,"), (DELETE, "D,"), (LOAD, "")])
def test_the_guides_lines_of_a_file(operation: dms.Operation, letter: str) -> None:
    assert filed(target(S3), operation=operation).text == f"{letter}101,Smith,Bob,4-Jun-14,New York"


def test_the_guides_line_of_a_file_in_the_order_of_transactions() -> None:
    source = table("rdsTempsdb", "Names_03cdcad11a", {"id": "int", "name": "varchar(9)"}, "id")
    to = target(S3, PreserveTransactions=True, CdcPath="changes", BucketFolder="lake", DataFormat="parquet")
    row = filed(to, source=source, values={"id": 13, "name": "Daniel"})

    assert row.text == "I,Names_03cdcad11a,rdsTempsdb,13,Daniel"
    assert row.path == "lake/changes/CDC_TXN-20201117153046033.csv"


# The two tables of CHAP_Target.S3, Indicating source DB operations in migrated S3 data: for IncludeOpForFullLoad and
# the other setting, whether rows of a load and of changes have the field.
FIELDS = [
    ("CdcInsertsOnly", True, True, True, True),
    ("CdcInsertsOnly", False, False, False, True),
    ("CdcInsertsOnly", False, True, False, False),
    ("CdcInsertsOnly", True, False, True, True),
    ("CdcInsertsAndUpdates", True, True, True, True),
    ("CdcInsertsAndUpdates", False, False, False, True),
    ("CdcInsertsAndUpdates", False, True, False, True),
    ("CdcInsertsAndUpdates", True, False, True, True),
]


@pytest.mark.parametrize(("setting", "of_load", "other", "load_has", "change_has"), FIELDS)
def test_the_guides_tables_of_the_field_for_operations(
    setting: str, of_load: bool, other: bool, load_has: bool, change_has: bool
) -> None:
    to = target(S3, IncludeOpForFullLoad=of_load, **{setting: other})
    names = [filed(to, operation=operation).columns[0].name for operation in (LOAD, INSERT)]

    assert names == ["Op" if has else "id" for has in (load_has, change_has)]


@pytest.mark.parametrize(
    ("setting", "written"),
    [
        ("CdcInsertsOnly", [INSERT]),
        ("CdcInsertsAndUpdates", [INSERT, UPDATE]),
        ("AddColumnName", [INSERT, UPDATE, DELETE]),
    ],
)
def test_changes_that_the_endpoint_leaves_out_are_not_written(setting: str, written: list[dms.Operation]) -> None:
    to = target(S3, **{setting: True})

    assert [
        operation
        for operation in (INSERT, UPDATE, DELETE)
        if dms.example_record(mapped(EMPLOYEE), to, operation=operation) is not None
    ] == written


# What settings make of records.


def test_a_record_is_indented_with_tabs_or_is_one_line() -> None:
    indented, line = (
        streamed(target(MessageFormat=form), source=SBTEST, values=VAL).text for form in ("json", "json-unformatted")
    )

    assert indented.startswith('{\n\t"data":\t{\n\t\t"id":\t100000161,\n')
    assert line.startswith('{"data":{"id":100000161,"fname":"val61s",')
    assert line.endswith("}}\n")
    assert line.count("\n") == 1
    assert json.loads(indented) == json.loads(line)


def test_an_attribute_may_write_the_format_in_another_way() -> None:
    to = dms.EndpointFacts(
        endpoint_type=dms.EndpointType.TARGET,
        engine_name=KINESIS,
        extra_connection_attributes={"messageformat": "JSON_UNFORMATTED"},
    )

    assert streamed(to).is_single_line


@pytest.mark.parametrize(
    ("operation", "mapping", "threads", "kind", "key"),
    [
        (LOAD, None, 0, "primary-key", "7"),
        (INSERT, None, 0, "schema-table", "sbtest.sbtest_x"),
        (INSERT, None, 4, "primary-key", "7"),
        (LOAD, dms.MapRecordToRecord("sbtest", "sbtest_x"), 0, "schema-table", "sbtest.sbtest_x"),
        (INSERT, dms.MapRecordToRecord("sbtest", "sbtest_x"), 0, "schema-table", "sbtest.sbtest_x"),
    ],
)
def test_the_key_where_nothing_says_which(
    operation: dms.Operation, mapping: dms.Rule | None, threads: int, kind: str, key: str
) -> None:
    rules = [mapping] if mapping is not None else []
    settings = dms.TaskSettings(raw={"TargetMetadata": {"ParallelApplyThreads": threads}} if threads else {})
    record = streamed(target(), *rules, source=SBTEST, values={"id": 7}, operation=operation, task_settings=settings)

    assert (record.document["metadata"]["partition-key-type"], record.partition_key) == (kind, key)


KEYS: dict[str, tuple[dict[str, Any], str]] = {
    "of the transaction": ({"partition_key_type": dms.PartitionKeyType.TRANSACTION_ID}, "9324410911751"),
    "of a column": (
        {"partition_key_type": dms.PartitionKeyType.ATTRIBUTE_NAME, "partition_key_name": "fname"},
        "val61s",
    ),
    "of the table": ({"partition_key_type": dms.PartitionKeyType.SCHEMA_TABLE}, "sbtest.sbtest_x"),
}


@pytest.mark.parametrize(("arguments", "key"), KEYS.values(), ids=KEYS)
def test_a_rule_says_which_key(arguments: dict[str, Any], key: str) -> None:
    mapping = dms.MapRecordToRecord("sbtest", "sbtest_x", **arguments)

    assert streamed(target(), mapping, source=SBTEST, values=VAL).partition_key == key


def test_the_key_of_a_table_without_one_is_not_known() -> None:
    source = table("sbtest", "sbtest_x", {"id": "int"})
    mapping = dms.MapRecordToRecord("sbtest", "sbtest_x", partition_key_type=dms.PartitionKeyType.PRIMARY_KEY)

    assert streamed(target(PartitionIncludeSchemaTable=True), mapping, source=source, values={}).partition_key is None


def test_a_key_of_schema_and_table_is_not_in_the_record() -> None:
    mapping = dms.MapRecordToRecord("Test", "Customers", partition_key_type=dms.PartitionKeyType.SCHEMA_TABLE)

    assert "partition-key-value" not in streamed(target(IncludePartitionValue=True), mapping).document["metadata"]


def test_nulls_and_empty_texts_are_left_out_by_default() -> None:
    values = {"id": 0, "fname": None, "lname": ""}

    assert streamed(target(), source=SBTEST, values=values).document["data"] == {"id": 0}
    assert streamed(target(IncludeNullAndEmpty=True), source=SBTEST, values=values).document["data"] == values


def test_a_record_of_the_load_has_no_transaction() -> None:
    metadata = streamed(target(IncludeTransactionDetails=True), operation=LOAD).document["metadata"]

    assert metadata["operation"] == "load"
    assert not any("transaction" in name or name == "stream-position" for name in metadata)


def test_names_are_those_of_the_target() -> None:
    rules = [
        dms.RenameSchema("sbtest", to="bench"),
        dms.RenameTable("sbtest", "sbtest_x", to="rows"),
        dms.RenameColumn("sbtest", "sbtest_x", "fname", to="first"),
        dms.RemoveColumns("sbtest", "sbtest_x", "lname"),
    ]
    record = streamed(target(), *rules, source=SBTEST, values=VAL)

    assert record.document["data"] == {"id": 100000161, "first": "val61s"}
    assert record.partition_key == "bench.rows"


def test_columns_that_rules_add_have_values() -> None:
    added = dms.AddColumn("sbtest", "sbtest_x", "source", dms.DataType("string", length=9))
    given = streamed(target(), added, source=SBTEST, values={**VAL, "source": "eu"}).document["data"]

    assert given == {**VAL, "source": "eu"}
    assert streamed(target(), added, source=SBTEST, values=VAL).document["data"] == {**VAL, "source": "text"}


@pytest.mark.parametrize(
    ("which", "image"),
    [
        (None, {"id": 1}),
        ("non-lob", {"id": 1, "fname": "old"}),
        ("all", {"id": 1, "fname": "old", "doc": "note"}),
    ],
)
def test_a_before_image_of_the_task_settings(which: str | None, image: dict[str, object]) -> None:
    source = table("sbtest", "sbtest_x", {"id": "int", "fname": "varchar(9)", "doc": "longtext"}, "id")
    settings = dms.TaskSettings(
        before_images=dms.BeforeImages(
            field_name="before-image", column_filter=None if which is None else dms.ColumnFilter(which)
        )
    )
    arguments: dict[str, Any] = {
        "source": source,
        "values": {"id": 3, "fname": "new", "doc": "note"},
        "before": {"id": 1, "fname": "old"},
        "task_settings": settings,
    }

    assert streamed(target(), operation=UPDATE, **arguments).document["before-image"] == image
    assert "before-image" not in streamed(target(), operation=INSERT, **arguments).document


def test_the_guides_before_image_of_a_rule() -> None:
    """`UPDATE employees SET emp_no = 3 WHERE emp_no = 1` populates BI_emp_no with 1."""
    source = table("hr", "employees", {"emp_no": "int"}, "emp_no")
    images = dms.AddBeforeImageColumns("hr", "employees", prefix="BI_", column_filter="pk-only")
    arguments: dict[str, Any] = {"source": source, "values": {"emp_no": 3}, "before": {"emp_no": 1}}

    assert streamed(target(), images, operation=UPDATE, **arguments).document["data"] == {"emp_no": 3, "BI_emp_no": 1}
    assert streamed(target(), images, operation=INSERT, **arguments).document["data"] == {"emp_no": 3}
    assert filed(target(S3), images, operation=UPDATE, **arguments).text == "U,3,1"
    assert filed(target(S3), images, operation=INSERT, **arguments).text == "I,3,NULL"


OF_TYPES = {
    "int": 1,
    "varchar(9)": "text",
    "decimal(9,2)": 9.99,
    "double": 1.5,
    "date": "2019-10-31",
    "datetime": "2019-10-31T22:53:59Z",
    "bit(1)": True,
    "varbinary(9)": "0x00ff",
}


@pytest.mark.parametrize(("data_type", "value"), OF_TYPES.items())
def test_a_value_that_is_not_given_is_one_of_its_type(data_type: str, value: object) -> None:
    source = table("shop", "t", {"id": "int", "c": data_type}, "id")

    assert streamed(target(), source=source, values={}).document["data"]["c"] == value


def test_binary_values_may_lack_their_prefix() -> None:
    source = table("shop", "t", {"c": "varbinary(9)"})

    assert streamed(target(NoHexPrefix=True), source=source, values={}).document["data"]["c"] == "00ff"
    assert filed(target(S3), source=source, values={}).text == "I,00ff"


@pytest.mark.parametrize(("settings", "topic"), [({}, "kafka-default-topic"), ({"Topic": "orders"}, "orders")])
def test_the_topic_is_that_of_the_endpoint(settings: dict[str, object], topic: str) -> None:
    assert streamed(target(KAFKA, **settings)).topic == topic
    assert streamed(target(KINESIS)).topic is None


def test_a_control_record_has_no_details_by_default() -> None:
    record = dms.example_control_record(mapped(SBTEST), target(IncludePartitionValue=True))

    assert record.document["control"] == {}
    assert record.document["metadata"]["partition-key-value"] == "TaskId"


# Files.


def test_a_header_names_all_columns() -> None:
    to = target(S3, AddColumnName=True, TimestampColumnName="at", CsvDelimiter=";")

    assert filed(to).text == (
        "Op;at;id;last;first;hired;office\nI;2014-10-29 11:34:01.000000;101;Smith;Bob;4-Jun-14;New York"
    )


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({}, 'I,1,"a, ""b""",NULL'),
        ({"Rfc4180": False}, 'I,1,a, "b",NULL'),
        ({"CsvNullValue": ""}, 'I,1,"a, ""b""",'),
        ({"CsvNullValue": "\\N"}, 'I,1,"a, ""b""",\\N'),
    ],
)
def test_values_are_quoted_and_nulls_are_written(settings: dict[str, object], line: str) -> None:
    assert filed(target(S3, **settings), source=SBTEST, values={"id": 1, "fname": 'a, "b"', "lname": None}).text == line


PATHS: list[tuple[dict[str, object], dms.Operation, str]] = [
    ({}, LOAD, "hr/EMPLOYEE/LOAD00000001.csv"),
    ({}, INSERT, "hr/EMPLOYEE/20141029-1134010000.csv"),
    ({"BucketFolder": "/lake/"}, LOAD, "lake/hr/EMPLOYEE/LOAD00000001.csv"),
    ({"DataFormat": "parquet"}, INSERT, "hr/EMPLOYEE/20141029-1134010000.parquet"),
    ({"DatePartitionEnabled": True}, LOAD, "hr/EMPLOYEE/LOAD00000001.csv"),
    ({"DatePartitionEnabled": True}, INSERT, "hr/EMPLOYEE/2014/10/29/20141029-1134010000.csv"),
    (
        {"DatePartitionEnabled": True, "DatePartitionSequence": "YYYYMMDDHH", "DatePartitionDelimiter": "DASH"},
        INSERT,
        "hr/EMPLOYEE/2014-10-29-11/20141029-1134010000.csv",
    ),
    (
        {"DatePartitionEnabled": True, "DatePartitionSequence": "DDMMYYYY", "DatePartitionDelimiter": "NONE"},
        INSERT,
        "hr/EMPLOYEE/29102014/20141029-1134010000.csv",
    ),
    (
        {"DatePartitionEnabled": True, "DatePartitionSequence": "MMYYYYDD", "DatePartitionDelimiter": "UNDERSCORE"},
        INSERT,
        "hr/EMPLOYEE/10_2014_29/20141029-1134010000.csv",
    ),
]


@pytest.mark.parametrize(("settings", "operation", "path"), PATHS)
def test_the_key_of_a_file(settings: dict[str, object], operation: dms.Operation, path: str) -> None:
    assert filed(target(S3, **settings), operation=operation).path == path


def test_a_parquet_file_has_types() -> None:
    source = table("shop", "t", {"id": "bigint", "price": "decimal(9,2)", "at": "datetime", "flag": "bit(1)"}, "id")
    row = filed(
        target(S3, DataFormat="parquet", TimestampColumnName="at_dms", AddColumnName=True), source=source, values={}
    )

    assert [(column.name, column.parquet_type) for column in row.columns] == [
        ("Op", "STRING"),
        ("at_dms", "STRING"),
        ("id", "INT64"),
        ("price", "DECIMAL"),
        ("at", "TIMESTAMP"),
        ("flag", "BOOL"),
    ]
    assert row.text.splitlines()[2] == "id: INT64 = 1"
    assert not row.header


# What is refused.

REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no table": ({"table": "shop.orders"}, "table must be a MappedTable, got str; write evaluation.selected[0]"),
    "no target": ({"target": KINESIS}, "target must be an EndpointFacts, got EngineName"),
    "another target": ({"target": target(dms.EngineName.MYSQL)}, "must be one of kinesis, kafka, s3, got mysql"),
    "a source": (
        {"target": dms.EndpointFacts(endpoint_type=dms.EndpointType.SOURCE, engine_name=S3)},
        "got s3 as a source",
    ),
    "an unknown target": (
        {"target": dms.EndpointFacts(endpoint_type=dms.EndpointType.TARGET)},
        "got not known as a target",
    ),
    "a column": ({"values": {"ids": 1}}, "sbtest.sbtest_x has no column 'ids' (did you mean 'id'?)"),
    "a column before": ({"before": {"x": 1}}, "before: sbtest.sbtest_x has no column 'x'; it has id, fname, lname"),
    "an operation": ({"operation": "insert"}, "got str 'insert'; write dms.Operation.INSERT"),
    "no operation": ({"operation": None}, "operation must be given, such as dms.Operation.UPDATE"),
    "settings": ({"task_settings": {}}, "task_settings=dms.TaskSettings()"),
}


@pytest.mark.parametrize(("arguments", "text"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_table_target_or_column_is_refused(arguments: dict[str, Any], text: str) -> None:
    given = {"table": mapped(SBTEST), "target": target()} | arguments

    with pytest.raises(dms.ConfigurationError, match="DMS-M061") as raised:
        dms.example_record(given.pop("table"), given.pop("target"), **given)

    assert text in raised.value.message


def test_a_bucket_has_no_control_records() -> None:
    with pytest.raises(dms.ConfigurationError, match="DMS-M061"):
        dms.example_control_record(mapped(SBTEST), target(S3))


def test_records_can_be_compared_and_kept() -> None:
    record = streamed(target())

    assert len({record, streamed(target())}) == 1
    assert str(record) == record.text


# Values as drivers return them.


WRITTEN = {
    "bytes": (b"\x00\xff", "0x00ff"),
    "a date": (dt.date(2026, 3, 8), "2026-03-08"),
    "a time with its date": (dt.datetime.fromisoformat("2026-03-08T12:30:00"), "2026-03-08T12:30:00Z"),
    "a time of another zone": (
        dt.datetime(2026, 3, 8, 12, 30, tzinfo=dt.timezone(dt.timedelta(hours=2))),
        "2026-03-08T10:30:00Z",
    ),
    "a time of a day": (dt.time(12, 30), "12:30:00"),
    "a decimal": (Decimal("9.99"), 9.99),
    "a whole decimal": (Decimal(10), 10),
    "a switch": (True, True),
    "null": (None, None),
}


@pytest.mark.parametrize(("given", "written"), WRITTEN.values(), ids=list(WRITTEN))
def test_values_of_a_driver_are_written_as_json(given: object, written: object) -> None:
    record = streamed(target(IncludeNullAndEmpty=True), source=SBTEST, values={"id": given})

    assert json.loads(record.text)["data"]["id"] == written


@pytest.mark.parametrize("given", [[1], {"a": 1}, object()], ids=["a list", "a dict", "an object"])
def test_a_value_that_no_column_has_is_refused(given: object) -> None:
    with pytest.raises(dms.ConfigurationError, match="the value of 'id' must be a string, a number") as caught:
        streamed(target(), source=SBTEST, values={"id": given})

    assert caught.value.code == "DMS-M061"


def test_values_before_an_update_are_written_likewise() -> None:
    settings = dms.TaskSettings(before_images=dms.BeforeImages(field_name="before", column_filter=dms.ColumnFilter.ALL))
    record = streamed(
        target(), source=SBTEST, operation=UPDATE, values=VAL, before={"id": Decimal(7)}, task_settings=settings
    )

    assert json.loads(record.text)["before"]["id"] == 7


def test_a_table_without_columns_says_so() -> None:
    with pytest.raises(dms.ConfigurationError, match="the catalog does not have its columns: add them there"):
        dms.example_record(mapped(dms.SourceTable("shop", "orders")), target(), values={"id": 1})


def test_a_list_in_an_attribute_is_filled_too() -> None:
    rule = dms.MapRecordToDocument("sbtest", "sbtest_x", attributes=[dms.Attribute("all", {"of": ["${id}", "x"]})])

    assert streamed(target(), rule, source=SBTEST, values=VAL).document["data"]["all"] == {"of": ["100000161", "x"]}
