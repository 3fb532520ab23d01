"""What a life cycle refuses or warns of."""

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_s3 as s3

import dms_constructs as dms
from tests.constructs.conftest import warnings_of
from tests.constructs.life_cycles import (
    Make,
    entry,
    imported_endpoints,
    make,
    make_task,
)

__all__ = ["make", "make_task"]


@pytest.mark.parametrize(
    "option",
    [{"reload": dms.ReloadPolicy.WHEN_NEEDED}, {"allow": dms.Allow("4f2a91c3-88de01ab")}],
    ids=lambda option: next(iter(option)),
)
def test_an_option_without_start_is_refused(make: Make, fails: Callable[..., Any], option: dict[str, Any]) -> None:
    fails("DMS-L001", "no effect without start", lambda: make(start=None, **option))


def test_an_assessment_is_refused_where_no_deployment_starts_the_task(
    stack: cdk.Stack, make: Make, fails: Callable[..., Any]
) -> None:
    assessment = dms.PremigrationAssessment(bucket=s3.Bucket(stack, "Reports"))

    fails(
        "DMS-L001",
        "write start=dms.StartPolicy.ON_CREATE",
        lambda: make(start=dms.StartPolicy.NEVER, assessment=assessment),
    )


def test_a_refused_option_leaves_nothing_behind(stack: cdk.Stack, make: Make) -> None:
    with pytest.raises(dms.ConfigurationError):
        make(start=None, allow=dms.Allow("4f2a91c3-88de01ab"))

    assert stack.node.try_find_child("Migration") is None


def test_consent_as_text_is_refused_with_the_code(make: Make, fails: Callable[..., Any]) -> None:
    fails("DMS-L001", r"write dms.Allow\('4f2a91c3-88de01ab'\)", lambda: make(allow="4f2a91c3-88de01ab"))


def test_a_stack_that_can_deploy_no_code_is_refused(
    app: cdk.App, instance: dms.IReplicationInstance, fails: Callable[..., Any]
) -> None:
    bare = cdk.Stack(app, "Bare", synthesizer=cdk.BootstraplessSynthesizer())
    fails(
        "DMS-L003",
        "can't deploy its code",
        lambda: dms.ReplicationTask(
            bare,
            "Task",
            replication_instance=dms.ReplicationInstance.from_replication_instance_attributes(
                bare, "Instance", replication_instance_arn="arn:aws:dms:eu-west-1:111122223333:rep:ABC"
            ),
            migration_type=dms.MigrationType.CDC,
            table_mappings=dms.TableMappings(dms.Include("shop")),
            start=dms.StartPolicy.NEVER,
            **imported_endpoints(bare),
        ),
    )


def test_consent_for_another_change_is_a_finding(stack: cdk.Stack, make: Make) -> None:
    make(allow=dms.Allow("4f2a91c3-88de01ab"))

    assert "dms-constructs:task.allowSpent" in warnings_of(stack)


def test_consent_for_this_change_is_not_a_finding(app: cdk.App, stack: cdk.Stack, make: Make) -> None:
    make()
    leads_to = entry(stack)["Fingerprint"][:8]
    again = same_app_with(dms.Allow(f"00000000-{leads_to}"))

    assert "dms-constructs:task.allowSpent" not in warnings_of(again)


def same_app_with(allow: dms.Allow) -> cdk.Stack:
    """Make the migration of these tests anew, with consent."""
    from tests.constructs import conftest

    app = cdk.App()
    stack = conftest.stack.__wrapped__(app)
    secret = conftest.secret.__wrapped__(stack)
    connection = conftest.connection.__wrapped__(secret)
    vpc = conftest.vpc.__wrapped__(stack)
    dms.DatabaseMigration(
        stack,
        "Migration",
        compute=dms.Provisioned(vpc=vpc),
        source=dms.MySqlSource(stack, "Source", connection=connection),
        target=dms.PostgreSqlTarget(stack, "Target", connection=connection, database="shop"),
        migration_type=dms.MigrationType.FULL_LOAD_AND_CDC,
        table_mappings=dms.TableMappings(dms.Include("shop")),
        start=dms.StartPolicy.ALWAYS_RUNNING,
        allow=allow,
    )
    return stack


def test_a_task_that_is_kept_is_a_finding(stack: cdk.Stack, make_task: Make) -> None:
    make_task(removal_policy=cdk.RemovalPolicy.RETAIN)

    assert "dms-constructs:task.outlivesItsLifeCycle" in warnings_of(stack)
