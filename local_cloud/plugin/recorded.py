"""
Other types that MiniStack 1.5.33 refuses, and that CDK apps around DMS use.

Rules of security groups really become rules of their group, because connection tests look at them. The rest is
*recorded only*: it gets a physical id and attributes, and does nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable

from local_cloud.plugin import inside
from local_cloud.plugin.store import Data

__all__ = ["RECORDED_ONLY", "install"]

_RULES = {"Ingress": "IpPermissions", "Egress": "IpPermissionsEgress"}


RECORDED_ONLY: dict[str, Callable[[str], Data]] = {
    "AWS::CloudWatch::AnomalyDetector": lambda _: {},
    "AWS::EC2::EIP": lambda token: {"AllocationId": f"eipalloc-{token}", "PublicIp": "203.0.113.10"},
    "AWS::EC2::FlowLog": lambda token: {"Id": f"fl-{token}"},
    "AWS::EC2::NatGateway": lambda token: {"NatGatewayId": f"nat-{token}"},
    "AWS::Logs::QueryDefinition": lambda token: {"QueryDefinitionId": token},
    "AWS::SecretsManager::ResourcePolicy": lambda _: {},
    "AWS::SecretsManager::RotationSchedule": lambda _: {},
}
"""Each type with what its `Fn::GetAtt` gives, made from a random token."""


def install() -> None:
    """Register the types with MiniStack, where it has none of its own."""
    handlers = inside.RESOURCE_HANDLERS
    for name, attributes in RECORDED_ONLY.items():
        handlers.setdefault(name, {"create": _recorder(attributes), "update": _keep, "delete": _forget})
    for direction, permissions in _RULES.items():
        handlers.setdefault(f"AWS::EC2::SecurityGroup{direction}", _rule_handlers(permissions))
        inside.REPLACING.setdefault(
            f"AWS::EC2::SecurityGroup{direction}", ("GroupId", "IpProtocol", "FromPort", "ToPort", "CidrIp")
        )


def _recorder(attributes: Callable[[str], Data]) -> Callable[[str, Data, str], tuple[str, Data]]:
    def create(logical_id: str, properties: Data, stack_name: str) -> tuple[str, Data]:  # noqa: ARG001
        token = uuid.uuid4().hex[:17]
        found = attributes(token)
        # Where the type's Ref is its id, CDK uses that; elsewhere any name will do.
        physical_id = next((found[key] for key in ("AllocationId", "NatGatewayId", "Id") if key in found), None)
        return physical_id or f"{logical_id}-{token}"[:255], found

    return create


def _keep(physical_id: str, old: Data, new: Data, stack_name: str) -> tuple[str, Data]:  # noqa: ARG001
    return physical_id, {}


def _forget(physical_id: str, properties: Data) -> None:
    """Nothing was made, so nothing is deleted."""


def _rule_handlers(permissions: str) -> Data:
    def create(logical_id: str, properties: Data, stack_name: str) -> tuple[str, Data]:  # noqa: ARG001
        group = inside.SECURITY_GROUPS.get(properties["GroupId"])
        if group is None:
            raise ValueError(f"The security group '{properties['GroupId']}' does not exist")
        identifier = f"sgr-{uuid.uuid4().hex[:17]}"
        group[permissions] += inside.security_group_rules([properties])
        return identifier, {"Id": identifier}

    def update(physical_id: str, old: Data, new: Data, stack_name: str) -> tuple[str, Data]:
        delete(physical_id, old)
        create("", new, stack_name)
        return physical_id, {"Id": physical_id}

    def delete(physical_id: str, properties: Data) -> None:  # noqa: ARG001
        group = inside.SECURITY_GROUPS.get(properties["GroupId"])
        for rule in inside.security_group_rules([properties]):
            if group and rule in group[permissions]:
                group[permissions].remove(rule)

    return {"create": create, "update": update, "delete": delete}
