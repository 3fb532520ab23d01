"""MongoDB as source."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

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

__all__ = ["MongoDbAuthMechanism", "MongoDbAuthType", "MongoDbSource"]


class MongoDbAuthType(enum.Enum):
    """
    Whether DMS logs in to MongoDB.

    Source: the DMS User Guide, page CHAP_Source.MongoDB.
    """

    NO = "no"
    """DMS doesn't log in; user name and password of the secret are not used."""
    PASSWORD = "password"  # noqa: S105  # what AWS calls it
    """DMS logs in with the secret's user name and password."""


class MongoDbAuthMechanism(enum.Enum):
    """
    How DMS proves its password to MongoDB.

    Source: the DMS User Guide, page CHAP_Source.MongoDB.
    """

    DEFAULT = "default"
    """SCRAM-SHA-1 from MongoDB 3 on, MONGODB-CR before."""
    MONGODB_CR = "mongodb_cr"
    """The mechanism of MongoDB 2."""
    SCRAM_SHA_1 = "scram_sha_1"


@dataclass(frozen=True, slots=True, kw_only=True)
class _SourceSettings(EndpointSettings):
    BLOCK = "MongoDbSettings"
    OURS: ClassVar[Mapping[str, object]] = {"AuthType": "password"}

    nesting_level: NestingLevel | None = field(default=None, metadata=renders("NestingLevel", NestingLevel))
    extract_doc_id: bool | None = field(default=None, metadata=renders("ExtractDocId"))
    docs_to_investigate: int | None = field(default=None, metadata=renders("DocsToInvestigate"))
    auth_type: MongoDbAuthType = field(metadata=renders("AuthType", MongoDbAuthType))
    auth_mechanism: MongoDbAuthMechanism | None = field(
        default=None, metadata=renders("AuthMechanism", MongoDbAuthMechanism)
    )
    auth_source: str | None = field(default=None, metadata=renders("AuthSource"))
    database: str | None = None

    def _all_fields_say(self) -> dict[str, Any]:
        said = EndpointSettings._all_fields_say(self)  # noqa: SLF001  # of its base
        return said if self.database is None else {**said, "DatabaseName": self.database}


class MongoDbSource(ServerEndpoint):
    """
    A MongoDB database to read from, or all databases of a server: to DMS a database is a schema, a collection a table.

    For changes it must be a replica set. A document stays one (document mode), or becomes a row (table mode,
    `NestingLevel.ONE`).

    Creates: the endpoint and the role with which DMS reads its secret.

    Source: the DMS User Guide, page CHAP_Source.MongoDB, and MongoDbSettings in the API reference.
    """

    TYPE = EndpointType.SOURCE
    ENGINES = (EngineName.MONGODB,)

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
        auth_type: MongoDbAuthType = MongoDbAuthType.PASSWORD,
        auth_mechanism: MongoDbAuthMechanism | None = None,
        auth_source: str | None = None,
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
            connection: Where the server is and the secret that opens it; for Atlas, any server of the replica set.
            database: The database to read; by default all that table mappings select.
            ssl_mode: By default `VERIFY_FULL` with a certificate and `REQUIRE` without.
            certificate: The authority that signed the server's certificate.
            nesting_level: Whether documents stay documents or become rows; by default `NONE`.
            extract_doc_id: Whether the document's ID is a column of its own, `_id`, which is the key there: changes
                need it where the target is not DocumentDB, and transactions of several documents in any case. For
                document mode; by default no.
            docs_to_investigate: How many documents of a collection DMS reads to find its columns, for table mode, 1 or
                more; by default 1000.
            auth_type: Whether DMS logs in; by default with the secret's user name and password.
            auth_mechanism: How it proves the password; by default `DEFAULT`.
            auth_source: The database that knows the user; by default `admin`.
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
            if database is not None:
                not_blank("DMS-E010", "database", database, "database='shop', or leave it out to read all")
            settings = _SourceSettings(
                nesting_level=nesting_level,
                extract_doc_id=extract_doc_id,
                docs_to_investigate=docs_to_investigate,
                auth_type=auth_type,
                auth_mechanism=auth_mechanism,
                auth_source=auth_source,
                database=database,
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
