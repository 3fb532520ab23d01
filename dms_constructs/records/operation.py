"""What happened to a row."""

from __future__ import annotations

import enum

__all__ = ["Operation"]


class Operation(enum.Enum):
    """
    What happened to a row that a record is about.

    Source: the DMS User Guide, pages CHAP_Target.Kinesis and CHAP_Target.Kafka, Message format.
    """

    LOAD = "load"
    """It was there when the task began: a record of the full load."""
    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"

    @property
    def is_change(self) -> bool:
        """Whether a record of it comes with the changes, not with the full load."""
        return self is not Operation.LOAD
