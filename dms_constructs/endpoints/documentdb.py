"""Amazon DocumentDB as source and as target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from aws_cdk import RemovalPolicy, aws_iam as iam, aws_kms as kms
from constructs import Construct

from dms_constructs._checks import located, not_blank
from dms_constructs.endpoints._conditions import check_conditions
from dms_constructs.endpoints._settings import EndpointSettings, renders
from dms_constructs.endpoints.certificate import ICertificate
from dms_constructs.endpoints.connection import Connection
from dms_constructs.endpoints.nesting_level import NestingLevel
from dms_constructs.endpoints.server import ServerEndpoint
from dms_constructs.endpoints.ssl_mode import SslMode
from dms_constructs.engines import EndpointType, EngineName

__all__ = ["DocumentDbSource", "DocumentDbTarget"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _SourceSettings(EndpointSettings):
    BLOCK = "DocDbSettings"

    nesting_level: NestingLevel | None = field(default=None, metadata=renders("NestingLevel", NestingLevel))
    extract_doc_id: bool | None = field(default=None, metadata=renders("ExtractDocId"))
    docs_to_investigate: int | None = field(default=None, metadata=renders("DocsToInvestigate"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _TargetSettings(EndpointSettings):
    BLOCK = "DocDbSettings"


class DocumentDbSource(ServerEndpoint):
    """
    A DocumentDB cluster to read from: to DMS a database is a schema, a collection a table.

    For changes, change streams must be on: `db.adminCommand({modifyChangeStreams: 1, database: "shop", collection: "",
    enable: true})`. DMS reads at most 250 records per second from DocumentDB.

    Creates: the endpoint and the role with which DMS reads its secret.

    Source: the DMS User Guide, page CHAP_Source.DocumentDB, and DocDbSettings in the API reference.
    """

    TYPE = EndpointType.SOURCE
    ENGINES = (EngineName.DOCUMENTDB,)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        connection: Connection,
        database: str | None = None,
        ssl_mode: SslMode | None = None,
        certificate: ICertificate | None = None,
        nesting_level: NestingLevel | None = None,
        extract_doc_id: bool | None = None,
        docs_to_investigate: int | None = None,
        extra_connection_attributes: Mapping[str, str | int | bool] | None = None,
        kms_key: kms.IKey | None = None,
        secret_access_role: iam.IRole | None = None,
        endpoint_identifier: str | None = None,
        removal_policy: RemovalPolicy | None = None,
    ) -> None:
        """
        Make the endpoint.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            connection: Where the cluster is and the secret that opens it: `dms.Connection.to_cluster(cluster)`.
            database: The database to read; by default all that table mappings select.
            ssl_mode: By default `VERIFY_FULL` with a certificate and `NONE` (with a warning) without; new clusters take
                connections with TLS only.
            certificate: The authority that signed the server's certificate: the bundle of RDS.
            nesting_level: Whether documents stay documents or become rows; by default `NONE`.
            extract_doc_id: Whether the document's ID is a column of its own, `_id`, which is the key there: changes and
                transactions of several documents need it. For document mode; by default no.
            docs_to_investigate: How many documents of a collection DMS reads to find its columns, for table mode, 1 or
                more; by default 1000.
            extra_connection_attributes: Attributes for which there is no argument; no credentials.
            kms_key: Encrypts the connection data that DMS stores; by default the account's `aws/dms` key.
            secret_access_role: A role of yours with which DMS reads the secret; by default one is made for it.
            endpoint_identifier: A fixed name; by default CloudFormation makes one, so that it can be replaced.
            removal_policy: What happens to it when it leaves the stack; by default it is deleted.

        Raises:
            ConfigurationError: `DMS-E001` to `DMS-E010` and `DMS-E015`, `DMS-N008` and `DMS-N012` for a secret of
                another account or region, and `DMS-A001` and `DMS-A003`, each for the argument it names.
        """
        with located(scope, construct_id):
            _check_database(database, "read")
            settings = _SourceSettings(
                nesting_level=nesting_level,
                extract_doc_id=extract_doc_id,
                docs_to_investigate=docs_to_investigate,
            )
            findings = check_conditions(_SourceSettings, settings.said)
        super().__init__(
            scope,
            construct_id,
            connection=connection,
            engine_name=None,
            ssl_mode=ssl_mode,
            certificate=certificate,
            kms_key=kms_key,
            secret_access_role=secret_access_role,
            extra_connection_attributes=extra_connection_attributes,
            endpoint_identifier=endpoint_identifier,
            removal_policy=removal_policy,
            database=database,
            settings=settings,
            findings=findings,
        )


class DocumentDbTarget(ServerEndpoint):
    """
    A DocumentDB cluster to write into: a schema becomes a database, a table a collection, a row a document.

    From MongoDB or DocumentDB, run in document mode, with `extract_doc_id=True` at the source.

    Creates: the endpoint and the role with which DMS reads its secret.

    Source: the DMS User Guide, page CHAP_Target.DocumentDB.
    """

    TYPE = EndpointType.TARGET
    ENGINES = (EngineName.DOCUMENTDB,)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        connection: Connection,
        database: str | None = None,
        ssl_mode: SslMode | None = None,
        certificate: ICertificate | None = None,
        extra_connection_attributes: Mapping[str, str | int | bool] | None = None,
        kms_key: kms.IKey | None = None,
        secret_access_role: iam.IRole | None = None,
        endpoint_identifier: str | None = None,
        removal_policy: RemovalPolicy | None = None,
    ) -> None:
        """
        Make the endpoint.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            connection: Where the cluster is and the secret that opens it: `dms.Connection.to_cluster(cluster)`.
            database: The database to connect to; by default none is named.
            ssl_mode: By default `VERIFY_FULL` with a certificate and `NONE` (with a warning) without; new clusters take
                connections with TLS only.
            certificate: The authority that signed the server's certificate: the bundle of RDS.
            extra_connection_attributes: Attributes for which there is no argument; no credentials.
            kms_key: Encrypts the connection data that DMS stores; by default the account's `aws/dms` key.
            secret_access_role: A role of yours with which DMS reads the secret; by default one is made for it.
            endpoint_identifier: A fixed name; by default CloudFormation makes one, so that it can be replaced.
            removal_policy: What happens to it when it leaves the stack; by default it is deleted.

        Raises:
            ConfigurationError: `DMS-E001` to `DMS-E010` and `DMS-E015`, `DMS-N008` and `DMS-N012` for a secret of
                another account or region, and `DMS-A001` and `DMS-A003`, each for the argument it names.
        """
        with located(scope, construct_id):
            _check_database(database, "write into")
            settings = _TargetSettings()
        super().__init__(
            scope,
            construct_id,
            connection=connection,
            engine_name=None,
            ssl_mode=ssl_mode,
            certificate=certificate,
            kms_key=kms_key,
            secret_access_role=secret_access_role,
            extra_connection_attributes=extra_connection_attributes,
            endpoint_identifier=endpoint_identifier,
            removal_policy=removal_policy,
            database=database,
            settings=settings,
        )


def _check_database(database: str | None, what: str) -> None:
    if database is not None:
        not_blank("DMS-E010", "database", database, f"the one to {what}, such as database='shop', or leave it out")
