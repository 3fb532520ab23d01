"""The metrics of a replication task."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol, cast

from dms_constructs.telemetry.metric import MetricProps, last_part
from dms_constructs.telemetry.replication_metrics import IReplicationMetrics, ReplicationMetrics

if TYPE_CHECKING:
    from aws_cdk import aws_cloudwatch as cloudwatch
    from typing_extensions import Unpack  # which every type checker has built in

__all__ = ["ITaskMetrics", "TaskMetrics"]


class ITaskMetrics(IReplicationMetrics, Protocol):
    """The metrics of a replication task, whether or not this app owns it."""

    def metric_cpu_allocated(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """The limit of the task's processor time, in percent; 0 means that there is none."""

    def metric_memory_allocated(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """The limit of the task's memory, in MiB; 0 means that there is none."""

    def metric_cpu_utilization(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How much processor time the task takes, in percent; 100 is one vCPU, so it can be more."""

    def metric_memory_usage(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """The memory that the task uses, in megabytes."""

    def metric_swap_usage(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """The swap space that the task uses, in bytes."""

    def metric_cdc_changes_memory_source(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Changes kept in memory, waiting for the source to commit them."""

    def metric_cdc_changes_memory_target(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Changes kept in memory, waiting to be applied to the target."""

    def metric_cdc_changes_disk_source(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Changes kept on disk, waiting for the source to commit them."""

    def metric_cdc_changes_disk_target(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Changes kept on disk, waiting to be applied to the target."""

    def metric_cdc_throughput_bandwidth_source(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How much change data is received from the source, in kilobytes per second."""

    def metric_full_load_throughput_bandwidth_source(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How much data the full load receives from the source, in kilobytes per second."""

    def metric_full_load_throughput_rows_source(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How many rows the full load receives from the source, per second."""

    def metric_recovery_count(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How often the task recovered; AWS doesn't document it."""

    def metric_run_counter(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How often the task ran; AWS doesn't document it."""

    def metric_validation_succeeded_record_count(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Rows that are the same on both sides."""

    def metric_validation_attempted_record_count(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Rows whose comparison was tried."""

    def metric_validation_failed_overall_count(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Rows that differ."""

    def metric_validation_suspended_overall_count(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Rows that could not be compared."""

    def metric_validation_pending_overall_count(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Rows that are still to be compared."""

    def metric_validation_bulk_query_source_latency(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How long validation's queries for many rows take on the source, in milliseconds."""

    def metric_validation_bulk_query_target_latency(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How long validation's queries for many rows take on the target, in milliseconds."""

    def metric_validation_item_query_source_latency(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How long validation's queries for single rows take on the source, in milliseconds."""

    def metric_validation_item_query_target_latency(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How long validation's queries for single rows take on the target, in milliseconds."""


class TaskMetrics(ReplicationMetrics):
    """
    The metrics of a replication task, which has `replication_task_arn`, and an instance with a name.

    Source: the AWS DMS User Guide, pages CHAP_Monitoring and CHAP_Validating.
    """

    METRICS_OF = "task"

    def _metric_dimensions(self) -> Mapping[str, str]:
        task = cast("Any", self)
        return {
            "ReplicationInstanceIdentifier": task.compute.replication_instance_identifier,
            "ReplicationTaskIdentifier": last_part(task.replication_task_arn),
        }

    def metric_cpu_allocated(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """The limit of the task's processor time, in percent; 0 means that there is none."""
        return self.metric("CPUAllocated", **props)

    def metric_memory_allocated(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """The limit of the task's memory, in MiB; 0 means that there is none."""
        return self.metric("MemoryAllocated", **props)

    def metric_cpu_utilization(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How much processor time the task takes, in percent; 100 is one vCPU, so it can be more."""
        return self.metric("CPUUtilization", **props)

    def metric_memory_usage(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """The memory that the task uses, in megabytes."""
        return self.metric("MemoryUsage", **props)

    def metric_swap_usage(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """The swap space that the task uses, in bytes."""
        return self.metric("SwapUsage", **props)

    def metric_cdc_changes_memory_source(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Changes kept in memory, waiting for the source to commit them."""
        return self.metric("CDCChangesMemorySource", **props)

    def metric_cdc_changes_memory_target(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Changes kept in memory, waiting to be applied to the target."""
        return self.metric("CDCChangesMemoryTarget", **props)

    def metric_cdc_changes_disk_source(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Changes kept on disk, waiting for the source to commit them."""
        return self.metric("CDCChangesDiskSource", **props)

    def metric_cdc_changes_disk_target(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Changes kept on disk, waiting to be applied to the target."""
        return self.metric("CDCChangesDiskTarget", **props)

    def metric_cdc_throughput_bandwidth_source(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How much change data is received from the source, in kilobytes per second."""
        return self.metric("CDCThroughputBandwidthSource", **props)

    def metric_full_load_throughput_bandwidth_source(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How much data the full load receives from the source, in kilobytes per second."""
        return self.metric("FullLoadThroughputBandwidthSource", **props)

    def metric_full_load_throughput_rows_source(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How many rows the full load receives from the source, per second."""
        return self.metric("FullLoadThroughputRowsSource", **props)

    def metric_recovery_count(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How often the task recovered; AWS doesn't document it."""
        return self.metric("RecoveryCount", **props)

    def metric_run_counter(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How often the task ran; AWS doesn't document it."""
        return self.metric("RunCounter", **props)

    def metric_validation_succeeded_record_count(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Rows that are the same on both sides."""
        return self.metric("ValidationSucceededRecordCount", **props)

    def metric_validation_attempted_record_count(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Rows whose comparison was tried."""
        return self.metric("ValidationAttemptedRecordCount", **props)

    def metric_validation_failed_overall_count(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Rows that differ."""
        return self.metric("ValidationFailedOverallCount", **props)

    def metric_validation_suspended_overall_count(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Rows that could not be compared."""
        return self.metric("ValidationSuspendedOverallCount", **props)

    def metric_validation_pending_overall_count(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Rows that are still to be compared."""
        return self.metric("ValidationPendingOverallCount", **props)

    def metric_validation_bulk_query_source_latency(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How long validation's queries for many rows take on the source, in milliseconds."""
        return self.metric("ValidationBulkQuerySourceLatency", **props)

    def metric_validation_bulk_query_target_latency(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How long validation's queries for many rows take on the target, in milliseconds."""
        return self.metric("ValidationBulkQueryTargetLatency", **props)

    def metric_validation_item_query_source_latency(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How long validation's queries for single rows take on the source, in milliseconds."""
        return self.metric("ValidationItemQuerySourceLatency", **props)

    def metric_validation_item_query_target_latency(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How long validation's queries for single rows take on the target, in milliseconds."""
        return self.metric("ValidationItemQueryTargetLatency", **props)
