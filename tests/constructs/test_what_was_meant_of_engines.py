"""Who gives an endpoint of any engine something else than it takes is told what it takes, and what to write instead."""

from __future__ import annotations

from collections.abc import Callable

import aws_cdk as cdk
import pytest
from aws_cdk import (
    aws_docdb as docdb,
    aws_elasticache as elasticache,
    aws_elasticsearch as elasticsearch,
    aws_iam as iam,
    aws_kinesis as kinesis,
    aws_msk as msk,
    aws_neptune as neptune,
    aws_opensearchservice as opensearch,
    aws_rds as rds,
    aws_redshift as redshift,
    aws_redshiftserverless as serverless,
    aws_s3 as s3,
    aws_secretsmanager as secretsmanager,
)

import dms_constructs as dms

IN_IRELAND = cdk.Environment(account="111122223333", region="eu-west-1")
DOMAIN = "https://search-shop-abcdefghijklmnopqrstuvwxyz.us-east-1.es.amazonaws.com"


class Here:
    """A stack with what the wrong arguments are tried on."""

    def __init__(self) -> None:
        self.stack = cdk.Stack(cdk.App(), "Shop", env=IN_IRELAND)
        self.secret = secretsmanager.Secret.from_secret_name_v2(self.stack, "Secret", "dms/shop")
        self.connection = dms.Connection.from_secret(self.secret)

    def warehouse(self) -> redshift.CfnCluster:
        return redshift.CfnCluster(
            self.stack,
            "Warehouse",
            cluster_type="single-node",
            db_name="dev",
            master_username="admin",
            node_type="ra3.large",
            manage_master_password=True,
        )

    def login(self) -> dms.EndpointSecret:
        return dms.EndpointSecret(
            self.stack, "Login", username="dms", host="db.example.com", engine_name=dms.EngineName.MYSQL
        )

    def source(self, connection: object) -> object:
        return dms.MySqlSource(self.stack, "Source", connection=connection)  # type: ignore[arg-type]

    def redshift(self, connection: object) -> object:
        return dms.RedshiftTarget(self.stack, "Target", connection=connection, database="dev")  # type: ignore[arg-type]

    def neptune(self, cluster: object) -> object:
        bucket = s3.Bucket(self.stack, "Files")
        return dms.NeptuneTarget(self.stack, "Target", cluster=cluster, bucket=bucket, bucket_folder="dms")  # type: ignore[arg-type]

    def domain(self, domain: object, **more: object) -> object:
        return dms.OpenSearchTarget(self.stack, "Target", domain=domain, **more)  # type: ignore[arg-type]

    def oracle(self, **more: object) -> object:
        return dms.OracleSource(self.stack, "Source", connection=self.connection, database="ORCL", **more)  # type: ignore[arg-type]


def imported_domain(here: Here) -> opensearch.IDomain:
    arn = here.stack.format_arn(service="es", resource="domain", resource_name="shop")
    return opensearch.Domain.from_domain_attributes(here.stack, "Domain", domain_arn=arn, domain_endpoint=DOMAIN)


def with_iam(identifier: str) -> dms.IamAuthentication:
    return dms.IamAuthentication(user_name="dms", host="db.example.com", database_resource_id=identifier)


