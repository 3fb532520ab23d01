"""Amazon Neptune as target: rows become a graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

import aws_cdk as cdk
import jsii
from aws_cdk import aws_ec2 as ec2, aws_iam as iam, aws_s3 as s3
from constructs import Construct, IConstruct

from dms_constructs._checks import flag, is_l1, is_other_l1, located, provides
from dms_constructs._construct import check_holds_resources, warn
from dms_constructs.endpoint_facts import DatabaseIdentity
from dms_constructs.endpoints._groups import groups_of
from dms_constructs.endpoints._instead import instead_of
from dms_constructs.endpoints._keys import check_key
from dms_constructs.endpoints._s3_bucket import check_bucket, choose_key
from dms_constructs.endpoints._s3_folder import check_folder
from dms_constructs.endpoints._settings import EndpointSettings, renders, whole
from dms_constructs.endpoints.access import check_role
from dms_constructs.endpoints.cluster import ClusterEndpoint, check_one_place, check_peer, port_number
from dms_constructs.endpoints.service_role import Grant, ServiceRoleAccess, make_policy, name_in_account, of_key
from dms_constructs.engines import EndpointType, EngineName
from dms_constructs.errors import ConfigurationError, Finding, shown

__all__ = ["NeptuneCluster", "NeptuneTarget"]


class NeptuneCluster(Protocol):
    """What a `NeptuneTarget` needs of a cluster; `aws_neptune.CfnDBCluster` has it."""

    @property
    def attr_endpoint(self) -> str:
        """The host of its writer."""

    @property
    def attr_port(self) -> str:
        """Its port."""

    @property
    def attr_cluster_resource_id(self) -> str:
        """What IAM calls it, such as `cluster-ABC`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settings(EndpointSettings):
    BLOCK = "NeptuneSettings"

    error_retry_duration: int | None = field(default=None, metadata=renders("ErrorRetryDuration"))
    max_file_size_kb: int | None = field(default=None, metadata=renders("MaxFileSize"))
    max_retry_count: int | None = field(default=None, metadata=renders("MaxRetryCount"))
    iam_auth_enabled: bool | None = field(default=None, metadata=renders("IamAuthEnabled"))


_DECIDED_BY = {
    "S3BucketName": "bucket",
    "S3BucketFolder": "bucket_folder",
    "ServiceAccessRoleArn": "service_access_role",
}
_EXAMPLE = "graph.cluster-abc.eu-west-1.neptune.amazonaws.com"


