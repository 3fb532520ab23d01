"""Amazon OpenSearch Service as target: an index for each table, and a document for each row."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_iam as iam
from constructs import Construct

from dms_constructs._checks import located, provides, skipped, text
from dms_constructs._code import SELF, Variable, call
from dms_constructs._construct import check_holds_resources
from dms_constructs.endpoint_facts import DatabaseIdentity
from dms_constructs.endpoints._extra import refuse_credentials
from dms_constructs.endpoints._instead import instead_of
from dms_constructs.endpoints._places import check_place, check_region, read
from dms_constructs.endpoints._settings import EndpointSettings, renders, whole
from dms_constructs.endpoints.access import check_role
from dms_constructs.endpoints.cluster import ClusterEndpoint, check_peer
from dms_constructs.endpoints.service_role import Grant, ServiceRoleAccess
from dms_constructs.engines import EndpointType, EngineName
from dms_constructs.errors import ConfigurationError, Finding, is_unresolved, shown

if TYPE_CHECKING:
    # Slow to load, and a target by its address needs nothing of it.
    from aws_cdk import aws_opensearchservice as opensearchservice

__all__ = ["OpenSearchTarget"]

# The host that the service gives a domain: its name between a word for the network and letters of its own.
_HOST = re.compile(
    r"(?:https?://)?(?:search|vpc)-(?P<name>[a-z][a-z0-9-]*)-[a-z0-9]{26}\.(?:(?P<region>[a-z0-9-]+)\.es\.)?.*"
)
_URI = re.compile(r"(?:(?P<scheme>https?)://)?[A-Za-z0-9.-]+(?::(?P<port>[0-9]{1,5}))?/?")
_L1 = {"AWS::Elasticsearch::Domain", "AWS::OpenSearchService::Domain"}
_PORTS = {"http": 80, "https": 443}
_LARGEST_PORT = 65535


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settings(EndpointSettings):
    BLOCK = "ElasticsearchSettings"

    full_load_error_percentage: int | None = field(default=None, metadata=renders("FullLoadErrorPercentage"))
    error_retry_duration: int | None = field(default=None, metadata=renders("ErrorRetryDuration"))


_DECIDED_BY = {"EndpointUri": "endpoint_uri", "ServiceAccessRoleArn": "service_access_role"}


class OpenSearchTarget(ClusterEndpoint):
    """
    A domain of OpenSearch Service, also one of Elasticsearch, to write into: an index for each table.

    DMS moves no large objects there, and writes errors into the task's log only. It takes no collections of OpenSearch
    Serverless, and no domain whose fine-grained access control has a master user with a password.

    Creates: the endpoint and, unless given, the role with which DMS sends requests to the domain.

    Source: the DMS User Guide, page CHAP_Target.Elasticsearch, and ElasticsearchSettings in the API reference.
    """

    TYPE = EndpointType.TARGET
    ENGINES = (EngineName.OPENSEARCH, EngineName.ELASTICSEARCH)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        domain: opensearchservice.IDomain | None = None,
        endpoint_uri: str | None = None,
        engine_name: EngineName | None = None,
        full_load_error_percentage: int | None = None,
        error_retry_duration: cdk.Duration | None = None,
        peer: ec2.IConnectable | None = None,
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
            domain: The domain, in the endpoint's account and region.
            endpoint_uri: Its address, where that is another than the domain's own: a custom endpoint. Without `domain`,
                `service_access_role` is needed. By default the domain's, by HTTPS.
            engine_name: `EngineName.ELASTICSEARCH` for a domain of that; by default OpenSearch.
            full_load_error_percentage: How many of a hundred records may fail before a load stops, 1 to 100, once 1000
                have travelled; by default 10.
            error_retry_duration: How long DMS repeats requests that fail, in whole seconds; by default 300.
            peer: What to open for the replication instance; by default the security groups of a domain in a VPC, where
                the app makes it.
            extra_connection_attributes: Attributes for which there is no argument; no credentials.
            service_access_role: A role of yours with which DMS sends requests; by default one is made for it.
            endpoint_identifier: A fixed name; by default CloudFormation makes one, so that it can be replaced.
            removal_policy: What happens to it when it leaves the stack; by default it is deleted.

        Raises:
            ConfigurationError: `DMS-Y001` for a domain of another account or region, `DMS-Y008` for one that DMS can't
                log in to, an address that is not one, or one without domain and role, `DMS-E002` for an engine that the
                class is not for, `DMS-E005`, `DMS-E006`, `DMS-E008`, `DMS-E015`, and `DMS-A001` and `DMS-A003`, each
                for the argument it names.
        """
        with located(scope, construct_id):
            check_holds_resources(scope, construct_id)
            self._check_is_for(engine_name, "engine_name")
            check_peer(peer)
            check_role("service_access_role", service_access_role)
            _check_uri(scope, endpoint_uri)
            if domain is not None:
                _check_domain(scope, domain)
            elif endpoint_uri is None or service_access_role is None:
                raise ConfigurationError("DMS-Y008", _without_domain(endpoint_uri))
            settings = _Settings(
                full_load_error_percentage=full_load_error_percentage,
                error_retry_duration=whole("error_retry_duration", error_retry_duration, "seconds"),
            )
        uri = endpoint_uri if endpoint_uri is not None else f"https://{read(domain, 'domain_endpoint')}"
        super().__init__(
            scope,
            construct_id,
            engine_name=engine_name or EngineName.OPENSEARCH,
            access=ServiceRoleAccess(
                kind="opensearch_target",
                description="Lets AWS DMS write into the domain of one endpoint",
                policy_name="WriteDomain",
                grants=(Grant(("domain_actions",), f"{read(domain, 'domain_arn')}/*"),) if domain is not None else (),
                role=service_access_role,
            ),
            settings={"EndpointUri": uri, **settings.said},
            findings=_encryption(domain, uri),
            extra_connection_attributes=extra_connection_attributes,
            instead_of_attributes=_instead(),
            endpoint_identifier=endpoint_identifier,
            removal_policy=removal_policy,
        )
        self._domain = domain
        self._uri = uri
        groups = peer if peer is not None else _connections_of(domain)
        self._opens((lambda _: groups) if groups is not None else None, [_port(uri)])

    @property
    def domain(self) -> opensearchservice.IDomain | None:
        """The domain; None where it is known by its address only."""
        return self._domain

    def _identity(self) -> DatabaseIdentity:
        if self._domain is None:
            return DatabaseIdentity(host=self._uri)
        return DatabaseIdentity(host=read(self._domain, "domain_endpoint"), construct_path=self._domain.node.path)


