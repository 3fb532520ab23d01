import json
import os
from collections.abc import Callable
from pathlib import Path

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2
from constructs import Construct

import dms_constructs as dms
from dms_constructs import facts
from dms_constructs.account.lambda_backed import code_of
from tests.constructs.conftest import Template, properties_of, resources_of, template_of

CUSTOM = "Custom::DmsServiceRoles"
ROLE = "AWS::IAM::Role"
PARTITION = {"Ref": "AWS::Partition"}
ACCOUNT = {"Ref": "AWS::AccountId"}


def statements_of(template: Template) -> list[dict]:
    (role,) = (one for one in template["Resources"].values() if one["Type"] == ROLE)
    (policy,) = role["Properties"]["Policies"]
    return policy["PolicyDocument"]["Statement"]


def role_arn(name: str) -> dict:
    return {"Fn::Join": ["", ["arn:", PARTITION, ":iam::", "111122223333", f":role/{name}"]]}


def joined(value: object) -> str:
    """Write an `Fn::Join` as one text, with the names of what it refers to."""
    return "".join(part if isinstance(part, str) else part["Ref"] for part in value["Fn::Join"][1])


class TestEnsure:
    """What the default mode makes; one template for all tests."""

    @pytest.fixture(scope="class")
    @classmethod
    def template(cls) -> Template:
        stack = cdk.Stack(cdk.App(), "Shop", env=cdk.Environment(account="111122223333", region="eu-west-1"))
        dms.ServiceRoles(stack, "Roles")
        return template_of(stack)

    @pytest.fixture(scope="class")
    @classmethod
    def requests(cls, template: Template) -> list[dict]:
        (custom,) = (one for one in template["Resources"].values() if one["Type"] == CUSTOM)
        return custom["Properties"]["Roles"]

    def test_is_the_default(self, stack: cdk.Stack) -> None:
        assert dms.ServiceRoles(stack, "Roles").mode is dms.ServiceRolesMode.ENSURE

    def test_asks_for_the_two_roles_that_every_migration_needs(self, requests: list[dict]) -> None:
        assert [one["RoleName"] for one in requests] == ["dms-vpc-role", "dms-cloudwatch-logs-role"]

    def test_asks_for_the_managed_policies_of_the_partition(self, requests: list[dict]) -> None:
        assert [joined(one["ManagedPolicyArn"]) for one in requests] == [
            "arn:AWS::Partition:iam::aws:policy/service-role/AmazonDMSVPCManagementRole",
            "arn:AWS::Partition:iam::aws:policy/service-role/AmazonDMSCloudWatchLogsRole",
        ]

    def test_ties_the_trust_of_the_vpc_role_to_the_account(self, requests: list[dict]) -> None:
        assert requests[0]["SourceAccount"] == ACCOUNT

    def test_leaves_the_trust_of_the_logs_role_without_a_condition(self, requests: list[dict]) -> None:
        assert "SourceAccount" not in requests[1]

    def test_makes_no_role_of_a_fixed_name_itself(self, template: Template) -> None:
        names = [one["Properties"].get("RoleName") for one in template["Resources"].values() if one["Type"] == ROLE]

        assert names == [None]

    def test_may_read_and_create_these_roles_only(self, template: Template) -> None:
        statement = statements_of(template)[0]

        assert statement["Action"] == ["iam:GetRole", "iam:CreateRole", "iam:ListAttachedRolePolicies"]
        assert [joined(arn) for arn in statement["Resource"]] == [
            "arn:AWS::Partition:iam::AWS::AccountId:role/dms-vpc-role",
            "arn:AWS::Partition:iam::AWS::AccountId:role/dms-cloudwatch-logs-role",
        ]

    def test_may_attach_the_managed_policies_only(self, template: Template) -> None:
        statement = statements_of(template)[1]

        assert statement["Action"] == "iam:AttachRolePolicy"
        assert [joined(arn) for arn in statement["Condition"]["ArnEquals"]["iam:PolicyARN"]] == [
            "arn:AWS::Partition:iam::aws:policy/service-role/AmazonDMSVPCManagementRole",
            "arn:AWS::Partition:iam::aws:policy/service-role/AmazonDMSCloudWatchLogsRole",
        ]

    def test_may_attach_to_these_roles_only(self, template: Template) -> None:
        reading, attaching, _ = statements_of(template)

        assert attaching["Resource"] == reading["Resource"]

    def test_may_write_its_own_log_only(self, template: Template) -> None:
        statement = statements_of(template)[2]

        assert statement["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
        assert list(statement["Resource"]) == ["Fn::GetAtt"]

    def test_may_nothing_else(self, template: Template) -> None:
        assert len(statements_of(template)) == 3

    def test_has_no_wildcard_in_its_policy(self, template: Template) -> None:
        granted = [[one["Action"], one["Resource"]] for one in statements_of(template)]

        assert "*" not in json.dumps(granted)

    def test_may_neither_delete_nor_rewrite(self, template: Template) -> None:
        actions = json.dumps(statements_of(template))

        for verb in ("Delete", "Detach", "Update", "Put", "PassRole"):
            assert f"iam:{verb}" not in actions

    def test_has_no_managed_policy_for_the_function(self, template: Template) -> None:
        (role,) = (one for one in template["Resources"].values() if one["Type"] == ROLE)

        assert "ManagedPolicyArns" not in role["Properties"]

    def test_lets_the_function_wait_for_its_permissions(self, template: Template) -> None:
        assert not [one for one in template["Resources"].values() if one["Type"] == "AWS::IAM::Policy"]

    def test_runs_a_python_function_that_may_wait_for_roles_to_be_usable(self, template: Template) -> None:
        (function,) = (one for one in template["Resources"].values() if one["Type"] == "AWS::Lambda::Function")

        assert function["Properties"]["Handler"] == "index.handler"
        assert function["Properties"]["Runtime"].startswith("python3")
        assert function["Properties"]["Timeout"] == 120

    def test_keeps_the_log_of_the_function_for_a_month(self, template: Template) -> None:
        (group,) = (one for one in template["Resources"].values() if one["Type"] == "AWS::Logs::LogGroup")

        assert group["Properties"]["RetentionInDays"] == 30

    def test_names_no_partition_literally(self, template: Template) -> None:
        assert "arn:aws" not in json.dumps(template)


class TestWhichRoles:
    def test_can_be_each_that_the_facts_know(self) -> None:
        assert [role.value for role in dms.ServiceRole] == list(facts.service_roles()["roles"])

    def test_are_those_asked_for(self, stack: cdk.Stack) -> None:
        dms.ServiceRoles(stack, "Roles", roles=(dms.ServiceRole.ACCESS_FOR_ENDPOINT,))

        (request,) = properties_of(stack, CUSTOM)["Roles"]

        assert request["RoleName"] == "dms-access-for-endpoint"
        assert request["Services"] == ["dms.amazonaws.com"]
        assert request["OtherServices"] == ["redshift.amazonaws.com"]

    def test_are_each_asked_for_once(self, stack: cdk.Stack) -> None:
        roles = dms.ServiceRoles(stack, "Roles", roles=(dms.ServiceRole.VPC, dms.ServiceRole.VPC))

        assert roles.roles == (dms.ServiceRole.VPC,)

    def test_may_come_in_a_list(self, stack: cdk.Stack) -> None:
        assert dms.ServiceRoles(stack, "Roles", roles=[dms.ServiceRole.VPC]).roles == (dms.ServiceRole.VPC,)

    @pytest.mark.parametrize("roles", [(), [], None, (None,), dms.ServiceRole.VPC, ("dms-vpc-role",), "dms-vpc-role"])
    def test_fails_when_they_are_not_roles(self, stack: cdk.Stack, fails: Callable, roles: object) -> None:
        fails("DMS-R001", "^Shop/Roles: roles must", lambda: dms.ServiceRoles(stack, "Roles", roles=roles))

    @pytest.mark.parametrize("mode", ["ensure", None, True])
    def test_fails_when_the_mode_is_not_one(self, stack: cdk.Stack, fails: Callable, mode: object) -> None:
        fails(
            "DMS-R001",
            "^Shop/Roles: mode must .*write dms.ServiceRolesMode.ENSURE",
            lambda: dms.ServiceRoles(stack, "Roles", mode=mode),
        )


class TestCreate:
    @pytest.fixture(scope="class")
    @classmethod
    def roles(cls) -> dict[str, dict]:
        stack = cdk.Stack(cdk.App(), "Shop")
        dms.ServiceRoles(stack, "Roles", mode=dms.ServiceRolesMode.CREATE, roles=tuple(dms.ServiceRole))
        return {one["Properties"]["RoleName"]: one["Properties"] for one in resources_of(stack, ROLE).values()}

    def test_makes_the_roles_with_their_fixed_names(self, roles: dict) -> None:
        assert set(roles) == {"dms-vpc-role", "dms-cloudwatch-logs-role", "dms-access-for-endpoint"}

    def test_makes_nothing_but_roles(self, stack: cdk.Stack) -> None:
        dms.ServiceRoles(stack, "Roles", mode=dms.ServiceRolesMode.CREATE)

        assert {one["Type"] for one in template_of(stack)["Resources"].values()} == {ROLE}

    @pytest.mark.parametrize(
        ("name", "policy"),
        [
            ("dms-vpc-role", "AmazonDMSVPCManagementRole"),
            ("dms-cloudwatch-logs-role", "AmazonDMSCloudWatchLogsRole"),
            ("dms-access-for-endpoint", "AmazonDMSRedshiftS3Role"),
        ],
    )
    def test_gives_each_its_managed_policy(self, roles: dict, name: str, policy: str) -> None:
        (arn,) = roles[name]["ManagedPolicyArns"]

        assert joined(arn) == f"arn:AWS::Partition:iam::aws:policy/service-role/{policy}"

    @pytest.mark.parametrize("name", ["dms-vpc-role", "dms-access-for-endpoint"])
    def test_trusts_dms_on_behalf_of_this_account(self, roles: dict, name: str) -> None:
        statement = roles[name]["AssumeRolePolicyDocument"]["Statement"][0]

        assert statement["Principal"] == {"Service": "dms.amazonaws.com"}
        assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}

    def test_leaves_the_trust_of_the_logs_role_without_a_condition(self, roles: dict) -> None:
        (statement,) = roles["dms-cloudwatch-logs-role"]["AssumeRolePolicyDocument"]["Statement"]

        assert "Condition" not in statement

    def test_trusts_redshift_too_where_it_reads(self, roles: dict) -> None:
        statements = roles["dms-access-for-endpoint"]["AssumeRolePolicyDocument"]["Statement"]

        assert [one["Principal"]["Service"] for one in statements] == ["dms.amazonaws.com", "redshift.amazonaws.com"]

    def test_asks_redshift_for_no_account(self, roles: dict) -> None:
        _, of_redshift = roles["dms-access-for-endpoint"]["AssumeRolePolicyDocument"]["Statement"]

        assert "Condition" not in of_redshift


