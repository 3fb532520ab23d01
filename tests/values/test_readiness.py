"""What a plan tells of the servers of its ends, and what looks like it but is right."""

from dataclasses import dataclass, field
from typing import Any

import pytest

import dms_constructs as dms
from dms_constructs import facts
from tests.values.premigration_cases.of_servers import of_aurora, of_rds

LOAD, CHANGES, BOTH = dms.MigrationType.FULL_LOAD, dms.MigrationType.CDC, dms.MigrationType.FULL_LOAD_AND_CDC
MYSQL, MARIADB, POSTGRESQL = dms.EngineName.MYSQL, dms.EngineName.MARIADB, dms.EngineName.POSTGRESQL
AURORA_MYSQL, AURORA_POSTGRESQL = dms.EngineName.AURORA_MYSQL, dms.EngineName.AURORA_POSTGRESQL
MYSQL_80: dict[str, Any] = {"engine_name": MYSQL, "engine_version": "8.0.39"}


@dataclass(frozen=True, kw_only=True)
class Case:
    """Two servers, what moves between them, and what is told of them."""

    told: str
    what: str
    source: dms.ServerFacts | None = None
    target: dms.ServerFacts | None = None
    engines: tuple[dms.EngineName, dms.EngineName] = (MYSQL, POSTGRESQL)
    kind: dms.MigrationType | None = BOTH
    source_has: dict[str, Any] = field(default_factory=dict)
    target_has: dict[str, Any] = field(default_factory=dict)


def plan_of(case: Case) -> dms.TaskPlan:
    source, target = case.engines
    return dms.TaskPlan(
        migration_type=case.kind,
        source=dms.EndpointFacts(
            endpoint_type=dms.EndpointType.SOURCE, engine_name=source, server=case.source, **case.source_has
        ),
        target=dms.EndpointFacts(
            endpoint_type=dms.EndpointType.TARGET, engine_name=target, server=case.target, **case.target_has
        ),
        table_mappings=None,
        task_settings=None,
    )


def told_of(plan: dms.TaskPlan) -> str:
    """The code of the first error, or the ids of the findings; nothing where all is right."""
    try:
        return " ".join(finding.id for finding in plan.server_findings)
    except dms.ConfigurationError as error:
        return error.code


