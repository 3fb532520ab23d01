"""Oracle: Binary Reader, ASM's own secret, and databases in RDS."""

import base64
import contextlib
import json
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import (
    assertions,
    aws_ec2 as ec2,
    aws_iam as iam,
    aws_kms as kms,
    aws_rds as rds,
    aws_secretsmanager as secretsmanager,
)

import dms_constructs as dms
from tests.app_wide.conftest import codes_of
from tests.constructs.conftest import properties_of, resources_of, warnings_of

ENDPOINT = "AWS::DMS::Endpoint"
ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret"
WHOLE = {"asm_user": "asm", "asm_password": "hunter2", "asm_server": "10.0.0.5:1521/+ASM"}
NOT_ENCRYPTED = "dms-constructs:endpoint.notEncrypted"
WITHOUT_EFFECT = "dms-constructs:endpoint.settingWithoutEffect"


@pytest.fixture
def asm_secret(stack: cdk.Stack) -> secretsmanager.ISecret:
    return secretsmanager.Secret.from_secret_complete_arn(stack, "Asm", f"{ARN}:asm-AbCdEf")


@pytest.fixture
def make(stack: cdk.Stack, connection: dms.Connection) -> Callable[..., dms.OracleSource]:
    def make(**arguments: Any) -> dms.OracleSource:
        return dms.OracleSource(
            stack, "Source", **{"connection": connection, "database": "ORCL", "ssl_mode": dms.SslMode.NONE, **arguments}
        )

    return make


@pytest.fixture
def instance_of(stack: cdk.Stack) -> Callable[[rds.IInstanceEngine], rds.IDatabaseInstance]:
    return lambda engine: rds.DatabaseInstance.from_database_instance_attributes(
        stack,
        "Erp",
        instance_identifier="erp",
        instance_endpoint_address="erp.abc.eu-west-1.rds.amazonaws.com",
        port=1521,
        security_groups=[],
        engine=engine,
    )


def policy_of(stack: cdk.Stack) -> list[dict[str, Any]]:
    (policy,) = properties_of(stack, "AWS::IAM::Role")["Policies"]
    statements: list[dict[str, Any]] = policy["PolicyDocument"]["Statement"]
    return statements


