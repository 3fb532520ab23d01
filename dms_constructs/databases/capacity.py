"""How much an Aurora cluster can do: capacity that follows the load, or instances of a class."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2

from dms_constructs import facts
from dms_constructs._checks import is_a, number_taken_as_is, provides
from dms_constructs._code import Variable, call
from dms_constructs.databases.cluster_checks import check_seconds, nearest
from dms_constructs.databases.limits import Limit, limit
from dms_constructs.databases.phase import TargetPhase
from dms_constructs.errors import ConfigurationError, Finding, is_unresolved, shown

__all__ = ["Capacity", "ProvisionedCapacity", "ServerlessCapacity", "check_capacity"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerlessCapacity:
    """
    Capacity that follows the load, in Aurora capacity units (ACU) of about 2 GiB of memory each (Aurora Serverless v2).

    Source: Amazon Aurora User Guide, pages aurora-serverless-v2.setting-capacity and aurora-serverless-v2-auto-pause.

    Raises:
        ConfigurationError: `DMS-B001` for numbers that Aurora doesn't take, or `pause_after` with another floor than 0.
    """

    min_acu: float
    """The floor when it serves, 0 to 256 in steps of 0.5. Growth is the slower the lower it is, so production wants 2
    at least. With 0 an instance pauses when it has no connections, and takes 15 seconds or more to resume."""
    max_acu: float
    """The ceiling, 1 to 256 in steps of 0.5."""
    pause_after: cdk.Duration | None = None
    """How long it is idle before it pauses, 5 minutes to 24 hours; for `min_acu=0`. By default 5 minutes."""
    loading_min_acu: float | None = None
    """The floor while it is loaded; by default a quarter of `max_acu`, or `min_acu` where that is more."""

    def __post_init__(self) -> None:
        for name in ("min_acu", "max_acu", "loading_min_acu"):
            _check_acu(name, getattr(self, name), limit("maximum_acu" if name == "max_acu" else "minimum_acu"))
        for name in ("min_acu", "loading_min_acu"):
            floor = getattr(self, name)
            if floor is not None and not _is_later(floor, self.max_acu) and floor > self.max_acu:
                raise ConfigurationError(
                    "DMS-B001",
                    f"{name} must not be above max_acu, got {floor:g} and {self.max_acu:g}; write max_acu={floor:g}",
                    given=floor,
                )
        check_seconds("DMS-B001", "pause_after", self.pause_after, "pause_after")
        if self.pause_after is None:
            return
        if not _is_later(self.min_acu) and self.min_acu != 0:
            raise ConfigurationError(
                "DMS-B001",
                f"pause_after is for min_acu=0 only, got min_acu={self.min_acu:g}: with another floor nothing "
                "pauses; write min_acu=0, or leave pause_after out",
                given=self.min_acu,
            )

    @property
    def pauses(self) -> bool:
        """Whether an idle instance pauses when it serves."""
        return not _is_later(self.min_acu) and self.min_acu == 0

    def floor(self, phase: TargetPhase) -> float:
        """Return the least capacity in a phase."""
        if phase is TargetPhase.SERVING:
            return self.min_acu
        if self.loading_min_acu is not None:
            return self.loading_min_acu
        if _is_later(self.min_acu, self.max_acu):
            return self.min_acu
        share: float = facts.aurora()["ours"]["loading_share_of_max_acu"]
        steps = math.ceil(self.max_acu * share / _STEP)
        return max(self.min_acu, steps * _STEP)

    @property
    def awake(self) -> str:
        """The code for the same with a floor that suits production, so it never pauses."""
        least = limit("minimum_acu_serving")
        most = self.max_acu if _is_later(self.max_acu) or self.max_acu > least.minimum else 2 * least.minimum
        return call(
            "dms.ServerlessCapacity",
            min_acu=_plain(least.minimum),
            max_acu=Variable("...") if _is_later(most) else _plain(most),
            loading_min_acu=self.loading_min_acu,
        )

    def findings(self, phase: TargetPhase) -> list[Finding]:
        """Return the findings about it in a phase."""
        found = []
        if not _is_later(self.min_acu, self.max_acu) and self.min_acu == self.max_acu:
            twice = 2 * self.max_acu
            other = f"max_acu={twice:g}" if limit("maximum_acu").allows(twice) else f"min_acu={self.max_acu / 2:g}"
            found.append(
                Finding(
                    "aurora.fixedCapacity",
                    f"min_acu and max_acu are both {self.max_acu:g}, so capacity follows nothing; AWS advises it for "
                    "tests only",
                    "Amazon Aurora User Guide, page aurora-serverless-v2.setting-capacity",
                    fix=f"write {other}, or use dms.ProvisionedCapacity for capacity that is meant to be fixed",
                )
            )
        least = limit("minimum_acu_serving").minimum
        if phase is TargetPhase.SERVING and not _is_later(self.min_acu) and self.min_acu < least:
            pauses = ", and an instance that paused takes 15 seconds or more to resume" if self.pauses else ""
            found.append(
                Finding(
                    "aurora.smallFloor",
                    f"a serving cluster with min_acu={self.min_acu:g} grows slowly when load comes{pauses}",
                    limit("minimum_acu_serving").source,
                    fix=f"write capacity={self.awake}",
                )
            )
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionedCapacity:
    """
    Instances of a fixed class.

    Raises:
        ConfigurationError: `DMS-B001` for something that is not an instance type.
    """

    instance_type: ec2.InstanceType
    """The class when it serves, such as `ec2.InstanceType("r7g.large")`; `db.` is put before it."""
    loading_instance_type: ec2.InstanceType | None = None
    """The class while it is loaded, often a larger one; by default the same. A change restarts the writer."""

    def __post_init__(self) -> None:
        for name in ("instance_type", "loading_instance_type"):
            provides(
                name,
                getattr(self, name),
                "is_burstable",
                "an instance type",
                f"{name}=ec2.InstanceType('r7g.large')",
                code="DMS-B001",
                required=name == "instance_type",
            )
            _check_class(name, getattr(self, name))

    def in_phase(self, phase: TargetPhase) -> ec2.InstanceType:
        """Return the class in a phase."""
        is_loading = phase is TargetPhase.LOADING and self.loading_instance_type is not None
        return self.loading_instance_type if is_loading and self.loading_instance_type else self.instance_type

    @property
    def changes(self) -> bool:
        """Whether the class is another when it serves."""
        loading = self.loading_instance_type
        return loading is not None and loading.to_string() != self.instance_type.to_string()


Capacity = ServerlessCapacity | ProvisionedCapacity

_STEP = 0.5
_PREFIX = "db."


def check_capacity(capacity: Capacity) -> None:
    """Raise unless this is a capacity."""
    kinds = (ServerlessCapacity, ProvisionedCapacity)
    example = "dms.ServerlessCapacity(min_acu=2, max_acu=16)"
    if isinstance(capacity, ec2.InstanceType):
        written = capacity.to_string().removeprefix(_PREFIX)
        example = f"dms.ProvisionedCapacity(instance_type=ec2.InstanceType({written!r}))"
    is_a("DMS-B001", "capacity", capacity, kinds, f"capacity={example}")


def _check_class(name: str, given: ec2.InstanceType | None) -> None:
    """Raise for a class that Aurora surely doesn't have; new ones of its families come all the time."""
    if given is None or is_unresolved(written := given.to_string()):
        return
    known = facts.aurora()["instance_classes"]
    if re.fullmatch(known["value"], written):
        return
    if written.removeprefix("db.") == "serverless":
        raise ConfigurationError(
            "DMS-B001",
            f"{name} must be a class of fixed size, got {written!r}; write "
            "capacity=dms.ServerlessCapacity(min_acu=2, max_acu=16)",
            given=written,
        )
    near = written.lower().removeprefix("db.")
    write = near if re.fullmatch(known["value"], near) else "r7g.large"
    raise ConfigurationError(
        "DMS-B001",
        f"{name} must be a class that Aurora has, of the families r, x and t, got {written!r} ('db.' is put before it);"
        f" write {name}=ec2.InstanceType({write!r})",
        given=written,
    )


def _plain(number: float) -> float:
    """Return a number as somebody would write it."""
    return int(number) if float(number).is_integer() else number


def _is_later(*numbers: object) -> bool:
    return any(map(number_taken_as_is, numbers))


def _check_acu(name: str, value: float | None, allowed: Limit) -> None:
    if value is None and name == "loading_min_acu":
        return
    if value is not None and _is_later(value):
        return
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if is_number and value is not None and allowed.allows(value):
        return
    near = nearest(math.ceil(value / _STEP) * _STEP, allowed) if is_number and value is not None else 16
    raise ConfigurationError(
        "DMS-B001", f"{name} must be {allowed}, got {shown(value)}; write {name}={near:g}", given=value
    )