def _check_domain(scope: Construct, domain: opensearchservice.IDomain) -> None:
    """Raise unless this is a domain that DMS can write into."""
    if getattr(type(domain), "CFN_RESOURCE_TYPE_NAME", None) in _L1:
        raise ConfigurationError(
            "DMS-A001",
            "domain must be a domain of OpenSearch Service, got CfnDomain; write "
            'opensearch.Domain.from_domain_attributes(self, "Domain", domain_arn=domain.attr_arn, '
            "domain_endpoint=domain.attr_domain_endpoint)",
        )
    provides(
        "domain",
        domain,
        "domain_arn",
        "a domain of OpenSearch Service",
        _importing("https://search-..."),
        secret=True,
    )
    check_place(scope, "domain", domain, read(domain, "domain_arn"))
    address, arn = read(domain, "domain_endpoint"), read(domain, "domain_arn")
    found = _HOST.fullmatch(address) if not is_unresolved(address) else None
    if found is not None and not arn.endswith(f":domain/{found['name']}"):
        # The CDK leaves `search-` before the name that it reads off an address, so the role would be for no domain.
        raise ConfigurationError(
            "DMS-Y008",
            f"domain has an ARN of another name ({arn.rpartition('/')[2]}) than its address ({found['name']}), as the "
            f"CDK's from_domain_endpoint makes it; write {_importing(f'https://{address}')}",
        )
    _check_region(scope, "domain", address)
    # Of a domain that is imported, that isn't known.
    if getattr(type(domain), "master_user_password", None) is not None and domain.master_user_password is not None:  # type: ignore[attr-defined]  # of one that the app makes
        raise ConfigurationError(
            "DMS-Y008",
            "domain has a master user with a password (fine_grained_access_control), and DMS can't log in to such a "
            "domain; write fine_grained_access_control=opensearch.AdvancedSecurityOptions(master_user_arn=...) at the "
            "domain, and map the endpoint's role to a role there",
            source="DMS User Guide, page CHAP_Target.Elasticsearch, Limitations",
        )


