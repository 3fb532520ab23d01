"""Aurora Global Databases: a primary, and clusters in other regions' stacks."""

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_kms as kms, aws_rds as rds

import dms_constructs as dms
from tests.constructs.clusters import MYSQL, POSTGRESQL, cluster_in, stack_in, vpc_of
from tests.constructs.conftest import properties_of, resources_of, template_of, warnings_of

IRELAND, VIRGINIA = "eu-west-1", "us-east-1"
SMALL = dms.ServerlessCapacity(min_acu=2, max_acu=16)


@pytest.fixture
def ireland(app: cdk.App) -> cdk.Stack:
    return stack_in(app, IRELAND)


@pytest.fixture
def virginia(app: cdk.App) -> cdk.Stack:
    return stack_in(app, VIRGINIA)


def primary(stack: cdk.Stack, *, name: str = "shop", **cluster: Any) -> dms.GlobalDatabase:
    made = cluster_in(stack, vpc_of(stack), **cluster)
    return dms.GlobalDatabase(stack, "Global", cluster=made, global_cluster_identifier=name)


def aws_key(stack: cdk.Stack) -> kms.IAlias:
    return kms.Alias.from_alias_name(stack, "Key", "alias/aws/rds")


def secondary(stack: cdk.Stack, of: dms.IGlobalDatabase, **given: Any) -> dms.GlobalSecondary:
    key = given.pop("encryption_key", None) or aws_key(stack)
    return dms.GlobalSecondary(
        stack,
        "There",
        **{"global_database": of, "vpc": vpc_of(stack), "capacity": SMALL, "encryption_key": key, **given},
    )


class TestPrimary:
    def test_becomes_the_primary_by_its_arn(self, ireland: cdk.Stack) -> None:
        primary(ireland)

        made = properties_of(ireland, "AWS::RDS::GlobalCluster")
        (cluster,) = resources_of(ireland, "AWS::RDS::DBCluster")
        assert made["GlobalClusterIdentifier"] == "shop"
        assert made["SourceDBClusterIdentifier"]["Fn::Join"][1][-1] == {"Ref": cluster}

    def test_takes_engine_and_encryption_from_it(self, ireland: cdk.Stack) -> None:
        primary(ireland)

        assert {"Engine", "EngineVersion", "StorageEncrypted"} & set(
            properties_of(ireland, "AWS::RDS::GlobalCluster")
        ) == set()

    def test_waits_for_its_instances(self, ireland: cdk.Stack) -> None:
        primary(ireland)

        (made,) = resources_of(ireland, "AWS::RDS::GlobalCluster").values()
        assert set(resources_of(ireland, "AWS::RDS::DBInstance")) <= set(made["DependsOn"])

    def test_stays_and_is_protected(self, ireland: cdk.Stack) -> None:
        primary(ireland)

        (made,) = resources_of(ireland, "AWS::RDS::GlobalCluster").values()
        assert (made["DeletionPolicy"], made["Properties"]["DeletionProtection"]) == ("Retain", True)

    def test_adding_it_changes_nothing_of_the_cluster(self) -> None:
        alone, added = (stack_in(cdk.App(), IRELAND) for _ in range(2))
        cluster_in(alone, vpc_of(alone))
        primary(added)

        assert properties_of(alone, "AWS::RDS::DBCluster") == properties_of(added, "AWS::RDS::DBCluster")


REFUSED_PRIMARIES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "capital letters": ("DMS-H005", "write global_cluster_identifier='shop-db'", {"name": "Shop_DB"}),
    "two hyphens": ("DMS-H005", "single hyphens", {"name": "shop--db"}),
    "a digit first": ("DMS-H005", "begin with a letter", {"name": "1shop"}),
    "64 characters": ("DMS-H005", "1 to 63", {"name": "s" * 64}),
    "nothing": ("DMS-H005", "got str ''", {"name": ""}),
    "no text": ("DMS-H005", "got NoneType|got None", {"name": None}),
    "backtrack": (
        "DMS-H006",
        "cluster with backtrack",
        {"engine": MYSQL, "backtrack_window": cdk.Duration.hours(24)},
    ),
    "a burstable writer": (
        "DMS-H006",
        "memory-optimized instances.*not t4g.large",
        {"writer": rds.ClusterInstance.provisioned("Writer", instance_type=ec2.InstanceType("t4g.large"))},
    ),
}


