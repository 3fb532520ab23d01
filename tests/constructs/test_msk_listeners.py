"""What a cluster of MSK says of its clients, and what its target wants of it."""

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_msk as msk, aws_secretsmanager as secretsmanager

import dms_constructs as dms
from tests.constructs.cluster_targets import msk_cluster, ways_in
from tests.constructs.conftest import warnings_of

DIFFERS = "dms-constructs:endpoint.authenticationDiffers"
PLAIN, TLS, MUTUAL, SCRAM = "plaintext", "ssl-encryption", "ssl-authentication", "sasl-ssl"


def target_of(stack: cdk.Stack, cluster: Any, protocol: str) -> None:
    said: dict[str, Any] = {"security_protocol": dms.KafkaSecurityProtocol(protocol)}
    if protocol == SCRAM:
        login = secretsmanager.Secret.from_secret_name_v2(stack, "Login", "AmazonMSK_dms")
        said["sasl_username"] = "dms"
        said["sasl_password"] = dms.SecretField(login, "password")
    if protocol == MUTUAL:
        for name in ("ssl_client_certificate", "ssl_client_key"):
            arn = f"arn:aws:dms:eu-west-1:111122223333:cert:{name.replace('_', '').upper()}"
            said[name] = dms.Certificate.from_certificate_arn(stack, name, arn)
    dms.KafkaTarget(stack, "Target", cluster=cluster, **said)


@pytest.mark.parametrize(
    ("ways", "client_broker", "protocol"),
    [
        (None, "TLS", PLAIN),
        (None, "PLAINTEXT", TLS),
        (None, "PLAINTEXT", MUTUAL),
        (None, None, SCRAM),
        ({"tls": True}, "TLS", SCRAM),
        ({"scram": True}, "TLS", TLS),
        ({"iam": True}, "TLS", TLS),
        ({"iam": True}, "TLS", SCRAM),
        ({"scram": True, "unauthenticated": False}, "TLS", MUTUAL),
    ],
)
def test_a_cluster_without_brokers_for_the_protocol_is_refused(
    stack: cdk.Stack, ways: dict[str, bool] | None, client_broker: str | None, protocol: str
) -> None:
    authentication = ways_in(**ways) if ways is not None else None
    cluster = msk_cluster(stack, client_authentication=authentication, client_broker=client_broker)

    with pytest.raises(dms.ConfigurationError, match="has no brokers for security_protocol") as error:
        target_of(stack, cluster, protocol)

    assert error.value.code == "DMS-Y033"


@pytest.mark.parametrize(
    ("ways", "client_broker", "protocol"),
    [
        (None, None, TLS),
        (None, None, PLAIN),  # what MSK does then was not always the same
        (None, "TLS_PLAINTEXT", PLAIN),
        (None, "TLS_PLAINTEXT", TLS),
        (None, "PLAINTEXT", PLAIN),
        ({"scram": True}, None, SCRAM),
        ({"scram": True, "iam": True}, "TLS", SCRAM),
        ({"scram": True, "unauthenticated": True}, "TLS_PLAINTEXT", TLS),
        ({"tls": True}, "TLS", MUTUAL),
        ({"tls": False}, "TLS", TLS),
    ],
)
def test_a_cluster_with_brokers_for_the_protocol_is_taken(
    stack: cdk.Stack, ways: dict[str, bool] | None, client_broker: str | None, protocol: str
) -> None:
    authentication = ways_in(**ways) if ways is not None else None
    cluster = msk_cluster(stack, client_authentication=authentication, client_broker=client_broker)
    target_of(stack, cluster, protocol)

    assert DIFFERS not in warnings_of(stack)


@pytest.mark.parametrize(("ways", "protocol"), [({"tls": True}, TLS), ({"unauthenticated": True}, MUTUAL)])
def test_brokers_that_verify_other_clients_are_told(stack: cdk.Stack, ways: dict[str, bool], protocol: str) -> None:
    target_of(stack, msk_cluster(stack, client_authentication=ways_in(**ways)), protocol)

    assert DIFFERS in warnings_of(stack)


