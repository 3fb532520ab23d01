"""The example stacks that bench/app_l1.py has too, as app.py makes them; run as a whole process."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import aws_cdk as cdk

from stacks.mysql_to_aurora_postgresql import MySqlToAuroraPostgreSql
from stacks.network import Network

app = cdk.App()
network = Network(app, "Network")
MySqlToAuroraPostgreSql(
    app,
    "MySqlToAuroraPostgreSql",
    vpc=network.vpc,
    source_secret_name="dms/shop-mysql",
    source_ca_pem=None,
    source_schema="shop",
    excluded_tables=["audit_%"],
)
app.synth()
