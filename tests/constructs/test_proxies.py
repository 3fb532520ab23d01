"""A proxy in front of a cluster: for the applications, never for DMS."""

import inspect
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_rds as rds, aws_secretsmanager as secretsmanager

import dms_constructs as dms
from dms_constructs.databases.proxy import make_proxy
from tests.constructs.clusters import MYSQL, POSTGRESQL, cluster_in, vpc_of
from tests.constructs.conftest import properties_of, resources_of, warnings_of

seconds = cdk.Duration.seconds


@pytest.fixture
def app_secret(stack: cdk.Stack) -> secretsmanager.ISecret:
    return secretsmanager.Secret.from_secret_name_v2(stack, "AppSecret", "shop/app")


@pytest.fixture
def make(stack: cdk.Stack, vpc: ec2.IVpc, app_secret: secretsmanager.ISecret) -> Callable[..., rds.DatabaseProxy]:
    def proxy(construct_id: str = "Proxy", *, engine: rds.IClusterEngine = POSTGRESQL, **given: Any) -> Any:
        cluster = stack.node.try_find_child("Primary") or cluster_in(stack, vpc, engine=engine)
        return make_proxy(stack, construct_id, **{"cluster": cluster, "secrets": [app_secret], **given})

    return proxy


class TestTemplate:
    def test_it_stands_in_front_of_the_cluster_over_tls(self, stack: cdk.Stack, make: Callable) -> None:
        make()

        proxy = properties_of(stack, "AWS::RDS::DBProxy")
        assert (proxy["RequireTLS"], proxy["EngineFamily"]) == (True, "POSTGRESQL")
        (cluster,) = resources_of(stack, "AWS::RDS::DBCluster")
        assert properties_of(stack, "AWS::RDS::DBProxyTargetGroup")["DBClusterIdentifiers"] == [{"Ref": cluster}]

    def test_the_proxy_reads_the_application_s_secret(self, stack: cdk.Stack, make: Callable) -> None:
        make()

        (login,) = properties_of(stack, "AWS::RDS::DBProxy")["Auth"]
        assert login["IAMAuth"] == "DISABLED"
        assert "secret:shop/app" in str(login["SecretArn"])

    def test_iam_is_asked_of_clients(self, stack: cdk.Stack, make: Callable) -> None:
        make(authentication=dms.ProxyAuthentication.IAM)

        assert properties_of(stack, "AWS::RDS::DBProxy")["Auth"][0]["IAMAuth"] == "REQUIRED"

    def test_iam_from_end_to_end_needs_no_secret(self, stack: cdk.Stack, make: Callable) -> None:
        make(authentication=dms.ProxyAuthentication.IAM_END_TO_END, secrets=[])

        proxy = properties_of(stack, "AWS::RDS::DBProxy")
        assert proxy["DefaultAuthScheme"] == "IAM_AUTH"
        assert "Auth" not in proxy

    def test_the_pool_s_numbers_are_rendered(self, stack: cdk.Stack, make: Callable) -> None:
        make(borrow_timeout=seconds(30), max_connections_percent=80, max_idle_connections_percent=40)

        assert properties_of(stack, "AWS::RDS::DBProxyTargetGroup")["ConnectionPoolConfigurationInfo"] == {
            "ConnectionBorrowTimeout": 30,
            "MaxConnectionsPercent": 80,
            "MaxIdleConnectionsPercent": 40,
        }

    def test_idle_connections_are_said_together_with_all(self, stack: cdk.Stack, make: Callable) -> None:
        make(max_idle_connections_percent=40)

        pool = properties_of(stack, "AWS::RDS::DBProxyTargetGroup")["ConnectionPoolConfigurationInfo"]
        assert pool["MaxConnectionsPercent"] == 100

    def test_it_is_in_a_group_of_its_own_that_the_database_lets_in(self, stack: cdk.Stack, make: Callable) -> None:
        proxy = make()

        assert len(proxy.connections.security_groups) == 1
        assert len(resources_of(stack, "AWS::EC2::SecurityGroupIngress")) == 1

    def test_it_takes_groups_of_the_user(self, stack: cdk.Stack, make: Callable) -> None:
        make(security_groups=[ec2.SecurityGroup.from_security_group_id(stack, "Group", "sg-1")])

        assert properties_of(stack, "AWS::RDS::DBProxy")["VpcSecurityGroupIds"] == ["sg-1"]

    def test_two_stacks_with_the_same_id_have_two_names(self, app: cdk.App) -> None:
        stacks = [cdk.Stack(app, name) for name in ("Shop1", "Shop2")]
        for stack in stacks:
            cluster: Any = cluster_in(stack, vpc_of(stack))
            make_proxy(stack, "Proxy", cluster=cluster, secrets=[cluster.secret])

        names = [properties_of(stack, "AWS::RDS::DBProxy")["DBProxyName"] for stack in stacks]
        assert names == ["Shop1-Proxy", "Shop2-Proxy"]

    def test_its_name_can_be_given(self, stack: cdk.Stack, make: Callable) -> None:
        make(proxy_name="shop-proxy")

        assert properties_of(stack, "AWS::RDS::DBProxy")["DBProxyName"] == "shop-proxy"

    def test_mysql_has_a_query_for_new_connections_and_filters(self, stack: cdk.Stack, make: Callable) -> None:
        filters = [rds.SessionPinningFilter.EXCLUDE_VARIABLE_SETS]
        make(engine=MYSQL, init_query="SET time_zone = '+00:00'", session_pinning_filters=filters)

        pool = properties_of(stack, "AWS::RDS::DBProxyTargetGroup")["ConnectionPoolConfigurationInfo"]
        assert pool["InitQuery"] == "SET time_zone = '+00:00'"
        assert pool["SessionPinningFilters"] == ["EXCLUDE_VARIABLE_SETS"]


