"""Database engines: one record each, which everything that depends on an engine asks."""

from __future__ import annotations

import enum
import functools
import re
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from dms_constructs import facts

__all__ = [
    "EndpointType",
    "Engine",
    "EngineName",
    "LetterCase",
    "NameLimit",
    "NameRule",
    "NotKnown",
    "StartPoints",
    "known",
    "with_article",
]

T = TypeVar("T")


class EndpointType(enum.Enum):
    """Which way data flows through an endpoint."""

    SOURCE = "source"
    TARGET = "target"


class EngineName(enum.Enum):
    """
    The database engine behind an endpoint, as DMS names it.

    Aurora Serverless v2 clusters use the names of provisioned ones; the `..._SERVERLESS` names are for v1.

    Source: the EngineName parameter of CreateEndpoint in the AWS DMS API reference.
    """

    MYSQL = "mysql"
    MARIADB = "mariadb"
    AURORA_MYSQL = "aurora"
    POSTGRESQL = "postgres"
    AURORA_POSTGRESQL = "aurora-postgresql"
    AURORA_MYSQL_SERVERLESS = "aurora-serverless"
    AURORA_POSTGRESQL_SERVERLESS = "aurora-postgresql-serverless"
    BABELFISH = "babelfish"
    ORACLE = "oracle"
    SQL_SERVER = "sqlserver"
    AZURE_SQL_DATABASE = "azuredb"
    AZURE_SQL_MANAGED_INSTANCE = "azure-sql-managed-instance"
    GOOGLE_CLOUD_MYSQL = "gcp-mysql"
    SAP_ASE = "sybase"
    DB2 = "db2"
    DB2_ZOS = "db2-zos"
    MONGODB = "mongodb"
    DOCUMENTDB = "docdb"
    S3 = "s3"
    DYNAMODB = "dynamodb"
    KINESIS = "kinesis"
    KAFKA = "kafka"
    ELASTICSEARCH = "elasticsearch"
    OPENSEARCH = "opensearch"
    REDSHIFT = "redshift"
    REDSHIFT_SERVERLESS = "redshift-serverless"
    NEPTUNE = "neptune"
    REDIS = "redis"
    TIMESTREAM = "timestream"

    @property
    def record(self) -> Engine:
        """What is known of it."""
        return _record(self)


@dataclass(frozen=True, slots=True)
class NotKnown:
    """
    The answer to a question about an engine that this version of the library can't answer.

    It is neither yes nor no, has no items, and equals no value: to use it as one, or to compare it with anything but
    another `NotKnown`, raises. Ask `known(...)` first. As text it says why.

    Attributes:
        reason: Why it is not known.
    """

    reason: str

    def _raise(self, *_: object) -> NoReturn:
        raise LookupError(f"not known: {self.reason}")

    def __eq__(self, other: object) -> bool:
        return self.reason == other.reason if isinstance(other, NotKnown) else self._raise()

    def __hash__(self) -> int:
        return hash(self.reason)

    __bool__ = __iter__ = __len__ = __contains__ = __getitem__ = _raise


def known(answer: T | NotKnown) -> T | None:
    """Return the answer where it is known, else None: for checks that are skipped where the answer is not known."""
    return None if isinstance(answer, NotKnown) else answer


def with_article(engine: EngineName) -> str:
    """Return DMS's name for an engine with its article, as in `an oracle` endpoint."""
    name = engine.value
    return f"{'an' if name[0] in 'aeio' or name == EngineName.S3.value else 'a'} {name}"


@dataclass(frozen=True, slots=True)
class StartPoints:
    """Where a source can start to read changes, besides a checkpoint."""

    time: bool
    """Whether it can start at a time."""
    pattern: re.Pattern[str] | None
    """What a position of its log looks like; None where DMS can't start at one."""
    example: str
    """Such a position; empty where DMS can't start at one."""
    needs_slot: bool
    """Whether a position needs a replication slot that exists."""
    setting: str | None = None
    """The setting of the source that says where it starts, by AWS's name; None where a task says it."""
    write: str = ""
    """How the source is told."""
    told_by: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """The settings of the source that say where it starts, each with the values that name no place of their own."""
    doubt: str = ""
    """Why a position of its log might be refused; empty where DMS surely takes one."""


@dataclass(frozen=True, slots=True)
class NameLimit:
    """How long the name of a table or column can be."""

    length: int
    unit: str
    """`bytes` or `characters`."""
    excess: str = "refused"
    """What the server does with a longer one: `refused`, or `cut` for cutting off what is too long."""

    @property
    def cuts(self) -> bool:
        """Whether longer names are cut off."""
        return self.excess == "cut"

    def fits(self, name: str) -> bool:
        """Whether a name is short enough."""
        return (len(name.encode()) if self.unit == "bytes" else len(name)) <= self.length


@dataclass(frozen=True, slots=True)
class NameRule:
    """What shape a target wants names of some kinds to have."""

    of: tuple[str, ...]
    """What the names are of: `schema`, `table` and `column` as mappings have them, `topic`, or `partition key`."""
    pattern: re.Pattern[str]
    """What all of a name must match."""
    words: str
    """What it takes, in words."""
    source: str
    """Where that is said."""
    certain: bool
    """Whether other names are surely refused."""

    def takes(self, name: str) -> bool:
        """Whether a name has this shape."""
        return self.pattern.fullmatch(name) is not None


