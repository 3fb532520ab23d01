"""Kafka and MSK as target: brokers, protocols and topics."""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import aws_cdk as cdk
import boto3
import pytest
from aws_cdk import (
    aws_ec2 as ec2,
    aws_msk as msk,
    aws_s3 as s3,
    aws_secretsmanager as secretsmanager,
)
from botocore.stub import Stubber

import dms_constructs as dms
from dms_constructs.account import msk_brokers
from tests.constructs.cluster_targets import GROUP, msk_cluster, ways_in
from tests.constructs.conftest import properties_of, resources_of, warnings_of

TYPE = "AWS::DMS::Endpoint"
INGRESS = "AWS::EC2::SecurityGroupIngress"


@pytest.fixture
def bucket(stack: cdk.Stack) -> s3.IBucket:
    return s3.Bucket.from_bucket_attributes(stack, "Bucket", bucket_arn="arn:aws:s3:::graph")


@pytest.fixture
def client(stack: cdk.Stack, vpc: ec2.IVpc) -> ec2.SecurityGroup:
    return ec2.SecurityGroup(stack, "Client", vpc=vpc)


class TestKafka:
    @pytest.mark.parametrize(
        ("given", "protocol"),
        [((), "ssl-encryption"), (("certificate",), "ssl-authentication"), (("login",), "sasl-ssl")],
    )
    def test_the_security_protocol_follows_from_what_is_given(
        self, stack: cdk.Stack, secret: secretsmanager.ISecret, given: tuple[str, ...], protocol: str
    ) -> None:
        authority = dms.Certificate.from_certificate_arn(stack, "A", "arn:aws:dms:eu-west-1:111122223333:cert:A")
        certificate = {"ssl_client_certificate": authority, "ssl_client_key": authority}
        login = {"sasl_username": "dms", "sasl_password": dms.SecretField(secret, "password")}
        arguments = {"certificate": certificate, "login": login}
        dms.KafkaTarget(
            stack, "Target", broker="a:9094", **{k: v for each in given for k, v in arguments[each].items()}
        )

        assert properties_of(stack, TYPE)["KafkaSettings"]["SecurityProtocol"] == protocol

    def test_a_private_authority_does_not_go_with_sasl(self, stack: cdk.Stack, secret: secretsmanager.ISecret) -> None:
        with pytest.raises(dms.ConfigurationError, match="remove ssl_ca_certificate") as error:
            dms.KafkaTarget(
                stack,
                "Target",
                broker="a:9096",
                sasl_username="dms",
                sasl_password=dms.SecretField(secret, "password"),
                ssl_ca_certificate=dms.Certificate.from_certificate_arn(
                    stack, "A", "arn:aws:dms:eu-west-1:111122223333:cert:A"
                ),
            )

        assert error.value.code == "DMS-Y024"

    @pytest.mark.parametrize(
        "broker",
        [
            "",
            "a",
            "a:",
            "a:0",
            "a:70000",
            "a:9094,",
            "a:9094, b:9094",
            "a:9094;b:9094",
            "ssl://a:9094",
            "a b:1",
            [],
            [7],
            7,
        ],
    )
    def test_brokers_are_hosts_with_ports(self, stack: cdk.Stack, broker: Any) -> None:
        with pytest.raises(dms.ConfigurationError) as error:
            dms.KafkaTarget(stack, "Target", broker=broker)

        assert error.value.code == "DMS-Y023"

    @pytest.mark.parametrize("broker", ["a:1", "10.0.0.1:9094", "a-1.b:9094,c_d:65535", ["a:1", "b:2"], "[::1]:9092"])
    def test_such_brokers_are_taken(self, stack: cdk.Stack, broker: Any) -> None:
        dms.KafkaTarget(stack, "Target", broker=broker)

        written = broker if isinstance(broker, str) else ",".join(broker)
        assert properties_of(stack, TYPE)["KafkaSettings"]["Broker"] == written

    def test_brokers_that_were_meant_are_written(self, stack: cdk.Stack) -> None:
        with pytest.raises(dms.ConfigurationError, match="write broker='a:1,b:2'"):
            dms.KafkaTarget(stack, "Target", broker="a:1; b:2")

    def test_brokers_that_stay_wrong_are_not_written(self, stack: cdk.Stack) -> None:
        with pytest.raises(dms.ConfigurationError, match="write broker='b-1.example.com:9094"):
            dms.KafkaTarget(stack, "Target", broker="a:70000")

    @pytest.mark.parametrize("topic", ["shop orders", "shop/orders", "x" * 256, "größe", ".", ".."])
    def test_a_topic_that_kafka_refuses_is_refused(self, stack: cdk.Stack, topic: str) -> None:
        with pytest.raises(dms.ConfigurationError) as error:
            dms.KafkaTarget(stack, "Target", broker="a:1", topic=topic)

        assert error.value.code == "DMS-Y025"

    @pytest.mark.parametrize(
        ("topic", "is_told"), [("shop.orders", False), ("shop_orders", False), ("a.b_c", True), ("x" * 255, False)]
    )
    def test_a_topic_that_may_collide_is_told(self, stack: cdk.Stack, topic: str, is_told: bool) -> None:
        dms.KafkaTarget(stack, "Target", broker="a:1", topic=topic)

        assert ("dms-constructs:endpoint.topicMayCollide" in warnings_of(stack)) is is_told

    def test_a_cluster_of_msk_serverless_is_no_target(self, stack: cdk.Stack) -> None:
        cluster = msk.CfnServerlessCluster(
            stack,
            "Cluster",
            client_authentication=msk.CfnServerlessCluster.ClientAuthenticationProperty(
                sasl=msk.CfnServerlessCluster.SaslProperty(iam=msk.CfnServerlessCluster.IamProperty(enabled=True))
            ),
            cluster_name="shop",
            vpc_configs=[msk.CfnServerlessCluster.VpcConfigProperty(subnet_ids=["subnet-0123456789abcdef0"])],
        )

        with pytest.raises(dms.ConfigurationError, match="MSK Serverless") as error:
            dms.KafkaTarget(stack, "Target", cluster=cluster)

        assert error.value.code == "DMS-Y022"

    def test_the_ports_of_msk_are_those_of_the_protocol(
        self, stack: cdk.Stack, secret: secretsmanager.ISecret, client: ec2.SecurityGroup
    ) -> None:
        dms.KafkaTarget(
            stack,
            "Target",
            cluster=msk_cluster(stack, client_authentication=ways_in(scram=True), security_groups=[GROUP]),
            sasl_username="dms",
            sasl_password=dms.SecretField(secret, "password"),
        ).allow_from(client)

        (rule,) = resources_of(stack, INGRESS).values()
        assert rule["Properties"]["FromPort"] == 9096


