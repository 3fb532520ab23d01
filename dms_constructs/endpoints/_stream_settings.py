"""What endpoints say of the records that they write, whether into a stream of Kinesis or a topic of Kafka."""

from __future__ import annotations

from dataclasses import dataclass, field

from dms_constructs.endpoints._settings import EndpointSettings, renders
from dms_constructs.endpoints.message_format import MessageFormat

__all__ = ["StreamSettings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamSettings(EndpointSettings):
    """The base of the settings of both, which have these members alike."""

    message_format: MessageFormat | None = field(default=None, metadata=renders("MessageFormat", MessageFormat))
    include_transaction_details: bool | None = field(default=None, metadata=renders("IncludeTransactionDetails"))
    include_partition_value: bool | None = field(default=None, metadata=renders("IncludePartitionValue"))
    partition_include_schema_table: bool | None = field(default=None, metadata=renders("PartitionIncludeSchemaTable"))
    include_table_alter_operations: bool | None = field(default=None, metadata=renders("IncludeTableAlterOperations"))
    include_control_details: bool | None = field(default=None, metadata=renders("IncludeControlDetails"))
    include_null_and_empty: bool | None = field(default=None, metadata=renders("IncludeNullAndEmpty"))
    no_hex_prefix: bool | None = field(default=None, metadata=renders("NoHexPrefix"))
