"""The DMS data types of a source's own: what AWS's tables say, with lengths, precision and scale."""

import pytest

from dms_constructs import facts
from dms_constructs.catalog.data_types import dms_type_of, is_lob, type_word, why_not_known
from dms_constructs.engines import EngineName, known

ORACLE, SQL_SERVER, DB2, ZOS = EngineName.ORACLE, EngineName.SQL_SERVER, EngineName.DB2, EngineName.DB2_ZOS
ASE, MONGODB, S3 = EngineName.SAP_ASE, EngineName.MONGODB, EngineName.S3

# As the guide's tables have them, in their words.
OF_ORACLE = {
    "BINARY_FLOAT": "real4",
    "BINARY_DOUBLE": "real8",
    "BINARY": "bytes",
    "FLOAT(24)": "real4",
    "FLOAT(25)": "real8",
    "FLOAT": "real8",
    "DATE": "datetime",
    "INTERVAL YEAR(2) TO MONTH": "string",
    "INTERVAL DAY(2) TO SECOND(6)": "string",
    "TIMESTAMP(6)": "datetime",
    "TIMESTAMP(6) WITH TIME ZONE": "string",
    "TIMESTAMP WITH LOCAL TIME ZONE": "string",
    "CHAR(10)": "string",
    "VARCHAR2(4000)": "string",
    "VARCHAR2(4000 CHAR)": "string",
    "VARCHAR2(4001)": "clob",
    "NCHAR(5)": "wstring",
    "NVARCHAR2(2000)": "wstring",
    "NVARCHAR2(2001)": "nclob",
    "RAW(16)": "bytes",
    "REAL": "real8",
    "BLOB": "blob",
    "CLOB": "clob",
    "NCLOB": "nclob",
    "LONG": "clob",
    "LONG RAW": "blob",
    "XMLTYPE": "clob",
    # Numbers.
    "NUMBER": "numeric",
    "NUMBER(*,0)": "real8",
    "INTEGER": "real8",
    "NUMBER(1)": "int1",
    "NUMBER(2,0)": "int1",
    "NUMBER(3)": "int2",
    "NUMBER(4)": "int2",
    "NUMBER(5)": "int4",
    "NUMBER(9)": "int4",
    "NUMBER(10)": "numeric",
    "NUMBER(38)": "numeric",
    "NUMBER(10, 2)": "numeric",
    "NUMBER(4,4)": "numeric",
    "NUMBER(2,4)": "real8",
    "NUMBER(5,-2)": "real8",
}
OF_SQL_SERVER = {
    "bigint": "int8",
    "bit": "boolean",
    "decimal(10,2)": "numeric",
    "int": "int4",
    "money": "numeric",
    "numeric(9)": "numeric",
    "smallint": "int2",
    "smallmoney": "numeric",
    "tinyint": "uint1",
    "real": "real4",
    "float": "real8",
    "float(53)": "real8",
    "float(24)": "real4",
    "datetime": "datetime",
    "datetime2(7)": "datetime",
    "smalldatetime": "datetime",
    "date": "date",
    "time(7)": "time",
    "datetimeoffset(7)": "wstring",
    "char(3)": "string",
    "varchar(8000)": "string",
    "varchar(max)": "clob",
    "VARCHAR(MAX)": "clob",
    "text": "clob",
    "nchar(3)": "wstring",
    "nvarchar(4000)": "wstring",
    "nvarchar(max)": "nclob",
    "ntext": "nclob",
    "binary(8)": "bytes",
    "varbinary(8000)": "bytes",
    "varbinary(max)": "blob",
    "image": "blob",
    "timestamp": "bytes",
    "rowversion": "bytes",
    "uniqueidentifier": "string",
    "hierarchyid": "wstring",
    "xml": "nclob",
}
OF_DB2 = {
    "INTEGER": "int4",
    "SMALLINT": "int2",
    "BIGINT": "int8",
    "DECIMAL(10,2)": "numeric",
    "FLOAT": "real8",
    "DOUBLE": "real8",
    "REAL": "real4",
    "DECFLOAT(16)": "real8",
    "DECFLOAT(34)": "string",
    "DECFLOAT": "string",
    "GRAPHIC(10)": "wstring",
    "VARGRAPHIC(10)": "wstring",
    "LONG VARGRAPHIC": "clob",
    "CHARACTER(10)": "string",
    "VARCHAR(10)": "string",
    "LONG VARCHAR": "clob",
    "CHAR(10) FOR BIT DATA": "bytes",
    "VARCHAR(10) FOR BIT DATA": "bytes",
    "LONG VARCHAR FOR BIT DATA": "bytes",
    "DATE": "date",
    "TIME": "time",
    "TIMESTAMP(6)": "datetime",
    "BLOB(1M)": "blob",
    "CLOB(1M)": "clob",
    "DBCLOB(1M)": "clob",
    "XML": "clob",
}
OF_ZOS = {"BINARY(4)": "bytes", "VARBINARY(4)": "bytes", "ROWID": "bytes"}
OF_ASE = {
    "bigint": "int8",
    "unsigned bigint": "uint8",
    "int": "int4",
    "unsigned int": "uint4",
    "smallint": "int2",
    "unsigned smallint": "uint2",
    "tinyint": "uint1",
    "decimal(9,2)": "numeric",
    "numeric": "numeric",
    "float": "real8",
    "double precision": "real8",
    "real": "real4",
    "money": "numeric",
    "smallmoney": "numeric",
    "datetime": "datetime",
    "bigdatetime": "datetime",
    "smalldatetime": "datetime",
    "date": "date",
    "time": "time",
    "bigtime": "time",
    "char(9)": "string",
    "unichar(9)": "wstring",
    "nchar(9)": "wstring",
    "varchar(9)": "string",
    "univarchar(9)": "wstring",
    "nvarchar(9)": "wstring",
    "binary(9)": "bytes",
    "varbinary(9)": "bytes",
    "bit": "boolean",
    "text": "clob",
    "unitext": "nclob",
    "image": "blob",
}
OF_MONGODB = {
    "Boolean": "boolean",
    "Binary": "blob",
    "Date": "date",
    "Timestamp": "date",
    "Int": "int4",
    "Long": "int8",
    "Double": "real8",
    "String (UTF-8)": "clob",
    "Array": "clob",
    "OID": "string",
    "objectId": "string",
    "REGEX": "clob",
    "CODE": "clob",
}
OF_S3 = {
    "BYTE": "bytes",
    "DATE": "date",
    "TIME": "time",
    "DATETIME": "datetime",
    "INT1": "int1",
    "INT8": "int8",
    "NUMERIC": "numeric",
    "REAL4": "real4",
    "STRING": "string",
    "UINT8": "uint8",
    "BLOB": "blob",
    "CLOB": "clob",
    "BOOLEAN": "boolean",
}
OF_MYSQL = {
    "bit(1)": "boolean",
    "bit": "boolean",
    "bit(8)": "bytes",
    "int unsigned": "uint4",
    "float unsigned": "real8",
}
OF_POSTGRESQL = {"numeric(38,2)": "numeric", "numeric(39)": "string", "numeric": "numeric", "dec(40,1)": "string"}
TABLES = {
    ORACLE: OF_ORACLE,
    SQL_SERVER: OF_SQL_SERVER,
    EngineName.AZURE_SQL_DATABASE: OF_SQL_SERVER,
    EngineName.AZURE_SQL_MANAGED_INSTANCE: OF_SQL_SERVER,
    DB2: OF_DB2,
    ZOS: OF_DB2 | OF_ZOS,
    ASE: OF_ASE,
    MONGODB: OF_MONGODB,
    EngineName.DOCUMENTDB: OF_MONGODB,
    S3: OF_S3,
    EngineName.MYSQL: OF_MYSQL,
    EngineName.GOOGLE_CLOUD_MYSQL: OF_MYSQL,
    EngineName.POSTGRESQL: OF_POSTGRESQL,
}


