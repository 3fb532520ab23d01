"""What DMS tells EventBridge and SNS of its resources."""

from __future__ import annotations

import enum

__all__ = ["EventCategory", "EventSourceType", "InstanceEvent", "TaskEvent"]


class TaskEvent(enum.Enum):
    """An event of a replication task, by its id. Source: the AWS DMS User Guide, page CHAP_Events."""

    STARTED = "DMS-EVENT-0069"
    RELOAD_REQUESTED = "DMS-EVENT-0081"
    STOPPED = "DMS-EVENT-0079"
    PAUSED_BY_SWAP = "DMS-EVENT-0091"
    """Reading from the source is paused, because the task swaps too much."""
    PAUSED_BY_DISK = "DMS-EVENT-0092"
    """Reading from the source is paused, because the task uses too much of the disk."""
    RESUMED_READING = "DMS-EVENT-0093"
    FAILED = "DMS-EVENT-0078"
    CLEAN_UP_FAILED = "DMS-EVENT-0082"
    """What the deleted task had left somewhere could not be removed."""
    MODIFIED = "DMS-EVENT-0080"
    DELETED = "DMS-EVENT-0073"
    CREATED = "DMS-EVENT-0074"


class InstanceEvent(enum.Enum):
    """An event of a replication instance, by its id. Source: the AWS DMS User Guide, page CHAP_Events."""

    CLASS_CHANGE_STARTED = "DMS-EVENT-0012"
    CLASS_CHANGED = "DMS-EVENT-0014"
    STORAGE_GROWTH_STARTED = "DMS-EVENT-0018"
    STORAGE_GROWN = "DMS-EVENT-0017"
    MULTI_AZ_STARTED = "DMS-EVENT-0024"
    MULTI_AZ = "DMS-EVENT-0025"
    SINGLE_AZ_STARTED = "DMS-EVENT-0030"
    SINGLE_AZ = "DMS-EVENT-0029"
    CREATION_STARTED = "DMS-EVENT-0067"
    CREATED = "DMS-EVENT-0005"
    DELETION_STARTED = "DMS-EVENT-0066"
    DELETED = "DMS-EVENT-0003"
    MANAGEMENT_SOFTWARE_UPDATED = "DMS-EVENT-0047"
    MAINTENANCE_STARTED = "DMS-EVENT-0026"
    MAINTENANCE_ENDED = "DMS-EVENT-0027"
    CANNOT_BE_UPGRADED = "DMS-EVENT-0068"
    LOW_STORAGE = "DMS-EVENT-0007"
    """More than 90 percent of the storage is used."""
    FAILOVER_STARTED = "DMS-EVENT-0013"
    FAILOVER_ENDED = "DMS-EVENT-0049"
    FAILED_OVER_TO_STANDBY = "DMS-EVENT-0015"
    MULTI_AZ_ACTIVATION_STARTED = "DMS-EVENT-0050"
    MULTI_AZ_ACTIVATED = "DMS-EVENT-0051"
    FAILOVER_ASKED_TOO_OFTEN = "DMS-EVENT-0034"
    STORAGE_FAILURE = "DMS-EVENT-0031"
    INCOMPATIBLE_NETWORK = "DMS-EVENT-0036"
    KEY_NOT_REACHABLE = "DMS-EVENT-0037"


class EventSourceType(enum.Enum):
    """What an event subscription is about."""

    REPLICATION_INSTANCE = "replication-instance"
    REPLICATION_TASK = "replication-task"


class EventCategory(enum.Enum):
    """A category of events, as event subscriptions know them. Source: the AWS DMS User Guide, page CHAP_Events."""

    CONFIGURATION_CHANGE = "configuration change"
    CREATION = "creation"
    DELETION = "deletion"
    FAILURE = "failure"
    STATE_CHANGE = "state change"
    """Of tasks only."""
    FAILOVER = "failover"
    """Of instances only."""
    LOW_STORAGE = "low storage"
    """Of instances only."""
    MAINTENANCE = "maintenance"
    """Of instances only."""
