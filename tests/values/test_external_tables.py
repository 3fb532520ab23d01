"""External table definitions of S3 sources: what DMS reads, and what it would misread."""

import json

import pytest

import dms_constructs as dms
from dms_constructs import facts
from dms_constructs.endpoints.external_tables import ExternalColumnType as Type

ID = dms.ExternalColumn("Id", Type.INT8, nullable=False, is_primary_key=True)

# The example of the DMS User Guide, page CHAP_Source.S3.
OF_THE_GUIDE = {
    "TableCount": "1",
    "Tables": [
        {
            "TableName": "employee",
            "TablePath": "hr/employee/",
            "TableOwner": "hr",
            "TableColumns": [
                {"ColumnName": "Id", "ColumnType": "INT8", "ColumnNullable": "false", "ColumnIsPk": "true"},
                {"ColumnName": "LastName", "ColumnType": "STRING", "ColumnLength": "20"},
                {"ColumnName": "HourlyRate", "ColumnType": "NUMERIC", "ColumnPrecision": "5", "ColumnScale": "2"},
                {"ColumnName": "HireDate", "ColumnType": "DATETIME", "ColumnScale": "3"},
            ],
            "TableColumnsTotal": "4",
        }
    ],
}
SAME = dms.ExternalTableDefinition(
    dms.ExternalTable(
        "hr",
        "employee",
        [
            ID,
            dms.ExternalColumn("LastName", Type.STRING, length_bytes=20),
            dms.ExternalColumn("HourlyRate", Type.NUMERIC, precision=5, scale=2),
            dms.ExternalColumn("HireDate", Type.DATETIME, scale=3),
        ],
    )
)


def test_the_example_of_the_guide_is_written_as_there() -> None:
    assert SAME.to_dict() == OF_THE_GUIDE


def test_the_example_of_the_guide_is_read() -> None:
    assert dms.ExternalTableDefinition.from_dict(OF_THE_GUIDE) == SAME


def test_what_is_written_is_read_back() -> None:
    assert dms.ExternalTableDefinition.from_json(SAME.to_json()) == SAME


def test_a_path_of_the_users_own_is_kept() -> None:
    tables = dms.ExternalTableDefinition(dms.ExternalTable("hr", "employee", [ID], path="dump/2026/"))

    assert tables.to_dict()["Tables"][0]["TablePath"] == "dump/2026/"
    assert dms.ExternalTableDefinition.from_json(tables.to_json()) == tables


def test_the_types_are_those_of_the_facts() -> None:
    assert [one.value for one in Type] == facts.external_tables()["types"]["value"]


def column(column_type: Type, **more: object) -> dms.ExternalColumn:
    return dms.ExternalColumn("c", column_type, **more)


@pytest.mark.parametrize(
    ("column_type", "given"),
    [
        (Type.STRING, {"length_bytes": 1}),
        (Type.BYTE, {"length_bytes": 2147483647}),
        (Type.NUMERIC, {"precision": 38, "scale": 31}),
        (Type.NUMERIC, {"precision": 1, "scale": 0}),
        (Type.DATETIME, {"scale": 9, "date_format": "YYYY/MM/dd HH:mm:ss.F"}),
        (Type.DATE, {"date_format": "YYYYMMdd HH:mm:ss"}),
        (Type.INT4, {"nullable": True}),
    ],
)
def test_what_a_type_takes_is_taken(column_type: Type, given: dict[str, object]) -> None:
    assert column(column_type, **given).body()["ColumnType"] == column_type.value