@pytest.mark.parametrize("kind", REFUSED_PRIMARIES)
def test_a_primary_is_refused(kind: str, ireland: cdk.Stack, fails: Callable) -> None:
    code, message, given = REFUSED_PRIMARIES[kind]

    fails(code, message, lambda: primary(ireland, **given), path="Shop-eu-west-1/Global")


TAKEN_PRIMARIES: dict[str, dict[str, Any]] = {
    "63 characters": {"name": "s" * 63},
    "one letter": {"name": "s"},
    "hyphens and digits": {"name": "shop-2-eu"},
    "MySQL without backtrack": {"engine": MYSQL},
    "no backtrack, said": {"engine": MYSQL, "backtrack_window": cdk.Duration.seconds(0)},
    "a large writer": {
        "writer": rds.ClusterInstance.provisioned("Writer", instance_type=ec2.InstanceType("r7g.large"))
    },
}


@pytest.mark.parametrize("kind", TAKEN_PRIMARIES)
def test_a_primary_is_taken(kind: str, ireland: cdk.Stack) -> None:
    assert primary(ireland, **TAKEN_PRIMARIES[kind]).engine is not None


def test_an_identifier_that_is_known_later_is_refused(ireland: cdk.Stack, fails: Callable) -> None:
    later = cdk.CfnParameter(ireland, "Name").value_as_string

    fails("DMS-H005", "must be known now", lambda: primary(ireland, name=later))


def test_an_unchecked_identifier_is_taken(ireland: cdk.Stack) -> None:
    assert primary(ireland, name=dms.unchecked("Shop:db")).global_cluster_identifier == "Shop:db"


@pytest.mark.parametrize(
    ("engine", "message"),
    [
        (None, "the engine of the cluster is not known"),
        (rds.DatabaseClusterEngine.AURORA_POSTGRESQL, "the engine's version of the cluster is not known"),
        (
            rds.DatabaseClusterEngine.aurora(version=rds.AuroraEngineVersion.VER_1_22_2),
            "the engine of this one is aurora",
        ),
    ],
)
def test_an_imported_cluster_needs_an_aurora_engine_with_a_version(
    ireland: cdk.Stack, fails: Callable, engine: Any, message: str
) -> None:
    cluster = rds.DatabaseCluster.from_database_cluster_attributes(
        ireland, "Imported", cluster_identifier="shop", engine=engine
    )

    fails(
        "DMS-H006",
        message,
        lambda: dms.GlobalDatabase(ireland, "Global", cluster=cluster, global_cluster_identifier="shop"),
    )