REFUSED = {
    "a long wait": ("DMS-H001", "borrow_timeout must be 0 to 300 s", {"borrow_timeout": seconds(301)}),
    "half a second": ("DMS-H001", "borrow_timeout", {"borrow_timeout": cdk.Duration.millis(500)}),
    "a number for a time": ("DMS-H001", r"write borrow_timeout=cdk.Duration.seconds\(30\)", {"borrow_timeout": 30}),
    "no idle time": ("DMS-H001", "idle_client_timeout must be 1 to 28800", {"idle_client_timeout": seconds(0)}),
    "nine hours idle": ("DMS-H001", "idle_client_timeout", {"idle_client_timeout": cdk.Duration.hours(9)}),
    "no connections": ("DMS-H001", "max_connections_percent must be 1 to 100", {"max_connections_percent": 0}),
    "too many connections": ("DMS-H001", "max_connections_percent", {"max_connections_percent": 101}),
    "negative idle": ("DMS-H001", "max_idle_connections_percent", {"max_idle_connections_percent": -1}),
    "more idle than all": (
        "DMS-H002",
        "write max_idle_connections_percent=50",
        {"max_connections_percent": 50, "max_idle_connections_percent": 51},
    ),
    "a query on PostgreSQL": ("DMS-H003", "ALTER ROLE app SET search_path", {"init_query": "SET search_path = shop"}),
    "filters on PostgreSQL": (
        "DMS-H003",
        "don't exist on PostgreSQL",
        {"session_pinning_filters": [rds.SessionPinningFilter.EXCLUDE_VARIABLE_SETS]},
    ),
    "no secrets": ("DMS-H004", r"secrets=\[app_secret\]", {"secrets": []}),
    "secrets beside tokens": (
        "DMS-H004",
        "reads no secrets",
        {"authentication": dms.ProxyAuthentication.IAM_END_TO_END},
    ),
    "a text for the authentication": ("DMS-H004", "ProxyAuthentication.IAM", {"authentication": "iam"}),
    "a bad name": ("DMS-H001", "proxy_name must have", {"proxy_name": "shop--proxy"}),
}