class TestAsm:
    def test_its_secret_is_read_by_the_role_that_reads_the_other(
        self, stack: cdk.Stack, make: Callable, asm_secret: secretsmanager.ISecret
    ) -> None:
        make(binary_reader=dms.BinaryReader(asm=dms.OracleAsm(secret=asm_secret)))

        assert [each["Resource"] for each in policy_of(stack)] == [f"{ARN}:shop-AbCdEf", f"{ARN}:asm-AbCdEf"]
        settings = properties_of(stack, ENDPOINT)["OracleSettings"]
        assert settings["SecretsManagerOracleAsmAccessRoleArn"] == settings["SecretsManagerAccessRoleArn"]

    def test_its_secret_is_read_by_a_role_of_its_own(
        self, stack: cdk.Stack, make: Callable, asm_secret: secretsmanager.ISecret
    ) -> None:
        role = iam.Role.from_role_arn(stack, "Role", "arn:aws:iam::111122223333:role/asm")

        make(binary_reader=dms.BinaryReader(asm=dms.OracleAsm(secret=asm_secret, secret_access_role=role)))

        assert [each["Resource"] for each in policy_of(stack)] == [f"{ARN}:shop-AbCdEf"]
        settings = properties_of(stack, ENDPOINT)["OracleSettings"]
        assert settings["SecretsManagerOracleAsmAccessRoleArn"] == "arn:aws:iam::111122223333:role/asm"

    def test_a_role_of_the_user_reads_both(
        self, stack: cdk.Stack, make: Callable, asm_secret: secretsmanager.ISecret
    ) -> None:
        role = iam.Role.from_role_arn(stack, "Role", "arn:aws:iam::111122223333:role/both")

        make(binary_reader=dms.BinaryReader(asm=dms.OracleAsm(secret=asm_secret)), secret_access_role=role)

        assert resources_of(stack, "AWS::IAM::Role") == {}
        settings = properties_of(stack, ENDPOINT)["OracleSettings"]
        assert settings["SecretsManagerOracleAsmAccessRoleArn"] == "arn:aws:iam::111122223333:role/both"

    def test_the_key_of_its_secret_is_granted(self, stack: cdk.Stack, make: Callable) -> None:
        key = kms.Key.from_key_arn(stack, "Key", "arn:aws:kms:eu-west-1:111122223333:key/1")
        secret = secretsmanager.Secret.from_secret_attributes(
            stack, "Asm", secret_complete_arn=f"{ARN}:asm-AbCdEf", encryption_key=key
        )

        make(binary_reader=dms.BinaryReader(asm=dms.OracleAsm(secret=secret)))

        assert policy_of(stack)[-1]["Resource"] == "arn:aws:kms:eu-west-1:111122223333:key/1"

    @pytest.mark.parametrize("may", [False, True], ids=["may not", "may"])
    def test_a_role_of_the_app_must_be_allowed_to_read_its_secret(
        self, app: cdk.App, stack: cdk.Stack, make: Callable, may: bool
    ) -> None:
        role = iam.Role(stack, "Role", assumed_by=iam.ServicePrincipal("dms.eu-west-1.amazonaws.com"))
        login = {"host": "db", "port": 1521, "username": "dms", "password": "hunter2"}
        own, asm = (
            secretsmanager.Secret(stack, name, secret_string_value=cdk.SecretValue.unsafe_plain_text(json.dumps(held)))
            for name, held in (("Login", login), ("Asm", WHOLE))
        )
        for each in (own, asm) if may else (own,):
            each.grant_read(role)

        make(
            connection=dms.Connection.from_secret(own),
            binary_reader=dms.BinaryReader(asm=dms.OracleAsm(secret=asm)),
            secret_access_role=role,
        )

        assert codes_of(app) == ([] if may else ["DMS-N010"])

    @pytest.mark.parametrize("missing", sorted(WHOLE))
    def test_its_secret_must_hold_all_three(self, stack: cdk.Stack, fails: Callable, missing: str) -> None:
        held = {name: value for name, value in WHOLE.items() if name != missing}
        secret = secretsmanager.Secret(
            stack, "Asm", secret_string_value=cdk.SecretValue.unsafe_plain_text(json.dumps(held))
        )

        fails("DMS-N003", f"the secret of ASM has no {missing}: ", lambda: dms.OracleAsm(secret=secret))

    def test_its_secret_may_be_completed_later(self, stack: cdk.Stack) -> None:
        assert dms.OracleAsm(secret=secretsmanager.Secret(stack, "Asm"), complete_later=True).findings == ()

    def test_its_password_may_be_generated(self, stack: cdk.Stack) -> None:
        rest = {name: value for name, value in WHOLE.items() if name != "asm_password"}
        generator = secretsmanager.SecretStringGenerator(
            secret_string_template=json.dumps(rest), generate_string_key="asm_password"
        )

        assert dms.OracleAsm(secret=secretsmanager.Secret(stack, "Asm", generate_secret_string=generator)) is not None

    def test_its_password_is_never_shown(self, stack: cdk.Stack) -> None:
        secret = secretsmanager.Secret(
            stack, "Asm", secret_string_value=cdk.SecretValue.unsafe_plain_text('{"asm_password": "hunter2"}')
        )

        with pytest.raises(dms.ConfigurationError) as caught:
            dms.OracleAsm(secret=secret)
        assert "hunter2" not in str(caught.value)

    def test_its_secret_must_be_of_the_same_region(self, stack: cdk.Stack, make: Callable, fails: Callable) -> None:
        arn = f"{ARN}:asm-AbCdEf".replace("eu-west-1", "us-east-1")
        reader = dms.BinaryReader(
            asm=dms.OracleAsm(secret=secretsmanager.Secret.from_secret_complete_arn(stack, "Asm", arn))
        )

        fails("DMS-N012", "the secret of ASM is in region us-east-1", lambda: make(binary_reader=reader))

    @pytest.mark.parametrize(
        ("key", "value", "match"),
        [
            ("asm_user", "", "asm_user must be a string that is not empty"),
            ("asm_password", "hunter2;", "asm_password has a character that DMS refuses"),
            ("asm_server", None, "write '10.0.0.5:1521/+ASM'"),
        ],
    )
    def test_a_secret_with_what_dms_refuses_is_refused(
        self, stack: cdk.Stack, key: str, value: object, match: str
    ) -> None:
        text = json.dumps({**WHOLE, key: value})
        secret = secretsmanager.Secret(stack, "Asm", secret_string_value=cdk.SecretValue.unsafe_plain_text(text))

        with pytest.raises(dms.ConfigurationError) as caught:
            dms.OracleAsm(secret=secret)

        assert (caught.value.code, caught.value.path) == ("DMS-N011", "Shop/Asm")
        assert match in str(caught.value)
        assert "hunter2" not in str(caught.value)

    @pytest.mark.parametrize("name", ["asm_user", "asm_server", "AsmUser", "asmServer"])
    def test_its_login_is_not_an_attribute(self, make: Callable, fails: Callable, name: str) -> None:
        fails(
            "DMS-E005",
            "DMS takes it from ASM's secret",
            lambda: make(extra_connection_attributes={name: "10.0.0.5:1521/+ASM"}),
        )

    def test_its_password_is_not_an_attribute(self, make: Callable, fails: Callable) -> None:
        fails("DMS-E005", "credentials", lambda: make(extra_connection_attributes={"asmPassword": "hunter2"}))