class TestSecondary:
    @pytest.fixture
    def made(self, ireland: cdk.Stack, virginia: cdk.Stack) -> dms.GlobalSecondary:
        return secondary(virginia, primary(ireland, parameters={"rds.force_ssl": "1"}))

    def test_joins_by_name(self, virginia: cdk.Stack, made: dms.GlobalSecondary) -> None:
        assert properties_of(virginia, "AWS::RDS::DBCluster")["GlobalClusterIdentifier"] == "shop"

    def test_has_the_primary_s_version(self, virginia: cdk.Stack, made: dms.GlobalSecondary) -> None:
        cluster = properties_of(virginia, "AWS::RDS::DBCluster")
        assert (cluster["Engine"], cluster["EngineVersion"]) == ("aurora-postgresql", "17.7")

    def test_has_no_login_and_no_database_of_its_own(
        self,
        virginia: cdk.Stack,
        made: dms.GlobalSecondary,
    ) -> None:
        given = set(properties_of(virginia, "AWS::RDS::DBCluster"))
        assert given & {"MasterUsername", "MasterUserPassword", "ManageMasterUserPassword", "DatabaseName"} == set()
        assert resources_of(virginia, "AWS::SecretsManager::Secret") == {}

    def test_is_encrypted_with_a_key_of_its_region(
        self,
        virginia: cdk.Stack,
        made: dms.GlobalSecondary,
    ) -> None:
        cluster = properties_of(virginia, "AWS::RDS::DBCluster")
        assert cluster["StorageEncrypted"] is True
        assert cluster["KmsKeyId"]["Fn::Join"][1][-1] == ":kms:us-east-1:111122223333:alias/aws/rds"
        assert cluster["SourceRegion"] == IRELAND

    def test_listens_where_the_primary_does(
        self,
        virginia: cdk.Stack,
        made: dms.GlobalSecondary,
    ) -> None:
        assert properties_of(virginia, "AWS::RDS::DBCluster")["Port"] == 5432

    def test_takes_over_with_the_primary_s_parameters(
        self,
        virginia: cdk.Stack,
        made: dms.GlobalSecondary,
    ) -> None:
        group = properties_of(virginia, "AWS::RDS::DBClusterParameterGroup")
        assert (group["Family"], group["Parameters"]) == ("aurora-postgresql17", {"rds.force_ssl": "1"})

    def test_has_a_reader_that_is_not_public(
        self,
        virginia: cdk.Stack,
        made: dms.GlobalSecondary,
    ) -> None:
        reader = properties_of(virginia, "AWS::RDS::DBInstance")
        assert (reader["DBInstanceClass"], reader["PubliclyAccessible"]) == ("db.serverless", False)

    def test_is_deployed_after_the_primary(
        self,
        app: cdk.App,
        virginia: cdk.Stack,
        made: dms.GlobalSecondary,
    ) -> None:
        artifact = app.synth().get_stack_by_name(virginia.stack_name)
        assert "Shop-eu-west-1" in [each.id for each in artifact.dependencies]

    def test_nothing_crosses_regions_but_the_name(
        self,
        ireland: cdk.Stack,
        virginia: cdk.Stack,
        made: dms.GlobalSecondary,
    ) -> None:
        assert template_of(ireland).get("Outputs", {}) == {}
        assert "Fn::ImportValue" not in str(template_of(virginia))

    def test_stays_with_all_that_it_uses(
        self,
        virginia: cdk.Stack,
        made: dms.GlobalSecondary,
    ) -> None:
        kept = {
            each["Type"]
            for each in template_of(virginia)["Resources"].values()
            if each.get("DeletionPolicy") == "Retain"
        }
        assert kept == {
            "AWS::EC2::SecurityGroup",
            "AWS::RDS::DBCluster",
            "AWS::RDS::DBClusterParameterGroup",
            "AWS::RDS::DBSubnetGroup",
        }

    def test_is_a_cluster_for_others(self, virginia: cdk.Stack, made: dms.GlobalSecondary) -> None:
        group = ec2.SecurityGroup.from_security_group_id(virginia, "App", "sg-1")
        made.connections.allow_default_port_from(group)

        assert properties_of(virginia, "AWS::EC2::SecurityGroupIngress")["FromPort"] == 5432
        assert "ReadEndpoint.Address" in str(virginia.resolve(made.cluster.cluster_read_endpoint.hostname))


def test_a_port_of_the_primary_s_own_is_the_secondary_s(ireland: cdk.Stack, virginia: cdk.Stack) -> None:
    secondary(virginia, primary(ireland, port=6543))

    assert properties_of(virginia, "AWS::RDS::DBCluster")["Port"] == 6543


def test_parameters_can_be_given(ireland: cdk.Stack, virginia: cdk.Stack) -> None:
    secondary(virginia, primary(ireland), parameters={"rds.force_ssl": "1"})

    assert properties_of(virginia, "AWS::RDS::DBClusterParameterGroup")["Parameters"] == {"rds.force_ssl": "1"}


def test_without_parameters_there_is_no_group(ireland: cdk.Stack, virginia: cdk.Stack) -> None:
    secondary(virginia, primary(ireland))

    assert resources_of(virginia, "AWS::RDS::DBClusterParameterGroup") == {}


def test_an_unencrypted_primary_needs_no_key(ireland: cdk.Stack, virginia: cdk.Stack) -> None:
    of = primary(ireland, storage_encrypted=False)
    dms.GlobalSecondary(virginia, "There", global_database=of, vpc=vpc_of(virginia), capacity=SMALL)

    assert {"KmsKeyId", "StorageEncrypted", "SourceRegion"} & set(
        properties_of(virginia, "AWS::RDS::DBCluster")
    ) == set()


