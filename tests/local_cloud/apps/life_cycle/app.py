"""A migration that is kept running; each value of the context is a change that somebody makes to it."""

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
consent = changed("allow", "")
migration = dms.DatabaseMigration(
    stack,
    "Migration",
    compute=dms.Provisioned(vpc=vpc, instance_class=dms.InstanceClass(changed("class", "dms.r6i.large"))),
    source=dms.MySqlSource(
        stack,
        "Source",
        connection=dms.Connection.from_secret(secrets["Old"]),
        events_poll_interval=cdk.Duration.seconds(int(changed("poll", "5"))),
    ),
    target=dms.MySqlTarget(stack, "Target", connection=dms.Connection.from_secret(secrets["New"])),
    migration_type=dms.MigrationType(changed("type", "full-load-and-cdc")),
    table_mappings=dms.TableMappings(dms.Include(changed("schema", "shop"))),
    start=dms.StartPolicy.ALWAYS_RUNNING,
    reload=dms.ReloadPolicy(changed("reload", "NEVER")),
    allow=dms.Allow(consent) if consent else None,
)
cdk.CfnOutput(stack, "TaskArn", value=migration.task.replication_task_arn)
app.synth()
