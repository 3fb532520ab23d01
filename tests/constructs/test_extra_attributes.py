"""Extra connection attributes: which ones an endpoint has, and what each takes, from the facts."""

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_dms

import dms_constructs as dms
from dms_constructs import facts
from tests.constructs.conftest import properties_of, warnings_of

TYPE = "AWS::DMS::Endpoint"
Make = Callable[..., dms.IEndpoint]

SERVERS = {
    "MySQLSettings": {"source": dms.MySqlSource, "target": dms.MySqlTarget},
    "PostgreSQLSettings": {"source": dms.PostgreSqlSource, "target": dms.PostgreSqlTarget},
}
# What the secret or an argument decides, so that an attribute never does.
DECIDED = {
    "DatabaseName",
    "Password",
    "Port",
    "SecretsManagerAccessRoleArn",
    "SecretsManagerSecretId",
    "ServerName",
    "Username",
}
SAMPLES = {"integer": "1", "boolean": "true"}


def attributes() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every attribute of servers in the facts: its settings block, its name, its fact."""
    every = facts.engines()["attributes_of_every_server"]
    for block in SERVERS:
        known = facts.endpoint_settings(block)
        for name, fact in {**every, **known["members"], **known["extra_connection_attributes"]}.items():
            if name not in DECIDED:
                yield block, name, fact


def sample(fact: dict[str, Any]) -> str:
    if fact.get("enum"):
        return str(fact["enum"][-1])  # of TargetDbType, the one that needs no name
    return "Europe/Berlin" if fact.get("time_zone") else SAMPLES.get(fact["type"], "shop")


def bad_values(fact: dict[str, Any]) -> Iterator[object]:
    yield " "
    if fact["type"] == "integer":
        yield from ("many", "1.5", True, -1, 2**31 if fact["max"] is None else fact["max"] + 1)
        if fact["min"] is not None and "min_source" not in fact:
            yield str(fact["min"] - 1)
    if fact["type"] == "boolean":
        yield from ("maybe", 2)
    if fact.get("enum"):
        yield "another"
    if fact.get("time_zone"):
        yield "Europe/Berln"


ON_ITS_SIDE = [
    pytest.param(SERVERS[block][side], name, fact, id=f"{block}-{side}-{name}")
    for block, name, fact in attributes()
    for side in fact.get("sides", ["source", "target"])
]
ON_THE_OTHER = [
    pytest.param(cls, name, fact, id=f"{block}-{side}-{name}")
    for block, name, fact in attributes()
    for side, cls in SERVERS[block].items()
    if side not in fact.get("sides", [side])
]


def unverified_sides(fact: dict[str, Any]) -> list[str]:
    """On which sides of it nobody verified a fact."""
    sides: list[str] = fact.get("sides", ["source", "target"])
    return [side for side in sides if side in fact.get("unverified_sides", () if fact["verified"] else sides)]


def bad(*, verified: bool) -> list[Any]:
    """Bad values of the attributes that are verified on a side, or aren't."""
    return [
        pytest.param(SERVERS[block][side], name, value, id=f"{block}-{side}-{name}-{value}")
        for block, name, fact in attributes()
        for side in fact.get("sides", ["source", "target"])
        if (side not in unverified_sides(fact)) is verified
        for value in bad_values(fact)
        if name != "HeartbeatEnable"  # which has an argument that always says something
    ]


EDGES = [
    pytest.param(SERVERS[block][fact.get("sides", ["source"])[0]], name, fact[edge], id=f"{block}-{name}-{fact[edge]}")
    for block, name, fact in attributes()
    for edge in ("min", "max")
    if fact[edge] is not None
]
LEGAL = [
    pytest.param(SERVERS[block][fact.get("sides", ["source"])[0]], name, written, id=f"{block}-{name}-{written}")
    for block, name, fact in attributes()
    for value in fact.get("enum", ())
    for written in (value, value.upper().replace("-", "_"))
    if value != "specific-database"
]


@pytest.fixture
def make(stack: cdk.Stack, connection: dms.Connection) -> Make:
    def make(cls: Any, extra: object, **arguments: object) -> dms.IEndpoint:
        needed = {"database": "shop"} if cls in SERVERS["PostgreSQLSettings"].values() else {}
        return cls(
            stack, "Endpoint", **{"connection": connection, "extra_connection_attributes": extra, **needed, **arguments}
        )

    return make