@dataclass(frozen=True, slots=True)
class LetterCase:
    """Whether names that differ in letter case only are two names: `sensitive`, `insensitive`, or `depends`."""

    tables: str
    """Of tables, and of schemas or databases."""
    columns: str
    """Of the columns of one table."""
    decided_by: str
    """What it depends on; empty where it depends on nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """
    What DMS knows about one engine. Facts, sources and what is verified are in `facts/engines/`, a file for each.

    No engine inherits facts from another: each fact is recorded for each engine, including that there is no such rule,
    and what has not been researched is `NotKnown`.
    """

    name: EngineName
    display: str
    """Its display name."""
    is_source: bool | NotKnown
    """Whether DMS reads from it."""
    is_target: bool | NotKnown
    """Whether DMS writes into it."""
    default_port: int | None
    """The TCP port of a server, or None where there is no server to connect to."""
    ssl_modes: tuple[str, ...] | NotKnown
    """The SSL modes of its endpoints."""
    api_settings_block: str
    """What the API calls the settings of its endpoints."""
    cfn_settings_block: str | None
    """What CloudFormation calls them, or None where it has none."""
    iam_database_auth: bool | NotKnown
    """Whether DMS logs in with IAM instead of a password."""
    secrets_manager: bool | NotKnown
    """Whether its credentials come from Secrets Manager."""
    service_role: bool | NotKnown
    """Whether DMS reaches it with an IAM role."""
    serverless_source: bool | NotKnown
    """Whether DMS Serverless reads from it."""
    serverless_target: bool | NotKnown
    """Whether DMS Serverless writes into it."""
    protocol: str
    """What engines share between which data types need no conversion."""
    documented_as: tuple[str, ...] | NotKnown
    """The names that AWS's guide uses for it where settings and rules are for some engines only."""
    start_points: StartPoints | NotKnown | None
    """Where it can start to read changes; None for what is not a source, or can't replicate changes."""
    system_schemas: tuple[str, ...] | NotKnown
    """The schemas that hold system tables."""
    data_types: str | NotKnown | None
    """The table of `facts.data_types` for its types; None where DMS reads none."""
    name_limit: NameLimit | NotKnown | None
    """How long names of all kinds can be; None where there is no such limit."""
    name_rules: tuple[NameRule, ...]
    """What shape a target wants names to have; none where DMS quotes them, and any will do."""
    max_columns: int | None
    """How many columns a table can have; None where there is no such limit, or nobody knows it."""
    lobs_not_taken: tuple[str, ...]
    """The DMS data types of large objects that DMS does not move to it."""
    letter_case: LetterCase | NotKnown
    """Whether names can differ in letter case only."""
    target_schema: bool | NotKnown
    """Whether a target has schemas that the task setting TargetSchema can name."""

    source_class: str | None
    """The class of its source endpoints here, or None where there is none yet."""
    target_class: str | None
    """The class of its target endpoints here, or None where there is none yet."""

    @property
    def short_name(self) -> str:
        """Its display name, without the ways in which it is run."""
        return self.display.partition(" (")[0]

    @property
    def endpoint_types(self) -> tuple[EndpointType, ...]:
        """The sides it can be on, as far as known."""
        sides = ((EndpointType.SOURCE, self.is_source), (EndpointType.TARGET, self.is_target))
        return tuple(side for side, can_be in sides if known(can_be))

    def is_named(self, names: tuple[str, ...] | list[str]) -> bool | None:
        """Whether one of the names means it in AWS's guide; None where that is not known."""
        own = known(self.documented_as)
        return None if own is None else not set(own).isdisjoint(names)


@functools.cache
def _record(name: EngineName) -> Engine:
    entry = facts.engine(name.value)
    answers: dict[str, Any] = {
        fact: NotKnown(entry[fact]["not_known"]) if "not_known" in entry[fact] else _shaped(fact, entry[fact]["value"])
        for fact in Engine.__annotations__
        if fact not in {"name", "display"}
    }
    return Engine(name=name, display=entry["display"], **answers)


_SHAPES = {"name_limit": NameLimit, "letter_case": LetterCase}


def _shaped(fact: str, value: Any) -> Any:
    """Return the value of a fact as the record has it."""
    if fact == "start_points" and value is not None:
        position = value["position"] or {"pattern": None, "example": ""}
        pattern = re.compile(position["pattern"]) if position["pattern"] is not None else None
        by = dict(value.get("by", {}))
        told_by = tuple((setting, tuple(words)) for setting, words in by.pop("told_by", {}).items())
        doubt = position.get("doubt", "")
        example, needs_slot = position["example"], value["needs_slot"]
        return StartPoints(value["time"], pattern, example, needs_slot, **by, told_by=told_by, doubt=doubt)
    if fact in _SHAPES and value is not None:
        return _SHAPES[fact](**value)
    if fact == "name_rules":
        return tuple(
            NameRule(tuple(rule["of"]), re.compile(rule["pattern"]), rule["words"], rule["source"], rule["verified"])
            for rule in value
        )
    return tuple(value) if isinstance(value, list) else value
