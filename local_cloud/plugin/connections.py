"""Connection tests: they say no for the reasons for which a real one would."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from dms_constructs import facts
from local_cloud.plugin import clock, iam_login, inside, network, s3, service_access, ways_out
from local_cloud.plugin.describe import filtered, paged
from local_cloud.plugin.faults import Fault
from local_cloud.plugin.instances import require_available
from local_cloud.plugin.permissions import role_problem
from local_cloud.plugin.registry import operation
from local_cloud.plugin.store import Data, Record, Store
from local_cloud.plugin.ways_out import Place

__all__ = ["place_of", "problem", "require_successful", "retest"]

_FILTERS = {"endpoint-arn": ("EndpointArn",), "replication-instance-arn": ("ReplicationInstanceArn",)}
_SECRET_KEYS = ("host", "port", "username", "password")
_ASM_SECRET_KEYS = tuple(facts.engines()["secret_json_keys"]["optional_oracle_asm"])
_ENGINES_WITHOUT_LOGIN = {"dynamodb", "elasticsearch", "kafka", "kinesis", "neptune", "opensearch", "redis", "s3"}
_NOT_TESTED = {"timestream", "dms-transfer"}
_HTTPS = 443


@operation
def test_connection(store: Store, request: Data) -> Data:
    """TestConnection: answers `testing` at once; DescribeConnections has the outcome a step later."""
    instance = store.get("ReplicationInstance", request["ReplicationInstanceArn"])
    endpoint = store.get("Endpoint", request["EndpointArn"])
    require_available(instance)
    return {"Connection": _test(store, instance, endpoint)}


@operation
def describe_connections(store: Store, request: Data) -> Data:
    """DescribeConnections."""
    found = filtered("Connection", _FILTERS, request, store.connections.values())
    return paged("Connections", request, found)


@operation
def delete_connection(store: Store, request: Data) -> Data:
    """DeleteConnection."""
    ends = request["ReplicationInstanceArn"], request["EndpointArn"]
    connection = store.connections.pop(ends, None)
    if connection is None:
        raise Fault("ResourceNotFoundFault", "Connection not found.")
    return {"Connection": {**connection, "Status": "deleting"}}


def retest(store: Store, endpoint: Record) -> None:
    """Test again every connection an endpoint has had, as DMS does by itself after a change."""
    for instance, tested in list(store.connections):
        if tested == endpoint.arn:
            _test(store, store.get("ReplicationInstance", instance), endpoint)


def require_successful(store: Store, task: Record) -> None:
    """Refuse to start a task whose endpoints weren't both tested, successfully, from its instance."""
    instance = task.data["ReplicationInstanceArn"]
    for end in ("SourceEndpointArn", "TargetEndpointArn"):
        connection = store.connections.get((instance, task.data[end]), {})
        if connection.get("Status") != "successful":
            raise Fault(
                "InvalidResourceStateFault",
                f"Test connection for replication instance {instance} and endpoint {task.data[end]} "
                "should be successful for starting the replication task",
            )


def _test(store: Store, instance: Record, endpoint: Record) -> Data:
    connection = {
        "ReplicationInstanceArn": instance.arn,
        "ReplicationInstanceIdentifier": instance.name,
        "EndpointArn": endpoint.arn,
        "EndpointIdentifier": endpoint.name,
        "Status": "testing",
    }
    store.connections[instance.arn, endpoint.arn] = connection

    ordered = store.ordered(endpoint, "testing")

    def finish() -> None:
        message = ordered.message if ordered and ordered.then else problem(store, place_of(instance), endpoint)
        connection["Status"] = "failed" if message else "successful"
        if message:
            connection["LastFailureMessage"] = f"Test Endpoint failed: Application-Message: {message}."

    if ordered and ordered.seconds is not None:
        endpoint.at(clock.now() + ordered.seconds, finish)
    else:
        endpoint.later(finish)
    return dict(connection)


def place_of(instance: Record) -> Place:
    """Return from where an instance connects."""
    data = instance.data
    return Place(
        data["ReplicationSubnetGroup"]["Subnets"][0]["SubnetIdentifier"],
        [group["VpcSecurityGroupId"] for group in data["VpcSecurityGroups"]],
        data["ReplicationInstancePrivateIpAddress"],
        is_public=bool(data["ReplicationInstancePublicIpAddresses"]),
    )


def problem(store: Store, place: Place, endpoint: Record) -> str | None:
    """Say why an endpoint can't be reached from a place; None if it can."""
    try:
        _connect(store, place, endpoint)
    except _CannotConnectError as error:
        return str(error)
    return None


class _CannotConnectError(Exception):
    """Says why."""


def _connect(store: Store, place: Place, endpoint: Record) -> None:
    engine = endpoint.data["EngineName"]
    if engine in _NOT_TESTED:
        return
    if engine == "s3" and (found := s3.problem(store, endpoint.data)):
        raise _CannotConnectError(found)
    if engine in service_access.SERVICES and (found := service_access.problem(store, engine, endpoint.data)):
        raise _CannotConnectError(found)
    if found := ways_out.problem(place, endpoint.data):
        raise _CannotConnectError(found)
    for host, port in _addresses(store, endpoint):
        if found := network.closed_to(host, port, place.groups, place.address):
            raise _CannotConnectError(f"Cannot connect to {host}:{port}: {found}")
        if endpoint.data.get("SslMode", "none") == "none" and network.demands_tls(host):
            raise _CannotConnectError(f"Cannot connect to {host}:{port}: the server takes connections with TLS only")


