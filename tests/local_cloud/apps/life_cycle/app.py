"""A migration that is kept running; each value of the context is a change that somebody makes to it."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_secretsmanager as secretsmanager

import dms_constructs as dms

app = cdk.App()
stack = cdk.Stack(app, "Kept")


def changed(name: str, otherwise: str) -> str:
    return str(app.node.try_get_context(name) or otherwise)


vpc = ec2.Vpc(
    stack,
    "Vpc",
    max_azs=2,
    nat_gateways=0,
    restrict_default_security_group=False,
    subnet_configuration=[ec2.SubnetConfiguration(name="Isolated", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)],
)
vpc.add_interface_endpoint("SecretsManager", service=ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER)
secrets = {
    name: secretsmanager.Secret(
        stack,
        f"{name}Secret",
        generate_secret_string=secretsmanager.SecretStringGenerator(
            secret_string_template=f'{{"host": "{name.lower()}.example.com", "port": 3306, "username": "dms"}}',
            generate_string_key="password",
            exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS,
        ),
    )
    for name in ("Old", "New")
}
named = changed("secret", "")
source_secret = secretsmanager.Secret.from_secret_name_v2(stack, "Named", named) if named else secrets["Old"]
authority = changed("authority", "")
pem = f"-----BEGIN CERTIFICATE-----\n{authority * 64}\n-----END CERTIFICATE-----\n"
source = dms.MySqlSource(
    stack,
    "Source",
    connection=dms.Connection.from_secret(source_secret),
    certificate=dms.Certificate(stack, "Authority", certificate_pem=dms.unchecked(pem)) if authority else None,
    events_poll_interval=cdk.Duration.seconds(int(changed("poll", "5"))),
)
target = dms.MySqlTarget(stack, "Target", connection=dms.Connection.from_secret(secrets["New"]))
compute: dms.Compute = dms.Provisioned(vpc=vpc, instance_class=dms.InstanceClass(changed("class", "dms.r6i.large")))
if changed("serverless", ""):
    compute = dms.Serverless(vpc=vpc, max_dcu=4)
consent = changed("allow", "")
start = changed("start", "ALWAYS_RUNNING")
policy: dict[str, Any] = {}
if start != "none":
    policy = {
        "start": dms.StartPolicy(start),
        "reload": dms.ReloadPolicy(changed("reload", "NEVER")),
        "allow": dms.Allow(consent) if consent else None,
    }
made = []
if not changed("removed", ""):
    migration = dms.DatabaseMigration(
        stack,
        changed("name", "Migration"),
        compute=compute,
        source=source,
        target=target,
        migration_type=dms.MigrationType(changed("type", "full-load-and-cdc")),
        table_mappings=dms.TableMappings(dms.Include(changed("schema", "shop"))),
        task_settings=dms.TaskSettings(full_load=dms.FullLoad(commit_rate=int(changed("rate", "10000")))),
        **policy,
    )
    made.append(migration.replication)
    if changed("second", ""):
        made.append(
            migration.add_task(
                "Second",
                migration_type=dms.MigrationType.CDC,
                table_mappings=dms.TableMappings(dms.Include("archive")),
                **policy,
            )
        )
if changed("late", ""):
    late = cdk.aws_dms.CfnEndpoint(stack, "Late", endpoint_type="target", engine_name="none", server_name="a", port=1)
    late.node.add_dependency(*made)
app.synth()
