"""The example app. Each value can be changed with `cdk deploy -c name=value` or in the context of cdk.json."""

from pathlib import Path
from typing import cast

import aws_cdk as cdk

from stacks.mysql_to_aurora_postgresql import MySqlToAuroraPostgreSql
from stacks.network import Network
from stacks.postgresql_to_aurora_postgresql import PostgreSqlToAuroraPostgreSql
from stacks.postgresql_to_aurora_serverless import PostgreSqlToAuroraServerless
from stacks.postgresql_to_s3_parquet import PostgreSqlToS3Parquet


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

    ca_file = setting("sourceCaFile", "")

    network = Network(app, "Network")
    MySqlToAuroraPostgreSql(
        app,
        "MySqlToAuroraPostgreSql",
        vpc=network.vpc,
        source_secret_name=setting("sourceSecretName", "dms/shop-mysql"),
        source_ca_pem=Path(ca_file).read_text(encoding="utf-8") if ca_file else None,
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
        source_schema=setting("lakeSourceSchema", "public"),
    )
    PostgreSqlToAuroraServerless(
        app,
        "PostgreSqlToAuroraServerless",
        vpc=network.vpc,
        source_secret_name=setting("serverlessSourceSecretName", "dms/orders-postgresql"),
        source_database=setting("serverlessSourceDatabase", "orders"),
        source_schema=setting("serverlessSourceSchema", "public"),
    )


if __name__ == "__main__":
    example = cdk.App()
    build(example)
    example.synth()
