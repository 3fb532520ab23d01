"""Endpoints and the certificates they use."""

from __future__ import annotations

import ssl
import uuid

from local_cloud.plugin import clock, s3
from local_cloud.plugin.connections import retest
from local_cloud.plugin.engines import check_attributes, check_engine, check_settings
from local_cloud.plugin.faults import Fault
from local_cloud.plugin.registry import operation
from local_cloud.plugin.replications import ACTIVE
from local_cloud.plugin.rules import check_identifiers, check_key, invalid
from local_cloud.plugin.store import Data, Record, Store

__all__: list[str] = []

# Of tasks and of serverless replications.
_BUSY = {"starting", "stopping", *ACTIVE}
_CONNECTION = ("Username", "Password", "ServerName", "Port")


@operation
def create_endpoint(store: Store, request: Data) -> Data:
    """CreateEndpoint."""
    check_identifiers(request)
    check_key(request)
    data = {
        "SslMode": "none",
        "KmsKeyId": f"arn:{store.partition}:kms:{store.region}:{store.account}:alias/aws/dms",
        "EngineDisplayName": request["EngineName"],
        "ExternalId": str(uuid.uuid4()),
        **request,
    }
    _check(store, data)
    record = store.add("Endpoint", data, resource=request.get("ResourceIdentifier"), tags=request.get("Tags"))
    record.become("active")
    return {"Endpoint": record.data}


@operation
def modify_endpoint(store: Store, request: Data) -> Data:
    """ModifyEndpoint: merges settings unless ExactSettings, and tests the endpoint's connections anew."""
    record = store.get("Endpoint", request["EndpointArn"])
    for task in _users(store, record):
        if task.status in _BUSY:
            raise Fault(
                "InvalidResourceStateFault",
                f"Endpoint {record.name} cannot be modified: the task {task.name} that uses it is {task.status}.",
            )
    check_identifiers(request)
    changed = {**record.data}
    for key, value in request.items():
        if isinstance(value, dict) and not request.get("ExactSettings"):
            changed[key] = {**changed.get(key, {}), **value}
        elif key != "ExactSettings":
            changed[key] = value
    _check(store, changed)
    record.data.update(changed)
    retest(store, record)
    return {"Endpoint": record.data}


@operation
def delete_endpoint(store: Store, request: Data) -> Data:
    """DeleteEndpoint: not while a task or a replication config names it."""
    record = store.get("Endpoint", request["EndpointArn"])
    users = _users(store, record)
    if users:
        raise Fault(
            "InvalidResourceStateFault",
            f"Endpoint {record.name} cannot be deleted: it is part of {', '.join(each.name for each in users)}.",
        )
    record.become("deleting", lambda: store.remove(record))
    return {"Endpoint": record.data}


def _users(store: Store, endpoint: Record) -> list[Record]:
    ends = ("SourceEndpointArn", "TargetEndpointArn")
    return [
        record
        for kind in ("ReplicationTask", "ReplicationConfig")
        for record in store.of(kind)
        if endpoint.arn in {record.data[end] for end in ends}
    ]


def _check(store: Store, data: Data) -> None:
    """Refuse what doesn't fit together, looking at the endpoint as it would become."""
    kind, engine, mode = data["EndpointType"], data["EngineName"], data["SslMode"]
    check_engine(kind, engine, mode)
    check_attributes(kind, engine, data.get("ExtraConnectionAttributes") or "")
    if mode.startswith("verify") and not data.get("CertificateArn"):
        raise Fault("InvalidParameterCombinationException", f"SSL mode {mode} requires a CertificateArn.")
    if data.get("CertificateArn"):
        store.get("Certificate", data["CertificateArn"])
    port = data.get("Port")
    if port is not None and not 1 <= port <= 65535:
        raise invalid(f"Invalid port {port}.")
    for name, settings in data.items():
        if not name.endswith("Settings") or not isinstance(settings, dict):
            continue
        check_settings(name, settings)
        secret, role = settings.get("SecretsManagerSecretId"), settings.get("SecretsManagerAccessRoleArn")
        if bool(secret) != bool(role):
            raise Fault(
                "InvalidParameterCombinationException",
                "SecretsManagerSecretId and SecretsManagerAccessRoleArn must be specified together.",
            )
        clear = [key for key in _CONNECTION if data.get(key) or settings.get(key)]
        if secret and clear:
            raise Fault(
                "InvalidParameterCombinationException",
                f"{', '.join(clear)} cannot be specified together with SecretsManagerSecretId.",
            )
    if engine == "s3":
        s3.check(store, data)


@operation
def import_certificate(store: Store, request: Data) -> Data:
    """ImportCertificate: PEM text or an Oracle wallet; of the PEM, only the form is checked."""
    check_key(request)
    pem, wallet = request.get("CertificatePem"), request.get("CertificateWallet")
    if bool(pem) == bool(wallet):
        raise Fault(
            "InvalidParameterCombinationException", "Specify exactly one of CertificatePem and CertificateWallet."
        )
    if pem:
        try:
            ssl.PEM_cert_to_DER_cert(pem.strip()[: pem.strip().find("-----END") + 25])
        except ValueError:
            raise Fault("InvalidCertificateFault", "The certificate is not valid PEM.") from None
    data = {**request, "CertificateCreationDate": clock.now(), "CertificateOwner": store.account}
    return {"Certificate": store.add("Certificate", data, tags=request.get("Tags")).data}


@operation
def delete_certificate(store: Store, request: Data) -> Data:
    """DeleteCertificate: not while an endpoint uses it."""
    record = store.get("Certificate", request["CertificateArn"])
    users = [each.name for each in store.of("Endpoint") if each.data.get("CertificateArn") == record.arn]
    if users:
        raise Fault("InvalidResourceStateFault", f"Certificate {record.name} is in use by the endpoint {users[0]}.")
    store.remove(record)
    return {"Certificate": record.data}