@pytest.mark.parametrize(
    ("column_type", "given", "problem"),
    [
        (Type.STRING, {}, "STRING, which needs length_bytes; write length_bytes=255"),
        (Type.STRING, {"length_bytes": 0}, "length_bytes of column c must be 1 to 2147483647, got 0"),
        (Type.INT8, {"length_bytes": 8}, "INT8, which has no length_bytes; remove length_bytes"),
        (Type.NUMERIC, {"scale": 2}, "NUMERIC, which needs precision; write precision=18"),
        (Type.NUMERIC, {"precision": 5}, "NUMERIC, which needs scale; write scale=2"),
        (Type.NUMERIC, {"precision": 39, "scale": 2}, "precision of column c must be 1 to 38, got 39"),
        (Type.NUMERIC, {"precision": 38, "scale": 32}, "scale of column c must be 0 to 31, got 32"),
        (Type.NUMERIC, {"precision": 2, "scale": 5}, "more digits after the point"),
        (Type.DATETIME, {"scale": 10}, "scale of column c must be 0 to 9, got 10"),
        (Type.DATE, {"scale": 3}, "DATE, which has no scale"),
        (Type.INT8, {"date_format": "YYYY"}, "INT8, which has no date_format"),
        (Type.INT8, {"is_primary_key": True, "nullable": True}, "can't be NULL; remove nullable=True"),
    ],
)
def test_what_dms_would_misread_is_refused(column_type: Type, given: dict[str, object], problem: str) -> None:
    with pytest.raises(dms.ConfigurationError, match=problem) as caught:
        column(column_type, **given)

    assert caught.value.code == "DMS-Y005"


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: dms.ExternalTable("hr", "employee", []), "must have columns, got none"),
        (lambda: dms.ExternalTable("hr", "employee", [ID, ID]), "has column Id twice"),
        (lambda: dms.ExternalTable("", "employee", [ID]), "schema of an external table must be a string"),
        (lambda: dms.ExternalTable("hr", "employee", [ID], path="/hr/employee/"), "write path='hr/employee/'"),
        (lambda: dms.ExternalTable("hr", "employee", [ID], path="/"), "write path='hr/employee/'"),
        (dms.ExternalTableDefinition, "must have tables, got none"),
        (lambda: dms.ExternalTableDefinition(*SAME.tables, *SAME.tables), "has table hr.employee twice"),
        (lambda: dms.ExternalTableDefinition.from_json("{"), "must be JSON"),
        (lambda: dms.ExternalTableDefinition.from_dict({**OF_THE_GUIDE, "TableCount": "2"}), "TableCount must be 1"),
        (lambda: dms.ExternalTableDefinition.from_dict({**OF_THE_GUIDE, "Tabels": []}), "did you mean 'Tables'"),
        (lambda: dms.ExternalTableDefinition.from_dict({"Tables": {}}), "Tables must be a list"),
    ],
    ids=[
        "no columns",
        "a column twice",
        "no schema",
        "a slash before the path",
        "a path of a slash",
        "no tables",
        "a table twice",
        "no JSON",
        "a wrong count",
        "a member that is not there",
        "tables that are no list",
    ],
)
def test_what_is_no_definition_is_refused(make: object, problem: str) -> None:
    with pytest.raises(dms.ConfigurationError, match=problem) as caught:
        make()

    assert caught.value.code == "DMS-Y005"


def test_a_document_of_more_than_two_megabytes_is_refused() -> None:
    many = [dms.ExternalTable("hr", f"employee_{number}", [ID]) for number in range(15_000)]

    with pytest.raises(dms.ConfigurationError, match="must have at most 2097152 bytes"):
        dms.ExternalTableDefinition(*many)


def test_a_type_that_dms_does_not_have_is_told_the_near_one() -> None:
    wrong = json.loads(SAME.to_json().replace("INT8", "INT9"))

    with pytest.raises(dms.ConfigurationError, match="did you mean 'INT"):
        dms.ExternalTableDefinition.from_dict(wrong)


def test_a_document_is_told_where_it_is_wrong() -> None:
    wrong = json.loads(SAME.to_json().replace("NUMERIC", "NUMBER"))

    with pytest.raises(dms.ConfigurationError, match=r"^Tables\[0\]: TableColumns\[2\]: ColumnType must be one of"):
        dms.ExternalTableDefinition.from_dict(wrong)