WRONG: list[Any] = ["text", b"bytes", 5.5, {"a": "hunter2"}, [object()], object(), int]
ARGUMENTS = [
    name
    for name, one in inspect.signature(dms.AuroraMySqlTarget.add_proxy).parameters.items()
    if one.kind is inspect.Parameter.KEYWORD_ONLY
]


OF_ANOTHER_KIND = [
    pytest.param(name, value, id=f"{type(value).__name__}-{name}")
    for value in WRONG
    for name in ARGUMENTS
    if not (isinstance(value, str) and name in {"init_query", "proxy_name"})  # which are texts
]


@pytest.mark.parametrize(("name", "value"), OF_ANOTHER_KIND)
def test_another_kind_is_refused_by_us(name: str, value: Any, make: Callable) -> None:
    with pytest.raises(dms.ConfigurationError, match="Shop/Proxy") as caught:
        make(engine=MYSQL, **{name: value})

    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("kind", REFUSED)
def test_is_refused(kind: str, make: Callable, fails: Callable) -> None:
    code, message, given = REFUSED[kind]

    fails(code, message, lambda: make(**given), path="Shop/Proxy")


TAKEN: dict[str, dict[str, Any]] = {
    "no wait": {"borrow_timeout": seconds(0)},
    "the longest wait": {"borrow_timeout": seconds(300)},
    "five minutes": {"borrow_timeout": cdk.Duration.minutes(5)},
    "a second idle": {"idle_client_timeout": seconds(1)},
    "eight hours idle": {"idle_client_timeout": cdk.Duration.hours(8)},
    "all connections": {"max_connections_percent": 100},
    "one percent": {"max_connections_percent": 1},
    "none idle": {"max_idle_connections_percent": 0},
    "all idle": {"max_connections_percent": 50, "max_idle_connections_percent": 50},
    "no TLS": {"require_tls": False},
}


@pytest.mark.parametrize("kind", TAKEN)
def test_is_taken(kind: str, stack: cdk.Stack, make: Callable) -> None:
    make(**TAKEN[kind])

    assert [name for name in warnings_of(stack) if name.startswith("dms-constructs:")] == []


def test_a_query_with_a_password_is_refused_and_not_shown(make: Callable) -> None:
    with pytest.raises(dms.ConfigurationError, match="must not hold credentials") as caught:
        make(engine=MYSQL, init_query="SET password = 'hunter2'; SET pwd=hunter2")

    assert "hunter2" not in str(caught.value)


def test_a_refused_proxy_leaves_nothing_behind(stack: cdk.Stack, make: Callable) -> None:
    with pytest.raises(dms.ConfigurationError):
        make(borrow_timeout=seconds(400))

    assert stack.node.try_find_child("Proxy") is None


class TestLogins:
    """With whose login the applications come."""

    def test_the_migration_s_own_is_told(self, stack: cdk.Stack, make: Callable, vpc: ec2.IVpc) -> None:
        cluster = cluster_in(stack, vpc)

        make(secrets=[cluster.secret], migration_logins=[cluster.secret])

        assert "dms-constructs:proxy.migrationLogin" in warnings_of(stack)

    def test_another_beside_it_is_not(
        self, stack: cdk.Stack, make: Callable, vpc: ec2.IVpc, app_secret: secretsmanager.ISecret
    ) -> None:
        cluster = cluster_in(stack, vpc)

        make(secrets=[app_secret, cluster.secret], migration_logins=[cluster.secret])

        assert "dms-constructs:proxy.migrationLogin" not in warnings_of(stack)


HOSTS = [
    "shop.proxy-abcdefghijkl.eu-west-1.rds.amazonaws.com",
    "Shop.PROXY-abcdefghijkl.eu-west-1.rds.amazonaws.com",
    "readers.endpoint.proxy-abcdefghijkl.eu-west-1.rds.amazonaws.com",
    "shop.proxy-abcdefghijkl.cn-north-1.rds.amazonaws.com.cn",
]
OTHER_HOSTS = [
    "shop.cluster-abcdefghijkl.eu-west-1.rds.amazonaws.com",
    "shop-proxy.abcdefghijkl.eu-west-1.rds.amazonaws.com",
    "proxy-shop.example.com",
    "shop.proxy-a.example.com",
]


