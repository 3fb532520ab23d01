"""Threads and buffers."""

from __future__ import annotations

from dataclasses import dataclass, field

from dms_constructs.settings._group import Group, renders

__all__ = ["ParallelApply", "ParallelLoad", "StreamBuffers"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParallelLoad(Group):
    """
    Load each table with many threads, into DynamoDB, Kinesis, Kafka, OpenSearch, Redshift and Timestream.

    The task has `max_full_load_sub_tasks` x `threads` threads. A MySQL target has a setting of its endpoint instead.

    What is not given is left to DMS; the defaults named here are those that AWS publishes.

    Source: the DMS User Guide, page CHAP_Tasks.CustomizingTasks.TaskSettings.TargetMetadata.

    Args:
        threads: How many threads load a table: 0 to 200, to 32 for most targets.
        buffer_size: How many records a buffer holds: 0 to 1000; 50 by default.
        queues_per_thread: How many queues each thread reads; 1 by default.

    Raises:
        ConfigurationError: `DMS-S001`, when a number is out of range.
    """

    threads: int = field(metadata=renders("TargetMetadata.ParallelLoadThreads"))
    buffer_size: int | None = field(default=None, metadata=renders("TargetMetadata.ParallelLoadBufferSize"))
    queues_per_thread: int | None = field(default=None, metadata=renders("TargetMetadata.ParallelLoadQueuesPerThread"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ParallelApply(Group):
    """
    Apply changes with many threads, to DocumentDB, Kinesis, Kafka, OpenSearch, Redshift and Timestream.

    What is not given is left to DMS; the defaults named here are those that AWS publishes.

    Source: the DMS User Guide, page CHAP_Tasks.CustomizingTasks.TaskSettings.TargetMetadata.

    Args:
        threads: How many threads apply changes.
        buffer_size: How many records a buffer holds: 0 to 1000; 100 by default.
        queues_per_thread: How many queues each thread reads; 1 by default.

    Raises:
        ConfigurationError: `DMS-S001`, when a number is out of range.
    """

    threads: int = field(metadata=renders("TargetMetadata.ParallelApplyThreads"))
    buffer_size: int | None = field(default=None, metadata=renders("TargetMetadata.ParallelApplyBufferSize"))
    queues_per_thread: int | None = field(default=None, metadata=renders("TargetMetadata.ParallelApplyQueuesPerThread"))


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamBuffers(Group):
    """
    The buffers between the part of a task that reads and the part that writes.

    What is not given is left to DMS; the defaults named here are those that AWS publishes.

    Source: the DMS User Guide, page CHAP_Tasks.CustomizingTasks.TaskSettings.StreamBuffer.

    Args:
        stream_buffer_count: How many there are for data; 3 by default.
        stream_buffer_size_mb: The size of each; 8 by default.
        ctrl_stream_buffer_size_mb: The size of the one for control data: 1 to 8; 5 by default.

    Raises:
        ConfigurationError: `DMS-S001`, when a number is out of range.
    """

    stream_buffer_count: int | None = field(default=None, metadata=renders("StreamBufferSettings.StreamBufferCount"))
    stream_buffer_size_mb: int | None = field(
        default=None, metadata=renders("StreamBufferSettings.StreamBufferSizeInMB")
    )
    ctrl_stream_buffer_size_mb: int | None = field(
        default=None, metadata=renders("StreamBufferSettings.CtrlStreamBufferSizeInMB")
    )
