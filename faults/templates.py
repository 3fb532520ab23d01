"""The stacks that the faults happen to: the library's own constructs, synthesized once for each of their forms."""

from __future__ import annotations

import functools
import hashlib
import json
import os
import pickle
import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_dms, aws_ec2 as ec2, aws_s3 as s3, aws_secretsmanager as secretsmanager

import dms_constructs as dms

__all__ = ["SHARED", "SUBNET_GROUP", "Form", "Synthesized", "consenting", "synthesized"]

SUBNET_GROUP = "faults"
SHARED = "FAULTS_SHARED"
"""The variable with the folder that the workers of a run share."""
_LATE = "Late"


@dataclass(frozen=True, kw_only=True)
class Form:
    """
    What a template says; each stack has one source, one target, one instance and its tasks.

    Args:
        task: The construct id of the task; None leaves it out.
        others: Construct ids of more tasks of the same kind.
        tables: The tables of the schema `shop` that move; with more tasks, of a schema of its own for each.
        with_catalog: Whether the source's catalog is given, with the tables `orders`, `invoices` and `customers`.
        migration_type: What is moved.
        start: When it starts; None leaves the life cycle away.
        reload: Whether it may be loaded again.
        allow: The consent to one change.
        poll_seconds: A setting of the source endpoint, which changes it in place.
        secret: The name of the secret of the source.
        certificate: The certificate of the source, if it has one.
        instance_class: The class of the instance.
        instance: The construct id of the instance.
        max_dcu: The largest capacity of a serverless replication.
        commit_rate: A setting of the task; DMS refuses one that is out of range.
        late_failure: Whether something behind all tasks can't be made.
        late_resource: Whether there is something behind all tasks.
        moves: Whether the tasks move when their instance is replaced.
        assessed: Whether DMS assesses a task before its first start.
        as_asset: Whether the table mappings are an asset.
        kept: Whether a task outlives its resource.
        serverless: Whether the tasks are serverless replications, and there is no instance.
    """

    task: str | None = "Task"
    others: tuple[str, ...] = ()
    tables: tuple[str, ...] = ("orders",)
    with_catalog: bool = True
    migration_type: dms.MigrationType = dms.MigrationType.FULL_LOAD_AND_CDC
    start: dms.StartPolicy | None = dms.StartPolicy.ALWAYS_RUNNING
    reload: dms.ReloadPolicy = dms.ReloadPolicy.WHEN_NEEDED
    allow: str | None = None
    poll_seconds: int = 5
    secret: str = "shop"
    certificate: str | None = None
    instance_class: str = "dms.t3.medium"
    instance: str = "Instance"
    max_dcu: int = 4
    commit_rate: int = 10_000
    late_failure: bool = False
    late_resource: bool = False
    moves: bool = False
    assessed: bool = False
    as_asset: bool = False
    kept: bool = False
    serverless: bool = False

    def but(self, **changed: Any) -> Form:
        """Return this form with something else in it."""
        return replace(self, **changed)


@dataclass(frozen=True)
class Synthesized:
    """A template, and the files that go with it, by their keys in the bucket."""

    template: dict[str, Any]
    files: dict[str, bytes]

    def resource(self, resource_type: str, path: str = "") -> str:
        """Return the logical id of the one resource of a type, or of the one whose id begins with `path`."""
        found = [
            name
            for name, each in self.template["Resources"].items()
            if each["Type"] == resource_type and name.startswith(path)
        ]
        (only,) = found
        return only

    def fingerprint(self, task: str | None) -> str:
        """Return that of a task, which consent is about."""
        gate = self.template["Resources"][self.resource("Custom::DmsGate")]
        tasks = [json.loads(told["Entry"]) for told in gate["Properties"]["Tasks"].values()]
        return str(next(entry["Fingerprint"] for entry in tasks if entry["Path"].endswith(f"/{task}")))


def consenting(old: Form, new: Form) -> Form:
    """Return the new form with consent to the change from the old one."""
    parts = (synthesized(form).fingerprint(form.task)[:8] for form in (old, new))
    return new.but(allow="-".join(parts))


@functools.cache
def synthesized(form: Form) -> Synthesized:
    """Synthesize a form: once in all, where the workers of a run share a folder."""
    shared = os.environ.get(SHARED)
    if shared is None:
        return _synthesized(form)
    path = Path(shared) / hashlib.sha256(repr(form).encode()).hexdigest()
    if not path.exists():
        with tempfile.NamedTemporaryFile(dir=shared, delete=False) as file:
            pickle.dump(_synthesized(form), file)
        Path(file.name).rename(path)  # at once, so no other worker reads half of it
    found: Synthesized = pickle.loads(path.read_bytes())
    return found


def _synthesized(form: Form) -> Synthesized:
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        app = cdk.App(outdir=folder, analytics_reporting=False)
        stack = cdk.Stack(app, "Shop")
        _fill(stack, form)
        template = app.synth(validate_on_synthesis=False).get_stack_by_name("Shop").template
        for section in ("Parameters", "Rules"):  # they only ask for the bootstrap stack
            del template[section]
        return Synthesized(template, dict(_files(Path(folder))))