class TestExisting:
    def test_makes_nothing(self, stack: cdk.Stack) -> None:
        dms.ServiceRoles(stack, "Roles", mode=dms.ServiceRolesMode.EXISTING)

        assert template_of(stack).get("Resources", {}) == {}

    def test_leaves_a_subnet_group_without_dependencies(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        roles = dms.ServiceRoles(stack, "Roles", mode=dms.ServiceRolesMode.EXISTING)
        dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc, service_roles=roles)

        (group,) = resources_of(stack, "AWS::DMS::ReplicationSubnetGroup").values()

        assert "DependsOn" not in group


class TestTheStacksOwn:
    def test_is_made_once(self, stack: cdk.Stack) -> None:
        assert dms.ServiceRoles.of(stack) is dms.ServiceRoles.of(stack)

    def test_is_shared_by_constructs_at_any_depth(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        group = dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc)

        assert dms.ServiceRoles.of(group) is dms.ServiceRoles.of(stack)

    def test_is_another_in_another_stack(self, app: cdk.App, stack: cdk.Stack) -> None:
        assert dms.ServiceRoles.of(cdk.Stack(app, "Other")) is not dms.ServiceRoles.of(stack)

    def test_is_the_one_the_user_made_by_its_name(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        dms.ServiceRoles(stack, "DmsServiceRoles", mode=dms.ServiceRolesMode.EXISTING)
        dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc)

        assert resources_of(stack, CUSTOM) == {}

    def test_leaves_with_the_stack_what_it_made_in_the_account(self, stack: cdk.Stack) -> None:
        dms.ServiceRoles.of(stack)

        (custom,) = resources_of(stack, CUSTOM).values()

        assert custom["Properties"]["ServiceToken"]["Fn::GetAtt"][1] == "Arn"


