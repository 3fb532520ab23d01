"""Targets that are clusters: where they are, who gets in, and what they need to be reached."""

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import (
    aws_ec2 as ec2,
    aws_elasticache as elasticache,
    aws_memorydb as memorydb,
    aws_neptune as neptune,
    aws_s3 as s3,
)

import dms_constructs as dms
from tests.constructs.cluster_targets import GROUP, msk_cluster, replication_group
from tests.constructs.conftest import properties_of, resources_of

TYPE = "AWS::DMS::Endpoint"
INGRESS = "AWS::EC2::SecurityGroupIngress"
Made = Callable[..., Any]


@pytest.fixture
def bucket(stack: cdk.Stack) -> s3.IBucket:
    return s3.Bucket.from_bucket_attributes(stack, "Bucket", bucket_arn="arn:aws:s3:::graph")


@pytest.fixture
def client(stack: cdk.Stack, vpc: ec2.IVpc) -> ec2.SecurityGroup:
    return ec2.SecurityGroup(stack, "Client", vpc=vpc)


@pytest.fixture
def neptune_target(stack: cdk.Stack, bucket: s3.IBucket) -> Made:
    return lambda **arguments: dms.NeptuneTarget(stack, "Target", bucket=bucket, bucket_folder="dms", **arguments)


# A cluster of each kind with the group, and the endpoint that writes into it.
CLUSTERS: dict[str, Callable[[cdk.Stack, s3.IBucket, Any], Any]] = {
    "Neptune": lambda stack, bucket, groups: dms.NeptuneTarget(
        stack,
        "Target",
        bucket=bucket,
        bucket_folder="dms",
        cluster=neptune.CfnDBCluster(stack, "Cluster", vpc_security_group_ids=groups),
    ),
    "replication group": lambda stack, _, groups: dms.RedisTarget(
        stack, "Target", cluster=replication_group(stack, transit_encryption_enabled=True, security_group_ids=groups)
    ),
    "serverless cache": lambda stack, _, groups: dms.RedisTarget(
        stack,
        "Target",
        cluster=elasticache.CfnServerlessCache(
            stack, "Cluster", engine="redis", serverless_cache_name="shop", security_group_ids=groups
        ),
    ),
    "MemoryDB": lambda stack, _, groups: dms.RedisTarget(
        stack,
        "Target",
        cluster=memorydb.CfnCluster(
            stack,
            "Cluster",
            acl_name="open-access",
            cluster_name="shop",
            node_type="db.r7g.large",
            security_group_ids=groups,
            tls_enabled=True,
        ),
    ),
    "MSK": lambda stack, _, groups: dms.KafkaTarget(
        stack, "Target", cluster=msk_cluster(stack, security_groups=groups)
    ),
}
PLACES = {
    "Neptune": ("", "Endpoint", 8182),
    "replication group": ("RedisSettings", "ConfigurationEndPoint.Address", 6379),
    "serverless cache": ("RedisSettings", "Endpoint.Address", 6379),
    "MemoryDB": ("RedisSettings", "ClusterEndpoint.Address", 6379),
}