def _files(folder: Path) -> list[tuple[str, bytes]]:
    manifest = json.loads((folder / "Shop.assets.json").read_text(encoding="utf-8"))
    found = []
    for asset in manifest["files"].values():
        (destination,) = asset["destinations"].values()
        path = folder / asset["source"]["path"]
        if asset["source"]["packaging"] == "zip":
            archive = shutil.make_archive(str(folder / destination["objectKey"]), "zip", path)
            found.append((destination["objectKey"], Path(archive).read_bytes()))
        elif not path.name.endswith(".template.json"):
            found.append((destination["objectKey"], path.read_bytes()))
    return found


def _fill(stack: cdk.Stack, form: Form) -> None:
    certificate = None
    if form.certificate is not None:
        certificate = dms.Certificate(stack, "Authority", certificate_pem=dms.unchecked(form.certificate))
    source = dms.MySqlSource(
        stack,
        "Source",
        connection=_connection(stack, form.secret),
        certificate=certificate,
        events_poll_interval=cdk.Duration.seconds(form.poll_seconds),
    )
    target = dms.MySqlTarget(stack, "Target", connection=_connection(stack, "copy"))
    tasks = _tasks(stack, form, source, target)
    if form.late_failure or form.late_resource:
        late = aws_dms.CfnEndpoint(
            stack,
            _LATE,
            endpoint_type="target",
            engine_name="no such engine" if form.late_failure else "mysql",
            server_name="late.example.com",
            port=3306,
        )
        late.node.add_dependency(*tasks)


def _tasks(stack: cdk.Stack, form: Form, source: dms.IEndpoint, target: dms.IEndpoint) -> list[dms.IReplication]:
    network: dict[str, Any] = {
        "vpc": ec2.Vpc.from_vpc_attributes(stack, "Vpc", vpc_id="vpc-1", availability_zones=["us-east-1a"]),
        "subnet_group": dms.ReplicationSubnetGroup.from_replication_subnet_group_name(stack, "Subnets", SUBNET_GROUP),
        "security_groups": [ec2.SecurityGroup.from_security_group_id(stack, "Group", "sg-0123456789abcdef0")],
        "service_roles": dms.ServiceRoles(stack, "Roles", mode=dms.ServiceRolesMode.EXISTING),
    }
    names = [name for name in (form.task, *form.others) if name is not None]
    if form.serverless:
        compute = dms.Serverless(max_dcu=form.max_dcu, **network)
        return [
            dms.ServerlessReplication(stack, name, compute=compute, **_plan(form, name, source, target))
            for name in names
        ]
    instance = dms.ReplicationInstance(
        stack, form.instance, instance_class=dms.InstanceClass(form.instance_class), **network
    )
    return [
        dms.ReplicationTask(
            stack,
            name,
            replication_instance=instance,
            move_with_instance=form.moves,
            mappings_as_asset=form.as_asset,
            assessment=_assessment(stack, name) if form.assessed else None,
            removal_policy=cdk.RemovalPolicy.RETAIN if form.kept else None,
            **_plan(form, name, source, target),
        )
        for name in names
    ]


def _plan(form: Form, name: str, source: dms.IEndpoint, target: dms.IEndpoint) -> dict[str, Any]:
    # Two tasks that write the same tables are refused.
    schema = name.lower() if name in form.others else "shop"
    return {
        "source": source,
        "target": target,
        "migration_type": form.migration_type,
        "table_mappings": dms.TableMappings(*(dms.Explicit(schema, table) for table in form.tables)),
        "task_settings": dms.TaskSettings(full_load=dms.FullLoad(commit_rate=form.commit_rate)),
        "source_catalog": _catalog() if form.with_catalog and name not in form.others else None,
        "start": form.start,
        "reload": None if form.start is None else form.reload,
        "allow": dms.Allow(form.allow) if form.allow is not None and name == form.task else None,
    }


def _assessment(stack: cdk.Stack, name: str) -> dms.PremigrationAssessment:
    bucket = s3.Bucket.from_bucket_name(stack, f"Reports-{name}", f"reports-{cdk.Aws.ACCOUNT_ID}")
    return dms.PremigrationAssessment(bucket=bucket)


def _connection(stack: cdk.Stack, secret: str) -> dms.Connection:
    return dms.Connection.from_secret(secretsmanager.Secret.from_secret_name_v2(stack, f"Secret-{secret}", secret))


@functools.cache
def _catalog() -> dms.Catalog:
    tables = [
        {"schema": "shop", "name": name, "primary_key": ["id"], "columns": [{"name": "id", "data_type": "bigint"}]}
        for name in ("orders", "invoices", "customers")
    ]
    return dms.Catalog.from_json(json.dumps({"engine": "mysql", "tables": tables}))
