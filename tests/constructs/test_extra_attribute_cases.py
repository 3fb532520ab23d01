"""Mistakes in extra connection attributes by kind, each beside what looks like it and is right."""

from typing import Any

import aws_cdk as cdk
import pytest

import dms_constructs as dms
from tests.constructs.conftest import properties_of

MYSQL, INTO_MYSQL, POSTGRES, INTO_POSTGRES = (
    dms.MySqlSource,
    dms.MySqlTarget,
    dms.PostgreSqlSource,
    dms.PostgreSqlTarget,
)
Case = tuple[type, dict[Any, Any], dict[str, Any]]

# By kind: the code, what the message says, and the endpoint with its attributes and arguments.
BAD: dict[str, tuple[str, str, Case]] = {
    # Names.
    "a space before a name": ("DMS-E005", "names without spaces", (INTO_MYSQL, {" parallelLoadThreads": 2}, {})),
    "a space in a name": ("DMS-E005", "names without spaces", (INTO_MYSQL, {"parallel LoadThreads": 2}, {})),
    "a name that is empty": ("DMS-E005", "names without spaces", (INTO_MYSQL, {"": 2}, {})),
    "a name with its sign": ("DMS-E005", "names without spaces", (INTO_MYSQL, {"parallelLoadThreads=": 2}, {})),
    "a name with a separator": ("DMS-E005", "names without spaces", (INTO_MYSQL, {"maxFileSize;": 2}, {})),
    "a name that is a number": ("DMS-E005", "strings as names", (INTO_MYSQL, {1: 2}, {})),
    "a name as Python has it": (
        "DMS-E015",
        r"did you mean 'ParallelLoadThreads'\?",
        (INTO_MYSQL, {"parallel_load_threads": 2}, {}),
    ),
    "a name with hyphens": (
        "DMS-E015",
        r"did you mean 'LoadUsingCsv'\?|'loadUsingCSV'",
        (INTO_MYSQL, {"load-using-csv": 1}, {}),
    ),
    "a name with its block": (
        "DMS-E015",
        r"did you mean 'ParallelLoadThreads'\?",
        (INTO_MYSQL, {"MySQLSettings.ParallelLoadThreads": 2}, {}),
    ),
    "a name with letters swapped": (
        "DMS-E015",
        r"did you mean 'CharsetMapping'\?",
        (MYSQL, {"ChrasetMapping": "utf8,65001"}, {}),
    ),
    "a name of another engine": ("DMS-E015", "the API has it in PostgreSQLSettings", (MYSQL, {"captureDDLs": "Y"}, {})),
    "a name of another engine, in capitals": (
        "DMS-E015",
        "has it in GcpMySQLSettings, MySQLSettings",
        (POSTGRES, {"EVENTSPOLLINTERVAL": 5}, {}),
    ),
    "a name of another side": ("DMS-E015", "for sources only", (INTO_MYSQL, {"CHARSETMAPPING": "utf8,65001"}, {})),
    "a name of another side, nearly": ("DMS-E015", "for sources only", (INTO_POSTGRES, {"fetchcachesize": 5}, {})),
    "a name of no engine here": (
        "DMS-E015",
        "DMS does not have for postgres sources",
        (POSTGRES, {"useLogminerReader": "N"}, {}),
    ),
    "a mode of TLS": ("DMS-E015", "DMS does not have for postgres sources", (POSTGRES, {"sslMode": "require"}, {})),
    # The same, twice.
    "a name twice": (
        "DMS-E005",
        "once, got 'loadUsingCSV' and 'LoadUsingCsv'",
        (INTO_MYSQL, {"loadUsingCSV": True, "LoadUsingCsv": False}, {}),
    ),
    "a name thrice": (
        "DMS-E005",
        "once",
        (POSTGRES, {"fetchCacheSize": 1, "FetchCacheSize": 1, "fetchcachesize": 1}, {}),
    ),
    "an argument's old name": (
        "DMS-E005",
        "clean_source_metadata_on_mismatch=... says it, too",
        (MYSQL, {"CleanSrcMetadataOnMismatch": True}, {"clean_source_metadata_on_mismatch": True}),
    ),
    "an argument in capitals": (
        "DMS-E005",
        "parallel_load_threads=... says it, too",
        (INTO_MYSQL, {"PARALLELLOADTHREADS": 2}, {"parallel_load_threads": 2}),
    ),
    "an argument in small letters": (
        "DMS-E005",
        "server_timezone=... says it, too",
        (MYSQL, {"servertimezone": "UTC"}, {"server_timezone": "UTC"}),
    ),
    "a database in small letters": (
        "DMS-E005",
        "the database is an argument",
        (POSTGRES, {"databasename": "shop"}, {}),
    ),
    "a port in capitals": ("DMS-E005", "takes it from the connection's secret", (MYSQL, {"PORT": 3306}, {})),
    # Values.
    "two values in one": ("DMS-E005", "without ';'", (INTO_MYSQL, {"Initstmt": "SET a=1; SET b=2"}, {})),
    "a separator at the end": ("DMS-E005", "without ';'", (INTO_MYSQL, {"maxFileSize": "512;"}, {})),
    "a line break": ("DMS-E005", "line breaks", (INTO_MYSQL, {"Initstmt": "SET a=1\nb"}, {})),
    "spaces around a number": ("DMS-E008", "write '2'", (INTO_MYSQL, {"parallelLoadThreads": " 2"}, {})),
    "spaces around a switch": ("DMS-E008", "write 'true'", (INTO_MYSQL, {"loadUsingCSV": "true "}, {})),
    "spaces around a name": ("DMS-E008", "write 'dms'", (POSTGRES, {"slotName": " dms"}, {})),
    "a number that is too large": ("DMS-E008", "1 to 5", (INTO_MYSQL, {"PARALLELLOADTHREADS": "6"}, {})),
    "a number below all": ("DMS-E008", "1 to 60", (MYSQL, {"eventsPollInterval": "0"}, {})),
    "a number beyond all": ("DMS-E008", "must be", (POSTGRES, {"fetchCacheSize": 10**30}, {})),
    "a number with a point": ("DMS-E008", "whole number", (POSTGRES, {"fetchCacheSize": "10000.0"}, {})),
    "a number with a sign between": ("DMS-E008", "whole number", (POSTGRES, {"fetchCacheSize": "10_000"}, {})),
    "a number with its unit": ("DMS-E008", "whole number", (POSTGRES, {"executeTimeout": "60s"}, {})),
    "a number of other digits": ("DMS-E008", "whole number", (POSTGRES, {"fetchCacheSize": chr(0xFF11)}, {})),
    "a number for a switch": ("DMS-E008", "'true' or 'false'", (POSTGRES, {"captureDDLs": 2}, {})),
    "a float for a switch": ("DMS-E008", "'true' or 'false'", (POSTGRES, {"captureDDLs": 1.0}, {})),
    "on for a switch": ("DMS-E008", "'true' or 'false'", (POSTGRES, {"mapJsonbAsClob": "on"}, {})),
    "a letter for a switch": ("DMS-E008", "'true' or 'false'", (POSTGRES, {"trimSpaceInChar": "T"}, {})),
    "a switch for a number": ("DMS-E008", "whole number", (POSTGRES, {"heartbeatFrequency": True}, {})),
    "a choice with a space": ("DMS-E008", "one of", (INTO_MYSQL, {"targetDbType": "specific database"}, {})),
    "a choice, nearly": ("DMS-E008", r"did you mean 'pglogical'\?", (POSTGRES, {"pluginName": "pg_logical"}, {})),
    "a choice of nothing": ("DMS-E008", "must not be blank", (POSTGRES, {"pluginName": ""}, {})),
    "nothing": ("DMS-E005", "as values, got 'loadUsingCSV' and None", (INTO_MYSQL, {"loadUsingCSV": None}, {})),
    "a list": ("DMS-E005", "as values", (INTO_MYSQL, {"loadUsingCSV": ["true"]}, {})),
    "a setting in a value": (
        "DMS-E008",
        "more settings in it: slotname",
        (POSTGRES, {"pluginName": "pglogical slotname=dms"}, {}),
    ),
    "the name in its value": ("DMS-E008", "whole number", (INTO_MYSQL, {"maxFileSize": "maxFileSize=512"}, {})),
}
LEGAL: dict[str, Case] = {
    "a name in small letters": (INTO_MYSQL, {"parallelloadthreads": 2}, {}),
    "a name in capitals": (INTO_MYSQL, {"LOADUSINGCSV": True}, {}),
    "an old name": (MYSQL, {"cleanSrcMetadataOnMismatch": True}, {}),
    "a name of the guide's troubleshooting": (MYSQL, {"CharsetMapping": "utf8,65001"}, {}),
    "a name that is marked": (POSTGRES, {dms.unchecked("useLogminerReader"): "N"}, {}),
    "a name that is marked, of another side": (INTO_MYSQL, {dms.unchecked("eventsPollInterval"): 5}, {}),
    "another argument": (INTO_MYSQL, {"loadUsingCSV": True}, {"parallel_load_threads": 2}),
    "a marked name beside its argument": (
        INTO_MYSQL,
        {dms.unchecked("parallelLoadThreads"): 2},
        {"parallel_load_threads": 2},
    ),
    "an argument that is None": (INTO_MYSQL, {"parallelLoadThreads": 2}, {"parallel_load_threads": None}),
    "two names that share letters": (POSTGRES, {"heartbeatFrequency": 5, "heartbeatSchema": "dms"}, {}),
    "an equals sign in SQL": (INTO_MYSQL, {"Initstmt": "SET FOREIGN_KEY_CHECKS=0"}, {}),
    "a space before SQL, as in the guide": (INTO_MYSQL, {"Initstmt": " SET AUTOCOMMIT=1"}, {}),
    "an attribute's name in SQL": (INTO_MYSQL, {"afterConnectScript": "SET @maxFileSize = 1"}, {}),
    "commas": (INTO_MYSQL, {"Initstmt": "SET a=1, b=2"}, {}),
    "separators in a script that is an argument": (INTO_MYSQL, {}, {"after_connect_script": "SET a=1; SET b=2"}),
    "a number as a string": (INTO_MYSQL, {"parallelLoadThreads": "2"}, {}),
    "a number with zeros": (INTO_MYSQL, {"parallelLoadThreads": "02"}, {}),
    "the largest": (INTO_MYSQL, {"maxFileSize": "1048576"}, {}),
    "a marked number": (INTO_MYSQL, {"parallelLoadThreads": dms.unchecked(32)}, {}),
    "a number of the deployment": (
        INTO_MYSQL,
        {"parallelLoadThreads": cdk.Token.as_number(cdk.Fn.ref("AWS::NoValue"))},
        {},
    ),
    "a string of the deployment": (POSTGRES, {"slotName": cdk.Fn.import_value("Slot")}, {}),
    "yes": (POSTGRES, {"mapJsonbAsClob": "yes"}, {}),
    "no, in capitals": (POSTGRES, {"mapJsonbAsClob": "N"}, {}),
    "a number that is a switch": (POSTGRES, {"mapJsonbAsClob": 1}, {}),
    "a choice in capitals": (POSTGRES, {"PLUGINNAME": "TEST_DECODING"}, {}),
    "an engine that goes by another's settings": (
        MYSQL,
        {"EventsPollInterval": 5},
        {"engine_name": dms.EngineName.MARIADB},
    ),
    "none": (MYSQL, {}, {}),
}


def make(stack: cdk.Stack, connection: dms.Connection, case: Case) -> dms.IEndpoint:
    cls, attributes, arguments = case
    needed = {"database": "shop"} if cls in {POSTGRES, INTO_POSTGRES} else {}
    return cls(
        stack,
        "Endpoint",
        **{"connection": connection, "extra_connection_attributes": attributes, **needed, **arguments},
    )


@pytest.mark.parametrize(("said", "case"), [((code, message), case) for code, message, case in BAD.values()], ids=BAD)
def test_is_refused(
    stack: cdk.Stack, connection: dms.Connection, fails: Any, said: tuple[str, str], case: Case
) -> None:
    fails(*said, lambda: make(stack, connection, case))


@pytest.mark.parametrize("case", LEGAL.values(), ids=LEGAL)
def test_is_passed_on(stack: cdk.Stack, connection: dms.Connection, case: Case) -> None:
    make(stack, connection, case)

    written = properties_of(stack, "AWS::DMS::Endpoint").get("ExtraConnectionAttributes", "")
    assert all(str(name) in str(written) for name in case[1])
