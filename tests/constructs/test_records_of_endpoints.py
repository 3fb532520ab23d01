"""The facts of endpoints of an app tell what their records look like."""

import aws_cdk as cdk
from aws_cdk import aws_kinesis as kinesis, aws_s3 as s3

import dms_constructs as dms

CATALOG = dms.Catalog(
    dms.SourceTable("shop", "orders", [dms.SourceColumn("id", "bigint")], primary_key=["id"]),
    engine=dms.EngineName.MYSQL,
)
TABLE = dms.TableMappings(dms.Include("shop")).evaluate(CATALOG).selected[0]


def test_of_a_stream() -> None:
    stack = cdk.Stack(cdk.App(), "Shop")
    target = dms.KinesisTarget(
        stack,
        "Target",
        stream=kinesis.Stream(stack, "Stream"),
        message_format=dms.MessageFormat.JSON_UNFORMATTED,
        include_transaction_details=True,
    )
    record = dms.example_record(TABLE, target.endpoint_facts)

    assert isinstance(record, dms.StreamRecord)
    assert record.is_single_line
    assert "commit-timestamp" in record.document["metadata"]


def test_of_a_bucket() -> None:
    stack = cdk.Stack(cdk.App(), "Shop")
    target = dms.S3Target(
        stack,
        "Target",
        bucket=s3.Bucket(stack, "Lake"),
        bucket_folder="lake",
        data_format=dms.CsvFormat(add_column_name=True),
        timestamp_column_name="committed_at",
        date_partitions=dms.DatePartitions(sequence=dms.DatePartitionSequence.YYYYMM),
    )
    row = dms.example_record(TABLE, target.endpoint_facts)

    assert isinstance(row, dms.FileRow)
    assert row.path == "lake/shop/orders/2014/10/20141029-1134010000.csv"
    assert row.text.startswith("Op,committed_at,id\nI,")