# What is refused without something else: TestBabelfish and test_iam_authentication try these.
_WITH_OTHERS = {"AuthenticationMethod", "ServiceAccessRoleArn", "DatabaseMode", "BabelfishDatabaseName"}


def alone(cases: list[Any]) -> list[Any]:
    """Leave out what needs more than itself."""
    return [case for case in cases if case.values[1] not in _WITH_OTHERS]


class TestKerberos:
    @pytest.mark.parametrize("cls", [dms.OracleSource, dms.OracleTarget, dms.SqlServerSource, dms.SqlServerTarget])
    @pytest.mark.parametrize("name", ["AuthenticationMethod", "authenticationMethod"])
    @pytest.mark.parametrize("value", ["kerberos", "KERBEROS"])
    def test_is_refused_with_the_reason(self, make: Make, fails: Callable, cls: type, name: str, value: str) -> None:
        fails(
            "DMS-E008",
            "must not be .*: Kerberos needs .* of the replication instance .* which CloudFormation does not have",
            lambda: make(cls, {name: value}, database="ORCL"),
        )

    @pytest.mark.parametrize("cls", [dms.OracleSource, dms.SqlServerTarget])
    def test_a_password_may_be_said(self, stack: cdk.Stack, make: Make, cls: type) -> None:
        make(cls, {"AuthenticationMethod": "password"}, database="ORCL")

        assert properties_of(stack, TYPE)["ExtraConnectionAttributes"] == "AuthenticationMethod=password"

    def test_cloudformation_has_it_neither_for_instances_nor_for_endpoints(self) -> None:
        """When AWS adds it, it becomes an argument."""
        instance = inspect.signature(aws_dms.CfnReplicationInstance).parameters
        blocks = (aws_dms.CfnEndpoint.OracleSettingsProperty, aws_dms.CfnEndpoint.MicrosoftSqlServerSettingsProperty)
        settings = [name for block in blocks for name in inspect.signature(block).parameters]

        assert [name for name in (*instance, *settings) if "kerberos" in name or "authentication_method" in name] == []


class TestNames:
    @pytest.mark.parametrize(("cls", "name", "fact"), alone(ON_ITS_SIDE))
    def test_of_the_facts_are_taken_on_their_side(
        self, stack: cdk.Stack, make: Make, cls: type, name: str, fact: dict[str, Any]
    ) -> None:
        make(cls, {name: sample(fact)})

        assert properties_of(stack, TYPE)["ExtraConnectionAttributes"] == f"{name}={sample(fact)}"

    @pytest.mark.parametrize("change", [str.lower, str.upper, lambda name: name[0].lower() + name[1:]])
    def test_are_taken_in_any_letter_case(self, stack: cdk.Stack, make: Make, change: Callable[[str], str]) -> None:
        make(dms.MySqlTarget, {change("ParallelLoadThreads"): 2})

        assert properties_of(stack, TYPE)["ExtraConnectionAttributes"].endswith("=2")

    @pytest.mark.parametrize(("cls", "name", "fact"), ON_THE_OTHER)
    def test_are_refused_on_the_other_side(
        self, make: Make, fails: Callable, cls: type, name: str, fact: dict[str, Any]
    ) -> None:
        fails(
            "DMS-E015", f"has '{name}', which is for {fact['sides'][0]}s only", lambda: make(cls, {name: sample(fact)})
        )

    @pytest.mark.parametrize(
        ("cls", "name", "hint"),
        [
            (dms.MySqlTarget, "key", "it has AfterConnectScript, .*ParallelLoadThreads"),
            (dms.MySqlTarget, "paralelLoadThreads", r"did you mean 'ParallelLoadThreads'\?"),
            (dms.MySqlTarget, "InitStm", r"did you mean 'Initstmt'\?"),
            (dms.MySqlSource, "slotName", "the API has it in PostgreSQLSettings"),
            (dms.PostgreSqlSource, "heartbeatFrequncy", r"did you mean 'HeartbeatFrequency'\?"),
            (dms.PostgreSqlTarget, "parallelLoadThreads", "the API has it in GcpMySQLSettings, MySQLSettings"),
        ],
    )
    def test_that_dms_does_not_have_are_refused(
        self, make: Make, fails: Callable, cls: type, name: str, hint: str
    ) -> None:
        fails("DMS-E015", f"has '{name}', which DMS does not have for .*{hint}", lambda: make(cls, {name: "1"}))

    def test_that_dms_does_not_have_say_how_to_pass_them_on(self, make: Make, fails: Callable) -> None:
        fails(
            "DMS-E015",
            r"pass it on as it is with dms\.unchecked\('cdcTimeout'\)",
            lambda: make(dms.MySqlSource, {"cdcTimeout": 1}),
        )

    def test_that_are_marked_as_unchecked_are_passed_on(self, stack: cdk.Stack, make: Make) -> None:
        make(dms.MySqlSource, {dms.unchecked("cdcTimeout"): 1})

        assert properties_of(stack, TYPE)["ExtraConnectionAttributes"] == "cdcTimeout=1"

    @pytest.mark.parametrize("name", sorted(DECIDED - {"Password"}))
    def test_of_what_the_connection_or_an_argument_decides_are_refused(
        self, make: Make, fails: Callable, name: str
    ) -> None:
        fails("DMS-E005", f"has '{name}', but", lambda: make(dms.MySqlSource, {name: "1"}))

    @pytest.mark.parametrize(
        ("first", "second"),
        [("maxFileSize", "MaxFileSize"), ("CleanSrcMetadataOnMismatch", "CleanSourceMetadataOnMismatch")],
    )
    def test_are_given_once(self, make: Make, fails: Callable, first: str, second: str) -> None:
        cls = dms.MySqlTarget if first == "maxFileSize" else dms.MySqlSource
        fails("DMS-E005", f"once, got '{first}' and '{second}'", lambda: make(cls, {first: "1", second: "1"}))