class TestEncryption:
    NAME = "ORACLE.SECURITY.DB.ENCRYPTION.Adg8m2dhkU"

    def test_a_key_in_text_is_refused_without_it(self, fails: Callable) -> None:
        fails(
            "DMS-Y021",
            r"write security_db_encryption=dms.SecretField\(secret, 'password'\)",
            lambda: dms.BinaryReader(security_db_encryption="hunter2", security_db_encryption_name=self.NAME),
        )

    def test_the_key_is_a_reference_to_a_secret(self, stack: cdk.Stack, make: Callable, asm_secret: Any) -> None:
        key = dms.SecretField(asm_secret, "tde")

        make(binary_reader=dms.BinaryReader(security_db_encryption_name=self.NAME, security_db_encryption=key))

        said = properties_of(stack, ENDPOINT)["OracleSettings"]["SecurityDbEncryption"]
        assert said == f"{{{{resolve:secretsmanager:{ARN}:asm-AbCdEf:SecretString:tde::}}}}"

    def test_a_name_without_its_key_is_refused(self, fails: Callable) -> None:
        fails(
            "DMS-Q002",
            "security_db_encryption_name needs security_db_encryption",
            lambda: dms.BinaryReader(security_db_encryption_name=self.NAME),
        )

    def test_a_key_without_its_name_is_refused(self, fails: Callable, asm_secret: Any) -> None:
        fails(
            "DMS-Q002",
            "security_db_encryption needs security_db_encryption_name",
            lambda: dms.BinaryReader(security_db_encryption=dms.SecretField(asm_secret, "tde")),
        )

    def test_a_key_is_never_text(self, fails: Callable) -> None:
        fails(
            "DMS-Y021",
            "must be a field of a secret",
            lambda: dms.BinaryReader(security_db_encryption_name=self.NAME, security_db_encryption="AEMAASAASGYs0"),  # type: ignore[arg-type]  # that it is refused is the point
        )


