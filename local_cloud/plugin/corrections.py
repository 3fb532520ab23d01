"""Where MiniStack 1.5.33 differs from CloudFormation in types that it has."""

from __future__ import annotations

import uuid

from local_cloud.plugin import inside
from local_cloud.plugin.store import Data

__all__ = ["install"]


def install() -> None:
    """Replace the handlers of these types."""
    _give_vpc_its_block()
    _refer_to_secrets_by_arn()
    _name_the_database_in_its_secret()
    inside.RESOURCE_HANDLERS["Custom::VpcRestrictDefaultSG"] = {
        "create": _restrict_default_group,
        "update": lambda physical_id, *_: (physical_id, {}),
        "delete": lambda *_: None,
    }


def _give_vpc_its_block() -> None:
    """`Fn::GetAtt` of a VPC has `CidrBlock`."""
    handler = inside.RESOURCE_HANDLERS["AWS::EC2::VPC"]
    inner = handler["create"]

    def create(logical_id: str, properties: Data, stack_name: str) -> tuple[str, Data]:
        physical_id, attributes = inner(logical_id, properties, stack_name)
        return physical_id, {**attributes, "CidrBlock": properties.get("CidrBlock", "")}

    inside.RESOURCE_HANDLERS["AWS::EC2::VPC"] = {**handler, "create": create}


def _refer_to_secrets_by_arn() -> None:
    """
    `Ref` of a secret is its ARN, and its made-up name is its logical id and one random part.

    With MiniStack's name for the former, policies for the secret would allow nothing; `Secret.secret_name` of the CDK
    counts on the latter.
    """
    handler = inside.RESOURCE_HANDLERS["AWS::SecretsManager::Secret"]
    inner_create, inner_update, inner_delete = handler["create"], handler["update"], handler["delete"]

    def create(logical_id: str, properties: Data, stack_name: str) -> tuple[str, Data]:
        named = {"Name": f"{logical_id}-{uuid.uuid4().hex[:12]}", **properties}
        _, attributes = inner_create(logical_id, named, stack_name)
        return attributes["Arn"], attributes

    def update(physical_id: str, old: Data, new: Data, *more: object) -> tuple[str, Data]:
        name = _secret_name(physical_id)
        _, attributes = inner_update(name, {"Name": name, **old}, {"Name": name, **new}, *more)
        return attributes["Arn"], attributes

    def delete(physical_id: str, properties: Data) -> None:
        inner_delete(_secret_name(physical_id), properties)

    inside.RESOURCE_HANDLERS["AWS::SecretsManager::Secret"] = {
        **handler,
        "create": create,
        "update": update,
        "delete": delete,
    }


def _secret_name(arn: str) -> str:
    key, _ = inside.find_secret(arn)
    return str(key or arn)


def _name_the_database_in_its_secret() -> None:
    """A secret that is attached to a database has its identifier as well."""
    provisioners = vars(inside.provisioners)
    inner = provisioners["_sm_target_connection"]
    keys = {"AWS::RDS::DBCluster": "dbClusterIdentifier", "AWS::RDS::DBInstance": "dbInstanceIdentifier"}

    def connection(target_type: str, target_id: str) -> Data:
        found: Data = inner(target_type, target_id)
        return {**found, keys[target_type]: target_id} if target_type in keys else found

    provisioners["_sm_target_connection"] = connection
    provisioners["_SM_TARGET_KEYS"] = (*provisioners["_SM_TARGET_KEYS"], *keys.values())


def _restrict_default_group(logical_id: str, properties: Data, stack_name: str) -> tuple[str, Data]:  # noqa: ARG001
    """
    Take all rules from the default security group of a VPC.

    The CDK's own function for this is in JavaScript and needs AWS's SDK, which no Node here has.
    """
    group = inside.SECURITY_GROUPS[properties["DefaultSecurityGroupId"]]
    group["IpPermissions"] = []
    group["IpPermissionsEgress"] = []
    return "VpcRestrictDefaultSG", {}