def _addresses(store: Store, endpoint: Record) -> Iterator[tuple[str, int]]:
    """List what is connected to; of a database, after its login is found."""
    data, engine = endpoint.data, endpoint.data["EngineName"]
    if engine not in _ENGINES_WITHOUT_LOGIN:
        yield _address(store, endpoint)
    elif engine == "kafka":
        yield from _brokers(data.get("KafkaSettings", {}))
    elif engine == "redis":
        yield _named(data.get("RedisSettings", {}))
    elif engine == "neptune":
        yield _named(data)
    elif engine in {"elasticsearch", "opensearch"}:
        yield service_access.host_of(data.get("ElasticsearchSettings", {})), _HTTPS


def _named(data: Data) -> tuple[str, int]:
    if not (data.get("ServerName") and data.get("Port")):
        raise _CannotConnectError("The endpoint has no server name and port")
    return data["ServerName"], int(data["Port"])


def _brokers(settings: Data) -> Iterator[tuple[str, int]]:
    if settings.get("SecurityProtocol") == "sasl-ssl" and not (
        settings.get("SaslUsername") and settings.get("SaslPassword")
    ):
        raise _CannotConnectError("The endpoint has no SaslUsername and SaslPassword for sasl-ssl")
    for broker in filter(None, map(str.strip, str(settings.get("Broker", "")).split(","))):
        host, _, port = broker.rpartition(":")
        if not host or not port.isdigit():
            raise _CannotConnectError(f"The broker {broker} is not a host and a port")
        yield host, int(port)


def _address(store: Store, endpoint: Record) -> tuple[str, int]:
    """Find out where the database is, and that there is a login for it."""
    data = endpoint.data
    for name, settings in data.items():
        if name.endswith("Settings") and isinstance(settings, dict) and settings.get("SecretsManagerSecretId"):
            secret_id = settings["SecretsManagerSecretId"]
            values = _read_secret(store, secret_id, settings["SecretsManagerAccessRoleArn"])
            has_login = settings.get("AuthType") != "no"
            _check_keys(secret_id, values, _SECRET_KEYS if has_login else _SECRET_KEYS[:2])
            if not str(values["port"]).isdigit():
                raise _CannotConnectError(f"The port in the secret {secret_id} is not a number")
            if set(str(values.get("password", ""))) & set(facts.engines()["password_forbidden_characters"]["value"]):
                raise _CannotConnectError(f"The password in the secret {secret_id} has characters that DMS can't take")
            _check_asm(store, settings)
            return str(values["host"]), int(values["port"])
    if not (data.get("ServerName") and data.get("Port") and data.get("Username")):
        raise _CannotConnectError("The endpoint has neither a secret nor a server name, port and user name")
    if found := iam_login.problem(store, data):
        raise _CannotConnectError(found)
    return data["ServerName"], data["Port"]


def _check_keys(secret_id: str, values: Data, keys: Sequence[str]) -> None:
    if missing := [key for key in keys if not values.get(key)]:
        raise _CannotConnectError(f"The secret {secret_id} lacks {', '.join(missing)}")


def _check_asm(store: Store, settings: Data) -> None:
    """Refuse a second secret, of Oracle's storage, that can't be read or lacks something."""
    secret_id = settings.get("SecretsManagerOracleAsmSecretId")
    if secret_id:
        role = settings.get("SecretsManagerOracleAsmAccessRoleArn", "")
        _check_keys(secret_id, _read_secret(store, secret_id, role), _ASM_SECRET_KEYS)


def _read_secret(store: Store, secret_id: str, role_arn: str) -> dict[str, Any]:
    """Read a secret as DMS does, through its role."""
    _, secret = inside.find_secret(secret_id)
    if secret is None or secret.get("DeletedDate"):
        raise _CannotConnectError(f"Unable to find Secrets Manager secret {secret_id}")
    needed = [("secretsmanager:GetSecretValue", secret["ARN"])]
    key_id = secret.get("KmsKeyId")
    if key_id and not key_id.startswith("alias/aws/"):
        key = inside.find_key(key_id)
        needed.append(("kms:Decrypt", key["Arn"] if key else key_id))
    for action, resource in needed:
        # It is the regional principal that reads secrets, not dms.amazonaws.com.
        found = role_problem(store, role_arn, f"dms.{store.region}.amazonaws.com", action, resource)
        if found:
            raise _CannotConnectError(f"Unable to retrieve secret {secret_id}: {found}")
    current = next(
        (version["SecretString"] for version in secret["Versions"].values() if "AWSCURRENT" in version["Stages"]), None
    )
    try:
        values = json.loads(current or "")
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise _CannotConnectError(f"The secret {secret_id} is not a JSON object")
    return values
