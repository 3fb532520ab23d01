"""Amazon DynamoDB as target: an item for each row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from constructs import Construct

from dms_constructs import facts
from dms_constructs._checks import arn_of, is_object_with, located, taken_as_is
from dms_constructs._code import SELF, call
from dms_constructs._construct import check_holds_resources
from dms_constructs.endpoint_facts import DatabaseIdentity
from dms_constructs.endpoints._l1_keys import check_key_is_known, importing_with_key
from dms_constructs.endpoints._places import check_place, read
from dms_constructs.endpoints.access import check_role
from dms_constructs.endpoints.endpoint import Endpoint
from dms_constructs.endpoints.service_role import Grant, ServiceRoleAccess, name_in_account, of_key
from dms_constructs.engines import EndpointType, EngineName
from dms_constructs.errors import ConfigurationError, shown

if TYPE_CHECKING:
    # Slow to load, and given objects have it loaded.
    from aws_cdk import aws_dynamodb as dynamodb

__all__ = ["DynamoDbTarget"]

# Source: the API reference of DynamoDB, CreateTable, TableName.
_NAME = re.compile(r"[a-zA-Z0-9_.-]{3,255}")
_EXAMPLE = "tables=[table, 'orders']"
_INSTEAD = {"serviceaccessrolearn": "the role is an argument; write service_access_role=..."}


class DynamoDbTarget(Endpoint):
    """
    Tables of DynamoDB to write into: an item for each row.

    What becomes of columns, object mappings say: `dms.MapRecordToRecord` makes an attribute of each,
    `dms.MapRecordToDocument` one document of all, and `attributes` others. DMS makes tables that are not there, with
    much capacity. A primary key of several columns needs an object mapping with keys of its own; NULL becomes nothing.

    Creates: the endpoint and, unless given, the role with which DMS writes into these tables.

    Source: the DMS User Guide, page CHAP_Target.DynamoDB, and DynamoDbSettings in the API reference.
    """

    TYPE = EndpointType.TARGET
    ENGINES = (EngineName.DYNAMODB,)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        tables: Sequence[dynamodb.ITable | str],
        extra_connection_attributes: Mapping[str, str | int | bool] | None = None,
        service_access_role: iam.IRole | None = None,
        endpoint_identifier: str | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        """
        Make the endpoint.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            tables: The tables that tasks write: those of the app, or names of others, and of those that DMS is to make,
                in the endpoint's account and region. The role may write into these only, and into those where DMS notes
                its errors.
            extra_connection_attributes: Attributes for which there is no argument; no credentials.
            service_access_role: A role of yours with which DMS writes; by default one is made for it.
            endpoint_identifier: A fixed name; by default CloudFormation makes one, so that it can be replaced.
            removal_policy: What happens to it when it leaves the stack; by default it is deleted.

        Raises:
            ConfigurationError: `DMS-Y001` for a table of another account or region, `DMS-Y007` for no tables, or what
                is not a table or its name, `DMS-E005`, `DMS-E006`, `DMS-E015`, `DMS-E019` for one that is imported
                without its key, and `DMS-A001` and `DMS-A003`, each for the argument it names.
        """
        with located(scope, construct_id):
            check_holds_resources(scope, construct_id)
            _check_tables(scope, tables, makes_role=service_access_role is None)
            check_role("service_access_role", service_access_role)
        super().__init__(
            scope,
            construct_id,
            engine_name=EngineName.DYNAMODB,
            access=ServiceRoleAccess(
                kind="dynamodb_target",
                description="Lets AWS DMS write into the tables of one endpoint",
                policy_name="WriteTables",
                grants=tuple(_writing(scope, tables)),
                role=service_access_role,
            ),
            settings={},
            extra_connection_attributes=extra_connection_attributes,
            instead_of_attributes=_INSTEAD,
            endpoint_identifier=endpoint_identifier,
            removal_policy=removal_policy,
        )
        self._tables = tuple(tables)

    @property
    def tables(self) -> tuple[dynamodb.ITable | str, ...]:
        """The tables that tasks write."""
        return self._tables

    def _identity(self) -> DatabaseIdentity:
        # All tables of an account and region are one database: tasks that write one of them are told apart by its name.
        return DatabaseIdentity(database=name_in_account(self, "dynamodb", "table"))

    def _writable_tables(self) -> Mapping[str, Sequence[str]]:
        return dict((each, ()) if isinstance(each, str) else _known_of(each) for each in self._tables)


def _known_of(table: dynamodb.ITable) -> tuple[str, Sequence[str]]:
    """Return the name of a table and the attributes of its key, as far as they are known: of one of the app, both."""
    name: str = read(table, "table_name")
    if not taken_as_is(name):
        return name, ()
    made = table.node.default_child
    given, parts = getattr(made, "table_name", None), getattr(made, "key_schema", None)
    key = [getattr(part, "attribute_name", None) for part in parts] if isinstance(parts, list) else []
    is_known = all(isinstance(part, str) and not taken_as_is(part) for part in key)
    return given if isinstance(given, str) else name, tuple(map(str, key)) if is_known else ()


def _check_tables(scope: Construct, tables: object, *, makes_role: bool) -> None:
    """Raise unless these are tables, or names of such."""
    if isinstance(tables, str) or not isinstance(tables, Sequence):
        name = isinstance(tables, str) and not taken_as_is(tables) and _NAME.fullmatch(tables)
        alone = (
            f"tables=[{tables!r}]" if name else "tables=[table]" if is_object_with(tables, "table_arn") else _EXAMPLE
        )
        raise ConfigurationError("DMS-Y007", f"tables must be a list, got {shown(tables)}; write {alone}", given=tables)
    if not tables:
        raise ConfigurationError(
            "DMS-Y007", f"tables must name the tables that tasks write, got none; write {_EXAMPLE}"
        )
    for number, table in enumerate(tables):
        if is_object_with(table, "table_arn"):
            check_place(scope, f"tables[{number}]", table, read(table, "table_arn"))
            if makes_role and read(table, "encryption_key") is None:
                check_key_is_known(f"tables[{number}]", table, read(table, "table_arn"), read(table, "table_name"))
        elif isinstance(table, str) and taken_as_is(table):
            if makes_role:
                check_key_is_known(f"tables[{number}]", table, table)
        elif not taken_as_is(table) and not (isinstance(table, str) and _NAME.fullmatch(table)):
            arn = arn_of(f"tables[{number}]", table, ":table/", "AWS::DynamoDB::Table", "attr_arn")
            write = importing_with_key(f"tables[{number}]", table) or _EXAMPLE
            if arn is not None and write == _EXAMPLE:
                write = call("dynamodb.Table.from_table_arn", SELF, "Table", arn)
            raise ConfigurationError(
                "DMS-Y007",
                f"tables[{number}] must be a table of DynamoDB, or its name: 3 to 255 letters, digits and _.-, got "
                f"{shown(table)}; write {write}",
                given=table,
            )


def _writing(scope: Construct, tables: Sequence[dynamodb.ITable | str]) -> Iterator[Grant]:
    """Allow writing into the tables, and into those where DMS notes its errors."""
    fact = facts.access()["roles"]["dynamodb_target"]
    arns = [
        name_in_account(scope, "dynamodb", f"table/{each}") if isinstance(each, str) else read(each, "table_arn")
        for each in (*tables, *fact["control_tables"])
    ]
    yield Grant(("table_actions",), tuple(dict.fromkeys(arns)))
    yield Grant(("list_actions",), "*")
    seen = set()
    for each in tables:
        key = None if isinstance(each, str) else read(each, "encryption_key")
        for grant in of_key(key, via="dynamodb"):
            if grant.resource not in seen:
                seen.add(grant.resource)
                yield grant
