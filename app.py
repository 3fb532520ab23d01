"""The example app. Each value can be changed with `cdk deploy -c name=value` or in the context of cdk.json."""

import aws_cdk as cdk

from stacks.mysql_to_aurora_postgresql import MySqlToAuroraPostgreSql
from stacks.network import Network

app = cdk.App()


def setting(name: str, default: str) -> str:
    """Return a context value as text."""
    value = app.node.try_get_context(name)
    return default if value is None else str(value)


network = Network(app, "Network")
MySqlToAuroraPostgreSql(
    app,
    "MySqlToAuroraPostgreSql",
    vpc=network.vpc,
    source_secret_name=setting("sourceSecretName", "dms/shop-mysql"),
    source_schema=setting("sourceSchema", "shop"),
    excluded_tables=[name for name in setting("excludedTables", "audit_%").split(",") if name],
)
app.synth()
