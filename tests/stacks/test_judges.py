"""Three independent judges of the example stacks: cfn-lint, cdk-nag and the CDK's own strict validation."""

import contextlib
import json
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import cdk_nag
import pytest
from cfnlint.api import ManualArgs, lint

from tests.stacks.conftest import LOADING, SERVING, build_app, run_app

MIGRATION = "MySqlToAuroraPostgreSql"
SERVERLESS = "PostgreSqlToAuroraServerless"
WATCHED = "PostgreSqlToAuroraPostgreSql"
WAREHOUSE = "MySqlToRedshift"
DOCUMENTS = "MongoDbToDocumentDb"

TARGETS = (
    "MySqlToAuroraMySql",
    "PostgreSqlToAuroraInPhases",
    "PostgreSqlToAuroraProvisioned",
    "PostgreSqlToGlobalDatabase",
)

_MONITORING = "arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
_OF_DMS = "arn:<AWS::Partition>:dms:<AWS::Region>:<AWS::AccountId>"

# What cdk-nag's AwsSolutions pack says of the examples that we let stand, and why.
ACKNOWLEDGED = {
    (f"{MIGRATION}/Cluster/Secret", "AwsSolutions-SMG4"): (
        "a running DMS task keeps its session and may fail when it reconnects with a rotated password; "
        "rotation starts after cutover"
    ),
    (
        f"{MIGRATION}/Cluster",
        "AwsSolutions-RDS11",
    ): "PostgreSQL clients expect its default port; access is by security group",
    (f"{SERVERLESS}/Cluster/Secret", "AwsSolutions-SMG4"): (
        "a running replication keeps its session and may fail when it reconnects with a rotated password; "
        "rotation starts after cutover"
    ),
    (
        f"{SERVERLESS}/SecretsManager/SecurityGroup",
        "AwsSolutions-EC23",
    ): "open to the VPC's own addresses only; their range is another stack's, so the rule can't read it",
    (f"{WATCHED}/Cluster/Secret", "AwsSolutions-SMG4"): (
        "a running DMS task keeps its session and may fail when it reconnects with a rotated password; "
        "rotation starts after cutover"
    ),
    (
        f"{WATCHED}/Cluster",
        "AwsSolutions-RDS11",
    ): "PostgreSQL clients expect its default port; access is by security group",
    **{
        (f"{WATCHED}/DmsLifeCycle/Role", f"AwsSolutions-IAM5[Resource::{resource}]"): (
            "only what has the tag of this stack; actions that describe have no resource (docs/guide/life-cycle.md)"
        )
        for resource in ["*", *(f"{_OF_DMS}:{kind}:*" for kind in ("endpoint", "rep", "replication-config", "task"))]
    },
    **{
        (f"{name}/Target/Secret", "AwsSolutions-SMG4"): (
            "a running DMS task keeps its session and may fail when it reconnects with a rotated password; "
            "rotation starts after cutover"
        )
        for name in TARGETS
    },
    **{
        (f"{name}/Target/Cluster/MonitoringRole", f"AwsSolutions-IAM4[Policy::{_MONITORING}]"): (
            "AWS's own policy for enhanced monitoring: RDS may write to its one log group"
        )
        for name in TARGETS
    },
    (
        "MySqlToAuroraMySql/Target/Cluster",
        "AwsSolutions-RDS11",
    ): "MySQL clients expect its default port; access is by security group",
    **{
        (path, "AwsSolutions-SMG4"): (
            "a running DMS task keeps its session and may fail when it reconnects with a rotated password; "
            "rotation starts after cutover"
        )
        for path in (
            f"{DOCUMENTS}/Cluster/Secret",
            f"{WAREHOUSE}/WarehouseSecret",
            "OracleToAuroraPostgreSql/Cluster/Secret",
            "SqlServerToAuroraPostgreSql/Cluster/Secret",
        )
    },
    ("AuroraMySqlToKinesis/Changes", "AwsSolutions-KDS3"): (
        "a key of the stream's own costs more than AWS's, and can be given to readers of other accounts"
    ),
    (f"{WAREHOUSE}/Warehouse", "AwsSolutions-RS4"): "its logs go to CloudWatch, and the rule looks for a bucket only",
    (f"{DOCUMENTS}/Cluster", "AwsSolutions-DOC2"): "MongoDB's clients expect its port; access is by security group",
    (f"{DOCUMENTS}/Cluster", "AwsSolutions-DOC3"): "user name and password are references to the secret of the cluster",
    **{
        (f"{DOCUMENTS}/Cluster", f"AwsSolutions-DOC5[LogExport::{name}]"): (
            "the cluster exports its audit log, which holds these events; there is no such log to export"
        )
        for name in ("authenticate", "createIndex", "dropCollection")
    },
}


