"""What is known before deployment of the server of a database, as a value."""

from __future__ import annotations

import enum
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any, NamedTuple

from dms_constructs import facts
from dms_constructs._checks import in_range, is_a
from dms_constructs.databases.deployment import Deployment
from dms_constructs.databases.families import Family, family_of, rds_engine
from dms_constructs.databases.parameter_facts import ParameterFact, ParameterLevel, parameter
from dms_constructs.databases.phase import TargetPhase
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, is_unresolved, shown

__all__ = ["ParameterGroupFacts", "ParameterOrigin", "ParameterValue", "ServerFacts"]


class ParameterOrigin(enum.Enum):
    """Where the value of a parameter comes from."""

    OWN = "own"
    """A parameter group says it."""
    DEFAULT = "default"
    """No parameter group says it, so the engine's default counts."""
    NOT_KNOWN = "not known"
    """It is known at deployment only, or in a parameter group that the app does not make."""


class ParameterValue(NamedTuple):
    """The value of a parameter, as far as it is known."""

    origin: ParameterOrigin
    value: str | None = None
    """The value; None where it is not known, which a default can be too."""
    is_certain: bool = True
    """Whether the value is certain: AWS's guides may be out of date about a default."""

    @property
    def is_known(self) -> bool:
        """Whether there is a value."""
        return self.value is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterGroupFacts:
    """
    What is known of a parameter group: `ParameterGroupFacts()` is a default group of AWS, which has defaults only.

    Raises:
        ConfigurationError: `DMS-J011` for a part of the wrong type.
    """

    parameters: Mapping[str, str | None] = field(default_factory=dict, hash=False)
    """The values that it says by their names; None for one that is known at deployment only."""
    path: str | None = None
    """Where it is in the app, or its logical id in a template; None for a default group."""
    family: str | None = None
    """What it is for, as RDS says it: `aurora-postgresql17`; None where that is not known."""
    is_shared: bool = False
    """Whether it is made by itself, so other databases may use it too."""

    def __post_init__(self) -> None:
        if self.parameters is None:
            raise ConfigurationError(
                "DMS-J011", "parameters must be texts by their names, got None; leave it out for a default group"
            )
        is_a("DMS-J011", "parameters", self.parameters, Mapping, "parameters={'binlog_format': 'ROW'}")
        for name, value in self.parameters.items():
            if not isinstance(name, str) or not isinstance(value, str | None):
                raise ConfigurationError(
                    "DMS-J011",
                    f"parameters must be texts by their names, got {shown(name)}: {shown(value)}; write "
                    "parameters={'binlog_format': 'ROW'}",
                )
        for name in ("path", "family"):
            is_a("DMS-J011", name, getattr(self, name), str, f"{name}='...'")
        is_a("DMS-J011", "is_shared", self.is_shared, bool, "is_shared=True")
        object.__setattr__(self, "parameters", MappingProxyType(dict(self.parameters)))

    def __reduce__(self) -> tuple[Callable[[], ParameterGroupFacts], tuple[()]]:
        # A view of a mapping can't be pickled: a copy is made from what it shows.
        values: dict[str, Any] = {each.name: getattr(self, each.name) for each in fields(self)}
        return functools.partial(ParameterGroupFacts, **{**values, "parameters": dict(self.parameters)}), ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerFacts:
    """
    What is known before deployment of the server of a database, and of the way to it.

    Read from the databases of an app, or from a template. What is None is not known: then nothing that depends on it is
    decided.

    Raises:
        ConfigurationError: `DMS-J011` for a part of the wrong type.
    """

    deployment: Deployment | None = None
    """How it is run."""
    engine_name: EngineName | None = None
    """Its engine."""
    engine_version: str | None = None
    """Its version as RDS says it: `17.7`, `8.0.mysql_aurora.3.10.3`, or `16` for the newest of 16."""
    path: str | None = None
    """Where it is in the app, or its logical id in a template."""
    is_cluster: bool = False
    """Whether it is a cluster: of Aurora, or a Multi-AZ cluster of RDS."""
    cluster_parameters: ParameterGroupFacts | None = None
    """Its parameter group as a cluster; None where that is not known, or where it is an instance."""
    instance_parameters: ParameterGroupFacts | None = None
    """The parameter group of its instance, or one for all instances of its cluster; None where that is not known."""
    backup_retention_days: int | None = None
    """For how many days automated backups are kept; with 0 there are none."""
    is_replica: bool | None = None
    """Whether it is a read replica of another server, or a secondary of a global cluster."""
    is_reader: bool | None = None
    """Whether the way to it leads to readers of its cluster."""
    is_behind_proxy: bool | None = None
    """Whether the way to it leads through RDS Proxy."""
    is_serverless_v1: bool | None = None
    """Whether it is a cluster of Aurora Serverless v1."""
    pauses: bool | None = None
    """Whether it is serverless and is to pause when it is idle, so its smallest capacity is 0 ACU."""
    phase: TargetPhase | None = None
    """What it is for at the moment, where it is a target of this library."""
    cdc_tasks: int | None = None
    """How many tasks of the app read its changes."""

    def __post_init__(self) -> None:
        for name, expected, example in (
            ("deployment", Deployment, "dms.Deployment.AURORA"),
            ("engine_name", EngineName, "dms.EngineName.AURORA_POSTGRESQL"),
            ("engine_version", str, "engine_version='17.7'"),
            ("path", str, "path='Shop/Orders'"),
            ("phase", TargetPhase, "dms.TargetPhase.LOADING"),
            ("cluster_parameters", ParameterGroupFacts, "dms.ParameterGroupFacts()"),
            ("instance_parameters", ParameterGroupFacts, "dms.ParameterGroupFacts()"),
        ):
            is_a("DMS-J011", name, getattr(self, name), expected, example)
        for name in ("is_cluster", "is_replica", "is_reader", "is_behind_proxy", "is_serverless_v1", "pauses"):
            is_a("DMS-J011", name, getattr(self, name), bool, f"{name}=True")
        for name in ("backup_retention_days", "cdc_tasks"):
            in_range("DMS-J011", name, getattr(self, name), 0, None)

    @property
    def name(self) -> str:
        """What to call it."""
        return self.path or "the database"

    @property
    def groups(self) -> tuple[ParameterGroupFacts | None, ...]:
        """Its parameter groups, the one that counts first at the front; None for one that is not known."""
        if not self.is_cluster:
            return (self.instance_parameters,)
        if self.deployment is Deployment.RDS:  # the instances of a Multi-AZ cluster have no group of their own
            return (self.cluster_parameters,)
        return self.instance_parameters, self.cluster_parameters

    @property
    def family(self) -> str | None:
        """What its parameter groups are for, as RDS says it: `mysql8.4`; None where that is not known."""
        found = self._family()
        return found.name if found is not None else None

    def _family(self) -> Family | None:
        said = next((group.family for group in self.groups if group is not None and group.family), None)
        if said is not None:
            return _family(said)
        engine = rds_engine(self.engine_name) if self.engine_name is not None else None
        return family_of(engine, self.engine_version) if engine is not None and self.engine_version else None

    def parameter(self, name: str) -> ParameterValue:
        """
        Return a parameter's value: an instance's own, else its cluster's, else the engine's default.

        Args:
            name: Its name, such as `rds.logical_replication`.
        """
        family = self._family()
        fact = parameter(family, name) if family is not None else None
        groups = self.groups
        if fact is not None and fact.levels == (ParameterLevel.CLUSTER,):
            # It is known without the group of the instances, which can't have it.
            groups = groups[-1:]
        for group in groups:
            if group is None:
                return _NOT_KNOWN
            if name in group.parameters:
                value = group.parameters[name]
                known = value is not None and not is_unresolved(value)
                return ParameterValue(ParameterOrigin.OWN, value) if known else _NOT_KNOWN
        return _default(family, name, fact)


_NOT_KNOWN = ParameterValue(ParameterOrigin.NOT_KNOWN)


def _family(name: str) -> Family | None:
    try:
        return Family.read(name)
    except ConfigurationError:  # of an engine that is not known here
        return None


def _default(family: Family | None, name: str, fact: ParameterFact | None) -> ParameterValue:
    """Return what a parameter is where no group says it; AWS's guides may be out of date about that."""
    known: list[dict[str, Any]] = facts.readiness()["defaults"]["parameters"].get(name, [])
    for each in known:
        if family is not None and family.name.startswith(tuple(each["families"])):
            return ParameterValue(ParameterOrigin.DEFAULT, each["value"], each["verified"])
    if fact is None or fact.default is None:
        return ParameterValue(ParameterOrigin.DEFAULT)
    return ParameterValue(ParameterOrigin.DEFAULT, fact.default, fact.verified)


def version_numbers(version: str) -> tuple[int, ...]:
    """Return the numbers with which a version begins: `(8, 0)` of `8.0.mysql_aurora.3.10.3`."""
    numbers: list[int] = []
    for part in version.split("."):
        if not part.isdecimal():
            break
        numbers.append(int(part))
    return tuple(numbers)