class TestArguments:
    @pytest.mark.parametrize(
        ("cls", "name", "arguments"),
        [
            (dms.MySqlTarget, "parallelLoadThreads", {"parallel_load_threads": 2}),
            (dms.MySqlTarget, "MaxFileSize", {"max_file_size_kb": 512}),
            (dms.MySqlSource, "eventsPollInterval", {"events_poll_interval": cdk.Duration.seconds(1)}),
            (dms.MySqlSource, "CleanSourceMetadataOnMismatch", {"clean_source_metadata_on_mismatch": True}),
            (dms.PostgreSqlSource, "slotName", {"slot_name": "dms"}),
            (dms.PostgreSqlSource, "PluginName", {"plugin_name": dms.PluginName.PGLOGICAL}),
            (dms.PostgreSqlTarget, "executeTimeout", {"execute_timeout": cdk.Duration.seconds(90)}),
        ],
    )
    def test_and_their_attributes_are_not_given_together(
        self, make: Make, fails: Callable, cls: type, name: str, arguments: dict[str, Any]
    ) -> None:
        (argument,) = arguments
        fails(
            "DMS-E005",
            f"has '{name}', but {argument}=... says it, too; remove one",
            lambda: make(cls, {name: "1"}, **arguments),
        )

    def test_of_others_do_not_matter(self, stack: cdk.Stack, make: Make) -> None:
        make(dms.MySqlTarget, {"maxFileSize": "512"}, parallel_load_threads=2)

        assert properties_of(stack, TYPE)["ExtraConnectionAttributes"] == "maxFileSize=512"

    def test_say_by_default_what_an_attribute_may_say_again(self, stack: cdk.Stack, make: Make) -> None:
        make(dms.PostgreSqlSource, {"heartbeatEnable": True, "heartbeatFrequency": 5})

        assert "heartbeatEnable=true" in properties_of(stack, TYPE)["ExtraConnectionAttributes"]

    def test_say_by_default_what_an_attribute_must_not_deny(self, make: Make, fails: Callable) -> None:
        fails(
            "DMS-E005", "heartbeat_enable=... says it", lambda: make(dms.PostgreSqlSource, {"heartbeatEnable": False})
        )

    def test_name_the_one_database_of_a_target(self, make: Make, fails: Callable) -> None:
        fails(
            "DMS-E009",
            r"write target_db_type=dms\.TargetDbType\.SPECIFIC_DATABASE, database='\.\.\.'",
            lambda: make(dms.MySqlTarget, {"targetDbType": "SPECIFIC_DATABASE"}),
        )