@pytest.mark.parametrize(
    ("engine", "data_type", "dms_type"),
    [(engine, data_type, dms_type) for engine, table in TABLES.items() for data_type, dms_type in table.items()],
)
def test_a_type_of_a_source_has_the_dms_type_of_the_guide(engine: EngineName, data_type: str, dms_type: str) -> None:
    assert dms_type_of(engine, data_type) == dms_type


@pytest.mark.parametrize(
    ("engine", "data_type", "why"),
    [
        (ORACLE, "BFILE", "DMS does not move it: the column is null on the target"),
        (ORACLE, "SDO_GEOMETRY", "DMS moves it to Oracle and PostgreSQL only, as a BLOB or a CLOB"),
        (ORACLE, "VECTOR", "AWS's guide does not list it"),
        (SQL_SERVER, "sql_variant", "DMS does not support tables that have it"),
        (SQL_SERVER, "geography", "it depends on the target: its own type where the target has one, else a CLOB"),
        (ZOS, "TIMESTAMP(6) WITH TIME ZONE", "DMS does not support it"),
        (DB2, "ROWID", "AWS's guide does not list it"),
        (ASE, "java", "AWS's guide does not list it"),
        (MONGODB, "decimal", "AWS's guide does not list it"),
    ],
)
def test_a_type_without_one_says_why(engine: EngineName, data_type: str, why: str) -> None:
    assert (dms_type_of(engine, data_type), why_not_known(engine, data_type)) == (None, why)