# What the examples warn of as cloned: the authorities of some servers are not known, so connections aren't encrypted.
WARNINGS = {
    (construct, "Annotation::dms-constructs:endpoint.notEncrypted")
    for construct in (
        "AuroraMySqlToKinesis/Source",
        f"{DOCUMENTS}/Target",
        f"{MIGRATION}/Source",
        "MySqlToAuroraMySql/Source",
        "MySqlToAuroraMySql/Target",
        f"{WAREHOUSE}/Source",
        "OracleToAuroraPostgreSql/Source",
    )
}
# The writer is larger while it is loaded; to serve, it is restarted as a smaller one.
WARNINGS_OF_SERVING = {("PostgreSqlToAuroraProvisioned/Target", "Annotation::dms-constructs:aurora.restart")}

# The Lambda with which the CDK itself empties a VPC's default security group, and its proxy, which waits for a cluster
# that it refers to anyway.
OF_THE_CDK = ("CustomVpcRestrictDefaultSG", "TargetProxyProxyTargetGroup")


def linted(template: dict[str, Any]) -> list[str]:
    found = lint(json.dumps(template), config=ManualArgs(regions=["us-east-1", "eu-central-1"]))
    return [str(match) for match in found if not any(each in str(match) for each in OF_THE_CDK)]


@pytest.mark.parametrize("name", LOADING)
def test_cfn_lint_finds_nothing(name: str, templates: dict[str, Any]) -> None:
    assert linted(templates[name]) == []


@pytest.mark.parametrize("name", SERVING)
def test_cfn_lint_finds_nothing_in_what_serves(name: str, serving: dict[str, Any]) -> None:
    assert linted(serving[name]) == []


def violations_in(assembly: Path) -> set[tuple[str, str]]:
    """Everything in an assembly's validation report, as pairs of construct and rule."""
    report = assembly / "validation-report.json"
    if not report.exists():
        return set()
    return {
        (resource["constructPath"], violation["ruleName"])
        for plugin in json.loads(report.read_text())["pluginReports"]
        for violation in plugin["violations"]
        for resource in violation["violatingConstructs"]
    }


def nagged(project: Path, outdir: Path, phase: str) -> set[tuple[str, str]]:
    """What cdk-nag finds after the acknowledgements, as pairs of construct and rule."""
    app = build_app(project, outdir, phase, builtin_cloud_formation_validation=False)
    constructs = {construct.node.path: construct for construct in app.node.find_all()}
    for (path, rule), reason in ACKNOWLEDGED.items():
        if path in constructs:
            cdk.Validations.of(constructs[path]).acknowledge(cdk.Acknowledgment(id=rule, reason=reason))
    cdk.Validations.of(app).add_plugins(cdk_nag.AwsSolutionsChecks(app, verbose=True))
    with contextlib.suppress(RuntimeError):  # under pytest the CDK raises when there are findings; the report has them
        app.synth()
    return violations_in(outdir)


@pytest.mark.parametrize(("phase", "warnings"), [("loading", WARNINGS), ("serving", WARNINGS_OF_SERVING)])
def test_cdk_nag_finds_nothing_that_is_not_acknowledged(
    phase: str, warnings: set[tuple[str, str]], project: Path, tmp_path: Path
) -> None:
    assert nagged(project, tmp_path, phase) == warnings


def test_every_acknowledgement_has_its_reason() -> None:
    assert all(len(reason) > 30 for reason in ACKNOWLEDGED.values())


def test_strict_validation_by_the_cdk_finds_nothing(project: Path, tmp_path: Path) -> None:
    done = run_app(project, tmp_path, CDK_VALIDATION="true")

    assert done.returncode == 0, done.stderr
    assert violations_in(tmp_path) == WARNINGS


def test_strict_validation_finds_what_is_wrong(project: Path, tmp_path: Path) -> None:
    app = tmp_path / "wrong.py"
    app.write_text(
        "import aws_cdk as cdk\n"
        "app = cdk.App(context={'@aws-cdk/core:validateAgainstDefaultRules': True})\n"
        "stack = cdk.Stack(app, 'Wrong')\n"
        "cdk.CfnResource(stack, 'Task', type='AWS::DMS::ReplicationTask', properties={'MigrationType': 5})\n"
        "app.synth()\n"
    )

    done = run_app(project, tmp_path / "out", script=app, CDK_VALIDATION="true")

    assert done.returncode != 0
    assert "MigrationType" in done.stdout + done.stderr