class TestBrokersOfMsk:
    ARN = "arn:aws:kafka:eu-west-1:111122223333:cluster/shop/11111111-2222-3333-4444-555555555555-1"

    @pytest.fixture
    def index(self) -> ModuleType:
        spec = importlib.util.spec_from_file_location("index", Path(msk_brokers._HANDLER) / "index.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    @pytest.fixture
    def kafka(self) -> Any:
        return boto3.client("kafka", region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x")

    def test_the_function_asks_for_those_of_the_protocol(self, stack: cdk.Stack) -> None:
        dms.KafkaTarget(stack, "Target", cluster=msk_cluster(stack))

        (asked,) = resources_of(stack, "Custom::DmsMskBrokers").values()
        assert asked["Properties"]["BrokerString"] == "BootstrapBrokerStringTls"

    def test_the_function_may_ask_for_this_cluster_only(self, stack: cdk.Stack) -> None:
        dms.KafkaTarget(stack, "Target", cluster=msk_cluster(stack))

        (policy,) = properties_of(stack, "AWS::IAM::Role")["Policies"]
        statement = policy["PolicyDocument"]["Statement"][0]
        assert (statement["Action"], statement["Resource"]) == (
            "kafka:GetBootstrapBrokers",
            {"Fn::GetAtt": ["Cluster", "Arn"]},
        )

    def test_the_function_returns_what_the_cluster_has(self, index: ModuleType, kafka: Any) -> None:
        with Stubber(kafka) as stub:
            stub.add_response(
                "get_bootstrap_brokers", {"BootstrapBrokerStringTls": "b-1:9094,b-2:9094"}, {"ClusterArn": self.ARN}
            )

            assert index.brokers(kafka, self.ARN, "BootstrapBrokerStringTls") == "b-1:9094,b-2:9094"

    def test_the_function_says_what_the_cluster_has_instead(self, index: ModuleType, kafka: Any) -> None:
        with Stubber(kafka) as stub:
            stub.add_response(
                "get_bootstrap_brokers", {"BootstrapBrokerStringTls": "b-1:9094"}, {"ClusterArn": self.ARN}
            )

            with pytest.raises(ValueError, match="no BootstrapBrokerStringSaslScram, only BootstrapBrokerStringTls"):
                index.brokers(kafka, self.ARN, "BootstrapBrokerStringSaslScram")

    def test_a_stack_that_can_not_deploy_code_is_told_to_write_them(self) -> None:
        stack = cdk.Stack(cdk.App(), "Shop", synthesizer=cdk.BootstraplessSynthesizer())

        with pytest.raises(dms.ConfigurationError, match="write broker=") as error:
            dms.KafkaTarget(stack, "Target", cluster=msk_cluster(stack))

        assert error.value.code == "DMS-R002"
