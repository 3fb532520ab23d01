"""The example app. Each value can be changed with `cdk deploy -c name=value` or in the context of cdk.json."""

from pathlib import Path
from typing import cast

import aws_cdk as cdk

import dms_constructs as dms
from stacks.aurora_mysql_to_kinesis import AuroraMySqlToKinesis
from stacks.mongodb_to_documentdb import MongoDbToDocumentDb
from stacks.mysql_to_aurora_mysql import MySqlToAuroraMySql
from stacks.mysql_to_aurora_postgresql import MySqlToAuroraPostgreSql
from stacks.mysql_to_redshift import MySqlToRedshift
from stacks.network import Network
from stacks.oracle_to_aurora_postgresql import OracleToAuroraPostgreSql
from stacks.postgresql_to_aurora_in_phases import PostgreSqlToAuroraInPhases
from stacks.postgresql_to_aurora_postgresql import PostgreSqlToAuroraPostgreSql
from stacks.postgresql_to_aurora_provisioned import PostgreSqlToAuroraProvisioned
from stacks.postgresql_to_aurora_serverless import PostgreSqlToAuroraServerless
from stacks.postgresql_to_global_database import GlobalDatabaseElsewhere, PostgreSqlToGlobalDatabase
from stacks.postgresql_to_s3_parquet import PostgreSqlToS3Parquet
from stacks.sql_server_to_aurora_postgresql import SqlServerToAuroraPostgreSql


