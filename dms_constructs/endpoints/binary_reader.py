"""How DMS reads Oracle's redo logs as files instead of by LogMiner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from aws_cdk import aws_iam as iam, aws_secretsmanager as secretsmanager

from dms_constructs._checks import flag, is_a
from dms_constructs.endpoints._secret_of_asm import check_secret_of_asm
from dms_constructs.endpoints._settings import EndpointSettings, renders
from dms_constructs.endpoints.access import check_role
from dms_constructs.endpoints.secret_field import SecretField, check_field
from dms_constructs.errors import ConfigurationError, Finding

__all__ = ["BinaryReader", "OracleAsm"]

_KEY = "dms.SecretField(secret, 'key')"
_KEY_NAME = "'ORACLE.SECURITY.DB.ENCRYPTION....'"


@dataclass(frozen=True, slots=True, kw_only=True)
class OracleAsm:
    """
    Redo logs in Oracle's Automatic Storage Management, which has a login of its own.

    The secret must hold `{"asm_user": ..., "asm_password": ..., "asm_server": ...}`, the last of them with port and
    service: `10.0.0.5:1521/+ASM`. Nothing is opened in security groups for it.

    Source: the DMS User Guide, pages security_iam_secretsmanager and CHAP_Source.Oracle.

    Raises:
        ConfigurationError: `DMS-N001` for something that is not a secret, `DMS-N003` for one without one of the three,
            `DMS-A001` for something that is not a role or a switch.
    """

    secret: secretsmanager.ISecret
    """Holds user, password and server of ASM."""
    secret_access_role: iam.IRole | None = None
    """A role of yours that reads it; by default the one that reads the secret of the endpoint's connection."""
    complete_later: bool = False
    """Whether somebody writes its value after deployment, so what it holds now says nothing; by default no."""
    findings: tuple[Finding, ...] = field(init=False, default=())
    """What deploys but may surprise."""

    def __post_init__(self) -> None:
        flag("OracleAsm.complete_later", self.complete_later)
        check_role("OracleAsm.secret_access_role", self.secret_access_role)
        found = check_secret_of_asm(self.secret, complete_later=self.complete_later is True)
        object.__setattr__(self, "findings", found)


@dataclass(frozen=True, slots=True, kw_only=True)
class BinaryReader(EndpointSettings):
    """
    DMS reads Oracle's redo logs as files: faster than LogMiner, and the way to pluggable databases.

    DMS's default holds for what is not given. For RDS for Oracle 12.2 or later `dms.BinaryReader()` is enough; 11.2
    and 12.1 need the five settings of paths, `oracle_path_prefix="/rdsdbdata/db/ORCL_A/"` (with the database's name),
    `use_path_prefix="/rdsdbdata/log/"`, `replace_path_prefix=True`, `use_alternate_folder_for_online=True` and
    `access_alternate_directly=False`.

    Source: the DMS User Guide, page CHAP_Source.Oracle, and OracleSettings in the API reference.

    Args:
        asm: Where the redo logs are in ASM, how to get in; by default they aren't.
        parallel_asm_read_threads: Threads that read from ASM, 2 to 8; by default 2. For use with `read_ahead_blocks`.
        read_ahead_blocks: Blocks that are read ahead, from ASM and from network storage, 1000 to 2000000; by default
            1000.
        oracle_path_prefix: The start of the paths of redo logs that is replaced; by default none.
        use_path_prefix: What replaces it; by default none.
        replace_path_prefix: Whether it is replaced; by default no.
        use_alternate_folder_for_online: Whether that holds for online redo logs, too; by default no.
        access_alternate_directly: Whether files are opened directly below the replaced start, which RDS does not
            allow; by default yes.

        security_db_encryption_name: The name of the key of transparent data encryption, as the wallet lists it,
            `ORACLE.SECURITY.DB.ENCRYPTION.` and the key's id; by default none. Not for RDS.
        security_db_encryption: The key itself, a field of a secret; by default none.

    Raises:
        ConfigurationError: `DMS-E008` for a number that DMS refuses, `DMS-Q002` for a key without its name or a name
            without its key, `DMS-Y021` for a key that is not a field of a secret, `DMS-A001` for another type.
    """

    BLOCK = "OracleSettings"
    _fixed = {"UseLogminerReader": False, "UseBFile": True}  # noqa: RUF012  # declared by the base, never changed

    asm: OracleAsm | None = None
    parallel_asm_read_threads: int | None = field(default=None, metadata=renders("ParallelAsmReadThreads"))
    read_ahead_blocks: int | None = field(default=None, metadata=renders("ReadAheadBlocks"))
    oracle_path_prefix: str | None = field(default=None, metadata=renders("OraclePathPrefix"))
    use_path_prefix: str | None = field(default=None, metadata=renders("UsePathPrefix"))
    replace_path_prefix: bool | None = field(default=None, metadata=renders("ReplacePathPrefix"))
    use_alternate_folder_for_online: bool | None = field(default=None, metadata=renders("UseAlternateFolderForOnline"))
    access_alternate_directly: bool | None = field(default=None, metadata=renders("AccessAlternateDirectly"))

    security_db_encryption_name: str | None = field(default=None, metadata=renders("SecurityDbEncryptionName"))
    security_db_encryption: SecretField | None = None

    def __post_init__(self) -> None:
        is_a("DMS-A001", "BinaryReader.asm", self.asm, OracleAsm, "dms.OracleAsm(secret=secret)", secret=True)
        check_field("BinaryReader.security_db_encryption", self.security_db_encryption)
        EndpointSettings.__post_init__(self)
        name, key = self.security_db_encryption_name, self.security_db_encryption
        if (name is None) != (key is None):
            given, missing, example = ("security_db_encryption_name", "security_db_encryption", _KEY)
            if name is None:
                given, missing, example = ("security_db_encryption", "security_db_encryption_name", _KEY_NAME)
            raise ConfigurationError(
                "DMS-Q002",
                f"BinaryReader.{given} needs {missing}: DMS opens encrypted redo logs with both, and reads no changes "
                f"of encrypted tables otherwise; add {missing}={example}, or remove {given}",
            )
        if key is not None:
            self._fields_say["SecurityDbEncryption"] = key.reference

    @property
    def needs_own_server(self) -> str | None:
        """Return what of it a database in RDS does not have; None where that is nothing."""
        if self.asm is not None:
            return "asm"
        return "security_db_encryption" if self.security_db_encryption is not None else None

    def findings(self) -> Iterator[Finding]:
        """Yield what has no effect without another setting."""
        if self.asm is not None:
            yield from self.asm.findings
        elif self.parallel_asm_read_threads is not None:
            yield _without_effect("parallel_asm_read_threads", "asm", "asm=dms.OracleAsm(secret=secret)")
        prefixes = {"oracle_path_prefix": "'/rdsdbdata/db/ORCL_A/'", "use_path_prefix": "'/rdsdbdata/log/'"}
        if self.replace_path_prefix is True:
            for name, example in prefixes.items():
                if getattr(self, name) is None:
                    yield _without_effect("replace_path_prefix", name, f"{name}={example}")
        elif self.replace_path_prefix in {None, False}:
            for name in (*prefixes, "use_alternate_folder_for_online"):
                if getattr(self, name):
                    yield _without_effect(name, "replace_path_prefix", "replace_path_prefix=True")


def _without_effect(name: str, other: str, needed: str) -> Finding:
    return Finding(
        "endpoint.settingWithoutEffect",
        f"BinaryReader.{name} has no effect without {other}",
        fix=f"add {needed}, or remove {name}",
    )
