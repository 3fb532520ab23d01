"""What DMS asks of roles, subnets and instances."""

import json

import pytest

from tests.local_cloud.account import VPC_POLICY, Account, trust, until


def test_subnet_group_needs_the_vpc_role(account: Account, refuses) -> None:
    with refuses("AccessDeniedFault", "role/dms-vpc-role is not configured properly."):
        account.make_subnet_group()


def test_vpc_role_without_its_policy_is_not_enough(account: Account, refuses) -> None:
    account.iam.create_role(RoleName="dms-vpc-role", AssumeRolePolicyDocument=trust("dms.amazonaws.com"))

    with refuses("AccessDeniedFault"):
        account.make_subnet_group()


def test_vpc_role_that_trusts_another_service_is_not_enough(account: Account, refuses) -> None:
    account.iam.create_role(RoleName="dms-vpc-role", AssumeRolePolicyDocument=trust("ec2.amazonaws.com"))
    account.iam.attach_role_policy(RoleName="dms-vpc-role", PolicyArn=VPC_POLICY)

    with refuses("AccessDeniedFault"):
        account.make_subnet_group()


def test_vpc_role_is_not_usable_at_once(account: Account) -> None:
    account.make_vpc_role()
    names = (f"group-{number}" for number in range(1000))

    def refused_right_after_a_change() -> bool:
        account.iam.detach_role_policy(RoleName="dms-vpc-role", PolicyArn=VPC_POLICY)
        account.iam.attach_role_policy(RoleName="dms-vpc-role", PolicyArn=VPC_POLICY)
        return not can_make_subnet_group(account, next(names))

    assert until(refused_right_after_a_change)


def test_vpc_role_is_usable_a_moment_after_it_was_completed(account: Account) -> None:
    account.make_vpc_role()

    assert until(lambda: can_make_subnet_group(account, "group"))


def can_make_subnet_group(account: Account, name: str) -> bool:
    try:
        account.make_subnet_group(ReplicationSubnetGroupIdentifier=name)
    except account.dms.exceptions.AccessDeniedFault:
        return False
    return True


def test_inline_policy_does_as_well_as_the_managed_one(account: Account) -> None:
    allowed = {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}
    account.iam.create_role(RoleName="dms-vpc-role", AssumeRolePolicyDocument=trust("dms.amazonaws.com"))
    account.iam.put_role_policy(
        RoleName="dms-vpc-role", PolicyName="own", PolicyDocument=json.dumps({"Statement": [allowed]})
    )

    assert account.make_subnet_group()["SubnetGroupStatus"] == "Complete"


def test_subnet_group_needs_two_zones(account: Account, refuses) -> None:
    assert account.subnet_group

    with refuses("ReplicationSubnetGroupDoesNotCoverEnoughAZs", "Current AZ coverage: us-east-1a."):
        account.make_subnet_group(ReplicationSubnetGroupIdentifier="one-zone", SubnetIds=account.subnets[:1])


def test_subnet_group_needs_subnets_that_exist(account: Account, refuses) -> None:
    assert account.subnet_group

    with refuses("InvalidSubnet", "subnet-gone"):
        account.make_subnet_group(ReplicationSubnetGroupIdentifier="other", SubnetIds=["subnet-gone"])


def test_subnet_group_may_not_be_called_default(account: Account, refuses) -> None:
    assert account.subnet_group

    with refuses("InvalidParameterValueException", "must not be 'default'"):
        account.make_subnet_group(ReplicationSubnetGroupIdentifier="Default")


def test_subnet_group_is_stored_in_lower_case(account: Account) -> None:
    assert account.subnet_group

    assert (
        account.make_subnet_group(ReplicationSubnetGroupIdentifier="Upper")["ReplicationSubnetGroupIdentifier"]
        == "upper"
    )


def test_subnet_group_in_use_can_not_be_deleted(account: Account, refuses) -> None:
    assert account.instance

    with refuses("InvalidResourceStateFault", "in use by instance"):
        account.dms.delete_replication_subnet_group(ReplicationSubnetGroupIdentifier=account.subnet_group)


def test_instance_is_created_before_it_is_available(account: Account) -> None:
    made = account.make_instance()

    assert made["ReplicationInstanceStatus"] == "creating"
    account.await_instance(made["ReplicationInstanceArn"])


def test_instance_is_public_unless_told_otherwise(account: Account) -> None:
    assert account.make_instance()["PubliclyAccessible"] is True


def test_instance_name_can_be_used_once(account: Account, refuses) -> None:
    account.make_instance()

    with refuses("ResourceAlreadyExistsFault", "instance already exists"):
        account.make_instance()


@pytest.mark.parametrize("name", ["1st", "ends-", "double--hyphen", "under_score", "i" * 64])
def test_instance_name_follows_the_rules(account: Account, refuses, name: str) -> None:
    with refuses("InvalidParameterValueException", "ReplicationInstanceIdentifier is not a valid identifier"):
        account.make_instance(ReplicationInstanceIdentifier=name)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"ReplicationInstanceClass": "dms.bogus.large"}, "Invalid replication instance class"),
        ({"AllocatedStorage": 4}, "Invalid storage size 4"),
        ({"EngineVersion": "9.9.9"}, "No replication engine found"),
    ],
)
def test_instance_refuses_values_that_dms_does_not_have(account: Account, refuses, changed, message) -> None:
    with refuses("InvalidParameterValueException", message):
        account.make_instance(**changed)


def test_instance_takes_no_zone_when_it_has_several(account: Account, refuses) -> None:
    with refuses("InvalidParameterCombinationException", "AvailabilityZone and MultiAZ"):
        account.make_instance(MultiAZ=True, AvailabilityZone="us-east-1a")


def test_instance_needs_a_key_that_exists(account: Account, refuses) -> None:
    with refuses("KMSKeyNotAccessibleFault"):
        account.make_instance(KmsKeyId="0000-gone")


def test_instance_is_not_touched_while_it_changes(account: Account, refuses) -> None:
    assert account.instance
    account.freeze()
    account.dms.reboot_replication_instance(ReplicationInstanceArn=account.instance)

    with refuses("InvalidResourceStateFault", "its state is rebooting"):
        account.dms.modify_replication_instance(ReplicationInstanceArn=account.instance, AllocatedStorage=200)


def test_change_waits_unless_it_is_to_be_applied_immediately(account: Account) -> None:
    changed = account.dms.modify_replication_instance(ReplicationInstanceArn=account.instance, AllocatedStorage=200)

    assert changed["ReplicationInstance"]["AllocatedStorage"] == 50
    assert changed["ReplicationInstance"]["PendingModifiedValues"] == {"AllocatedStorage": 200}


def test_engine_version_never_goes_down(account: Account, refuses) -> None:
    with refuses("InvalidParameterValueException", "Cannot downgrade"):
        account.dms.modify_replication_instance(ReplicationInstanceArn=account.instance, EngineVersion="3.5.1")


def test_instance_with_tasks_can_not_be_deleted(account: Account, refuses) -> None:
    account.make_task()

    with refuses("InvalidResourceStateFault", "it has replication tasks (task)"):
        account.dms.delete_replication_instance(ReplicationInstanceArn=account.instance)


def test_deleted_instance_is_gone_after_a_while(account: Account) -> None:
    deleted = account.dms.delete_replication_instance(ReplicationInstanceArn=account.instance)

    assert deleted["ReplicationInstance"]["ReplicationInstanceStatus"] == "deleting"
    until(lambda: account.dms.describe_replication_instances()["ReplicationInstances"] == [])
