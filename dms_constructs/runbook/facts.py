"""What a runbook is written from: the tasks between two databases, and what else their stack has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dms_constructs.databases.deployment import Deployment
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.engines import EndpointType, EngineName
from dms_constructs.lifecycle.policies import StartPolicy
from dms_constructs.migration_type import MigrationType

__all__ = ["AlarmFacts", "DatabaseFacts", "MadeFacts", "MovedTable", "RunbookFacts", "TaskFacts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeFacts:
    """
    A resource of the stack that a person has to do with.

    Attributes:
        logical_id: Its logical id.
        type: Its type in CloudFormation.
        policy: What CloudFormation does with it when the stack is deleted: `Delete`, `Retain` or `Snapshot`.
        is_in_cluster: Whether it is an instance of a cluster.
        is_protected: Whether it refuses to be deleted until that is switched off.
        version: Its engine's version, where it is a database and the template says.
        phase: What a target of this library is for at the moment: `loading` or `serving`; None for others.
        administrator: The user that RDS made with it, where the template says.
        administrator_secret: The logical id of that user's secret, where the stack makes it.
    """

    logical_id: str
    type: str
    policy: str = "Delete"
    is_in_cluster: bool = False
    is_protected: bool = False
    version: str | None = None
    phase: str | None = None
    administrator: str | None = None
    administrator_secret: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseFacts:
    """
    A database that a task reads or writes.

    Attributes:
        endpoint: What is known of its endpoint.
        logical_id: The logical id of the endpoint; None where it is not of this stack.
        deployments: How its server is run; more than one where that is not known.
        made: The cluster or instance of RDS, where the stack makes it.
        user: The user that DMS logs in as, where the template says.
        schemas: The names or patterns of the schemas that are moved, as this side calls them; none where that is not
            known: all count then, except system schemas.
    """

    endpoint: EndpointFacts
    logical_id: str | None = None
    deployments: Sequence[Deployment] = ()
    made: MadeFacts | None = None
    user: str | None = None
    schemas: Sequence[str] = ()

    @property
    def side(self) -> EndpointType:
        """Whether it is read or written."""
        return self.endpoint.endpoint_type

    @property
    def engine(self) -> EngineName | None:
        """Its engine, where it is known."""
        return self.endpoint.engine_name

    @property
    def protocol(self) -> str:
        """What kind of server it is, by the language that it speaks; `unknown` where its engine is not known."""
        return self.engine.record.protocol if self.engine is not None else "unknown"

    @property
    def database(self) -> str | None:
        """Its name on the server, where it is known."""
        return self.endpoint.database.database if self.endpoint.database is not None else None

    @property
    def is_administered_by_dms(self) -> bool:
        """Whether DMS logs in as the administrator of the server, so there is no user to make or to drop."""
        return self.made is not None and self.user is not None and self.user == self.made.administrator

    @property
    def has_sql(self) -> bool:
        """Whether this library has SQL for it."""
        return self.protocol in {"mysql", "postgresql"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFacts:
    """
    A task, or a serverless replication.

    Attributes:
        logical_id: Its logical id.
        path: Its path in the CDK app, where the template says.
        is_serverless: Whether it is a serverless replication.
        migration_type: What it moves, where it is known.
        start: When a deployment starts it; None where it has no life cycle.
        rules: What its table mappings do, in words.
        validates: Whether rows are compared.
        prepares: What it does with the target's tables before it loads them, by AWS's name; None where not known.
        stops_after_load: Whether it stops between the load and what follows.
        control_schema: Where it keeps its own tables on the target; None for the engine's default.
    """

    logical_id: str
    path: str | None = None
    is_serverless: bool = False
    migration_type: MigrationType | None = None
    start: StartPolicy | None = None
    rules: Sequence[str] = ()
    validates: bool = False
    prepares: str | None = None
    stops_after_load: bool = False
    control_schema: str | None = None

    @property
    def loads(self) -> bool:
        """Whether it may load tables."""
        return self.migration_type is not MigrationType.CDC

    @property
    def has_cdc(self) -> bool:
        """Whether it may replicate changes."""
        return self.migration_type is not MigrationType.FULL_LOAD


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedTable:
    """
    A table, as the catalog of the source and the mappings tell.

    Attributes:
        source: Its schema and name on the source.
        target: The same on the target.
        identity: The column of the target whose values the source's server makes; None where there is none.
    """

    source: tuple[str, str]
    target: tuple[str, str]
    identity: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmFacts:
    """An alarm of the stack: its logical id, and what it says."""

    logical_id: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunbookFacts:
    """
    All that a runbook is written from.

    Attributes:
        stack: What CloudFormation calls the stack.
        within: The logical ids of the nested stacks that lead from it to the one with the tasks.
        tasks: The tasks between the two databases.
        source: What they read.
        target: What they write.
        renames: The schemas that the target calls otherwise, each by both names, as far as they are known.
        tables: The tables that they move, with the catalog of the source; None without one.
        alarms: The alarms of the stack.
        dashboards: The logical ids of its dashboards.
        made: All that the stack makes and a person has to do with when it is deleted.
    """

    stack: str
    within: Sequence[str] = ()
    tasks: Sequence[TaskFacts]
    source: DatabaseFacts
    target: DatabaseFacts
    renames: Sequence[tuple[str, str]] = ()
    tables: Sequence[MovedTable] | None = None
    alarms: Sequence[AlarmFacts] = ()
    dashboards: Sequence[str] = ()
    made: Sequence[MadeFacts] = ()

    @property
    def loads(self) -> bool:
        """Whether any of the tasks loads tables."""
        return any(task.loads for task in self.tasks)

    @property
    def has_cdc(self) -> bool:
        """Whether any of the tasks replicates changes."""
        return any(task.has_cdc for task in self.tasks)

    @property
    def is_homogeneous(self) -> bool:
        """Whether both servers speak the same language."""
        return self.source.protocol == self.target.protocol