def test_a_key_of_the_stack_is_taken(ireland: cdk.Stack, virginia: cdk.Stack) -> None:
    secondary(virginia, primary(ireland), encryption_key=kms.Key(virginia, "Own"))

    assert properties_of(virginia, "AWS::RDS::DBCluster")["KmsKeyId"]["Fn::GetAtt"][1] == "Arn"


def test_snapshots_are_of_the_cluster_only(ireland: cdk.Stack, virginia: cdk.Stack) -> None:
    secondary(virginia, primary(ireland), parameters={"rds.force_ssl": "1"}, removal_policy=cdk.RemovalPolicy.SNAPSHOT)

    resources = template_of(virginia)["Resources"].values()
    assert {each["Type"] for each in resources if each.get("DeletionPolicy") == "Snapshot"} == {"AWS::RDS::DBCluster"}


def test_a_global_database_has_no_snapshots(ireland: cdk.Stack, fails: Callable) -> None:
    cluster = cluster_in(ireland, vpc_of(ireland))

    fails(
        "DMS-A003",
        "leaves its primary as it is",
        lambda: dms.GlobalDatabase(
            ireland,
            "Global",
            cluster=cluster,
            global_cluster_identifier="shop",
            removal_policy=cdk.RemovalPolicy.SNAPSHOT,
        ),
    )


class TestReaders:
    @pytest.mark.parametrize("readers", [0, 1, 16])
    def test_there_are_as_many_as_said(self, ireland: cdk.Stack, virginia: cdk.Stack, readers: int) -> None:
        secondary(virginia, primary(ireland), readers=readers)

        assert len(resources_of(virginia, "AWS::RDS::DBInstance")) == readers

    def test_a_headless_cluster_keeps_its_capacity_for_later(self, ireland: cdk.Stack, virginia: cdk.Stack) -> None:
        secondary(virginia, primary(ireland), readers=0)

        scaling = properties_of(virginia, "AWS::RDS::DBCluster")["ServerlessV2ScalingConfiguration"]
        assert scaling == {"MinCapacity": 2, "MaxCapacity": 16}

    def test_provisioned_ones_have_their_class(self, ireland: cdk.Stack, virginia: cdk.Stack) -> None:
        large = dms.ProvisionedCapacity(instance_type=ec2.InstanceType("r7g.large"))
        secondary(virginia, primary(ireland), capacity=large)

        assert properties_of(virginia, "AWS::RDS::DBInstance")["DBInstanceClass"] == "db.r7g.large"
        assert "ServerlessV2ScalingConfiguration" not in properties_of(virginia, "AWS::RDS::DBCluster")


REFUSED_SECONDARIES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "too many readers": ("DMS-H009", "readers must be 0 to 16", {"readers": 17}),
    "less than none": ("DMS-H009", "readers", {"readers": -1}),
    "readers that are known later": ("DMS-H009", "known now", {"readers": cdk.Token.as_number({"Ref": "Readers"})}),
    "a parameter of MySQL": (
        "DMS-F006",
        "max_parallel_workers_per_gather",
        {"parameters": {"aurora_parallel_query": "ON"}},
    ),
    "no security groups": ("DMS-B006", "must not be empty", {"security_groups": []}),
    "a burstable reader": (
        "DMS-H009",
        "not t3.medium",
        {"capacity": dms.ProvisionedCapacity(instance_type=ec2.InstanceType("t3.medium"))},
    ),
    "a name for the database": ("DMS-A001", "from_global_database_attributes", {"global_database": "shop"}),
    "no capacity": ("DMS-B001", "capacity", {"capacity": "2-16"}),
    "backups of two months": (
        "DMS-B004",
        "backup_retention must be 1 to 35",
        {"backup_retention": cdk.Duration.days(60)},
    ),
}


