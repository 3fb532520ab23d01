"""What the records look like that DMS puts on a stream or a topic."""

from __future__ import annotations

import enum

__all__ = ["MessageFormat"]


class MessageFormat(enum.Enum):
    """
    How a record is written on a topic of Kafka or a stream of Kinesis.

    Source: the DMS User Guide, pages CHAP_Target.Kafka and CHAP_Target.Kinesis.
    """

    JSON = "json"
    """JSON on several lines."""
    JSON_UNFORMATTED = "json-unformatted"
    """JSON on one line, without tabs."""
