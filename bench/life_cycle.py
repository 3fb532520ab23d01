"""
Construct and synthesize some migrations with a life cycle, or without; print the seconds that it took.

`python -m bench.life_cycle with`: in a process of its own, as `cdk synth` is. Starting Python and Node is left out, and
so is loading the library.
"""

import sys
import time

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2

import dms_constructs as dms
import dms_constructs.lifecycle.life_cycle  # loaded with its first use otherwise, which the whole process shows
from bench import apps, ours

MIGRATIONS = 20


def build(start: dms.StartPolicy | None) -> cdk.App:
    app = cdk.App(analytics_reporting=False)
    stack = apps.stack_of(app, "Shop")
    _, *secrets = apps.given(stack)
    vpc = ec2.Vpc(stack, "Network", max_azs=2)
    for number in range(MIGRATIONS):
        ours.pipeline(stack, vpc, *secrets, start=start, name=f"Shop{number}", schema=f"shop{number}")
    return app


if __name__ == "__main__":
    policy = dms.StartPolicy.ALWAYS_RUNNING if sys.argv[1] == "with" else None
    began = time.perf_counter()
    build(policy).synth()
    print(time.perf_counter() - began)