class TestInAStackThatCanNotDeployCode:
    """A stack with a synthesizer that has no bucket: the function that ensures the roles can't be there."""

    @pytest.fixture
    @classmethod
    def stack(cls, app: cdk.App) -> cdk.Stack:
        return cdk.Stack(app, "Plain", synthesizer=cdk.BootstraplessSynthesizer())

    @pytest.fixture
    @classmethod
    def vpc(cls, stack: cdk.Stack) -> ec2.IVpc:
        return ec2.Vpc.from_vpc_attributes(
            stack,
            "Vpc",
            vpc_id="vpc-1",
            availability_zones=["eu-west-1a", "eu-west-1b"],
            private_subnet_ids=["subnet-a", "subnet-b"],
        )

    FIX = "mode=dms.ServiceRolesMode.EXISTING.*mode=dms.ServiceRolesMode.CREATE"

    def test_the_roles_are_refused_in_ensure_mode(self, stack: cdk.Stack, fails: Callable) -> None:
        fails("DMS-R002", f"^Plain/Roles: .*{self.FIX}", lambda: dms.ServiceRoles(stack, "Roles"))

    @pytest.mark.parametrize("mode", [dms.ServiceRolesMode.EXISTING, dms.ServiceRolesMode.CREATE])
    def test_the_roles_of_another_mode_are_not(
        self, stack: cdk.Stack, vpc: ec2.IVpc, mode: dms.ServiceRolesMode
    ) -> None:
        roles = dms.ServiceRoles(stack, "ServiceRoles", mode=mode)

        dms.ReplicationInstance(stack, "Instance", vpc=vpc, service_roles=roles)

        assert resources_of(stack, "AWS::DMS::ReplicationInstance")

    def test_a_construct_that_needs_them_is_refused_by_its_own_path(
        self, stack: cdk.Stack, vpc: ec2.IVpc, fails: Callable
    ) -> None:
        fails("DMS-R002", f"^Plain/Group: .*{self.FIX}", lambda: dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc))

    def test_an_instance_is_refused_by_what_it_makes(self, stack: cdk.Stack, vpc: ec2.IVpc, fails: Callable) -> None:
        fails("DMS-R002", "^Plain/Machine/SubnetGroup: ", lambda: dms.ReplicationInstance(stack, "Machine", vpc=vpc))

    def test_what_is_refused_leaves_no_resource_behind(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        with pytest.raises(dms.ConfigurationError):
            dms.ReplicationInstance(stack, "Machine", vpc=vpc)

        assert template_of(stack).get("Resources", {}) == {}

    def test_the_id_of_what_is_refused_is_free_again(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        with pytest.raises(dms.ConfigurationError):
            dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc)

        roles = dms.ServiceRoles(stack, "ServiceRoles", mode=dms.ServiceRolesMode.EXISTING)
        dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc, service_roles=roles)

        assert len(resources_of(stack, "AWS::DMS::ReplicationSubnetGroup")) == 1

    def test_the_app_may_say_so_for_all_its_stacks(self, fails: Callable) -> None:
        app = cdk.App(default_stack_synthesizer=cdk.BootstraplessSynthesizer())

        fails("DMS-R002", "^Plain/Roles: ", lambda: dms.ServiceRoles(cdk.Stack(app, "Plain"), "Roles"))

    @pytest.mark.parametrize(
        "synthesizer",
        [
            cdk.DefaultStackSynthesizer(qualifier="shop"),
            cdk.LegacyStackSynthesizer(),
            cdk.CliCredentialsStackSynthesizer(),
        ],
        ids=lambda synthesizer: type(synthesizer).__name__,
    )
    def test_every_other_synthesizer_of_the_cdk_will_do(self, app: cdk.App, synthesizer: cdk.IStackSynthesizer) -> None:
        stack = cdk.Stack(app, "Shop", synthesizer=synthesizer)

        dms.ServiceRoles(stack, "Roles")

        assert resources_of(stack, CUSTOM)

    def test_a_bootstrapless_one_that_takes_assets_will_do_too(self, app: cdk.App) -> None:
        class WithABucket(cdk.BootstraplessSynthesizer):
            def add_file_asset(self, *_: object, **__: object) -> cdk.FileAssetLocation:
                return cdk.FileAssetLocation(
                    bucket_name="ours", object_key="code.zip", http_url="https://ours/code.zip", s3_object_url="s3://x"
                )

        stack = cdk.Stack(app, "Shop", synthesizer=WithABucket())

        dms.ServiceRoles(stack, "Roles")

        assert properties_of(stack, "AWS::Lambda::Function")["Code"] == {"S3Bucket": "ours", "S3Key": "code.zip"}


def test_the_code_of_a_function_is_the_same_whenever_it_was_installed(stack: cdk.Stack, tmp_path: Path) -> None:
    for name, seconds in (("one", 1_000_000_000), ("two", 1_500_000_000)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.py").write_text("def handler(event, context): ...\n")
        os.utime(tmp_path / name / "index.py", (seconds, seconds))

    one, two = (code_of(Construct(stack, name), tmp_path / name).asset_hash for name in ("one", "two"))

    assert one == two
