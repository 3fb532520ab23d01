"""What Aurora refuses of a secondary cluster: its place, its key, its readers."""

from __future__ import annotations

from aws_cdk import aws_kms as kms, region_info
from constructs import Construct

from dms_constructs import facts
from dms_constructs._checks import in_range, provides
from dms_constructs._construct import stack_of
from dms_constructs.app_wide.seen import account_of, region_of
from dms_constructs.databases.global_database import GlobalDatabase, IGlobalDatabase
from dms_constructs.errors import ConfigurationError, is_unresolved, shown

__all__ = ["check_key_of_secondary", "check_place_of_secondary", "check_readers"]


_EXAMPLES = ("eu-west-1", "us-east-1")


def check_readers(readers: int) -> None:
    """Raise unless a secondary can have so many."""
    most = facts.aurora_features()["global_database"]["readers_of_secondary"]["maximum"]
    if readers is None or is_unresolved(readers):
        raise ConfigurationError(
            "DMS-H009",
            f"readers must be a number that is known now, 0 to {most}, got {shown(readers)}; write readers=1",
        )
    in_range("DMS-H009", "readers", readers, 0, most)


def check_place_of_secondary(scope: Construct, global_database: IGlobalDatabase) -> None:
    """Raise unless the secondary is in another region than the primary, and both are known."""
    stack = stack_of(scope)
    here, there = region_of(stack), global_database.primary_region
    for region, whose, other in ((there, "primary", here), (here, "secondary", there)):
        if is_unresolved(region):
            example = next(each for each in _EXAMPLES if each != other)
            raise ConfigurationError(
                "DMS-H007",
                f"the region of the {whose} must be known now, because no reference crosses regions; give its stack "
                f"env=cdk.Environment(account='111122223333', region='{example}')",
            )
    if here == there:
        raise ConfigurationError(
            "DMS-H007",
            f"a secondary must be in another region than its primary, and both are in {here}; make it in a stack of "
            "another region, cdk.Stack(app, 'ShopElsewhere', env=cdk.Environment(account=..., region=...)), or give "
            "the primary more readers",
            given=here,
        )
    if _partition_of(here) != _partition_of(there):
        raise ConfigurationError(
            "DMS-H007",
            f"a global database is in one partition of AWS, and {here} is in another one than {there}; make it in a "
            f"stack of a region of {_partition_of(there)}",
            given=here,
        )
    if isinstance(global_database, GlobalDatabase):
        accounts = account_of(stack), account_of(global_database.stack)
        if not any(map(is_unresolved, accounts)) and accounts[0] != accounts[1]:
            raise ConfigurationError(
                "DMS-H007",
                f"all clusters of a global database are in one account, and the primary is in {accounts[1]}, this one "
                f"in {accounts[0]}; give this stack account={accounts[1]!r}",
                given=accounts[0],
            )


def _partition_of(region: str) -> str:
    """Return the partition of a region; one that is not known counts as AWS's own."""
    return region_info.RegionInfo.get(region).partition or "aws"


def check_key_of_secondary(scope: Construct, global_database: IGlobalDatabase, key: kms.IKey | None) -> None:
    """Raise unless this encrypts a secondary where its primary is encrypted, and only there."""
    provides(
        "encryption_key",
        key,
        "key_ref",
        "a key",
        "encryption_key=kms.Alias.from_alias_name(self, 'Key', 'alias/aws/rds')",
    )
    if key is None:
        if global_database.is_encrypted:
            raise ConfigurationError(
                "DMS-H008",
                "the primary is encrypted, so its secondary needs a key of its own region, and keys don't cross "
                "regions; write encryption_key=kms.Alias.from_alias_name(self, 'Key', 'alias/aws/rds'), or a kms.Key "
                "of this stack",
            )
        return
    if not global_database.is_encrypted:
        raise ConfigurationError(
            "DMS-H008",
            "the primary is not encrypted with a key of KMS, and a secondary is as its primary; leave encryption_key "
            "out, or say is_encrypted=True where the global database is imported",
        )
    region = key.env.region
    here = region_of(stack_of(scope))
    if not is_unresolved(region) and region != here:
        raise ConfigurationError(
            "DMS-H008",
            f"encryption_key is a key of {region}, and this secondary is in {here}; take a key of {here}, or "
            "encryption_key=kms.Alias.from_alias_name(self, 'Key', 'alias/aws/rds')",
            given=region,
        )
