"""What a deployment may do with a task: start it, load it again, and what somebody has consented to."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

from dms_constructs._checks import is_a
from dms_constructs._code import as_code
from dms_constructs.errors import ConfigurationError, shown

__all__ = ["Allow", "LifeCyclePolicy", "ReloadPolicy", "StartPolicy", "policy_of", "refuse_for_serverless"]


class StartPolicy(enum.Enum):
    """
    When a deployment starts a task. Any of these has it stopped before a change that needs it, and resumed.

    Source: the AWS DMS API reference, pages API_StartReplicationTask and API_ModifyReplicationTask.
    """

    NEVER = "NEVER"
    """Start nothing: somebody starts the task by hand, and deployments keep it safe."""
    ON_CREATE = "ON_CREATE"
    """Start a task that has never run: a new one, or one in the place of another. Leave one that was stopped."""
    ALWAYS_RUNNING = "ALWAYS_RUNNING"
    """Start or resume it with every deployment that changes it, unless its load or its replication is finished."""


class ReloadPolicy(enum.Enum):
    """
    Whether a deployment may load tables again. It never covers a replacement of the task.

    Source: the AWS DMS API reference, pages API_StartReplicationTask and API_ReloadTables.
    """

    NEVER = "NEVER"
    """Refuse a change that needs a reload, with the tables, until `allow` consents to it."""
    WHEN_NEEDED = "WHEN_NEEDED"
    """Load tables again when a change needs it."""


_CONSENT = re.compile(r"[0-9a-f]{8}-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Allow:
    """
    Consent to one change that loses something: a replacement, or a reload under `ReloadPolicy.NEVER`.

    The deployment that refuses the change prints what to write, and so does `dms-constructs review`. It is good for
    that change only: once deployed, remove it.

    Args:
        digest: What was printed, for example `4f2a91c3-88de01ab`.

    Raises:
        ConfigurationError: `DMS-L002` for a text of another form.
    """

    digest: str

    def __post_init__(self) -> None:
        if not isinstance(self.digest, str) or not _CONSENT.fullmatch(self.digest):
            raise ConfigurationError(
                "DMS-L002",
                "dms.Allow takes what the refused deployment or the review printed, two times 8 hexadecimal digits, "
                f"for example dms.Allow('4f2a91c3-88de01ab'), got {shown(self.digest)}; deploy without it to see it",
                given=self.digest,
            )

    def is_for(self, fingerprint: str) -> bool:
        """Whether it consents to a change that leads to this fingerprint."""
        return self.digest.partition("-")[2] == fingerprint[:8]


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeCyclePolicy:
    """What a deployment may do with one task."""

    start: StartPolicy
    reload: ReloadPolicy = ReloadPolicy.NEVER
    allow: Allow | None = None


def policy_of(
    start: StartPolicy | None, reload: ReloadPolicy | None, allow: Allow | None, **others: object
) -> LifeCyclePolicy | None:
    """
    Return what the arguments of a task say about its life cycle; None without one.

    Args:
        start: The argument.
        reload: The argument.
        allow: The argument.
        others: What else has no effect without a life cycle, by the names of the arguments.

    Raises:
        ConfigurationError: `DMS-L001` for an argument of another type, or one that has no effect without `start`, or
            with this one.
    """
    if start is None and reload is None and allow is None and not any(others.values()):
        return None  # the usual case first: tasks come by the hundred
    is_a("DMS-L001", "start", start, StartPolicy, as_code(StartPolicy.ALWAYS_RUNNING))
    is_a("DMS-L001", "reload", reload, ReloadPolicy, as_code(ReloadPolicy.WHEN_NEEDED))
    is_a("DMS-L001", "allow", allow, Allow, _allowing(allow))
    assessment = others.get("assessment")
    if assessment is not None and start in {None, StartPolicy.NEVER}:
        raise ConfigurationError(
            "DMS-L001",
            "assessment runs before a deployment starts the task for the first time, and none does "
            f"{'without start' if start is None else f'with {as_code(start)}'}; write start="
            f"{as_code(StartPolicy.ON_CREATE)} or start={as_code(StartPolicy.ALWAYS_RUNNING)}",
            given=assessment,
        )
    if start is not None:
        return LifeCyclePolicy(start=start, reload=reload or ReloadPolicy.NEVER, allow=allow)
    for name, value in {"reload": reload, "allow": allow, **others}.items():
        if value not in (None, False):
            raise ConfigurationError(
                "DMS-L001",
                f"{name} has no effect without start, which gives the task a life cycle; write start="
                f"{as_code(StartPolicy.NEVER)} to keep changes safe and start nothing, or start="
                f"{as_code(StartPolicy.ALWAYS_RUNNING)}",
                given=value,
            )
    return None


def refuse_for_serverless(**options: object) -> None:
    """
    Raise for an option that only tasks on an instance have.

    Raises:
        ConfigurationError: `DMS-L005`.
    """
    for name, value in options.items():
        if value not in (None, False):
            raise ConfigurationError(
                "DMS-L005",
                f"{name} is for tasks on a replication instance, and a serverless migration has none; leave {name} out",
                given=value,
            )


def _allowing(given: object) -> str:
    """Return how consent is written that was given as text."""
    is_consent = isinstance(given, str) and _CONSENT.fullmatch(given)
    return f"dms.Allow({given if is_consent else '4f2a91c3-88de01ab'!r})"