class TestClusters:
    @pytest.mark.parametrize("kind", PLACES)
    def test_where_it_is_the_cluster_tells(self, stack: cdk.Stack, bucket: s3.IBucket, kind: str) -> None:
        CLUSTERS[kind](stack, bucket, [GROUP])

        block, host, port = PLACES[kind]
        properties = properties_of(stack, TYPE)
        place = properties[block] if block else properties
        assert place["ServerName"] == {"Fn::GetAtt": ["Cluster", host]}
        assert place["Port"] == port

    def test_the_port_is_the_clusters_own(self, stack: cdk.Stack) -> None:
        dms.RedisTarget(stack, "Target", cluster=replication_group(stack, port=6380))

        assert properties_of(stack, TYPE)["RedisSettings"]["Port"] == 6380

    def test_the_port_of_a_restored_cluster_is_known_at_deployment(
        self, stack: cdk.Stack, neptune_target: Made
    ) -> None:
        neptune_target(cluster=neptune.CfnDBCluster(stack, "Cluster", snapshot_identifier="before"))

        assert properties_of(stack, TYPE)["Port"] == {"Fn::GetAtt": ["Cluster", "Port"]}

    @pytest.mark.parametrize("kind", CLUSTERS)
    def test_its_groups_let_a_replication_instance_in(
        self, stack: cdk.Stack, bucket: s3.IBucket, client: ec2.SecurityGroup, kind: str
    ) -> None:
        CLUSTERS[kind](stack, bucket, [GROUP]).allow_from(client)

        (rule,) = resources_of(stack, INGRESS).values()
        assert rule["Properties"]["GroupId"] == GROUP

    @pytest.mark.parametrize("kind", CLUSTERS)
    def test_groups_that_are_not_known_can_not_be_opened(
        self, stack: cdk.Stack, bucket: s3.IBucket, client: ec2.SecurityGroup, kind: str
    ) -> None:
        endpoint = CLUSTERS[kind](stack, bucket, None)

        with pytest.raises(dms.ConfigurationError, match="give peer=") as error:
            endpoint.allow_from(client)

        assert error.value.code == "DMS-E007"

    @pytest.mark.parametrize("kind", CLUSTERS)
    def test_it_is_known_by_its_cluster(self, stack: cdk.Stack, bucket: s3.IBucket, kind: str) -> None:
        database = CLUSTERS[kind](stack, bucket, [GROUP]).endpoint_facts.database

        assert database.construct_path == "Shop/Cluster"


class TestPlaces:
    def test_a_peer_is_opened_instead_of_the_clusters_groups(
        self, stack: cdk.Stack, neptune_target: Made, client: ec2.SecurityGroup
    ) -> None:
        peer = ec2.SecurityGroup.from_security_group_id(stack, "Peer", "sg-0123456789abcdef1")
        cluster = neptune.CfnDBCluster(stack, "Cluster", vpc_security_group_ids=[GROUP])

        neptune_target(cluster=cluster, peer=peer).allow_from(client)

        (rule,) = resources_of(stack, INGRESS).values()
        assert rule["Properties"]["GroupId"] == "sg-0123456789abcdef1"

    def test_nothing_is_opened_for_a_host_without_a_peer(
        self, stack: cdk.Stack, neptune_target: Made, client: ec2.SecurityGroup
    ) -> None:
        neptune_target(server_name="graph.example.com").allow_from(client)

        assert resources_of(stack, INGRESS) == {}

    def test_every_port_of_the_brokers_is_opened(self, stack: cdk.Stack, client: ec2.SecurityGroup) -> None:
        peer = ec2.SecurityGroup.from_security_group_id(stack, "Peer", GROUP)

        dms.KafkaTarget(stack, "Target", broker=["a:9094", "b:9194", "c:9094"], peer=peer).allow_from(client)

        assert sorted(rule["Properties"]["FromPort"] for rule in resources_of(stack, INGRESS).values()) == [9094, 9194]

    @pytest.mark.parametrize(
        ("arguments", "problem"),
        [
            ({}, "it must be said where it is"),
            ({"port": 8182}, "it must be said where it is"),
            ({"cluster": True, "server_name": "graph.example.com"}, "remove server_name"),
            ({"cluster": True, "port": 8182}, "remove port"),
            ({"server_name": "https://graph.example.com"}, "server_name must be a host name"),
            ({"server_name": "localhost"}, "is the replication instance itself"),
            ({"server_name": "graph.example.com", "port": 0}, "port must be 1 to 65535"),
        ],
    )
    def test_it_is_said_once_where_it_is(
        self, stack: cdk.Stack, neptune_target: Made, arguments: dict[str, Any], problem: str
    ) -> None:
        if "cluster" in arguments:
            arguments = {**arguments, "cluster": neptune.CfnDBCluster(stack, "Cluster")}

        with pytest.raises(dms.ConfigurationError, match=problem) as error:
            neptune_target(**arguments)

        assert error.value.code == "DMS-Y022"

    def test_a_host_that_may_hold_a_password_is_not_shown(self, neptune_target: Made) -> None:
        with pytest.raises(dms.ConfigurationError) as error:
            neptune_target(server_name="dms:hunter2@graph.example.com")

        assert "hunter2" not in str(error.value)
