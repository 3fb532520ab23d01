"""The metrics of a replication instance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol, cast

from dms_constructs.telemetry.metric import MetricProps, Metrics

if TYPE_CHECKING:
    from aws_cdk import aws_cloudwatch as cloudwatch
    from typing_extensions import Unpack  # which every type checker has built in

__all__ = ["IInstanceMetrics", "InstanceMetrics"]


class IInstanceMetrics(Protocol):
    """The metrics of a replication instance, whether or not this app owns it."""

    def metric(self, metric_name: str, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """One of its metrics by AWS's name."""

    def metric_cpu_utilization(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How much of the instance's processors is used, in percent."""

    def metric_freeable_memory(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Memory that could be freed for tasks, page cache included, in bytes."""

    def metric_free_memory(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Memory that nothing uses, in bytes."""

    def metric_available_memory(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """An estimate of the memory for new work without swapping, in bytes."""

    def metric_swap_usage(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Swap space in use, in bytes."""

    def metric_free_storage_space(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Room left for logs and for changes waiting to be applied, in bytes."""

    def metric_disk_queue_depth(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Requests waiting for the disk."""

    def metric_write_iops(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Writes to the disk, per second."""

    def metric_read_iops(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Reads from the disk, per second."""

    def metric_write_throughput(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """What is written to the disk, in bytes per second."""

    def metric_read_throughput(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """What is read from the disk, in bytes per second."""

    def metric_write_latency(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How long a write to the disk takes, in milliseconds."""

    def metric_read_latency(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How long a read from the disk takes, in milliseconds."""

    def metric_network_transmit_throughput(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """What the instance sends, replication and monitoring included, in bytes per second."""

    def metric_network_receive_throughput(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """What the instance receives, replication and monitoring included, in bytes per second."""


class InstanceMetrics(Metrics):
    """The metrics of a replication instance. Source: the AWS DMS User Guide, page CHAP_Monitoring."""

    METRICS_OF = "instance"

    def _metric_dimensions(self) -> Mapping[str, str]:
        return {"ReplicationInstanceIdentifier": cast("Any", self).replication_instance_identifier}

    def metric_cpu_utilization(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How much of the instance's processors is used, in percent."""
        return self.metric("CPUUtilization", **props)

    def metric_freeable_memory(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Memory that could be freed for tasks, page cache included, in bytes."""
        return self.metric("FreeableMemory", **props)

    def metric_free_memory(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Memory that nothing uses, in bytes."""
        return self.metric("FreeMemory", **props)

    def metric_available_memory(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """An estimate of the memory for new work without swapping, in bytes."""
        return self.metric("AvailableMemory", **props)

    def metric_swap_usage(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Swap space in use, in bytes."""
        return self.metric("SwapUsage", **props)

    def metric_free_storage_space(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Room left for logs and for changes waiting to be applied, in bytes."""
        return self.metric("FreeStorageSpace", **props)

    def metric_disk_queue_depth(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Requests waiting for the disk."""
        return self.metric("DiskQueueDepth", **props)

    def metric_write_iops(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Writes to the disk, per second."""
        return self.metric("WriteIOPS", **props)

    def metric_read_iops(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Reads from the disk, per second."""
        return self.metric("ReadIOPS", **props)

    def metric_write_throughput(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """What is written to the disk, in bytes per second."""
        return self.metric("WriteThroughput", **props)

    def metric_read_throughput(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """What is read from the disk, in bytes per second."""
        return self.metric("ReadThroughput", **props)

    def metric_write_latency(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How long a write to the disk takes, in milliseconds."""
        return self.metric("WriteLatency", **props)

    def metric_read_latency(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How long a read from the disk takes, in milliseconds."""
        return self.metric("ReadLatency", **props)

    def metric_network_transmit_throughput(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """What the instance sends, replication and monitoring included, in bytes per second."""
        return self.metric("NetworkTransmitThroughput", **props)

    def metric_network_receive_throughput(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """What the instance receives, replication and monitoring included, in bytes per second."""
        return self.metric("NetworkReceiveThroughput", **props)