class TestInRds:
    ENGINES = (
        rds.DatabaseInstanceEngine.ORACLE_EE,
        rds.DatabaseInstanceEngine.ORACLE_EE_CDB,
        rds.DatabaseInstanceEngine.ORACLE_SE2,
        rds.DatabaseInstanceEngine.oracle_se2_cdb(version=rds.OracleEngineVersion.VER_21),
    )

    @pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.engine_type)
    def test_its_engine_is_known(self, instance_of: Callable, secret: Any, engine: rds.IInstanceEngine) -> None:
        connection = dms.Connection.to_instance(instance_of(engine), secret=secret)

        assert connection.engine_name is dms.EngineName.ORACLE

    def test_asm_is_refused(
        self, instance_of: Callable, make: Callable, fails: Callable, secret: Any, asm_secret: Any
    ) -> None:
        connection = dms.Connection.to_instance(instance_of(self.ENGINES[0]), secret=secret)
        reader = dms.BinaryReader(asm=dms.OracleAsm(secret=asm_secret))

        fails("DMS-Q001", "asm is not for", lambda: make(connection=connection, binary_reader=reader))

    @pytest.mark.parametrize(
        ("host", "refused"), [("erp.abc.eu-west-1.rds.amazonaws.com", True), ("erp.example.com", False)]
    )
    def test_a_host_of_rds_is_in_rds(
        self, make: Callable, secret: Any, asm_secret: Any, host: str, refused: bool
    ) -> None:
        connection = dms.Connection.from_secret(secret, host=host)
        reader = dms.BinaryReader(asm=dms.OracleAsm(secret=asm_secret))

        with pytest.raises(dms.ConfigurationError, match="DMS-Q001") if refused else contextlib.nullcontext():
            make(connection=connection, binary_reader=reader)

    def test_keys_of_encryption_are_refused(
        self, instance_of: Callable, make: Callable, fails: Callable, secret: Any, asm_secret: Any
    ) -> None:
        connection = dms.Connection.to_instance(instance_of(self.ENGINES[0]), secret=secret)
        reader = dms.BinaryReader(
            security_db_encryption_name="K", security_db_encryption=dms.SecretField(asm_secret, "tde")
        )

        fails("DMS-Q001", "security_db_encryption is", lambda: make(connection=connection, binary_reader=reader))

    def test_binary_reader_is_taken(self, instance_of: Callable, make: Callable, secret: Any) -> None:
        connection = dms.Connection.to_instance(instance_of(self.ENGINES[0]), secret=secret)

        assert make(connection=connection, binary_reader=dms.BinaryReader(read_ahead_blocks=2000)) is not None


PATHS = {"oracle_path_prefix": "/rdsdbdata/db/ORCL_A/", "use_path_prefix": "/rdsdbdata/log/"}
# Settings of Binary Reader that do nothing, and what makes them do something.
IDLE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a prefix that isn't replaced": (PATHS, {"replace_path_prefix": True}),
    "another folder without a prefix": (
        {"use_alternate_folder_for_online": True},
        {**PATHS, "replace_path_prefix": True},
    ),
    "a replacement of nothing": ({"replace_path_prefix": True}, PATHS),
    "a replacement by nothing": (
        {"replace_path_prefix": True, "oracle_path_prefix": "/rdsdbdata/db/ORCL_A/"},
        {"use_path_prefix": "/rdsdbdata/log/"},
    ),
}


class TestWhatHasNoEffect:
    @pytest.mark.parametrize("kind", IDLE)
    def test_of_binary_reader_is_told(self, stack: cdk.Stack, make: Callable, kind: str) -> None:
        make(binary_reader=dms.BinaryReader(**IDLE[kind][0]))

        assert set(warnings_of(stack)) == {WITHOUT_EFFECT}

    @pytest.mark.parametrize("kind", IDLE)
    def test_of_binary_reader_is_not_told_with_what_it_needs(self, stack: cdk.Stack, make: Callable, kind: str) -> None:
        alone, needed = IDLE[kind]

        make(binary_reader=dms.BinaryReader(**alone, **needed))

        assert warnings_of(stack) == []

    def test_threads_for_asm_without_asm_are_told(self, stack: cdk.Stack, make: Callable) -> None:
        make(binary_reader=dms.BinaryReader(parallel_asm_read_threads=4))

        assert warnings_of(stack) == [WITHOUT_EFFECT]

    def test_threads_for_asm_are_not_told_with_asm(self, stack: cdk.Stack, make: Callable, asm_secret: Any) -> None:
        make(binary_reader=dms.BinaryReader(asm=dms.OracleAsm(secret=asm_secret), parallel_asm_read_threads=4))

        assert warnings_of(stack) == []

    @pytest.mark.parametrize(
        ("attribute", "reader", "told"),
        [
            ("asmUsePLSQLArray", None, [WITHOUT_EFFECT]),
            ("asmUsePLSQLArray", dms.BinaryReader(), []),
            ("filterTransactionsOfUser", dms.BinaryReader(), [WITHOUT_EFFECT]),
            ("filterTransactionsOfUser", None, []),
        ],
        ids=["buffered reads with LogMiner", "buffered reads", "a filter with Binary Reader", "a filter"],
    )
    def test_an_attribute_for_the_other_way_of_reading_is_told(
        self, stack: cdk.Stack, make: Callable, attribute: str, reader: dms.BinaryReader | None, told: list[str]
    ) -> None:
        make(
            binary_reader=reader,
            extra_connection_attributes={attribute: "true" if attribute.startswith("asm") else "BATCH"},
        )

        assert warnings_of(stack) == told

    @pytest.mark.parametrize("name", ["direct_path_parallel_load", "direct_path_no_log"])
    @pytest.mark.parametrize("direct", [False, True, None])
    def test_of_a_target_is_told_without_a_direct_path(
        self, stack: cdk.Stack, connection: dms.Connection, name: str, direct: bool | None
    ) -> None:
        dms.OracleTarget(
            stack,
            "Target",
            connection=connection,
            database="ORCL",
            ssl_mode=dms.SslMode.NONE,
            use_direct_path_full_load=direct,
            **{name: True},
        )

        assert warnings_of(stack) == ([WITHOUT_EFFECT] if direct is False else [])


