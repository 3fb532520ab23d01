"""What the examples of this repository need and show: what their users have, and a change for each."""

from __future__ import annotations

import json
from collections.abc import Mapping

from local_cloud.server import LocalCloud

__all__ = ["DEFAULT", "change", "fill_sources", "make_databases", "make_secrets"]

DEFAULT = "MySqlToAuroraPostgreSql"
"""The example that is deployed when none is named."""

# Of each source: the context value that names its secret, the name, the one that names its schema, and the schema.
_SOURCES = (
    ("sourceSecretName", "dms/shop-mysql", "sourceSchema", "shop"),
    ("lakeSourceSecretName", "dms/sales-postgresql", "lakeSourceSchema", "public"),
    ("lakeSourceSecretName", "dms/sales-postgresql", "lakeStagingSchema", "preview"),
    ("serverlessSourceSecretName", "dms/orders-postgresql", "serverlessSourceSchema", "public"),
    ("watchedSourceSecretName", "dms/orders-postgresql", "watchedSchema", "public"),
    ("phasedSourceSecretName", "dms/billing-postgresql", "phasedSourceSchema", "public"),
    ("provisionedSourceSecretName", "dms/sales-postgresql", "provisionedSourceSchema", "public"),
    ("mysqlSourceSecretName", "dms/crm-mysql", "mysqlSourceSchema", "crm"),
    ("globalSourceSecretName", "dms/accounts-postgresql", "globalSourceSchema", "public"),
    ("streamSourceSecretName", "dms/shop-aurora", "streamSourceSchema", "shop"),
    ("oracleSourceSecretName", "dms/erp-oracle", "oracleSourceSchema", "ERP"),
    ("sqlServerSourceSecretName", "dms/hr-sqlserver", "sqlServerSourceSchema", "dbo"),
    ("warehouseSourceSecretName", "dms/shop-mysql", "warehouseSourceSchema", "shop"),
    ("documentSourceSecretName", "dms/catalog-mongodb", "documentSourceDatabase", "catalog"),
)
_LOGIN = {"host": "mysql.shop.example.com", "port": 3306, "username": "dms", "password": "not-a-real-one"}
# What is in such a database, with rows.
_TABLES = {"customers": 40_000, "orders": 250_000, "order_lines": 900_000, "sessions": 12_000, "audit_log": 3_000_000}
# Of an example by name: a context value that changes its mappings, what it is otherwise, and what it becomes.
_CHANGES = {
    "MySqlToAuroraPostgreSql": ("excludedTables", "audit_%", "{},sessions"),
    "PostgreSqlToAuroraServerless": ("serverlessSourceSchema", "public", "{}_archive"),
    "PostgreSqlToAuroraPostgreSql": ("watchedSchema", "public", "{}_archive"),
    "PostgreSqlToAuroraInPhases": ("phasedSourceSchema", "public", "{}_archive"),
    "PostgreSqlToAuroraProvisioned": ("provisionedSourceSchema", "public", "{}_archive"),
    "MySqlToAuroraMySql": ("mysqlSourceSchema", "crm", "{}_archive"),
    "PostgreSqlToGlobalDatabase": ("globalSourceSchema", "public", "{}_archive"),
    "PostgreSqlToS3Parquet": ("lakeSourceSchema", "public", "{}_archive"),
    "AuroraMySqlToKinesis": ("streamTables", "orders,order_lines", "{},customers"),
    "OracleToAuroraPostgreSql": ("oracleSourceSchema", "ERP", "{}_ARCHIVE"),
    "SqlServerToAuroraPostgreSql": ("sqlServerSourceSchema", "dbo", "{}_archive"),
    "MySqlToRedshift": ("warehouseSourceSchema", "shop", "{}_archive"),
    "MongoDbToDocumentDb": ("documentSourceDatabase", "catalog", "{}_archive"),
}


def make_secrets(cloud: LocalCloud, context: Mapping[str, str]) -> None:
    """Make the secrets that the examples' users have before they deploy; two examples may share one."""
    for name in sorted({context.get(setting, name) for setting, name, _, _ in _SOURCES}):
        cloud.client("secretsmanager").create_secret(Name=name, SecretString=json.dumps(_LOGIN))


def make_databases(cloud: LocalCloud, context: Mapping[str, str]) -> None:
    """Make the database in RDS that one of the examples migrates from, and watches."""
    cloud.client("rds").create_db_instance(
        DBInstanceIdentifier=context.get("watchedSourceInstance", "orders"),
        DBInstanceClass="db.r6g.large",
        Engine="postgres",
        AllocatedStorage=200,
        MasterUsername="dms",
        MasterUserPassword=_LOGIN["password"],
    )


def fill_sources(cloud: LocalCloud, context: Mapping[str, str]) -> None:
    """Give the sources that will read such a secret the tables of every schema that an example reads by it."""
    schemas: dict[str, set[str]] = {}
    for setting, name, key, schema in _SOURCES:
        schemas.setdefault(context.get(setting, name), set()).add(context.get(key, schema))
    for secret, read in schemas.items():
        tables = [
            {"SchemaName": schema, "TableName": table, "Rows": rows}
            for schema in sorted(read)
            for table, rows in _TABLES.items()
        ]
        cloud.door("catalogue", {"Secret": secret, "Tables": tables})


def change(stack: str, context: Mapping[str, str]) -> dict[str, str]:
    """Return the context values that change the mappings of an example; none for one without."""
    if stack not in _CHANGES:
        return {}
    key, default, changed = _CHANGES[stack]
    return {key: changed.format(context.get(key, default))}