@pytest.mark.parametrize(
    ("engine", "data_type", "lob"),
    [(ORACLE, "VARCHAR2(4000)", False), (ORACLE, "VARCHAR2(32767)", True), (SQL_SERVER, "nvarchar(max)", True)],
)
def test_a_length_decides_what_is_a_large_object(engine: EngineName, data_type: str, lob: bool) -> None:
    assert is_lob(dms_type_of(engine, data_type)) is lob


@pytest.mark.parametrize(
    ("engine", "data_type", "word"),
    [
        (ORACLE, "INTERVAL DAY(2) TO SECOND(6)", "interval day to second"),
        (DB2, "CHAR(10) FOR BIT DATA", "char for bit data"),
        (SQL_SERVER, "  NVARCHAR ( max ) ", "nvarchar"),
        (EngineName.KINESIS, "anything(3)", "anything"),
    ],
)
def test_the_word_of_a_type_leaves_lengths_out(engine: EngineName, data_type: str, word: str) -> None:
    assert type_word(engine, data_type) == word


@pytest.mark.parametrize(
    ("engine", "data_type", "dms_type"),
    [
        (SQL_SERVER, "int identity", "int4"),
        (SQL_SERVER, "INT IDENTITY(1,1) NOT NULL", "int4"),
        (SQL_SERVER, "numeric() identity", "numeric"),
        (SQL_SERVER, "varchar(max) collate Latin1_General_BIN2", "clob"),
        (SQL_SERVER, "nvarchar(50) MASKED WITH (FUNCTION = 'default()') NULL", "wstring"),
        (SQL_SERVER, "int sparse null", "int4"),
        (SQL_SERVER, "[nvarchar](max)", "nclob"),
        (SQL_SERVER, "[sys].[hierarchyid]", "wstring"),
        (ASE, "numeric(10,0) identity", "numeric"),
        (ASE, "varchar(20) null", "string"),
        (ORACLE, '"SYS"."XMLTYPE"', "clob"),
        (ORACLE, "NUMBER(10) GENERATED BY DEFAULT AS IDENTITY", "numeric"),
        (ORACLE, "VARCHAR2(20) DEFAULT 'x' NOT NULL", "string"),
        (DB2, '"SYSIBM"."VARCHAR"(10)', "string"),
        (DB2, "CHAR(16) FOR BIT DATA NOT NULL", "bytes"),
    ],
)
def test_quotes_and_what_is_said_of_a_column_change_nothing(engine: EngineName, data_type: str, dms_type: str) -> None:
    assert dms_type_of(engine, data_type) == dms_type


@pytest.mark.parametrize("engine", [name for name in EngineName if not name.record.is_source])
def test_what_is_only_a_target_has_no_types_to_read(engine: EngineName) -> None:
    assert engine is EngineName.BABELFISH or dms_type_of(engine, "int") is None


DMS_TYPES = {
    *("blob", "boolean", "bytes", "clob", "date", "datetime", "int1", "int2", "int4", "int8", "nclob", "numeric"),
    *("real4", "real8", "string", "time", "uint1", "uint2", "uint4", "uint8", "wstring", None),
}
USED = sorted({table for name in EngineName if (table := known(name.record.data_types)) is not None})


@pytest.mark.parametrize("table", USED)
def test_every_type_of_a_table_is_one_of_dms_and_says_where_from(table: str) -> None:
    records = facts.data_types(table)["types"].values()
    found = {record["dms_type"] for record in records}
    found |= {each for record in records for key in ("sizes", "scales") for each in record.get(key, {}).values()}

    assert found <= DMS_TYPES
    assert all(record["source"] and isinstance(record["verified"], bool) for record in records)
    assert all(record["dms_type"] or record["reason"] for record in records)