NO_TLS = {"ssl_mode": dms.SslMode.NONE}
TLS = {"ssl_mode": dms.SslMode.REQUIRE}
IAM = {"settings": {"AuthenticationMethod": "iam"}}
BOTH_MYSQL: dict[str, Any] = {"engines": (MYSQL, MYSQL), "kind": CHANGES}
POSTGRES_17: dict[str, Any] = {"engine_name": POSTGRESQL, "engine_version": "17.2"}
AURORA: dict[str, Any] = {"engines": (AURORA_POSTGRESQL, POSTGRESQL)}
ROWS: dict[str, str | None] = {"binlog_format": "ROW"}
LOGICAL: dict[str, str | None] = {"rds.logical_replication": "1"}
CASES = (
    # TLS
    Case(
        told="DMS-J008",
        what="a source that enforces TLS",
        source=of_rds({"require_secure_transport": "1"}),
        kind=LOAD,
        source_has=NO_TLS,
    ),
    Case(
        told="",
        what="a source that enforces TLS and gets it",
        source=of_rds({"require_secure_transport": "1"}),
        kind=LOAD,
        source_has={"ssl_mode": dms.SslMode.VERIFY_CA},
    ),
    Case(
        told="",
        what="a source that does not enforce TLS",
        source=of_rds({"require_secure_transport": "0"}),
        kind=LOAD,
        source_has=NO_TLS,
    ),
    Case(
        told="",
        what="an endpoint of which TLS is not known",
        source=of_rds({"require_secure_transport": "1"}),
        kind=LOAD,
    ),
    Case(
        told="DMS-J008",
        what="a PostgreSQL target that enforces TLS",
        target=of_rds({"rds.force_ssl": "1"}),
        target_has=NO_TLS,
    ),
    Case(
        told="",
        what="a PostgreSQL target that enforces TLS and gets it",
        target=of_rds({"rds.force_ssl": "1"}),
        target_has=TLS,
    ),
    Case(told="database.tlsEnforced", what="PostgreSQL 17 by default", target=of_rds(**POSTGRES_17), target_has=NO_TLS),
    Case(
        told="",
        what="PostgreSQL 17 that is told not to",
        target=of_rds({"rds.force_ssl": "0"}, **POSTGRES_17),
        target_has=NO_TLS,
    ),
    # Character sets and letter case
    Case(
        told="database.characterSet",
        what="a narrow target",
        source=of_rds({"character_set_server": "utf8mb4"}),
        target=of_rds({"character_set_server": "latin1"}),
        **BOTH_MYSQL,
    ),
    Case(
        told="",
        what="a narrow source",
        source=of_rds({"character_set_server": "latin1"}),
        target=of_rds({"character_set_server": "utf8mb4"}),
        **BOTH_MYSQL,
    ),
    Case(
        told="",
        what="two of one width",
        source=of_rds({"character_set_server": "UTF8MB4"}),
        target=of_rds({"character_set_server": "utf8mb4"}),
        **BOTH_MYSQL,
    ),
    Case(
        told="",
        what="a source of which that is not known",
        target=of_rds({"character_set_server": "latin1"}),
        **BOTH_MYSQL,
    ),
    Case(
        told="database.letterCase",
        what="another letter case",
        source=of_rds({"lower_case_table_names": "1"}),
        target=of_rds({"lower_case_table_names": "0"}),
        **BOTH_MYSQL,
    ),
    Case(
        told="database.letterCase",
        what="another letter case by default",
        source=of_rds({"lower_case_table_names": "1"}),
        target=of_rds(**MYSQL_80),
        **BOTH_MYSQL,
    ),
    Case(
        told="",
        what="one letter case",
        source=of_rds({"lower_case_table_names": "1"}),
        target=of_rds({"lower_case_table_names": "1"}),
        **BOTH_MYSQL,
    ),
    Case(
        told="",
        what="another letter case on PostgreSQL",
        source=of_rds({"lower_case_table_names": "1"}),
        target=of_rds(**POSTGRES_17),
        kind=LOAD,
    ),
    # Proxies
    Case(
        told="DMS-J002",
        what="changes of PostgreSQL through a proxy",
        source=dms.ServerFacts(is_behind_proxy=True),
        engines=(POSTGRESQL, MYSQL),
    ),
    Case(
        told="",
        what="a load of PostgreSQL through a proxy",
        source=dms.ServerFacts(is_behind_proxy=True),
        engines=(POSTGRESQL, MYSQL),
        kind=LOAD,
    ),
    Case(told="", what="a target through a proxy", target=dms.ServerFacts(is_behind_proxy=True)),
    # Serverless v1
    Case(
        told="DMS-J010",
        what="changes of Serverless v1",
        source=of_aurora(ROWS, is_serverless_v1=True),
        engines=(AURORA_MYSQL, MYSQL),
    ),
    Case(
        told="",
        what="a load of Serverless v1",
        source=of_aurora(ROWS, is_serverless_v1=True),
        engines=(AURORA_MYSQL, POSTGRESQL),
        kind=LOAD,
    ),
    # Aurora PostgreSQL
    Case(
        told="database.synchronousCommit",
        what="commits that do not wait",
        source=of_aurora({**LOGICAL, "synchronous_commit": "off"}),
        **AURORA,
    ),
    Case(told="", what="commits that wait", source=of_aurora({**LOGICAL, "synchronous_commit": "on"}), **AURORA),
    Case(
        told="",
        what="commits that do not wait, on RDS",
        source=of_rds({**LOGICAL, "synchronous_commit": "off"}),
        engines=(POSTGRESQL, MYSQL),
    ),
    # IAM instead of a password
    Case(
        told="database.iamWithoutReplication",
        what="a login with IAM that replication does not take",
        source=of_aurora(LOGICAL, engine_name=AURORA_POSTGRESQL, engine_version="17.7"),
        source_has=IAM,
        **AURORA,
    ),
    Case(
        told="database.iamWithoutReplication",
        what="a login with IAM that replication of RDS does not take",
        source=of_rds({**LOGICAL, "rds.iam_auth_for_replication": "0"}),
        source_has=IAM,
        engines=(POSTGRESQL, MYSQL),
    ),
    Case(
        told="",
        what="a login with IAM that replication takes",
        source=of_rds({**LOGICAL, "rds.iam_auth_for_replication": "1"}, **POSTGRES_17),
        source_has=IAM,
        engines=(POSTGRESQL, MYSQL),
    ),
    Case(
        told="",
        what="a login with IAM for a load",
        source=of_rds(LOGICAL, **POSTGRES_17),
        source_has=IAM,
        engines=(POSTGRESQL, MYSQL),
        kind=LOAD,
    ),
    Case(
        told="",
        what="a login with a password",
        source=of_rds(LOGICAL, **POSTGRES_17),
        engines=(POSTGRESQL, MYSQL),
    ),
    # Defaults
    Case(told="database.binlogFormat", what="MySQL 8.0 by default", source=of_rds(**MYSQL_80)),
    Case(told="", what="MySQL 8.0 by default in a load", source=of_rds(**MYSQL_80), kind=LOAD),
    Case(told="", what="MySQL of a version that is not known", source=of_rds(engine_name=MYSQL)),
    Case(
        told="DMS-J004",
        what="MariaDB by default",
        source=of_rds(engine_name=MARIADB, engine_version="10.11.9"),
        engines=(MARIADB, POSTGRESQL),
    ),
    Case(
        told="DMS-J003",
        what="Aurora MySQL by default",
        source=of_aurora(engine_name=AURORA_MYSQL, engine_version="8.0.mysql_aurora.3.10.3"),
        engines=(AURORA_MYSQL, POSTGRESQL),
    ),
    Case(told="DMS-J005", what="PostgreSQL by default", source=of_rds(**POSTGRES_17), engines=(POSTGRESQL, MYSQL)),
    Case(
        told="database.localInfile",
        what="a target of MySQL 8.0 by default",
        target=of_rds(**MYSQL_80),
        engines=(MYSQL, MYSQL),
        kind=LOAD,
    ),
    Case(told="", what="a target of MySQL 8.0 by default for changes", target=of_rds(**MYSQL_80), **BOTH_MYSQL),
    Case(told="", what="a target of PostgreSQL", target=of_rds({"local_infile": "0"}, **POSTGRES_17), kind=LOAD),
    # Timeouts
    Case(
        told="database.timeouts",
        what="a target that waits a minute",
        target=of_rds({"net_read_timeout": "60"}),
        **BOTH_MYSQL,
    ),
    Case(told="", what="a target that waits by default", target=of_rds(**MYSQL_80), **BOTH_MYSQL),
    # What is not known
    Case(told="", what="a migration type that is not known", source=of_rds({"binlog_format": "MIXED"}), kind=None),
    Case(told="", what="servers of which nothing is known"),
    Case(told="", what="a server of which only that it is one of RDS", source=of_rds(), target=of_rds()),
)