class TestArchiveDestinations:
    @pytest.mark.parametrize(
        "given", [{"additional_archived_log_dest_id": 2}, {"extra_archived_log_dest_ids": [2, 3]}], ids=["one", "more"]
    )
    def test_of_standbys_are_told_without_the_primary_s(
        self, stack: cdk.Stack, make: Callable, given: dict[str, Any]
    ) -> None:
        make(**given)

        assert warnings_of(stack) == ["dms-constructs:endpoint.archiveDestinations"]

    def test_of_all_are_not_told(self, stack: cdk.Stack, make: Callable) -> None:
        make(archived_log_dest_id=1, additional_archived_log_dest_id=2)

        assert warnings_of(stack) == []

    @pytest.mark.parametrize("given", [[], "2", 2, [2, "3"], [-1], [None], {2: 3}])
    def test_must_be_whole_numbers(self, make: Callable, fails: Callable, given: Any) -> None:
        fails("DMS-E008", "extra_archived_log_dest_ids", lambda: make(extra_archived_log_dest_ids=given))

    def test_may_be_a_tuple(self, stack: cdk.Stack, make: Callable) -> None:
        make(archived_log_dest_id=1, extra_archived_log_dest_ids=(2, 3))

        assert properties_of(stack, ENDPOINT)["OracleSettings"]["ExtraArchivedLogDestIds"] == [2, 3]


class TestAsAttributes:
    def test_binary_reader_can_be_asked_for_as_the_guide_writes_it(self, stack: cdk.Stack, make: Callable) -> None:
        made = make(extra_connection_attributes={"useLogminerReader": "N", "useBfile": "Y"})

        assert properties_of(stack, ENDPOINT)["ExtraConnectionAttributes"] == "useLogminerReader=N;useBfile=Y"
        assert made.endpoint_facts.setting("UseBFile") == "true"

    @pytest.mark.parametrize("name", ["useBfile", "useLogminerReader"])
    @pytest.mark.parametrize("on", ["Y", "true", True])
    def test_binary_reader_asked_for_by_half_is_told(
        self, stack: cdk.Stack, make: Callable, name: str, on: str | bool
    ) -> None:
        off = {"Y": "N", "true": "false", True: False}[on]

        make(extra_connection_attributes={name: on if name == "useBfile" else off})

        assert warnings_of(stack) == ["dms-constructs:endpoint.binaryReaderByHalf"]

    @pytest.mark.parametrize(
        "attributes",
        [
            {},
            {"useLogminerReader": dms.unchecked("N")},
            {"useLogminerReader": "Y"},
            {"useBfile": "N"},
            {"useLogminerReader": "Y", "useBfile": False},
        ],
    )
    def test_logminer_asked_for_is_not_told(self, stack: cdk.Stack, make: Callable, attributes: dict[str, Any]) -> None:
        make(extra_connection_attributes=attributes)

        assert warnings_of(stack) == []

    @pytest.mark.parametrize("name", ["useBfile", "useLogminerReader", "readAheadBlocks"])
    def test_what_binary_reader_says_is_not_said_twice(self, make: Callable, fails: Callable, name: str) -> None:
        fails(
            "DMS-E005",
            r"(binary_reader|BinaryReader.read_ahead_blocks)=\.\.\. says it, too",
            lambda: make(
                binary_reader=dms.BinaryReader(read_ahead_blocks=2000), extra_connection_attributes={name: "3000"}
            ),
        )

    def test_a_setting_since_a_version_of_dms_needs_it(self, make: Callable) -> None:
        made = make(extra_connection_attributes={"openTransactionWindow": 15})
        plan = dms.TaskPlan(
            migration_type=dms.MigrationType.CDC,
            source=made.endpoint_facts,
            target=dms.EndpointFacts(endpoint_type=dms.EndpointType.TARGET),
            table_mappings=dms.TableMappings(dms.Include("SHOP")),
            task_settings=dms.TaskSettings(),
            engine_version="3.4.7",
        )

        with pytest.raises(dms.ConfigurationError, match="needs DMS 3.5.0 or later"):
            plan.task_findings  # noqa: B018  # it raises


