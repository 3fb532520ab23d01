"""Connection tests fail for the reasons for which real ones do."""

import json

import pytest

from tests.local_cloud.account import Account, until


@pytest.fixture
def secret(account: Account) -> str:
    return account.make_secret()


def message(account: Account, endpoint: str) -> str:
    outcome = account.test_connection(endpoint)
    assert outcome["Status"] == "failed"
    return str(outcome["LastFailureMessage"])


def test_outcome_comes_later(account: Account) -> None:
    answer = account.dms.test_connection(ReplicationInstanceArn=account.instance, EndpointArn=account.source)

    assert answer["Connection"]["Status"] == "testing"


def test_host_that_nobody_knows_counts_as_reachable(account: Account) -> None:
    assert account.test_connection(account.source)["Status"] == "successful"


def test_endpoint_needs_a_login(account: Account) -> None:
    endpoint = account.make_endpoint("source", Username=None)

    assert "neither a secret nor a server name, port and user name" in message(account, endpoint)


def test_secret_is_read_through_its_role(account: Account, secret: str) -> None:
    endpoint = account.make_secret_endpoint(secret, account.make_access_role(secret))

    assert account.test_connection(endpoint)["Status"] == "successful"


def test_secret_must_exist(account: Account) -> None:
    endpoint = account.make_secret_endpoint("gone", account.make_access_role("*"))

    assert "Unable to find Secrets Manager secret gone" in message(account, endpoint)


def test_role_must_exist(account: Account, secret: str) -> None:
    endpoint = account.make_secret_endpoint(secret, f"arn:aws:iam::{account.number}:role/gone")

    assert "role/gone does not exist" in message(account, endpoint)


def test_role_must_trust_the_regional_principal(account: Account, secret: str) -> None:
    endpoint = account.make_secret_endpoint(secret, account.make_access_role(secret, principal="dms.amazonaws.com"))

    assert "does not let dms.us-east-1.amazonaws.com assume it" in message(account, endpoint)


def test_role_must_allow_to_read_this_secret(account: Account, secret: str) -> None:
    endpoint = account.make_secret_endpoint(secret, account.make_access_role(f"{secret}-other"))

    assert "does not allow secretsmanager:GetSecretValue" in message(account, endpoint)


def test_role_must_allow_to_use_the_key_of_the_secret(account: Account) -> None:
    key = account.client("kms").create_key()["KeyMetadata"]["KeyId"]
    value = json.dumps({"host": "db.example.com", "port": 3306, "username": "dms", "password": "sesame"})
    secret = account.secrets.create_secret(Name="sealed", SecretString=value, KmsKeyId=key)["ARN"]
    endpoint = account.make_secret_endpoint(secret, account.make_access_role(secret))

    assert "does not allow kms:Decrypt" in message(account, endpoint)


def test_secret_that_rds_manages_is_not_enough(account: Account) -> None:
    secret = account.make_secret(host=None, port=None)
    endpoint = account.make_secret_endpoint(secret, account.make_access_role(secret))

    assert f"The secret {secret} lacks host, port" in message(account, endpoint)


def test_password_that_dms_can_not_take_is_said(account: Account) -> None:
    secret = account.make_secret(password="semi;colon")
    endpoint = account.make_secret_endpoint(secret, account.make_access_role(secret))

    assert "has characters that DMS can't take" in message(account, endpoint)


def database(account: Account, group: str) -> str:
    cluster = account.client("rds").create_db_cluster(
        DBClusterIdentifier="orders",
        Engine="aurora-mysql",
        MasterUsername="dms",
        MasterUserPassword="sesame-sesame",
        VpcSecurityGroupIds=[group],
    )
    return str(cluster["DBCluster"]["Endpoint"])


def open_port(account: Account, group: str, port: int, caller: str) -> None:
    pair = {"GroupId": caller, "UserId": account.number}
    permission = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "UserIdGroupPairs": [pair]}
    account.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])


@pytest.fixture
def caller(account: Account) -> str:
    """The security group of the instance."""
    group = account.security_group("caller")
    arn = account.make_instance(VpcSecurityGroupIds=[group])["ReplicationInstanceArn"]
    account.await_instance(arn)
    account.__dict__["instance"] = arn
    return group


def test_database_must_let_the_instance_in(account: Account, caller: str) -> None:
    guard = account.security_group("guard")
    endpoint = account.make_endpoint("source", ServerName=database(account, guard))

    assert f"({guard}) lets {caller} in on port 3306" in message(account, endpoint)


def test_open_port_lets_the_instance_in(account: Account, caller: str) -> None:
    guard = account.security_group("guard")
    endpoint = account.make_endpoint("source", ServerName=database(account, guard))
    open_port(account, guard, 3306, caller)

    assert account.test_connection(endpoint)["Status"] == "successful"


def test_another_port_does_not(account: Account, caller: str) -> None:
    guard = account.security_group("guard")
    endpoint = account.make_endpoint("source", ServerName=database(account, guard))
    open_port(account, guard, 5432, caller)

    assert "in on port 3306" in message(account, endpoint)


def test_address_range_of_the_instance_lets_it_in(account: Account, caller: str) -> None:
    guard = account.security_group("guard")
    endpoint = account.make_endpoint("source", ServerName=database(account, guard))
    account.ec2.authorize_security_group_ingress(
        GroupId=guard, IpProtocol="tcp", FromPort=3306, ToPort=3306, CidrIp="10.0.0.0/24"
    )

    assert account.test_connection(endpoint)["Status"] == "successful"


def test_stream_needs_a_service_role(account: Account) -> None:
    login = dict.fromkeys(("ServerName", "Port", "Username", "Password"))
    endpoint = account.make_endpoint("target", EngineName="kinesis", **login)

    assert "no ServiceAccessRoleArn in KinesisSettings" in message(account, endpoint)


def test_changed_endpoint_is_tested_again_by_itself(account: Account) -> None:
    account.test_connection(account.source)

    account.dms.modify_endpoint(EndpointArn=account.source, Username="")

    until(lambda: account.dms.describe_connections()["Connections"][0]["Status"] == "failed")


def test_connection_goes_with_its_endpoint(account: Account) -> None:
    account.test_connection(account.source)

    account.dms.delete_endpoint(EndpointArn=account.source)

    until(lambda: account.dms.describe_connections()["Connections"] == [])
