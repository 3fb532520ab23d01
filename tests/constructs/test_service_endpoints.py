"""Endpoints of services: what their roles allow, word for word, and what of a bucket, stream or table is refused."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import (
    aws_dynamodb as dynamodb,
    aws_ec2 as ec2,
    aws_iam as iam,
    aws_kinesis as kinesis,
    aws_kms as kms,
    aws_opensearchservice as opensearch,
    aws_redshift as redshift,
    aws_redshiftserverless as serverless,
    aws_s3 as s3,
    aws_secretsmanager as secretsmanager,
)

import dms_constructs as dms
from dms_constructs import facts
from tests.constructs.conftest import properties_of, resources_of, template_of, warnings_of

TYPE = "AWS::DMS::Endpoint"
ROLE = "AWS::IAM::Role"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/1"
BUCKET = "arn:aws:s3:::lake"
STREAM = "arn:aws:kinesis:eu-west-1:111122223333:stream/orders"
DOMAIN = "https://search-shop-abcdefghijklmnopqrstuvwxyz.eu-west-1.es.amazonaws.com"
TABLES = dms.ExternalTableDefinition(
    dms.ExternalTable("hr", "employee", [dms.ExternalColumn("id", dms.ExternalColumnType.INT8)])
)
Make = Callable[..., Any]


def service_role_of(stack: cdk.Stack) -> dict[str, Any]:
    """The properties of the role for the service."""
    (found,) = (one for name, one in resources_of(stack, ROLE).items() if "ServiceAccessRole" in name)
    return found["Properties"]


def allowed(stack: cdk.Stack) -> list[tuple[list[str], Any]]:
    """What the role for the service allows: actions and their resource, as one text where it can be."""
    (policy,) = service_role_of(stack)["Policies"]
    return [(one["Action"], written(one["Resource"])) for one in policy["PolicyDocument"]["Statement"]]


def written(value: Any) -> Any:
    if isinstance(value, list):
        return [written(one) for one in value]
    if isinstance(value, dict) and "Fn::Join" in value:
        return "".join(
            part if isinstance(part, str) else f"<{next(iter(part.values()))}>" for part in value["Fn::Join"][1]
        )
    return value


def domain_of(stack: cdk.Stack, name: str = "shop") -> opensearch.IDomain:
    arn = f"arn:aws:es:eu-west-1:111122223333:domain/{name}"
    return opensearch.Domain.from_domain_attributes(stack, "Domain", domain_arn=arn, domain_endpoint=DOMAIN)


def list_of(kind: str, name: str) -> list[str]:
    return facts.access()["roles"][kind][name]


@pytest.fixture
def bucket(stack: cdk.Stack) -> s3.IBucket:
    return s3.Bucket.from_bucket_attributes(
        stack, "Lake", bucket_arn=BUCKET, encryption_key=kms.Key.from_key_arn(stack, "LakeKey", KEY)
    )


@pytest.fixture
def secret(stack: cdk.Stack) -> secretsmanager.ISecret:
    return secretsmanager.Secret.from_secret_name_v2(stack, "Secret", "dms/warehouse")


class TestRoles:
    """What each role allows, and nothing else."""

    def test_of_a_source_reads_its_folder(self, stack: cdk.Stack, bucket: s3.IBucket) -> None:
        dms.S3Source(stack, "Files", bucket=bucket, external_table_definition=TABLES, bucket_folder="shop")

        assert allowed(stack) == [
            (["s3:GetObject", "s3:GetObjectVersion"], f"{BUCKET}/shop/*"),
            (["s3:ListBucket"], BUCKET),
            (["kms:Decrypt"], KEY),
        ]

    def test_of_a_source_reads_no_versions_where_there_are_none(self, stack: cdk.Stack) -> None:
        bucket = s3.Bucket(stack, "Files")
        dms.S3Source(stack, "Source", bucket=bucket, external_table_definition=TABLES)

        assert allowed(stack)[0][0] == ["s3:GetObject"]

    def test_of_a_stream_puts_records(self, stack: cdk.Stack) -> None:
        stream = kinesis.Stream.from_stream_attributes(
            stack, "Stream", stream_arn=STREAM, encryption_key=kms.Key.from_key_arn(stack, "Key", KEY)
        )
        dms.KinesisTarget(stack, "Target", stream=stream)

        assert allowed(stack) == [
            (["kinesis:DescribeStream", "kinesis:PutRecord", "kinesis:PutRecords"], STREAM),
            (["kms:GenerateDataKey"], KEY),
        ]

    def test_of_a_stream_needs_nothing_for_the_key_of_aws(self, stack: cdk.Stack) -> None:
        key = kms.Alias.from_alias_name(stack, "Key", "alias/aws/kinesis")
        stream = kinesis.Stream.from_stream_attributes(stack, "Stream", stream_arn=STREAM, encryption_key=key)
        dms.KinesisTarget(stack, "Target", stream=stream)

        assert len(allowed(stack)) == 1

    def test_of_tables_writes_into_these_and_notes_errors(self, stack: cdk.Stack) -> None:
        table = dynamodb.Table.from_table_attributes(
            stack,
            "Table",
            table_arn="arn:aws:dynamodb:eu-west-1:111122223333:table/orders",
            encryption_key=kms.Key.from_key_arn(stack, "Key", KEY),
        )
        dms.DynamoDbTarget(stack, "Target", tables=[table, "customers"])

        start = "arn:<AWS::Partition>:dynamodb:eu-west-1:111122223333:table/"
        assert allowed(stack) == [
            (
                list_of("dynamodb_target", "table_actions"),
                [
                    "arn:aws:dynamodb:eu-west-1:111122223333:table/orders",
                    f"{start}customers",
                    f"{start}awsdms_apply_exceptions",
                    f"{start}awsdms_full_load_exceptions",
                ],
            ),
            (["dynamodb:ListTables"], "*"),
            (list_of("dynamodb_target", "key_actions"), KEY),
        ]

    def test_of_tables_uses_their_keys_by_dynamodb_only(self, stack: cdk.Stack) -> None:
        table = dynamodb.Table(
            stack,
            "Table",
            partition_key=dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING),
            encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED,
        )
        dms.DynamoDbTarget(stack, "Target", tables=[table])

        (policy,) = service_role_of(stack)["Policies"]
        condition = policy["PolicyDocument"]["Statement"][-1]["Condition"]["StringEquals"]["kms:ViaService"]
        assert written(condition) == "dynamodb.<AWS::Region>.<AWS::URLSuffix>"

    def test_of_a_domain_sends_requests_to_it(self, stack: cdk.Stack) -> None:
        dms.OpenSearchTarget(stack, "Target", domain=domain_of(stack))

        ((actions, resource),) = allowed(stack)
        assert actions == [f"es:ESHttp{verb}" for verb in ("Delete", "Get", "Head", "Post", "Put")]
        assert resource.endswith(":domain/shop/*")

    def test_of_a_warehouse_is_for_redshift_too(
        self, stack: cdk.Stack, bucket: s3.IBucket, secret: secretsmanager.ISecret
    ) -> None:
        connection = dms.Connection.from_secret(secret)
        dms.RedshiftTarget(
            stack, "Target", connection=connection, database="dev", staging_bucket=bucket, bucket_folder="staging"
        )

        trust = service_role_of(stack)["AssumeRolePolicyDocument"]["Statement"]
        assert [each["Principal"]["Service"] for each in trust] == ["dms.amazonaws.com", "redshift.amazonaws.com"]
        assert allowed(stack) == [
            (list_of("redshift_target", "object_actions"), f"{BUCKET}/staging/*"),
            (list_of("redshift_target", "bucket_actions"), BUCKET),
            (["kms:GenerateDataKey", "kms:Decrypt"], KEY),
        ]

    def test_of_a_warehouse_changes_no_bucket(self) -> None:
        role = facts.access()["roles"]["redshift_target"]
        granted = {*role["object_actions"], *role["bucket_actions"]}

        assert granted.isdisjoint(role["left_out"])

    def test_of_a_workgroup_is_for_redshift_serverless_too(
        self, stack: cdk.Stack, bucket: s3.IBucket, secret: secretsmanager.ISecret
    ) -> None:
        dms.RedshiftTarget(
            stack,
            "Target",
            connection=dms.Connection.from_secret(secret),
            engine_name=dms.EngineName.REDSHIFT_SERVERLESS,
            database="dev",
            staging_bucket=bucket,
        )

        trust = service_role_of(stack)["AssumeRolePolicyDocument"]["Statement"]
        assert [(each["Principal"]["Service"], "Condition" in each) for each in trust] == [
            ("dms.amazonaws.com", True),
            ("redshift.amazonaws.com", False),
            ("redshift-serverless.amazonaws.com", False),
        ]

    @pytest.mark.parametrize("kind", [one for one in facts.access()["roles"] if one != "secret"])
    def test_are_assumed_on_behalf_of_this_account_only(self, kind: str) -> None:
        assert facts.access()["roles"][kind]["source_account_condition"] is True

    @pytest.mark.parametrize("kind", facts.access()["roles"])
    def test_have_a_reason_for_each_wildcard(self, kind: str) -> None:
        role = facts.access()["roles"][kind]

        assert set(role["wildcards"]) <= {name for name in role if name.endswith("_actions")}
        assert all(len(reason.split()) > 8 for reason in role["wildcards"].values())


PAGE = (Path(__file__).parent.parent.parent / "docs" / "guide" / "endpoint-roles.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "action",
    sorted(
        {
            action
            for kind, role in facts.access()["roles"].items()
            if kind.endswith(("_source", "_target")) and kind != "neptune_target"
            for name in ("object_actions", "bucket_actions", "stream_actions", "table_actions", "domain_actions")
            for action in role.get(name, ())
        }
    ),
)
def test_the_guide_names_every_action(action: str) -> None:
    assert f"`{action}`" in PAGE


class TestStreams:
    @pytest.mark.parametrize(
        ("arn", "problem"),
        [
            (STREAM.replace("111122223333", "444455556666"), "account, 111122223333, got one of 444455556666"),
            (STREAM.replace("eu-west-1", "us-east-1"), "region, eu-west-1, got one of us-east-1"),
        ],
    )
    def test_of_elsewhere_are_refused(self, stack: cdk.Stack, fails: Make, arn: str, problem: str) -> None:
        stream = kinesis.Stream.from_stream_arn(stack, "Stream", arn)

        fails("DMS-Y001", problem, lambda: dms.KinesisTarget(stack, "Target", stream=stream), path="Shop/Target")

    def test_of_a_stack_of_unknown_place_are_taken(self, app: cdk.App) -> None:
        stack = cdk.Stack(app, "Anywhere")
        stream = kinesis.Stream.from_stream_arn(stack, "Stream", STREAM)

        assert dms.KinesisTarget(stack, "Target", stream=stream).stream is stream

    def test_are_the_database_of_checks(self, stack: cdk.Stack) -> None:
        stream = kinesis.Stream.from_stream_arn(stack, "Stream", STREAM)
        database = dms.KinesisTarget(stack, "Target", stream=stream).endpoint_facts.database

        assert (database.database, database.construct_path) == (STREAM, "Shop/Stream")

    def test_have_an_argument_instead_of_an_attribute(self, stack: cdk.Stack, fails: Make) -> None:
        stream = kinesis.Stream.from_stream_arn(stack, "Stream", STREAM)
        given = {"messageFormat": "json"}

        fails(
            "DMS-E005",
            "there is an argument for it; write message_format=",
            lambda: dms.KinesisTarget(stack, "Target", stream=stream, extra_connection_attributes=given),
        )


class TestTables:
    @pytest.mark.parametrize(
        ("tables", "problem"),
        [
            ([], "must name the tables that tasks write"),
            ("orders", "must be a list"),
            (["or*"], "3 to 255 letters"),
            (["arn:aws:dynamodb:eu-west-1:111122223333:table/orders"], "dynamodb.Table.from_table_arn"),
            ([None], "must be a table of DynamoDB"),
        ],
        ids=["none", "a text", "a wildcard", "an ARN", "nothing"],
    )
    def test_are_tables_or_names(self, stack: cdk.Stack, fails: Make, tables: Any, problem: str) -> None:
        fails("DMS-Y007", problem, lambda: dms.DynamoDbTarget(stack, "Target", tables=tables))

    def test_of_elsewhere_are_refused(self, stack: cdk.Stack, fails: Make) -> None:
        table = dynamodb.Table.from_table_arn(stack, "Table", "arn:aws:dynamodb:us-east-1:111122223333:table/orders")

        fails("DMS-Y001", r"tables\[0\] must be of", lambda: dms.DynamoDbTarget(stack, "Target", tables=[table]))

    def test_of_one_key_have_one_statement_for_it(self, stack: cdk.Stack) -> None:
        key = kms.Key(stack, "Key")
        tables = [
            dynamodb.Table(
                stack,
                name,
                partition_key=dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING),
                encryption_key=key,
            )
            for name in ("Orders", "Customers")
        ]
        dms.DynamoDbTarget(stack, "Target", tables=tables)

        assert len(allowed(stack)) == 3

    def test_are_known_to_tasks_by_their_names_and_keys(self, stack: cdk.Stack) -> None:
        pk, sk = (dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING) for name in ("pk", "sk"))
        orders = dynamodb.Table(stack, "Orders", partition_key=pk, sort_key=sk, table_name="orders")
        items = dynamodb.TableV2(stack, "Items", partition_key=pk, table_name="items")
        target = dms.DynamoDbTarget(stack, "Target", tables=[orders, items, "customers"])

        assert target.endpoint_facts.writable_tables == {
            "orders": ("pk", "sk"),
            "items": ("pk",),
            "customers": (),
        }

    def test_without_a_name_of_their_own_hide_it(self, stack: cdk.Stack) -> None:
        pk = dynamodb.Attribute(name="pk", type=dynamodb.AttributeType.STRING)
        table = dynamodb.Table(stack, "Orders", partition_key=pk)
        (name,) = dms.DynamoDbTarget(stack, "Target", tables=[table]).endpoint_facts.writable_tables or {}

        assert cdk.Token.is_unresolved(name)

    def test_of_others_are_known_by_their_names(self, stack: cdk.Stack) -> None:
        table = dynamodb.Table.from_table_name(stack, "Orders", "orders")

        assert dms.DynamoDbTarget(stack, "Target", tables=[table]).endpoint_facts.writable_tables == {"orders": ()}


class TestDomains:
    @pytest.fixture
    def domain(self, stack: cdk.Stack) -> opensearch.IDomain:
        return domain_of(stack)

    def test_are_reached_by_https(self, stack: cdk.Stack, domain: opensearch.IDomain) -> None:
        dms.OpenSearchTarget(stack, "Target", domain=domain)

        assert properties_of(stack, TYPE)["ElasticsearchSettings"]["EndpointUri"] == DOMAIN

    def test_in_a_vpc_are_opened_for_the_instance(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        domain = opensearch.Domain(stack, "Inside", version=opensearch.EngineVersion.OPENSEARCH_2_17, vpc=vpc)
        client = ec2.SecurityGroup(stack, "Client", vpc=vpc)
        dms.OpenSearchTarget(stack, "Target", domain=domain).allow_from(client)

        (rule,) = resources_of(stack, "AWS::EC2::SecurityGroupIngress").values()
        assert (rule["Properties"]["FromPort"], rule["Properties"]["ToPort"]) == (443, 443)

    def test_outside_of_a_vpc_open_nothing(self, stack: cdk.Stack) -> None:
        domain = opensearch.Domain(stack, "Outside", version=opensearch.EngineVersion.OPENSEARCH_2_17)
        target = dms.OpenSearchTarget(stack, "Target", domain=domain)

        assert target.peer is None
        assert target.allow_from(object()) is None

    @pytest.mark.parametrize(
        ("uri", "port"),
        [
            ("https://search.example.com", 443),
            ("search.example.com", 443),
            ("http://search.example.com/", 80),
            ("https://search.example.com:9200", 9200),
        ],
    )
    def test_by_an_address_are_opened_at_its_port(self, stack: cdk.Stack, vpc: ec2.IVpc, uri: str, port: int) -> None:
        role = iam.Role.from_role_arn(stack, "Role", "arn:aws:iam::111122223333:role/shop")
        group = ec2.SecurityGroup(stack, "Group", vpc=vpc)
        target = dms.OpenSearchTarget(stack, "Target", endpoint_uri=uri, service_access_role=role, peer=group)
        target.allow_from(ec2.SecurityGroup(stack, "Client", vpc=vpc))

        assert properties_of(stack, "AWS::EC2::SecurityGroupIngress")["FromPort"] == port

    def test_have_no_port_that_is_none(self, stack: cdk.Stack, fails: Make) -> None:
        role = iam.Role.from_role_arn(stack, "Role", "arn:aws:iam::111122223333:role/shop")
        fails(
            "DMS-Y008",
            "with a port of 1 to 65535",
            lambda: dms.OpenSearchTarget(
                stack, "Target", endpoint_uri="https://search.example.com:99999", service_access_role=role
            ),
        )

    def test_as_an_l1_construct_are_told_how_to_refer_to_it(self, stack: cdk.Stack, fails: Make) -> None:
        domain = opensearch.CfnDomain(stack, "Raw")
        fails("DMS-A001", "domain_arn=domain.attr_arn", lambda: dms.OpenSearchTarget(stack, "Target", domain=domain))

        told = opensearch.Domain.from_domain_attributes(
            stack, "Domain", domain_arn=domain.attr_arn, domain_endpoint=domain.attr_domain_endpoint
        )
        dms.OpenSearchTarget(stack, "Target", domain=told)

        uri = properties_of(stack, TYPE)["ElasticsearchSettings"]["EndpointUri"]
        assert uri == {"Fn::Join": ["", ["https://", {"Fn::GetAtt": ["Raw", "DomainEndpoint"]}]]}

    def test_may_be_given_what_to_open(self, stack: cdk.Stack, domain: opensearch.IDomain) -> None:
        group = ec2.SecurityGroup.from_security_group_id(stack, "Group", "sg-11111111")

        assert dms.OpenSearchTarget(stack, "Target", domain=domain, peer=group).peer is group

    def test_may_be_known_by_their_address_and_a_role(self, stack: cdk.Stack) -> None:
        role = iam.Role.from_role_arn(stack, "Role", "arn:aws:iam::111122223333:role/shop")
        target = dms.OpenSearchTarget(stack, "Target", endpoint_uri=DOMAIN, service_access_role=role)

        assert target.domain is None
        assert target.endpoint_facts.database.host == DOMAIN

    def test_are_not_known_by_their_address_alone(self, stack: cdk.Stack, fails: Make) -> None:
        fails(
            "DMS-Y008",
            re.escape(f"resource_name='shop'), domain_endpoint=\"{DOMAIN}\")"),
            lambda: dms.OpenSearchTarget(stack, "Target", endpoint_uri=DOMAIN),
        )

    def test_must_be_given(self, stack: cdk.Stack, fails: Make) -> None:
        fails("DMS-Y008", "domain must be given", lambda: dms.OpenSearchTarget(stack, "Target"))

    @pytest.mark.parametrize(
        "uri",
        ["https://search.example.com/index", "https://abc.eu-west-1.aoss.amazonaws.com", "search example"],
        ids=["a path", "a collection", "a blank"],
    )
    def test_have_an_address_that_is_one(
        self, stack: cdk.Stack, domain: opensearch.IDomain, fails: Make, uri: str
    ) -> None:
        fails("DMS-Y008", "endpoint_uri", lambda: dms.OpenSearchTarget(stack, "T", domain=domain, endpoint_uri=uri))

    def secured(self, stack: cdk.Stack, **options: Any) -> opensearch.Domain:
        return opensearch.Domain(
            stack,
            "Secured",
            version=opensearch.EngineVersion.OPENSEARCH_2_17,
            enforce_https=True,
            node_to_node_encryption=True,
            encryption_at_rest=opensearch.EncryptionAtRestOptions(enabled=True),
            fine_grained_access_control=opensearch.AdvancedSecurityOptions(**options),
        )

    @pytest.mark.parametrize(
        ("enforced", "uri", "is_told"),
        [
            (True, "http://search.example.com", True),
            (True, "https://search.example.com", False),
            (True, "search.example.com", False),
            (True, None, False),
            (False, "http://search.example.com", False),
        ],
    )
    def test_that_take_https_only_are_told_of_an_address_without(
        self, stack: cdk.Stack, enforced: bool, uri: str | None, is_told: bool
    ) -> None:
        version = opensearch.EngineVersion.OPENSEARCH_2_17
        domain = opensearch.Domain(stack, "Made", version=version, enforce_https=enforced)
        dms.OpenSearchTarget(stack, "Target", domain=domain, endpoint_uri=uri)

        assert ("dms-constructs:endpoint.encryptionDiffers" in warnings_of(stack)) is is_told

    def test_that_the_cdk_reads_off_an_address_have_a_wrong_name(self, stack: cdk.Stack, fails: Make) -> None:
        domain = opensearch.Domain.from_domain_endpoint(stack, "Read", DOMAIN)

        fails(
            "DMS-Y008",
            r"another name \(search-shop\) than its address \(shop\).*from_domain_attributes",
            lambda: dms.OpenSearchTarget(stack, "Target", domain=domain),
        )

    def test_with_a_password_are_refused(self, stack: cdk.Stack, fails: Make) -> None:
        domain = self.secured(stack, master_user_name="admin")

        fails("DMS-Y008", "master user with a password", lambda: dms.OpenSearchTarget(stack, "T", domain=domain))

    def test_with_a_master_role_are_taken(self, stack: cdk.Stack) -> None:
        domain = self.secured(stack, master_user_arn="arn:aws:iam::111122223333:role/admin")

        assert dms.OpenSearchTarget(stack, "Target", domain=domain).domain is domain

    def test_of_another_engine_are_refused(self, stack: cdk.Stack, domain: opensearch.IDomain, fails: Make) -> None:
        fails(
            "DMS-E002",
            "closed Timestream",
            lambda: dms.OpenSearchTarget(stack, "T", domain=domain, engine_name=dms.EngineName.TIMESTREAM),
        )


class TestSources:
    @pytest.fixture
    def make(self, stack: cdk.Stack, bucket: s3.IBucket) -> Make:
        return lambda **more: dms.S3Source(
            stack, "Source", **{"bucket": bucket, "external_table_definition": TABLES, **more}
        )

    def test_say_where_changes_are_in_both_ways(self, stack: cdk.Stack, make: Make) -> None:
        make(cdc_path="changes")

        properties = properties_of(stack, TYPE)
        assert properties["S3Settings"]["CdcPath"] == "changes"
        assert properties["ExtraConnectionAttributes"] == "cdcPath=changes"

    def test_have_no_folder_of_changes_with_parquet(self, make: Make, fails: Make) -> None:
        fails(
            "DMS-E013",
            "remove cdc_path",
            lambda: make(cdc_path="changes", data_format=dms.ParquetSourceFormat()),
        )

    @pytest.mark.parametrize(
        ("given", "problem"),
        [
            (None, "must be given"),
            (TABLES.to_json(), r"dms\.ExternalTableDefinition\.from_json\(text\)"),
            (TABLES.to_dict(), r"dms\.ExternalTableDefinition\.from_dict\(document\)"),
        ],
        ids=["nothing", "a text", "a mapping"],
    )
    def test_need_a_definition(self, make: Make, fails: Make, given: object, problem: str) -> None:
        fails("DMS-Y005", problem, lambda: make(external_table_definition=given))

    def test_know_a_bucket_of_another_account(self, app: cdk.App, stack: cdk.Stack, make: Make) -> None:
        bucket = s3.Bucket.from_bucket_attributes(stack, "Theirs", bucket_arn=BUCKET, account="444455556666")
        make(bucket=bucket)

        assert properties_of(stack, TYPE)["S3Settings"]["ExpectedBucketOwner"] == "444455556666"

    def test_are_the_bucket_and_folder_for_checks(self, make: Make) -> None:
        assert make(bucket_folder="shop").endpoint_facts.database.database == "lake/shop"

    def test_warn_of_versions(self, stack: cdk.Stack, make: Make) -> None:
        make(bucket=s3.Bucket(stack, "Versioned", versioned=True))

        assert "dms-constructs:endpoint.bucketKeepsVersions" in warnings_of(stack)

    @pytest.mark.parametrize(
        ("name", "told"),
        [
            ("csvDelimiter", r"data_format=dms\.CsvSourceFormat\(csv_delimiter"),
            ("dateFormat", "which DMS does not have"),
        ],
    )
    def test_have_arguments_instead_of_attributes(self, make: Make, name: str, told: str) -> None:
        with pytest.raises(dms.ConfigurationError, match=told):
            make(extra_connection_attributes={name: "|"})

    def test_take_no_attribute_of_targets(self, make: Make, fails: Make) -> None:
        fails(
            "DMS-E005", "it is for targets only", lambda: make(extra_connection_attributes={"DatePartitionEnabled": 1})
        )


class TestWarehouses:
    @pytest.fixture
    def make(self, stack: cdk.Stack, secret: secretsmanager.ISecret) -> Make:
        return lambda **more: dms.RedshiftTarget(
            stack, "Target", **{"connection": dms.Connection.from_secret(secret), "database": "dev", **more}
        )

    @pytest.fixture
    def cluster(self, stack: cdk.Stack) -> redshift.CfnCluster:
        return redshift.CfnCluster(
            stack,
            "Warehouse",
            cluster_type="single-node",
            db_name="dev",
            manage_master_password=True,
            master_username="admin",
            node_type="ra3.large",
            vpc_security_group_ids=["sg-11111111"],
        )

    @pytest.fixture
    def workgroup(self, stack: cdk.Stack) -> serverless.CfnWorkgroup:
        return serverless.CfnWorkgroup(
            stack, "Workgroup", workgroup_name="shop", port=5440, security_group_ids=["sg-22222222"]
        )

    def test_by_a_cluster_know_host_and_engine(
        self, cluster: redshift.CfnCluster, secret: secretsmanager.ISecret
    ) -> None:
        connection = dms.Connection.to_redshift(cluster, secret=secret)

        assert connection.host == cluster.attr_endpoint_address
        assert connection.engine_name is dms.EngineName.REDSHIFT

    def test_by_a_workgroup_know_host_engine_and_port(
        self, workgroup: serverless.CfnWorkgroup, secret: secretsmanager.ISecret
    ) -> None:
        connection = dms.Connection.to_redshift(workgroup, secret=secret)

        assert connection.host == workgroup.attr_workgroup_endpoint_address
        assert connection.engine_name is dms.EngineName.REDSHIFT_SERVERLESS
        assert connection.port == 5440

    def test_by_a_cluster_are_opened_for_the_instance(
        self, stack: cdk.Stack, vpc: ec2.IVpc, cluster: redshift.CfnCluster, secret: secretsmanager.ISecret, make: Make
    ) -> None:
        client = ec2.SecurityGroup(stack, "Client", vpc=vpc)
        make(connection=dms.Connection.to_redshift(cluster, secret=secret)).allow_from(client)

        (rule,) = resources_of(stack, "AWS::EC2::SecurityGroupIngress").values()
        assert rule["Properties"]["GroupId"] == "sg-11111111"
        assert rule["Properties"]["FromPort"] == 5439

    def test_can_be_connected_to_twice(self, cluster: redshift.CfnCluster, secret: secretsmanager.ISecret) -> None:
        first, second = (dms.Connection.to_redshift(cluster, secret=secret) for _ in range(2))

        assert first.peer is second.peer

    def test_may_be_anything_with_these_attributes(self, secret: secretsmanager.ISecret) -> None:
        class Ours:
            attr_endpoint_address = "shop.abc.eu-west-1.redshift.amazonaws.com"
            port = 5441
            vpc_security_group_ids = None

        connection = dms.Connection.to_redshift(Ours(), secret=secret)

        assert (connection.host, connection.port) == (Ours.attr_endpoint_address, 5441)
        assert connection.peer is None

    @pytest.mark.parametrize("given", ["shop", None, redshift.CfnCluster], ids=["a text", "nothing", "a class"])
    def test_are_warehouses(self, secret: secretsmanager.ISecret, fails: Make, given: Any) -> None:
        fails("DMS-Y002", "must be a cluster of Redshift", lambda: dms.Connection.to_redshift(given, secret=secret))

    def test_without_a_bucket_wait_for_the_role_of_the_account(self, stack: cdk.Stack, make: Make) -> None:
        make()

        template = template_of(stack)["Resources"]
        (custom,) = (one for one in template.values() if one["Type"] == "Custom::DmsServiceRoles")
        assert [one["RoleName"] for one in custom["Properties"]["Roles"]] == ["dms-access-for-endpoint"]
        (endpoint,) = resources_of(stack, TYPE).values()
        assert "DmsEndpointRole" in endpoint["DependsOn"]

    def test_without_a_bucket_share_the_role(
        self, stack: cdk.Stack, secret: secretsmanager.ISecret, make: Make
    ) -> None:
        make()
        dms.RedshiftTarget(stack, "Other", connection=dms.Connection.from_secret(secret), database="other")

        assert len(resources_of(stack, "Custom::DmsServiceRoles")) == 1

    def test_with_a_bucket_need_no_role_of_the_account(self, stack: cdk.Stack, bucket: s3.IBucket, make: Make) -> None:
        make(staging_bucket=bucket)

        assert resources_of(stack, "Custom::DmsServiceRoles") == {}

    def test_need_the_role_among_those_given(self, stack: cdk.Stack, make: Make, fails: Make) -> None:
        roles = dms.ServiceRoles(stack, "Roles", mode=dms.ServiceRolesMode.EXISTING)

        fails("DMS-Y004", "must include dms.ServiceRole.ACCESS_FOR_ENDPOINT", lambda: make(service_roles=roles))

    @pytest.mark.parametrize("name", ["encryption_key", "service_access_role"])
    def test_have_no_key_and_no_role_for_a_bucket_of_dms(
        self, stack: cdk.Stack, make: Make, fails: Make, name: str
    ) -> None:
        given = {
            "encryption_key": lambda: kms.Key.from_key_arn(stack, "Key", KEY),
            "service_access_role": lambda: iam.Role.from_role_arn(stack, "Role", "arn:aws:iam::111122223333:role/shop"),
        }[name]()

        fails("DMS-Y003", f"{name} needs staging_bucket", lambda: make(**{name: given}))

    @pytest.mark.parametrize("host", ["warehouse.example.com", "10.0.0.7"])
    def test_have_the_name_that_aws_gives(
        self, secret: secretsmanager.ISecret, make: Make, fails: Make, host: str
    ) -> None:
        fails(
            "DMS-Y003",
            "must be the name that AWS gives",
            lambda: make(connection=dms.Connection.from_secret(secret, host=host)),
        )

    @pytest.mark.parametrize(
        "host",
        [
            "shop.abc.eu-west-1.redshift.amazonaws.com",
            "shop.111122223333.eu-west-1.redshift-serverless.amazonaws.com",
            "shop.abc.cn-north-1.redshift.amazonaws.com.cn",
        ],
    )
    def test_by_such_a_name_are_taken(self, secret: secretsmanager.ISecret, make: Make, host: str) -> None:
        assert make(connection=dms.Connection.from_secret(secret, host=host)).connection.host == host

    def test_need_no_certificate(self, stack: cdk.Stack, make: Make) -> None:
        make()

        assert "dms-constructs:endpoint.notEncrypted" not in warnings_of(stack)

    def test_take_no_certificate(self, stack: cdk.Stack, make: Make, fails: Make) -> None:
        arn = "arn:aws:dms:eu-west-1:111122223333:cert:ABC"
        certificate = dms.Certificate.from_certificate_arn(stack, "Ca", arn)

        fails("DMS-E004", "uses no certificate", lambda: make(certificate=certificate))

    def test_of_serverless_are_encrypted_by_default(self, stack: cdk.Stack, bucket: s3.IBucket, make: Make) -> None:
        make(engine_name=dms.EngineName.REDSHIFT_SERVERLESS, staging_bucket=bucket)

        assert properties_of(stack, TYPE)["SslMode"] == "require"

    def test_of_serverless_warn_of_the_role_of_the_account(self, stack: cdk.Stack, make: Make) -> None:
        make(engine_name=dms.EngineName.REDSHIFT_SERVERLESS)

        assert "dms-constructs:endpoint.accountRoleOfServerless" in warnings_of(stack)

    @pytest.mark.parametrize("name", ["bucketName", "EncryptionMode", "serviceAccessRoleArn"])
    def test_say_where_files_go_by_arguments(self, make: Make, name: str) -> None:
        with pytest.raises(dms.ConfigurationError, match="extra_connection_attributes has"):
            make(extra_connection_attributes={name: "x"})

    def test_warn_of_versions(self, stack: cdk.Stack, make: Make) -> None:
        make(staging_bucket=s3.Bucket(stack, "Versioned", versioned=True))

        assert "dms-constructs:endpoint.bucketKeepsVersions" in warnings_of(stack)
