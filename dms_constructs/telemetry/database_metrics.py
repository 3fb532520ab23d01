"""The metrics of a database in RDS or Aurora: made in the app or imported, on either side of a migration."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakKeyDictionary

from dms_constructs import facts
from dms_constructs._checks import is_a, is_object_with, provides, text
from dms_constructs.endpoints._database_checks import engine_of
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, is_unchecked
from dms_constructs.telemetry.metric import MetricProps, check_name, made_metric, place_of

if TYPE_CHECKING:
    from aws_cdk import aws_cloudwatch as cloudwatch, aws_rds as rds
    from typing_extensions import Unpack  # which every type checker has built in

__all__ = ["DatabaseMetrics", "DatabaseRole"]


class DatabaseRole(enum.Enum):
    """Which instances of an Aurora cluster a metric is about, whichever have the role at the time."""

    WRITER = "WRITER"
    """The one that writes."""
    READER = "READER"
    """All that only read, summed up; in a secondary cluster of a global database, all there are."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What never changes of a database, read once: each reading asks Node."""

    is_cluster: bool
    engine: EngineName | None
    identifier: str
    place: Mapping[str, str]

    _all: ClassVar[WeakKeyDictionary[object, _Known]] = WeakKeyDictionary()

    @classmethod
    def of(cls, database: Any) -> _Known:
        found = cls._all.get(database)
        if found is None:
            is_cluster = is_object_with(database, "cluster_identifier")
            identifier = database.cluster_identifier if is_cluster else database.instance_identifier
            found = cls(is_cluster, engine_of(database), identifier, place_of(database))
            cls._all[database] = found
        return found