@pytest.mark.parametrize("case", CASES, ids=[f"{each.what}: {each.told or 'nothing'}" for each in CASES])
def test_a_plan_tells_of_its_servers_what_can_be_true(case: Case) -> None:
    assert told_of(plan_of(case)) == case.told


FOUND = [each for each in CASES if each.told]


@pytest.mark.parametrize("case", FOUND, ids=[each.what for each in FOUND])
def test_what_is_told_of_a_server_has_its_code_in_the_facts(case: Case) -> None:
    assert facts.code(case.told)["source"]


def test_servers_are_kept_from_what_was_worked_out_before() -> None:
    plan = plan_of(Case(told="", what=""))

    again = plan.with_servers(source=of_rds(**POSTGRES_17), target=None)

    assert (plan.source.server, again.source.server) == (None, of_rds(**POSTGRES_17))


def test_the_evaluation_of_tables_is_not_made_again_for_servers() -> None:
    plan = dms.TaskPlan(
        migration_type=BOTH,
        source=dms.EndpointFacts(endpoint_type=dms.EndpointType.SOURCE, engine_name=MYSQL),
        target=dms.EndpointFacts(endpoint_type=dms.EndpointType.TARGET, engine_name=MYSQL),
        table_mappings=dms.TableMappings(dms.Include("shop")),
        task_settings=dms.TaskSettings(),
        source_catalog=dms.Catalog(dms.SourceTable("shop", "orders"), engine=MYSQL),
    )
    evaluation = plan.evaluation

    assert plan.with_servers(source=of_rds(ROWS), target=None).evaluation is evaluation


# What to write


def fix_of(source: dms.ServerFacts) -> str:
    with pytest.raises(dms.ConfigurationError) as caught:
        assert plan_of(Case(told="", what="", source=source)).server_findings
    return str(caught.value)


def group(
    given: dict[str, str | None], path: str = "Shop/Orders/ParameterGroup", **more: Any
) -> dms.ParameterGroupFacts:
    return dms.ParameterGroupFacts(parameters=given, path=path, **more)


@pytest.mark.parametrize(
    ("made", "fix"),
    [
        (group({"binlog_format": "MIXED"}), "give Shop/Orders parameters=dms.parameters_for_cdc(dms.EngineName.MYSQL)"),
        (
            group({"binlog_format": "MIXED", "wait_timeout": "600"}),
            'give Shop/Orders parameters={**dms.parameters_for_cdc(dms.EngineName.MYSQL), "wait_timeout": "600"}',
        ),
        (
            group({"binlog_format": "MIXED", "wait_timeout": None}),
            'write group.add_parameter("binlog_format", "ROW") where Shop/Orders/ParameterGroup is the group',
        ),
        (
            group({"binlog_format": "MIXED"}, path="Shop/Group", is_shared=True),
            'write group.add_parameter("binlog_format", "ROW") where Shop/Group is the group',
        ),
        (
            group({"binlog_format": "MIXED"}, path="Shop/Target/ClusterParameters", is_shared=True),
            'add {"binlog_format": "ROW"} to parameters of Shop/Target',
        ),
    ],
)
def test_what_to_write_is_where_the_value_is(made: dms.ParameterGroupFacts, fix: str) -> None:
    server = dms.ServerFacts(
        deployment=dms.Deployment.RDS, engine_name=MYSQL, path="Shop/Orders", instance_parameters=made
    )

    assert f"; {fix} [DMS-J004]" in fix_of(server)