class TestConnectionOfDms:
    """A connection that leads to a proxy."""

    FINDING = "proxy.betweenDmsAndDatabase"

    def findings_of(self, connection: dms.Connection) -> list[str]:
        return [finding.id for finding in connection.findings]

    @pytest.mark.parametrize("host", HOSTS)
    def test_by_a_proxy_s_host(self, secret: secretsmanager.ISecret, host: str) -> None:
        assert self.findings_of(dms.Connection.from_secret(secret, host=host)) == [self.FINDING]

    @pytest.mark.parametrize("host", OTHER_HOSTS)
    def test_not_by_another_host(self, secret: secretsmanager.ISecret, host: str) -> None:
        assert self.findings_of(dms.Connection.from_secret(secret, host=host)) == []

    def test_by_the_endpoint_of_a_proxy_of_the_app(self, make: Callable, secret: secretsmanager.ISecret) -> None:
        assert self.findings_of(dms.Connection.from_secret(secret, host=make().endpoint)) == [self.FINDING]

    def test_by_another_endpoint_of_it(self, make: Callable, vpc: ec2.IVpc, secret: secretsmanager.ISecret) -> None:
        readers = make().add_endpoint("Readers", vpc=vpc)

        assert self.findings_of(dms.Connection.from_secret(secret, host=readers.endpoint)) == [self.FINDING]

    def test_not_by_the_cluster_s_endpoint(
        self, stack: cdk.Stack, make: Callable, secret: secretsmanager.ISecret
    ) -> None:
        make()
        host = stack.node.find_child("Primary").cluster_endpoint.hostname  # type: ignore[attr-defined]

        assert self.findings_of(dms.Connection.from_secret(secret, host=host)) == []

    def test_not_by_a_host_that_is_known_later(self, stack: cdk.Stack, secret: secretsmanager.ISecret) -> None:
        host = cdk.CfnParameter(stack, "Host").value_as_string

        assert self.findings_of(dms.Connection.from_secret(secret, host=host)) == []

    def test_by_its_peer(self, make: Callable, secret: secretsmanager.ISecret) -> None:
        assert self.findings_of(dms.Connection.from_secret(secret, peer=make())) == [self.FINDING]

    def test_not_by_a_security_group(self, stack: cdk.Stack, secret: secretsmanager.ISecret) -> None:
        group = ec2.SecurityGroup.from_security_group_id(stack, "Group", "sg-1")

        assert self.findings_of(dms.Connection.from_secret(secret, peer=group)) == []

    def test_by_what_its_secret_is_attached_to(self, stack: cdk.Stack, make: Callable) -> None:
        assert self.findings_of(dms.Connection.from_secret(generated(stack).attach(make()))) == [self.FINDING]

    def test_not_by_a_secret_that_is_attached_to_the_cluster(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        attached = generated(stack).attach(cluster_in(stack, vpc))

        assert self.findings_of(dms.Connection.from_secret(attached)) == []

    def test_not_by_a_cluster_with_a_proxy(self, stack: cdk.Stack, make: Callable) -> None:
        make()
        cluster: Any = stack.node.find_child("Primary")

        assert self.findings_of(dms.Connection.to_cluster(cluster)) == []

    def test_warns_at_the_endpoint(self, stack: cdk.Stack, make: Callable, secret: secretsmanager.ISecret) -> None:
        connection = dms.Connection.from_secret(secret, peer=make())
        dms.PostgreSqlTarget(stack, "Target", connection=connection, database="shop")

        assert f"dms-constructs:{self.FINDING}" in warnings_of(stack)


def generated(stack: cdk.Stack) -> secretsmanager.Secret:
    return rds.DatabaseSecret(stack, "Generated", username="dms", exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS)