class DatabaseMetrics:
    """
    The metrics of an Aurora cluster or an RDS instance, with the dimensions that CloudWatch has.

    The CDK's own metrics of a cluster are those of all its instances together. These tell the writer from the readers,
    also after a failover, which is what alarms should look at.

    Source: the Amazon Aurora User Guide, pages Aurora.AuroraMonitoring.Metrics, dimensions and creating_alarms; the
    Amazon RDS User Guide, page rds-metrics.
    """

    def __init__(
        self,
        database: rds.IDatabaseCluster | rds.IDatabaseInstance,
        *,
        role: DatabaseRole | None = None,
        instance_identifier: str | None = None,
    ) -> None:
        """
        Say whose metrics they are. Nothing is created.

        Args:
            database: The cluster or instance.
            role: Which instances of a cluster they are about, where they are not about all of it; by default the
                writer. A metric that only one of both has is that one's.
            instance_identifier: One instance of a cluster that they are about instead; by default the role's.

        Raises:
            ConfigurationError: `DMS-A001` for something that is neither, and for a role or an identifier of another
                type; `DMS-N006` for an engine that has no endpoints here.
        """
        provides("database", database, "connections", "an RDS cluster or instance", "database=cluster", required=True)
        is_a("DMS-A001", "role", role, DatabaseRole, "role=dms.DatabaseRole.READER")
        text("instance_identifier", instance_identifier, "orders-1")
        self._database: Any = database
        self._role = role if role is not None else DatabaseRole.WRITER
        self._instance = instance_identifier
        self._known = _Known.of(database)

    @property
    def engine_name(self) -> EngineName | None:
        """The database's engine; None where it was imported without."""
        return self._known.engine

    @property
    def is_cluster(self) -> bool:
        """Whether it is a cluster, and not one instance of RDS."""
        return self._known.is_cluster

    def metric(self, metric_name: str, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """
        Return one of its metrics by AWS's name, for example `AuroraReplicaLagMaximum`.

        A name that the facts don't know is taken as it is, as one of the role or the instance, unless it is nearly one
        that they know.

        Raises:
            ConfigurationError: `DMS-O001` for a name that was probably mistyped, `DMS-O002` for a statistic, period,
                label or color that CloudWatch doesn't have, `DMS-O014` for a metric that this engine doesn't send.
        """
        document, engine = facts.database_monitoring(), self._known.engine
        known = document["metrics"].get(metric_name)
        if known is None:
            check_name(document["metrics"], metric_name, "a database in RDS or Aurora")
        elif engine is not None and engine.value not in known["engines"] and not is_unchecked(metric_name):
            raise ConfigurationError(
                "DMS-O014",
                f"the engine of this database is {engine.value}, which has no metric {metric_name}: only "
                f"{', '.join(known['engines'])} {'has' if len(known['engines']) == 1 else 'have'} it; "
                f"leave it out, or write metric(dms.unchecked({metric_name!r}))",
                path=self._database.node.path,
                given=metric_name,
            )
        dimensions = self._dimensions(known["level"] if known else "instance")
        return made_metric(
            document["namespace"], metric_name, props, dimensions=dimensions, known=known, place=self._known.place
        )

    def _dimensions(self, level: str) -> Mapping[str, str]:
        """Return what tells a metric of a level."""
        identifier = self._known.identifier
        if not self._known.is_cluster:
            return {"DBInstanceIdentifier": identifier}
        if level == "cluster":
            return {"DBClusterIdentifier": identifier}
        if self._instance is not None:
            return {"DBInstanceIdentifier": self._instance}
        role = DatabaseRole[level.upper()] if level in {"writer", "reader"} else self._role
        return {"DBClusterIdentifier": identifier, "Role": role.value}

    def metric_cpu_utilization(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How much of the processors is used, in percent; of serverless ones, of their largest capacity."""
        return self.metric("CPUUtilization", **props)

    def metric_acu_utilization(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """The capacity of a serverless instance, of the largest it may have, in percent."""
        return self.metric("ACUUtilization", **props)

    def metric_serverless_database_capacity(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """The capacity of a serverless instance, in ACU; 0 while it is paused."""
        return self.metric("ServerlessDatabaseCapacity", **props)

    def metric_freeable_memory(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Memory that could be freed, in bytes; of serverless instances, at their largest capacity."""
        return self.metric("FreeableMemory", **props)

    def metric_swap_usage(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Swap space in use, in bytes."""
        return self.metric("SwapUsage", **props)

    def metric_free_local_storage(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Room left for temporary files, sorts and index builds, in bytes."""
        return self.metric("FreeLocalStorage", **props)

    def metric_free_storage_space(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Room left for data and logs, in bytes."""
        return self.metric("FreeStorageSpace", **props)

    def metric_database_connections(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Connections of clients."""
        return self.metric("DatabaseConnections", **props)

    def metric_deadlocks(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How many deadlocks there are, per second."""
        return self.metric("Deadlocks", **props)

    def metric_commit_latency(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How long a commit takes, in milliseconds."""
        return self.metric("CommitLatency", **props)

    def metric_commit_throughput(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How many commits there are, per second."""
        return self.metric("CommitThroughput", **props)

    def metric_dml_latency(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How long an insert, an update or a delete takes, in milliseconds."""
        return self.metric("DMLLatency", **props)

    def metric_buffer_cache_hit_ratio(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How much of what is read is found in memory, in percent."""
        return self.metric("BufferCacheHitRatio", **props)

    def metric_read_iops(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Reads from the storage, per second."""
        return self.metric("ReadIOPS", **props)

    def metric_write_iops(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Writes to the storage, per second."""
        return self.metric("WriteIOPS", **props)

    def metric_read_throughput(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """What is read from the storage, in bytes per second."""
        return self.metric("ReadThroughput", **props)

    def metric_write_throughput(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """What is written to the storage, in bytes per second."""
        return self.metric("WriteThroughput", **props)

    def metric_network_receive_throughput(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """What is received from clients, in bytes per second."""
        return self.metric("NetworkReceiveThroughput", **props)

    def metric_network_transmit_throughput(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """What is sent to clients, in bytes per second."""
        return self.metric("NetworkTransmitThroughput", **props)

    def metric_aurora_replica_lag(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How far a reader is behind the writer, in milliseconds."""
        return self.metric("AuroraReplicaLag", **props)

    def metric_aurora_replica_lag_maximum(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How far the slowest reader is behind the writer, in milliseconds."""
        return self.metric("AuroraReplicaLagMaximum", **props)

    def metric_replica_lag(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How far a read replica is behind its source, in seconds."""
        return self.metric("ReplicaLag", **props)

    def metric_maximum_used_transaction_ids(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """The age of the oldest transaction that is not frozen, in transactions."""
        return self.metric("MaximumUsedTransactionIDs", **props)

    def metric_transaction_logs_disk_usage(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """The write-ahead log that is kept for replication, in bytes; -1 where Aurora keeps none."""
        return self.metric("TransactionLogsDiskUsage", **props)

    def metric_replication_slot_disk_usage(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """What the files of replication slots take, in bytes."""
        return self.metric("ReplicationSlotDiskUsage", **props)

    def metric_oldest_replication_slot_lag(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """The write-ahead log that the slowest replication slot has not read yet, in bytes."""
        return self.metric("OldestReplicationSlotLag", **props)

    def metric_rollback_segment_history_list_length(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Changes whose undo log is not purged yet."""
        return self.metric("RollbackSegmentHistoryListLength", **props)

    def metric_sum_binary_log_size(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """What the binary log takes, in bytes."""
        return self.metric("SumBinaryLogSize", **props)

    def metric_bin_log_disk_usage(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """What the binary log takes, in bytes."""
        return self.metric("BinLogDiskUsage", **props)

    def metric_volume_bytes_used(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """The billed size of the cluster's volume, in bytes."""
        return self.metric("VolumeBytesUsed", **props)

    def metric_aurora_volume_bytes_left_total(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How much the cluster's volume may still grow, in bytes."""
        return self.metric("AuroraVolumeBytesLeftTotal", **props)

    def metric_volume_read_iops(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Billed reads from the cluster's volume, in five minutes."""
        return self.metric("VolumeReadIOPs", **props)

    def metric_volume_write_iops(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Billed writes to the cluster's volume, in five minutes."""
        return self.metric("VolumeWriteIOPs", **props)

    def metric_aurora_global_db_replication_lag(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How far a secondary cluster is behind the primary one, in milliseconds."""
        return self.metric("AuroraGlobalDBReplicationLag", **props)

    def metric_aurora_global_db_rpo_lag(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How far a secondary cluster is behind, transactions of users only, in milliseconds."""
        return self.metric("AuroraGlobalDBRPOLag", **props)

    def metric_aurora_global_db_progress_lag(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How far a secondary cluster is behind, transactions of the system included, in milliseconds."""
        return self.metric("AuroraGlobalDBProgressLag", **props)