WRONG: dict[str, tuple[Callable[[Here], object], str]] = {
    # What has the attributes of another service's cluster is not one.
    "a cluster of RDS as a warehouse": (
        lambda here: dms.Connection.to_redshift(rds.CfnDBCluster(here.stack, "C"), secret=here.secret),
        "warehouse must be a cluster of Redshift or a workgroup of Redshift Serverless, got CfnDBCluster",
    ),
    "a cluster of RDS as a cache": (
        lambda here: dms.RedisTarget(here.stack, "Target", cluster=rds.CfnDBCluster(here.stack, "C")),
        "cluster must be a Redis cluster",
    ),
    "a stream as brokers": (
        lambda here: dms.KafkaTarget(here.stack, "Target", cluster=kinesis.CfnStream(here.stack, "C")),
        "cluster must be a cluster of MSK (msk.CfnCluster, or something with its attr_arn), got CfnStream",
    ),
    "the class of a cluster of brokers": (
        lambda here: dms.KafkaTarget(here.stack, "Target", cluster=msk.CfnCluster),  # type: ignore[arg-type]
        "got the class CfnCluster",
    ),
    "an L1 construct as a domain": (
        lambda here: here.domain(opensearch.CfnDomain(here.stack, "Domain")),
        (
            'got CfnDomain; write opensearch.Domain.from_domain_attributes(self, "Domain", domain_arn=domain.attr_arn, '
            "domain_endpoint=domain.attr_domain_endpoint)"
        ),
    ),
    "a named L1 construct as a domain": (
        lambda here: here.domain(elasticsearch.CfnDomain(here.stack, "Domain", domain_name="shop")),
        "domain_arn=domain.attr_arn",
    ),
    "a stream as a domain": (
        lambda here: here.domain(kinesis.CfnStream(here.stack, "C")),
        'domain_endpoint="https://search-..."',
    ),
    # Where a connection is asked for.
    "a warehouse as a connection": (
        lambda here: here.redshift(here.warehouse()),
        "write dms.Connection.to_redshift(cluster, secret=secret)",
    ),
    "a workgroup as a connection": (
        lambda here: here.redshift(serverless.CfnWorkgroup(here.stack, "W", workgroup_name="w")),
        "write dms.Connection.to_redshift(workgroup, secret=secret)",
    ),
    "a warehouse as a cluster": (
        lambda here: dms.Connection.to_cluster(here.warehouse(), secret=here.secret),  # type: ignore[arg-type]
        "cluster must be an RDS cluster, got CfnCluster; write dms.Connection.to_redshift(cluster, secret=secret)",
    ),
    "a cluster of DocumentDB as L1": (
        lambda here: dms.Connection.to_cluster(docdb.CfnDBCluster(here.stack, "C"), secret=here.secret),  # type: ignore[arg-type]
        (
            "cluster must be a cluster of DocumentDB, got CfnDBCluster, which is an L1 construct; write "
            "dms.Connection.to_cluster(docdb.DatabaseCluster.from_database_cluster_attributes(self, 'Database', "
            "cluster_identifier=cluster.ref, cluster_endpoint_address=cluster.attr_endpoint, port=27017), "
            "secret=secret)"
        ),
    ),
    "a made secret as a connection": (
        lambda here: here.source(here.login()),
        "got EndpointSecret; write connection=login.connection",
    ),
    "an endpoint as a connection": (
        lambda here: here.source(dms.MySqlTarget(here.stack, "Target", connection=here.connection)),
        "got MySqlTarget; write connection=target.connection",
    ),
    "a made secret as a secret": (
        lambda here: dms.Connection.from_secret(here.login()),  # type: ignore[arg-type]
        "secret must be a Secrets Manager secret, got EndpointSecret; write login.secret",
    ),
    "a field of a made secret": (
        lambda here: dms.SecretField(here.login(), "password"),  # type: ignore[arg-type]
        "got EndpointSecret; write login.secret",
    ),
    "a secret that Redshift manages": (
        lambda here: here.redshift(
            dms.Connection.from_secret(
                secretsmanager.Secret.from_secret_complete_arn(
                    here.stack, "Managed", here.warehouse().attr_master_password_secret_arn
                )
            )
        ),
        "DMS can't use a secret that Redshift manages",
    ),
    # Names that can't be right.
    "an address of another region": (
        lambda here: here.domain(imported_domain(here)),
        "domain must be of the endpoint's region, eu-west-1, got one of us-east-1",
    ),
    "an address of another region without the domain": (
        lambda here: here.domain(
            None,
            endpoint_uri=DOMAIN,
            service_access_role=iam.Role.from_role_arn(here.stack, "R", "arn:aws:iam::111122223333:role/dms"),
        ),
        "endpoint_uri must be of the endpoint's region, eu-west-1, got one of us-east-1",
    ),
    # What to write keeps what was said.
    "a number as a log position": (
        lambda _: dms.CdcStart.from_log_position(1846378),  # type: ignore[arg-type]
        'got int 1846378; write dms.CdcStart.from_log_position("1846378")',
    ),
    "attributes as DMS writes them": (
        lambda here: here.oracle(extra_connection_attributes="failTasksOnLobTruncation=true;readTableSpaceName=Y;"),
        "write {'failTasksOnLobTruncation': 'true', 'readTableSpaceName': 'Y'}",
    ),
    # English.
    "an oracle endpoint": (
        lambda here: here.oracle(ssl_mode=dms.SslMode.REQUIRE),
        "ssl_mode of an oracle endpoint must be one of",
    ),
    "one mode": (
        lambda here: dms.RedshiftTarget(
            here.stack, "Target", connection=here.connection, database="dev", ssl_mode=dms.SslMode.REQUIRE
        ),
        (
            "ssl_mode of a redshift endpoint must be dms.SslMode.NONE, got dms.SslMode.REQUIRE; leave ssl_mode out: "
            "DMS encrypts what it sends there by itself"
        ),
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_something_else_is_refused_with_what_to_write(wrong: str) -> None:
    make, said = WRONG[wrong]

    with pytest.raises(dms.ConfigurationError) as caught:
        make(Here())

    assert said in str(caught.value)


def test_attributes_as_text_with_a_password_are_not_shown() -> None:
    with pytest.raises(dms.ConfigurationError) as caught:
        Here().oracle(extra_connection_attributes="asm_user=dms;asm_password=hunter2")

    assert "hunter2" not in str(caught.value)
    assert "{'Initstmt'" in str(caught.value)


LEGAL: dict[str, Callable[[Here], object]] = {
    "a warehouse": lambda here: here.redshift(dms.Connection.to_redshift(here.warehouse(), secret=here.secret)),
    "a graph": lambda here: here.neptune(neptune.CfnDBCluster(here.stack, "C")),
    "a cache": lambda here: dms.RedisTarget(
        here.stack,
        "Target",
        cluster=elasticache.CfnReplicationGroup(
            here.stack,
            "C",
            replication_group_description="orders",
            num_node_groups=2,
            security_group_ids=["sg-0123456789abcdef0"],
        ),
    ),
    "what was told to write for a domain": lambda here: here.domain(
        opensearch.Domain.from_domain_attributes(
            here.stack,
            "Domain",
            domain_arn=(domain := opensearch.CfnDomain(here.stack, "L1")).attr_arn,
            domain_endpoint=domain.attr_domain_endpoint,
        )
    ),
    "the connection of a made secret": lambda here: here.source(here.login().connection),
    "a field of a made secret's secret": lambda here: dms.SecretField(here.login().secret, "password"),
    "a resource id": lambda _: with_iam("cluster-ABCDEFGHIJKL01234"),
    "a resource id that is known later": lambda here: with_iam(rds.CfnDBInstance(here.stack, "I").attr_dbi_resource_id),
}


@pytest.mark.parametrize("legal", LEGAL)
def test_what_it_takes_is_taken(legal: str) -> None:
    assert LEGAL[legal](Here()) is not None


def test_no_endpoint_reads_from_what_is_a_target_only() -> None:
    here = Here()
    target = dms.KinesisTarget(here.stack, "Target", stream=kinesis.Stream(here.stack, "Stream"))
    machine = dms.ReplicationInstance.from_replication_instance_attributes(
        here.stack, "Machine", replication_instance_arn="arn:aws:dms:eu-west-1:111122223333:rep:ABC"
    )

    with pytest.raises(
        dms.ConfigurationError, match=r"DMS has no source endpoint for dms\.EngineName\.KINESIS; write for example "
    ):
        dms.ReplicationTask(
            here.stack,
            "Task",
            replication_instance=machine,
            source=target,
            target=target,
            migration_type=dms.MigrationType.CDC,
            table_mappings=dms.TableMappings(dms.Include("shop")),
        )
