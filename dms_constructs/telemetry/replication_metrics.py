"""The metrics that tasks and serverless replications share, and those of serverless replications."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol, cast

from dms_constructs.telemetry.metric import MetricProps, Metrics

if TYPE_CHECKING:
    from aws_cdk import aws_cloudwatch as cloudwatch
    from typing_extensions import Unpack  # which every type checker has built in

__all__ = ["IReplicationMetrics", "IServerlessMetrics", "ReplicationMetrics", "ServerlessMetrics"]


class IReplicationMetrics(Protocol):
    """The metrics of a task or a serverless replication, whether or not this app owns it."""

    def metric(self, metric_name: str, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """One of its metrics by AWS's name."""

    def metric_cdc_incoming_changes(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Changes waiting to be applied to the target."""

    def metric_cdc_latency_source(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How late changes are read, in seconds: the age of the last one captured from the source."""

    def metric_cdc_latency_target(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How late changes are written, in seconds: the age of the first one waiting for the target."""

    def metric_cdc_throughput_bandwidth_target(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How much change data is sent to the target, in kilobytes per second."""

    def metric_cdc_throughput_rows_source(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How many changed rows are read from the source, per second."""

    def metric_cdc_throughput_rows_target(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How many changed rows are written to the target, per second."""

    def metric_full_load_throughput_bandwidth_target(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How much data the full load sends to the target, in kilobytes per second."""

    def metric_full_load_throughput_rows_target(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How many rows the full load sends to the target, per second."""


class IServerlessMetrics(IReplicationMetrics, Protocol):
    """The metrics of a serverless replication, whether or not this app owns it."""

    def metric_capacity_utilization(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How much of the memory of its capacity units is used, in percent."""


class ReplicationMetrics(Metrics):
    """The metrics that tasks and serverless replications share."""

    def metric_cdc_incoming_changes(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """Changes waiting to be applied to the target."""
        return self.metric("CDCIncomingChanges", **props)

    def metric_cdc_latency_source(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How late changes are read, in seconds: the age of the last one captured from the source."""
        return self.metric("CDCLatencySource", **props)

    def metric_cdc_latency_target(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How late changes are written, in seconds: the age of the first one waiting for the target."""
        return self.metric("CDCLatencyTarget", **props)

    def metric_cdc_throughput_bandwidth_target(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How much change data is sent to the target, in kilobytes per second."""
        return self.metric("CDCThroughputBandwidthTarget", **props)

    def metric_cdc_throughput_rows_source(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How many changed rows are read from the source, per second."""
        return self.metric("CDCThroughputRowsSource", **props)

    def metric_cdc_throughput_rows_target(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How many changed rows are written to the target, per second."""
        return self.metric("CDCThroughputRowsTarget", **props)

    def metric_full_load_throughput_bandwidth_target(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How much data the full load sends to the target, in kilobytes per second."""
        return self.metric("FullLoadThroughputBandwidthTarget", **props)

    def metric_full_load_throughput_rows_target(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How many rows the full load sends to the target, per second."""
        return self.metric("FullLoadThroughputRowsTarget", **props)


class ServerlessMetrics(ReplicationMetrics):
    """
    The metrics of a serverless replication, which has a `replication_config_id`.

    Source: the AWS DMS User Guide, page CHAP_Serverless.Components; the value of the dimension is an operator's.
    """

    METRICS_OF = "serverless"

    def _metric_dimensions(self) -> Mapping[str, str]:
        return {"ReplicationConfigId": cast("Any", self).replication_config_id}

    def metric_capacity_utilization(self, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """How much of the memory of its capacity units is used, in percent."""
        return self.metric("CapacityUtilization", **props)
