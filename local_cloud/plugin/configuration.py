"""What the launcher tells the server process, through its environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

__all__ = ["CALL_LOG", "CLOCK", "IAM_PROPAGATION", "RETRY", "STEP", "Configuration", "configuration"]

CALL_LOG = "LOCAL_CLOUD_DMS_CALL_LOG"
CLOCK = "LOCAL_CLOUD_CLOCK"
STEP = "LOCAL_CLOUD_STEP_SECONDS"
RETRY = "LOCAL_CLOUD_RETRY_SECONDS"
IAM_PROPAGATION = "LOCAL_CLOUD_IAM_PROPAGATION_SECONDS"


@dataclass(frozen=True, slots=True)
class Configuration:
    """
    How this DMS behaves where the real one takes minutes.

    Attributes:
        call_log: Where every DMS call is written, one line of JSON each; nowhere by default.
        step_seconds: How long each passing state lasts (creating, starting, stopping, testing and the like).
        iam_propagation_seconds: How long after its policy was attached a role still is unusable for DMS.
        retry_seconds: How long Lambda waits before it repeats a failed asynchronous invocation; with a clock that
            jumps, as long as AWS does.
        clock_jumps: Whether nobody waits: the clock goes to where a wait would end (`LOCAL_CLOUD_CLOCK=jumping`).
    """

    call_log: Path | None = None
    step_seconds: float = 0.2
    iam_propagation_seconds: float = 0.5
    retry_seconds: float = 1
    clock_jumps: bool = False


def _from_environment() -> Configuration:
    default = Configuration()
    log = os.environ.get(CALL_LOG)
    return Configuration(
        call_log=Path(log) if log else None,
        step_seconds=float(os.environ.get(STEP, default.step_seconds)),
        iam_propagation_seconds=float(os.environ.get(IAM_PROPAGATION, default.iam_propagation_seconds)),
        retry_seconds=float(os.environ.get(RETRY, default.retry_seconds)),
        clock_jumps=os.environ.get(CLOCK) == "jumping",
    )


configuration = _from_environment()
