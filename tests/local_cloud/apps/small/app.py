"""Two stacks with next to nothing in them."""

import aws_cdk as cdk
from aws_cdk import aws_sns as sns

app = cdk.App()
for name in ("One", "Two"):
    sns.CfnTopic(cdk.Stack(app, name), "Topic")
app.synth()