def test_what_is_written_keeps_what_the_cluster_has(stack: cdk.Stack) -> None:
    cluster = msk_cluster(stack, client_authentication=ways_in(iam=True, tls=True))

    with pytest.raises(dms.ConfigurationError) as error:
        target_of(stack, cluster, SCRAM)

    assert (
        "give the cluster client_authentication=msk.CfnCluster.ClientAuthenticationProperty("
        "tls=cluster.client_authentication.tls, sasl=msk.CfnCluster.SaslProperty("
        "scram=msk.CfnCluster.ScramProperty(enabled=True), iam=msk.CfnCluster.IamProperty(enabled=True)))"
    ) in error.value.message
    assert "or write security_protocol=dms.KafkaSecurityProtocol.SSL_AUTHENTICATION" in error.value.message


def test_a_cluster_that_says_nothing_of_its_clients_is_taken(stack: cdk.Stack) -> None:
    class Known:
        attr_arn = TestPorts.ARN

    target_of(stack, Known(), SCRAM)


@pytest.mark.parametrize("hidden", ["client_authentication", "client_broker", "enabled"])
def test_what_a_token_hides_is_taken(stack: cdk.Stack, hidden: str) -> None:
    token: Any = cdk.Fn.condition_if("HasLogin", "true", "false")
    given: dict[str, Any] = {"client_authentication": ways_in(tls=True)}
    if hidden == "client_authentication":
        given["client_authentication"] = token
    elif hidden == "client_broker":
        given = {"client_broker": cdk.CfnParameter(stack, "Encryption").value_as_string}
    else:
        scram = msk.CfnCluster.ScramProperty(enabled=token)
        sasl = msk.CfnCluster.SaslProperty(scram=scram)
        given["client_authentication"] = msk.CfnCluster.ClientAuthenticationProperty(sasl=sasl)

    target_of(stack, msk_cluster(stack, **given), PLAIN if hidden == "client_broker" else SCRAM)


class TestPorts:
    ARN = "arn:aws:kafka:eu-west-1:111122223333:cluster/shop/11111111-2222-3333-4444-555555555555-1"

    @pytest.mark.parametrize(
        ("broker", "write"),
        [
            ("b-1.shop.abc123.c2.kafka.eu-west-1.amazonaws.com:9092", "port 9094"),
            ("b-1.shop.abc123.c2.kafka.eu-west-1.amazonaws.com:9096", "port 9094"),
            ("b-1.shop.abc123.c2.kafka.eu-west-1.amazonaws.com:9098", "port 9094"),
            ("b-1.shop.abc123.c2.kafka.cn-north-1.amazonaws.com.cn:9092", "port 9094"),
            ("boot-abc.c2.kafka-serverless.eu-west-1.amazonaws.com:9098", "IAM authentication"),
        ],
    )
    def test_a_port_of_msk_that_is_for_another_protocol_is_refused(
        self, stack: cdk.Stack, broker: str, write: str
    ) -> None:
        with pytest.raises(dms.ConfigurationError, match=write) as error:
            dms.KafkaTarget(stack, "Target", broker=broker)

        assert error.value.code == "DMS-Y034"

    @pytest.mark.parametrize(
        "broker",
        [
            "b-1.shop.abc123.c2.kafka.eu-west-1.amazonaws.com:9094",
            "b-1-public.shop.abc123.c2.kafka.eu-west-1.amazonaws.com:9194",
            "b-1.shop.abc123.c2.kafka.eu-west-1.amazonaws.com:14001",
            "b-1.example.com:9092",
        ],
    )
    def test_other_ports_are_taken(self, stack: cdk.Stack, broker: str) -> None:
        dms.KafkaTarget(stack, "Target", broker=broker)