WALLET = base64.b64encode(bytes.fromhex("a1f84e36") + bytes(60)).decode()


class TestCertificates:
    @pytest.fixture
    def wallet(self, stack: cdk.Stack) -> dms.Certificate:
        return dms.Certificate(stack, "Wallet", certificate_wallet=WALLET)

    @pytest.fixture
    def pem(self, stack: cdk.Stack) -> dms.Certificate:
        return dms.Certificate(stack, "Pem", certificate_pem=dms.unchecked("PEM"))

    def test_a_wallet_verifies_the_server(self, stack: cdk.Stack, make: Callable, wallet: dms.Certificate) -> None:
        make(ssl_mode=None, certificate=wallet)

        assert properties_of(stack, ENDPOINT)["SslMode"] == "verify-ca"

    def test_a_wallet_of_the_connection_does_too(
        self, stack: cdk.Stack, make: Callable, secret: Any, wallet: dms.Certificate
    ) -> None:
        make(ssl_mode=None, connection=dms.Connection.from_secret(secret, certificate=wallet))

        assert properties_of(stack, ENDPOINT)["SslMode"] == "verify-ca"

    def test_pem_is_refused(self, make: Callable, fails: Callable, pem: dms.Certificate) -> None:
        fails(
            "DMS-Q005",
            r"must be an Oracle wallet, got PEM; write certificate=dms.Certificate\(self, 'Ca', certificate_wallet=",
            lambda: make(ssl_mode=None, certificate=pem),
        )

    def test_a_wallet_is_refused_elsewhere(
        self, stack: cdk.Stack, connection: dms.Connection, fails: Callable, wallet: dms.Certificate
    ) -> None:
        fails(
            "DMS-Q005",
            "certificate of a sybase endpoint must be PEM, got an Oracle wallet",
            lambda: dms.SapAseSource(stack, "Ase", connection=connection, database="shop", certificate=wallet),
        )

    def test_of_an_imported_one_nothing_is_said(self, stack: cdk.Stack, make: Callable) -> None:
        arn = "arn:aws:dms:eu-west-1:111122223333:cert:ABC"

        assert make(ssl_mode=None, certificate=dms.Certificate.from_certificate_arn(stack, "Ca", arn)) is not None

    def test_what_encrypts_is_a_wallet(self, stack: cdk.Stack, make: Callable) -> None:
        make(ssl_mode=None)

        (text,) = assertions.Annotations.from_stack(stack).find_warning("*", assertions.Match.any_value())
        assert "certificate_wallet=base64" in str(text.entry.data)


class TestPort:
    def test_of_a_self_managed_server_is_opened(
        self, stack: cdk.Stack, vpc: Any, secret: secretsmanager.ISecret, make: Callable
    ) -> None:
        ours = ec2.SecurityGroup(stack, "Ours", vpc=vpc)
        theirs = ec2.SecurityGroup(stack, "Theirs", vpc=vpc)
        made = make(connection=dms.Connection.from_secret(secret, peer=theirs))

        made.allow_from(ours)

        (rule,) = resources_of(stack, "AWS::EC2::SecurityGroupIngress").values()
        assert rule["Properties"]["FromPort"] == 1521