def _check_uri(scope: Construct, uri: str | None) -> None:
    """Raise unless this is an address, where one is given."""
    text("endpoint_uri", uri, "https://search.example.com")
    refuse_credentials("endpoint_uri", uri)
    if not skipped(uri) and not (_URI.fullmatch(str(uri)) and 0 < _port(str(uri)) <= _LARGEST_PORT):
        raise ConfigurationError(
            "DMS-Y008",
            f"endpoint_uri must be an address without a path, with a port of 1 to {_LARGEST_PORT} if any, got "
            f"{shown(uri, secret=True)}; write endpoint_uri='https://search.example.com'",
        )
    if not skipped(uri) and ".aoss." in str(uri):
        raise ConfigurationError(
            "DMS-Y008",
            "endpoint_uri is of a collection of OpenSearch Serverless, into which DMS does not write; use a domain",
            source="DMS User Guide, page CHAP_Target.Elasticsearch, Limitations",
        )
    _check_region(scope, "endpoint_uri", uri)


def _check_region(scope: Construct, name: str, address: str | None) -> None:
    """Raise for an address of another region, as far as it tells."""
    found = _HOST.fullmatch(str(address)) if not skipped(address) else None
    if found is not None and found["region"] is not None:
        check_region(scope, name, found["region"])


def _encryption(domain: opensearchservice.IDomain | None, uri: str) -> list[Finding]:
    """Find a domain of the app that takes HTTPS only, where DMS would not use it."""
    if domain is None or not uri.startswith("http://"):
        return []
    options = getattr(domain.node.default_child, "domain_endpoint_options", None)
    if getattr(options, "enforce_https", None) is not True:
        return []
    return [
        Finding(
            "endpoint.encryptionDiffers",
            "the domain has enforce_https=True, and DMS would connect without encryption",
            "Amazon OpenSearch Service API reference, DomainEndpointOptions",
            fix=f"write endpoint_uri={uri.replace('http://', 'https://', 1)!r}, or leave it out",
        )
    ]


def _port(uri: str) -> int:
    """Return the port of an address, as far as it tells."""
    found = _URI.fullmatch(uri)
    if found is None:
        return _PORTS["https"]  # known at deployment only
    return int(found["port"]) if found["port"] else _PORTS[found["scheme"] or "https"]


def _without_domain(uri: str | None) -> str:
    if uri is None:
        return f"domain must be given, got None; write domain={_importing('https://search-...')}"
    return (
        "endpoint_uri alone doesn't tell which domain the role may write into; write "
        f"domain={_importing(uri)}, or give service_access_role"
    )


def _importing(uri: str) -> str:
    """Return how a domain is imported by its address, with the name that the address tells."""
    found = _HOST.fullmatch(uri)
    name = found["name"] if found is not None else "shop"
    arn = f"self.format_arn(service='es', resource='domain', resource_name={name!r})"
    return call(
        "opensearch.Domain.from_domain_attributes", SELF, "Domain", domain_arn=Variable(arn), domain_endpoint=uri
    )


def _connections_of(domain: opensearchservice.IDomain | None) -> ec2.IConnectable | None:
    """Return what to open of a domain that the app makes in a VPC."""
    if domain is None or not hasattr(type(domain), "connections"):
        return None
    try:
        return domain.connections  # type: ignore[attr-defined,no-any-return]  # of one that the app makes
    except RuntimeError:  # as the CDK says that it is not in a VPC
        return None


@functools.cache
def _instead() -> Mapping[str, str]:
    return instead_of("ElasticsearchSettings", (_Settings,), _DECIDED_BY)