class TestValues:
    @pytest.mark.parametrize(("cls", "name", "value"), alone([*EDGES, *LEGAL]))
    def test_at_the_edges_are_taken(self, stack: cdk.Stack, make: Make, cls: type, name: str, value: object) -> None:
        make(cls, {name: value})

        assert properties_of(stack, TYPE)["ExtraConnectionAttributes"] == f"{name}={value}"

    @pytest.mark.parametrize(("cls", "name", "value"), alone(bad(verified=True)))
    def test_outside_of_them_are_refused(
        self, make: Make, fails: Callable, cls: type, name: str, value: object
    ) -> None:
        fails("DMS-E008", rf"extra_connection_attributes\['{name}'\] must", lambda: make(cls, {name: value}))

    @pytest.mark.parametrize(("cls", "name", "value"), alone(bad(verified=False)))
    def test_of_what_nobody_verified_only_warn(
        self, stack: cdk.Stack, make: Make, cls: type, name: str, value: object
    ) -> None:
        make(cls, {name: value})

        assert "dms-constructs:endpoint.unverifiedAttribute" in warnings_of(stack)

    @pytest.mark.parametrize("value", ["true", "Y", "n", "FALSE", 1, 0, "yes", True])
    def test_of_switches_are_written_as_in_any_page_of_the_guide(
        self, stack: cdk.Stack, make: Make, value: object
    ) -> None:
        make(dms.PostgreSqlSource, {"captureDDLs": value})

        assert properties_of(stack, TYPE)["ExtraConnectionAttributes"].startswith("captureDDLs=")

    @pytest.mark.parametrize(
        ("cls", "attributes", "fix"),
        [
            (
                dms.MySqlTarget,
                {"parallelLoadThreads": "1 maxFileSize=512"},
                "{'parallelLoadThreads': '1', 'maxFileSize': '512'}",
            ),
            (
                dms.PostgreSqlSource,
                {"slotName": "dms, heartbeatFrequency=5 pluginName = pglogical"},
                "{'slotName': 'dms', 'heartbeatFrequency': '5', 'pluginName': 'pglogical'}",
            ),
        ],
    )
    def test_hold_one_setting(self, make: Make, cls: type, attributes: dict[str, str], fix: str) -> None:
        # The names are those of the attributes' facts where the first is concerned, in any letter case.
        with pytest.raises(dms.ConfigurationError) as caught:
            make(cls, attributes)

        assert caught.value.code == "DMS-E008"
        assert fix.lower() in str(caught.value).lower()

    def test_that_hold_more_are_not_shown_when_they_are_not_plain(self, make: Make) -> None:
        with pytest.raises(dms.ConfigurationError) as caught:
            make(dms.PostgreSqlSource, {"slotName": "hunter2$ maxFileSize=1 captureDdls=1"})

        assert "hunter2" not in str(caught.value)

    @pytest.mark.parametrize("name", ["Initstmt", "afterConnectScript"])
    def test_that_are_sql_stay_as_they_are(self, stack: cdk.Stack, make: Make, name: str) -> None:
        sql = "SET SESSION sql_mode='x', maxFileSize=1"
        make(dms.MySqlTarget, {name: sql})

        assert properties_of(stack, TYPE)["ExtraConnectionAttributes"] == f"{name}={sql}"

    def test_that_are_marked_as_unchecked_are_passed_on(self, stack: cdk.Stack, make: Make) -> None:
        make(dms.MySqlTarget, {"parallelLoadThreads": dms.unchecked("32")})

        assert properties_of(stack, TYPE)["ExtraConnectionAttributes"] == "parallelLoadThreads=32"


@pytest.mark.parametrize("name", ["slotName", "SlotName", "SLOTNAME"])
def test_a_slot_that_is_named_by_an_attribute_is_one_to_start_from(
    stack: cdk.Stack, make: Make, target: dms.PostgreSqlTarget, name: str
) -> None:
    source = make(dms.PostgreSqlSource, {name: "dms_slot"}).endpoint_facts

    assert source.setting("SlotName") == "dms_slot"