@pytest.mark.parametrize("kind", REFUSED_SECONDARIES)
def test_a_secondary_is_refused(kind: str, ireland: cdk.Stack, virginia: cdk.Stack, fails: Callable) -> None:
    code, message, given = REFUSED_SECONDARIES[kind]
    of = primary(ireland)

    fails(code, message, lambda: secondary(virginia, of, **given), path="Shop-us-east-1/There")
    assert virginia.node.try_find_child("There") is None


def test_a_secondary_has_no_more_than_its_version_can(ireland: cdk.Stack, virginia: cdk.Stack, fails: Callable) -> None:
    version = rds.AuroraPostgresEngineVersion.VER_15_4
    of = primary(ireland, engine=rds.DatabaseClusterEngine.aurora_postgres(version=version))
    capacity = dms.ServerlessCapacity(min_acu=8, max_acu=256)

    fails("DMS-B001", "write max_acu=128", lambda: secondary(virginia, of, capacity=capacity))


class TestPlace:
    """Where a secondary may be."""

    def test_not_in_the_primary_s_region(self, app: cdk.App, ireland: cdk.Stack, fails: Callable) -> None:
        other = cdk.Stack(app, "Other", env=ireland_env())
        of = primary(ireland)

        fails("DMS-H007", "both are in eu-west-1", lambda: secondary(other, of))

    def test_not_twice_in_a_region(
        self, app: cdk.App, ireland: cdk.Stack, virginia: cdk.Stack, fails: Callable
    ) -> None:
        of = primary(ireland)
        secondary(virginia, of)
        again = cdk.Stack(app, "Again", env=cdk.Environment(account="111122223333", region=VIRGINIA))

        fails("DMS-H007", "Shop-us-east-1/There is in us-east-1 already", lambda: secondary(again, of))

    def test_a_refused_one_doesn_t_count(self, ireland: cdk.Stack, virginia: cdk.Stack) -> None:
        of = primary(ireland)
        with pytest.raises(dms.ConfigurationError):
            secondary(virginia, of, readers=17)
        virginia.node.try_remove_child("Network")
        virginia.node.try_remove_child("Key")

        assert secondary(virginia, of)

    def test_ten_are_taken_and_no_more(self, app: cdk.App, ireland: cdk.Stack, fails: Callable) -> None:
        of = primary(ireland)
        for number in range(10):
            secondary(stack_in(app, f"us-east-{number}"), of)
        one_more = stack_in(app, "us-west-1")

        fails("DMS-H007", "at most 10 secondaries", lambda: secondary(one_more, of))

    def test_not_without_a_region(self, app: cdk.App, ireland: cdk.Stack, fails: Callable) -> None:
        anywhere, of = cdk.Stack(app, "Anywhere"), primary(ireland)

        fails(
            "DMS-H007",
            "the region of the secondary must be known now.*region='us-east-1'",
            lambda: secondary(anywhere, of),
        )

    def test_not_without_the_primary_s_region(self, app: cdk.App, virginia: cdk.Stack, fails: Callable) -> None:
        of = primary(cdk.Stack(app, "Anywhere"))

        fails("DMS-H007", "the region of the primary must be known now", lambda: secondary(virginia, of))

    def test_not_in_another_account(self, app: cdk.App, ireland: cdk.Stack, fails: Callable) -> None:
        elsewhere, of = stack_in(app, VIRGINIA, account="444455556666"), primary(ireland)

        fails("DMS-H007", "account='111122223333'", lambda: secondary(elsewhere, of))


class TestKey:
    def test_is_needed_when_the_primary_is_encrypted(
        self, ireland: cdk.Stack, virginia: cdk.Stack, fails: Callable
    ) -> None:
        of = primary(ireland)

        def make() -> None:
            dms.GlobalSecondary(virginia, "There", global_database=of, vpc=vpc_of(virginia), capacity=SMALL)

        fails("DMS-H008", "alias/aws/rds", make)

    def test_of_another_region_is_refused(self, ireland: cdk.Stack, virginia: cdk.Stack, fails: Callable) -> None:
        of = primary(ireland)
        key = kms.Key.from_key_arn(virginia, "Key", "arn:aws:kms:eu-west-1:111122223333:key/abc")

        fails(
            "DMS-H008",
            "a key of eu-west-1, and this secondary is in us-east-1",
            lambda: secondary(virginia, of, encryption_key=key),
        )

    def test_of_an_unencrypted_primary_is_refused(
        self, ireland: cdk.Stack, virginia: cdk.Stack, fails: Callable
    ) -> None:
        of = primary(ireland, storage_encrypted=False)

        fails("DMS-H008", "leave encryption_key out", lambda: secondary(virginia, of))