class NeptuneTarget(ClusterEndpoint):
    """
    A Neptune cluster to write a graph into: DMS writes files into a bucket, and Neptune loads them.

    Only full loads are possible, and no large objects. The graph must be empty, or without what is loaded. How rows
    become vertices and edges, or triples, the task says: `ReplicationTask(..., task_data=dms.GremlinMapping(...))`.
    Neptune's VPC needs a gateway endpoint for S3, and the cluster the role: see `service_access_role_arn`.

    Creates: the endpoint and, unless given, the role with which DMS and Neptune get at the bucket.

    Source: the DMS User Guide, page CHAP_Target.Neptune, and NeptuneSettings in the API reference.
    """

    TYPE = EndpointType.TARGET
    ENGINES = (EngineName.NEPTUNE,)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        bucket: s3.IBucket,
        bucket_folder: str,
        cluster: NeptuneCluster | None = None,
        server_name: str | None = None,
        port: int | None = None,
        peer: ec2.IConnectable | None = None,
        iam_auth_enabled: bool | None = None,
        error_retry_duration: cdk.Duration | None = None,
        max_retry_count: int | None = None,
        max_file_size_kb: int | None = None,
        extra_connection_attributes: Mapping[str, str | int | bool] | None = None,
        service_access_role: iam.IRole | None = None,
        endpoint_identifier: str | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        """
        Make the endpoint.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            bucket: Where the files go until Neptune has loaded them, in the region of endpoint and cluster.
            bucket_folder: The folder in the bucket; the role may write into this one only.
            cluster: The cluster: `neptune.CfnDBCluster`, or anything with the attributes of `NeptuneCluster`.
            server_name: Instead of `cluster`, the host of its writer.
            port: Its port, with `server_name`; by default 8182.
            peer: The security group (or anything with `connections`) in front of the cluster; by default the groups
                of `cluster`.
            iam_auth_enabled: Whether the cluster asks for IAM authentication, which needs `cluster` where the role is
                made; by default no.
            error_retry_duration: How long DMS waits before it has Neptune load a file again, in whole milliseconds; by
                default 250.
            max_retry_count: How many times it does so; by default 5.
            max_file_size_kb: Size in KB at which files are loaded; by default 1048576.
            extra_connection_attributes: Attributes for which there is no argument; no credentials.
            service_access_role: A role of yours, which `dms.amazonaws.com` and `rds.amazonaws.com` may assume; by
                default one is made.
            endpoint_identifier: A fixed name; by default CloudFormation makes one, so that it can be replaced.
            removal_policy: What happens to it when it leaves the stack; by default it is deleted.

        Raises:
            ConfigurationError: `DMS-Y022` where the cluster is said twice, or not at all, `DMS-Y027` for IAM
                authentication without `cluster`, `DMS-E005`, `DMS-E006`, `DMS-E008`, `DMS-E012` for a bucket of another
                region or a folder that is not one, `DMS-E015`, and `DMS-A001` and `DMS-A003`, each for the argument it
                names.
        """
        with located(scope, construct_id):
            check_holds_resources(scope, construct_id)
            _check_cluster(cluster)
            check_one_place("cluster", cluster, server_name, port, example=_EXAMPLE)
            check_peer(peer)
            check_bucket(scope, bucket)
            if bucket_folder is None:
                raise ConfigurationError("DMS-E012", "bucket_folder must be given, got None; write bucket_folder='dms'")
            check_folder("bucket_folder", bucket_folder, "write bucket_folder='dms'")
            key = choose_key(bucket, None, makes_role=service_access_role is None)
            check_key("the bucket's encryption_key", key)
            check_role("service_access_role", service_access_role)
            flag("iam_auth_enabled", iam_auth_enabled)
            if iam_auth_enabled and cluster is None and service_access_role is None:
                raise ConfigurationError(
                    "DMS-Y027",
                    "iam_auth_enabled=True needs a role that may use this cluster, which IAM knows by its resource id; "
                    "give cluster=cluster instead of server_name, or service_access_role=role",
                )
            settings = _Settings(
                error_retry_duration=whole("error_retry_duration", error_retry_duration, "milliseconds"),
                max_retry_count=max_retry_count,
                max_file_size_kb=max_file_size_kb,
                iam_auth_enabled=iam_auth_enabled,
            )
        host = cluster.attr_endpoint if cluster is not None else server_name
        number = port_number(_port_of(cluster) if cluster is not None else port, EngineName.NEPTUNE)
        bucket_arn: str = bucket.bucket_arn
        super().__init__(
            scope,
            construct_id,
            engine_name=EngineName.NEPTUNE,
            access=ServiceRoleAccess(
                kind="neptune_target",
                description="Lets AWS DMS and Neptune exchange files in the bucket of one endpoint",
                policy_name="ExchangeFiles",
                grants=(
                    Grant(("object_actions",), f"{bucket_arn}/{bucket_folder}/*"),
                    Grant(("bucket_actions",), bucket_arn),
                    *of_key(key),
                ),
                role=service_access_role,
            ),
            settings={"S3BucketName": bucket.bucket_name, "S3BucketFolder": bucket_folder, **settings.said},
            findings=_authentication(cluster, asked=iam_auth_enabled),
            extra_connection_attributes=extra_connection_attributes,
            instead_of_attributes=instead_of("NeptuneSettings", [_Settings], _DECIDED_BY),
            endpoint_identifier=endpoint_identifier,
            removal_policy=removal_policy,
            server_name=host,
            port=number,
        )
        self._host, self._port, self._cluster = host, number, cluster
        self._role = cast("iam.CfnRole | None", self.node.try_find_child("ServiceAccessRole"))
        self._given_role = service_access_role
        of_cluster = cast("Any", cluster)
        if peer is not None:
            self._opens(lambda _: peer, [number])
        else:
            groups = getattr(of_cluster, "vpc_security_group_ids", None)
            self._opens(None if cluster is None else lambda me: groups_of(me, groups, number), [number])
        if iam_auth_enabled and cluster is not None and self._role is not None:
            resource = name_in_account(scope, "neptune-db", f"{cluster.attr_cluster_resource_id}/*")
            # Not in the role itself: the cluster can be given the role, and must not need itself then.
            make_policy(
                self,
                "UseCluster",
                role=self._role,
                kind="neptune_target",
                grants=[Grant(("graph_actions",), resource)],
            )
        if hasattr(type(of_cluster), "associated_roles"):
            cdk.Aspects.of(self).add(
                cast("cdk.IAspect", _Association(self, of_cluster)), priority=cdk.AspectPriority.READONLY
            )

    @property
    def service_access_role_arn(self) -> str:
        """
        The ARN of the role with which DMS and Neptune get at the bucket.

        Neptune loads files with roles only that the cluster has: `cluster.associated_roles =
        [neptune.CfnDBCluster.DBClusterRoleProperty(role_arn=target.service_access_role_arn)]`.

        Source: the Neptune User Guide, page bulk-load-tutorial-IAM-add-role-cluster.
        """
        if self._given_role is not None:
            return self._given_role.role_arn
        return cast("iam.CfnRole", self._role).attr_arn

    def _identity(self) -> DatabaseIdentity:
        return DatabaseIdentity(host=self._host, construct_path=getattr(self._cluster, "node", self.node).path)