def build(app: cdk.App) -> None:
    """Make the example stacks."""

    def setting(name: str, default: str) -> str:
        value = app.node.try_get_context(name)
        return default if value is None else str(value).strip()

    def settings(name: str, default: str) -> list[str]:
        value = app.node.try_get_context(name)
        # cdk.json may have a list.
        given = cast("list[object]", value) if isinstance(value, list) else setting(name, default).split(",")
        return [each for each in (str(item).strip() for item in given) if each]

    def file(name: str) -> str | None:
        path = setting(name, "")
        return Path(path).read_text(encoding="utf-8") if path else None

    serving, temporary = settings("serving", ""), settings("temporary", "")

    def phase(stack: str) -> dms.TargetPhase:
        return dms.TargetPhase.SERVING if stack in serving else dms.TargetPhase.LOADING

    def removal_policy(stack: str) -> cdk.RemovalPolicy:
        return cdk.RemovalPolicy.DESTROY if stack in temporary else cdk.RemovalPolicy.RETAIN

    network = Network(app, "Network")
    MySqlToAuroraPostgreSql(
        app,
        "MySqlToAuroraPostgreSql",
        vpc=network.vpc,
        source_secret_name=setting("sourceSecretName", "dms/shop-mysql"),
        source_ca_pem=file("sourceCaFile"),
        source_schema=setting("sourceSchema", "shop"),
        excluded_tables=settings("excludedTables", "audit_%"),
    )
    PostgreSqlToAuroraPostgreSql(
        app,
        "PostgreSqlToAuroraPostgreSql",
        vpc=network.vpc,
        source_instance=setting("watchedSourceInstance", "orders"),
        source_host=setting("watchedSourceHost", "orders.abcdefghijkl.eu-west-1.rds.amazonaws.com"),
        source_security_group=setting("watchedSourceSecurityGroup", "sg-0123456789abcdef0"),
        source_secret_name=setting("watchedSourceSecretName", "dms/orders-postgresql"),
        database=setting("watchedDatabase", "orders"),
        schema=setting("watchedSchema", "public"),
        emails=settings("alarmEmails", "dba@example.com"),
        runbook_url=setting("runbookUrl", "") or None,
    )
    PostgreSqlToS3Parquet(
        app,
        "PostgreSqlToS3Parquet",
        vpc=network.vpc,
        source_secret_name=setting("lakeSourceSecretName", "dms/sales-postgresql"),
        source_database=setting("lakeSourceDatabase", "sales"),
        schemas={
            "production": setting("lakeSourceSchema", "public"),
            "staging": setting("lakeStagingSchema", "preview"),
        },
    )
    PostgreSqlToAuroraServerless(
        app,
        "PostgreSqlToAuroraServerless",
        vpc=network.vpc,
        source_secret_name=setting("serverlessSourceSecretName", "dms/orders-postgresql"),
        source_database=setting("serverlessSourceDatabase", "orders"),
        source_schema=setting("serverlessSourceSchema", "public"),
    )
    PostgreSqlToAuroraInPhases(
        app,
        "PostgreSqlToAuroraInPhases",
        vpc=network.vpc,
        source_secret_name=setting("phasedSourceSecretName", "dms/billing-postgresql"),
        source_database=setting("phasedSourceDatabase", "billing"),
        source_schema=setting("phasedSourceSchema", "public"),
        phase=phase("PostgreSqlToAuroraInPhases"),
        removal_policy=removal_policy("PostgreSqlToAuroraInPhases"),
    )
    PostgreSqlToAuroraProvisioned(
        app,
        "PostgreSqlToAuroraProvisioned",
        vpc=network.vpc,
        source_secret_name=setting("provisionedSourceSecretName", "dms/sales-postgresql"),
        source_database=setting("provisionedSourceDatabase", "sales"),
        source_schema=setting("provisionedSourceSchema", "public"),
        application_secret_name=setting("applicationSecretName", "sales/application"),
        phase=phase("PostgreSqlToAuroraProvisioned"),
        removal_policy=removal_policy("PostgreSqlToAuroraProvisioned"),
    )
    MySqlToAuroraMySql(
        app,
        "MySqlToAuroraMySql",
        vpc=network.vpc,
        source_instance=setting("mysqlSourceInstance", "crm"),
        source_host=setting("mysqlSourceHost", "crm.abcdefghijkl.eu-west-1.rds.amazonaws.com"),
        source_security_group=setting("mysqlSourceSecurityGroup", "sg-0123456789abcdef0"),
        source_secret_name=setting("mysqlSourceSecretName", "dms/crm-mysql"),
        source_schema=setting("mysqlSourceSchema", "crm"),
        rds_ca_pem=file("rdsCaFile"),
        phase=phase("MySqlToAuroraMySql"),
        removal_policy=removal_policy("MySqlToAuroraMySql"),
    )
    AuroraMySqlToKinesis(
        app,
        "AuroraMySqlToKinesis",
        vpc=network.vpc,
        source_cluster=setting("streamSourceCluster", "shop"),
        source_security_group=setting("streamSourceSecurityGroup", "sg-0123456789abcdef0"),
        source_secret_name=setting("streamSourceSecretName", "dms/shop-aurora"),
        source_schema=setting("streamSourceSchema", "shop"),
        tables=settings("streamTables", "orders,order_lines"),
        rds_ca_pem=file("rdsCaFile"),
    )
    OracleToAuroraPostgreSql(
        app,
        "OracleToAuroraPostgreSql",
        vpc=network.vpc,
        source_secret_name=setting("oracleSourceSecretName", "dms/erp-oracle"),
        source_database=setting("oracleSourceDatabase", "ORCL"),
        source_wallet=file("oracleWalletFile"),
        source_schema=setting("oracleSourceSchema", "ERP"),
    )
    SqlServerToAuroraPostgreSql(
        app,
        "SqlServerToAuroraPostgreSql",
        vpc=network.vpc,
        source_secret_name=setting("sqlServerSourceSecretName", "dms/hr-sqlserver"),
        source_database=setting("sqlServerSourceDatabase", "hr"),
        source_schema=setting("sqlServerSourceSchema", "dbo"),
    )
    MySqlToRedshift(
        app,
        "MySqlToRedshift",
        vpc=network.vpc,
        source_secret_name=setting("warehouseSourceSecretName", "dms/shop-mysql"),
        source_schema=setting("warehouseSourceSchema", "shop"),
    )
    MongoDbToDocumentDb(
        app,
        "MongoDbToDocumentDb",
        vpc=network.vpc,
        source_secret_name=setting("documentSourceSecretName", "dms/catalog-mongodb"),
        source_database=setting("documentSourceDatabase", "catalog"),
        rds_ca_pem=file("rdsCaFile"),
    )
    primary = PostgreSqlToGlobalDatabase(
        app,
        "PostgreSqlToGlobalDatabase",
        env=cdk.Environment(region=setting("globalPrimaryRegion", "us-east-1")),
        source_secret_name=setting("globalSourceSecretName", "dms/accounts-postgresql"),
        source_database=setting("globalSourceDatabase", "accounts"),
        source_schema=setting("globalSourceSchema", "public"),
        global_cluster_identifier=setting("globalClusterIdentifier", "accounts"),
        phase=phase("PostgreSqlToGlobalDatabase"),
        removal_policy=removal_policy("PostgreSqlToGlobalDatabase"),
    )
    if primary.global_database is not None:
        GlobalDatabaseElsewhere(
            app,
            "GlobalDatabaseElsewhere",
            env=cdk.Environment(region=setting("globalSecondaryRegion", "us-west-2")),
            global_database=primary.global_database,
            removal_policy=removal_policy("PostgreSqlToGlobalDatabase"),
        )
    for name in {*serving, *temporary} - {child.node.id for child in app.node.children}:
        raise ValueError(f"the context names the stack {name}, which is not there")


if __name__ == "__main__":
    example = cdk.App()
    build(example)
    example.synth()