class TestAlarms:
    """What watches a secondary, in its own region."""

    def test_one_is_on_how_far_it_is_behind(self, ireland: cdk.Stack, virginia: cdk.Stack) -> None:
        secondary(virginia, primary(ireland)).alarms()

        (cluster,) = resources_of(virginia, "AWS::RDS::DBCluster")
        lags = [
            each["Properties"]
            for each in resources_of(virginia, "AWS::CloudWatch::Alarm").values()
            if each["Properties"].get("MetricName") == "AuroraGlobalDBReplicationLag"
        ]
        assert sorted(each["Threshold"] for each in lags) == [5000, 60000]
        assert lags[0]["Dimensions"] == [{"Name": "DBClusterIdentifier", "Value": {"Ref": cluster}}]

    def test_those_that_go_off_without_data_wait_for_an_instance(self, ireland: cdk.Stack, virginia: cdk.Stack) -> None:
        secondary(virginia, primary(ireland)).alarms()

        first, *_ = resources_of(virginia, "AWS::RDS::DBInstance")
        waiting = [
            each["DependsOn"] == [first]
            for each in resources_of(virginia, "AWS::CloudWatch::Alarm").values()
            if each["Properties"]["TreatMissingData"] == "breaching"
        ]
        assert waiting
        assert all(waiting)

    def test_none_is_in_the_primary_s_stack(self, ireland: cdk.Stack, virginia: cdk.Stack) -> None:
        secondary(virginia, primary(ireland)).alarms()

        assert resources_of(ireland, "AWS::CloudWatch::Alarm") == {}

    def test_nothing_about_it_is_unknown(self, ireland: cdk.Stack, virginia: cdk.Stack) -> None:
        secondary(virginia, primary(ireland)).alarms()

        assert [name for name in warnings_of(virginia) if "monitoring." in name] == []


class TestImported:
    """A global database of another app."""

    @pytest.fixture
    def of(self, virginia: cdk.Stack) -> dms.IGlobalDatabase:
        return dms.GlobalDatabase.from_global_database_attributes(
            virginia, "Global", global_cluster_identifier="shop", engine=MYSQL, primary_region=IRELAND
        )

    def test_is_joined(self, virginia: cdk.Stack, of: dms.IGlobalDatabase) -> None:
        secondary(virginia, of)

        cluster = properties_of(virginia, "AWS::RDS::DBCluster")
        assert (cluster["GlobalClusterIdentifier"], cluster["Port"]) == ("shop", 3306)
        assert cluster["EngineVersion"] == "8.0.mysql_aurora.3.10.0"

    def test_makes_nothing(self, virginia: cdk.Stack, of: dms.IGlobalDatabase) -> None:
        assert "Resources" not in template_of(virginia)

    def test_tells_its_parameters_and_port(self, virginia: cdk.Stack) -> None:
        of = dms.GlobalDatabase.from_global_database_attributes(
            virginia,
            "Global",
            global_cluster_identifier="shop",
            engine=POSTGRESQL,
            primary_region=IRELAND,
            port=6543,
            parameters={"rds.force_ssl": "1"},
        )
        secondary(virginia, of)

        assert properties_of(virginia, "AWS::RDS::DBCluster")["Port"] == 6543
        assert len(resources_of(virginia, "AWS::RDS::DBClusterParameterGroup")) == 1

    def test_its_identifier_is_checked(self, virginia: cdk.Stack, fails: Callable) -> None:
        fails(
            "DMS-H005",
            "write global_cluster_identifier='shop'",
            lambda: dms.GlobalDatabase.from_global_database_attributes(
                virginia, "Other", global_cluster_identifier="Shop", engine=MYSQL, primary_region=IRELAND
            ),
        )


def ireland_env() -> cdk.Environment:
    return cdk.Environment(account="111122223333", region=IRELAND)
