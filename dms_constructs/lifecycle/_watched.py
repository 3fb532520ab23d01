"""What a life cycle watches, and what it tells its function about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import aws_cdk as cdk
from constructs import Construct, IConstruct

from dms_constructs import facts
from dms_constructs.lifecycle._by_hand import MAPPINGS, SETTINGS, flat_settings, listed_rules
from dms_constructs.lifecycle._custom import Told
from dms_constructs.lifecycle.policies import LifeCyclePolicy
from dms_constructs.task_plan import TaskPlan

__all__ = ["Kind", "Watched", "arn_of"]

Kind = Literal["task", "replication"]
"""What is watched: a task on an instance, or a serverless replication."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """
    A task, or a serverless replication, with a life cycle.

    Attributes:
        kind: Which of the two.
        construct: The construct.
        resource: The L1 construct in it.
        arn: Its ARN: a reference to the L1 construct.
        plan: What it moves.
        policy: What a deployment may do with it.
        source: What it reads.
        target: What it writes.
        instance: Where it runs; None for a serverless replication.
        tables: Where its list of tables is.
        runner: Its custom resource.
        path: Where it is in the app.
        seat: What stands between the instance and the task, where the task moves with the instance.
        mappings: Where its table mappings are, where the template has a stand-in for them.
        more: What else its custom resource is told.
    """

    kind: Kind
    construct: Construct
    resource: cdk.CfnResource
    arn: str
    plan: TaskPlan
    policy: LifeCyclePolicy
    source: IConstruct
    target: IConstruct
    instance: IConstruct | None
    tables: Mapping[str, str]
    runner: Told
    path: str
    seat: Told | None = None
    mappings: Mapping[str, str] | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def uses(self) -> Sequence[IConstruct]:
        """What it stands on."""
        return [one for one in (self.instance, self.source, self.target) if one is not None]

    def known(self, written: Mapping[str, Any]) -> dict[str, Any]:
        """
        Return what its entry says of its plan and policy.

        Args:
            written: Its properties, resolved, that are others by hand than the plan's.
        """
        plan, policy = self.plan, self.policy
        settings = plan.task_settings.values if plan.task_settings is not None else {}
        for name in written.keys() & SETTINGS:
            settings = flat_settings(written[name])
        tables = listed_rules(written[MAPPINGS]) if MAPPINGS in written else dict(self.tables)
        of_life_cycle = facts.life_cycle()
        prep_mode = of_life_cycle["prep_mode"]
        entry = {
            "Kind": self.kind,
            "Path": self.path,
            "MigrationType": plan.migration_type.value if plan.migration_type is not None else "",
            "Load": {
                path: _text(settings[path])
                for path in sorted(of_life_cycle["load_settings"]["settings"])
                if settings.get(path) is not None
            },
            "PrepMode": str(settings.get(prep_mode["setting"]) or prep_mode["default"]),
            "Tables": tables,
            "Start": policy.start.value,
            "Reload": policy.reload.value,
        }
        if policy.allow is not None:
            entry["Allow"] = policy.allow.digest
        if self.mappings is not None:
            entry["Mappings"] = dict(self.mappings)
        return entry

    @property
    def has_portable_checkpoint(self) -> bool:
        """Whether a checkpoint of its source is good for another task; for PostgreSQL only in a slot that is named."""
        source = self.plan.source
        engine = source.engine_name
        if engine is None or not self.plan.migration_type or not self.plan.migration_type.has_cdc:
            return False
        return engine.record.protocol != "postgresql" or source.setting("SlotName") is not None


def _text(value: object) -> str:
    """Return a setting as CloudFormation passes scalars on."""
    return str(value).lower() if isinstance(value, bool) else str(value)


_ARNS = ("endpoint_arn", "replication_instance_arn")


def arn_of(construct: IConstruct) -> str | None:
    """Return the ARN of an endpoint or an instance, whoever made it."""
    arns = (getattr(construct, name) for name in _ARNS if hasattr(type(construct), name))
    return next(arns, None)