def _port_of(cluster: Any) -> Any:
    """Return the port: of an L1 construct the one it is made with, as its attribute is a text, not a number."""
    if not is_l1(cluster) or cluster.snapshot_identifier or cluster.source_db_cluster_identifier:
        return cluster.attr_port  # one that is restored has the port of what it was
    return cluster.db_port


def _check_cluster(cluster: object) -> None:
    """Raise unless this is a cluster of Neptune, where one is given: those of DocumentDB have the same attributes."""
    example = "neptune.CfnDBCluster(...)"
    provides("cluster", cluster, "attr_cluster_resource_id", "a Neptune cluster", example)
    if is_other_l1(cluster, "AWS::Neptune::DBCluster"):
        raise ConfigurationError(
            "DMS-A001", f"cluster must be a Neptune cluster, got {shown(cluster)}; write {example}"
        )


def _authentication(cluster: Any, *, asked: bool | None) -> list[Finding]:
    """Find a cluster that asks for IAM authentication where DMS has none, or the other way round."""
    if cluster is None or not (hasattr(type(cluster), "iam_auth_enabled") or hasattr(cluster, "iam_auth_enabled")):
        return []
    has = cluster.iam_auth_enabled
    restored = getattr(cluster, "snapshot_identifier", None) or getattr(cluster, "source_db_cluster_identifier", None)
    if has is None and not restored:
        has = False
    if not isinstance(has, bool) or not isinstance(asked, bool | None) or has is bool(asked):
        return []
    if has:
        return [
            Finding(
                "endpoint.authenticationDiffers",
                "the cluster has iam_auth_enabled=True, so it refuses requests that are not signed, and DMS would sign "
                "none",
                "Amazon Neptune User Guide, page iam-auth-enable",
                fix="write iam_auth_enabled=True at the target",
            )
        ]
    return [
        Finding(
            "endpoint.authenticationDiffers",
            "the target has iam_auth_enabled=True, and the cluster has not, so whoever reaches its port may read and "
            "write it",
            "Amazon Neptune User Guide, page iam-auth-enable",
            fix="give the cluster iam_auth_enabled=True, or remove iam_auth_enabled at the target",
        )
    ]


@jsii.implements(cdk.IAspect)
class _Association:
    """Looks at the cluster when the whole app is made: whether it has the role."""

    def __init__(self, endpoint: NeptuneTarget, cluster: Any) -> None:
        self._endpoint = endpoint
        self._cluster = cluster

    def visit(self, node: IConstruct) -> None:
        """Look once, at the endpoint."""
        if node is not self._endpoint or self._cluster.associated_roles:
            return
        finding = Finding(
            "endpoint.roleOfNeptune",
            "the cluster has no associated role, and Neptune loads files from S3 only with a role that it has",
            "Amazon Neptune User Guide, page bulk-load-tutorial-IAM-add-role-cluster",
            fix="write cluster.associated_roles = [neptune.CfnDBCluster.DBClusterRoleProperty("
            "role_arn=target.service_access_role_arn)]",
        )
        warn(self._endpoint, [finding])
