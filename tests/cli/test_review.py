"""`dms-constructs review`: what it reads, how it writes, and how it exits. What it says is tested with the values."""

from __future__ import annotations

import json
import resource
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dms_constructs.cli.review_reports import MOST_CHARACTERS
from tests.cli import process
from tests.cli.conftest import Cli, Ran
from tests.cli.documents import CATALOG, SHOP, task, template
from tests.values.migrations import app, changed, gate, selecting, watching

Write = Callable[..., Path]
Review = Callable[..., Ran]

APP = app()
BIGGER = changed(APP, "Instance", ReplicationInstanceClass="dms.r6i.xlarge")
REPLACED = changed(APP, "Task", ResourceIdentifier="other")
PRICES = {
    "format": 1,
    "currency": "EUR",
    "as_of": "2026-11-28",
    "per_hour": {"dms.r6i.large": 0.25, "dms.r6i.xlarge": 0.5, "dcu": 0.1},
}
NOTHING = "nothing changes for migrations\n"


@pytest.fixture
def review(cli: Cli, write: Write) -> Review:
    """Review the change from some resources to others."""

    def of(old: Any, new: Any, *options: object) -> Ran:
        return cli("review", write("old.json", template(**old)), write("new.json", template(**new)), *options)

    return of


def assembly(folder: Path, **stacks: dict[str, Any]) -> Path:
    """A folder as cdk synth writes it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").write_text("{}")
    for name, resources in stacks.items():
        (folder / f"{name}.template.json").write_text(json.dumps(template(**resources)))
    return folder


class TestExitCode:
    def test_nothing_changes(self, review: Review) -> None:
        ran = review(APP, APP)

        assert (ran.code, ran.out) == (0, NOTHING)

    @pytest.mark.parametrize(
        ("fail_on", "code"),
        [
            ("loses", 0),
            ("breaks", 0),
            ("reloads", 0),
            ("stops", 1),
            ("weakens", 1),
            ("costs", 1),
            ("note", 1),
            ("never", 0),
        ],
    )
    def test_an_entry_as_bad_as_told_or_worse(self, fail_on: str, code: int, review: Review) -> None:
        assert review(APP, BIGGER, "--fail-on", fail_on).code == code

    def test_a_failing_deployment_fails_unless_told_otherwise(self, review: Review) -> None:
        assert review(APP, REPLACED).code == 1
        assert review(APP, REPLACED, "--fail-on", "never").code == 0

    def test_consent_is_enough(self, review: Review) -> None:
        old = gate(APP, Task=watching("1111111122222222"))
        new = gate(REPLACED, Task=watching("3333333344444444", replaces="other", Allow="11111111-33333333"))

        assert review(old, new, "--fail-on", "loses").code == 0


class TestPlaces:
    def test_two_folders_of_cdk_synth(self, cli: Cli, tmp_path: Path) -> None:
        old = assembly(tmp_path / "old", Shop=APP, Other={})
        new = assembly(tmp_path / "new", Shop=BIGGER, Other={})

        assert "Shop/Instance: instance" in cli("review", old, new).out

    def test_stages(self, cli: Cli, tmp_path: Path) -> None:
        for name, resources in (("old", APP), ("new", BIGGER)):
            assembly(tmp_path / name)
            assembly(tmp_path / name / "assembly-Prod", ProdShop=resources)

        assert "assembly-Prod/ProdShop/Instance: instance" in cli("review", tmp_path / "old", tmp_path / "new").out

    def test_nested_stacks(self, cli: Cli, tmp_path: Path) -> None:
        nested = {
            "Inner": {
                "Type": "AWS::CloudFormation::Stack",
                "Metadata": {"aws:asset:path": "ShopInner.nested.template.json"},
            }
        }
        for name, resources in (("old", APP), ("new", BIGGER)):
            assembly(tmp_path / name, **{"Shop": nested, "ShopInner.nested": resources})

        ran = cli("review", tmp_path / "old", tmp_path / "new")

        assert ran.out.count("Instance: instance") == 1
        assert "Shop/Inner/Instance: instance" in ran.out

    def test_a_nested_stack_that_is_not_there_is_named(self, cli: Cli, write: Write) -> None:
        file = write("outer.json", template(Inner={"Type": "AWS::CloudFormation::Stack"}))

        assert "Nested stack Inner is not looked at" in cli("review", file, file).err

    def test_a_stack_that_is_gone_stays_on_aws(self, cli: Cli, tmp_path: Path) -> None:
        old = assembly(tmp_path / "old", Shop=APP, Other=APP)
        new = assembly(tmp_path / "new", Shop=APP)

        ran = cli("review", old, new)

        assert (
            "Note: stack Other is no longer there, and cdk deploy leaves it as it is; cdk destroy removes it" in ran.out
        )

    def test_a_vpc_of_another_stack(self, cli: Cli, tmp_path: Path) -> None:
        vpc = {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}}
        outputs = {"Vpc": {"Value": {"Ref": "Vpc"}, "Export": {"Name": "Network:Vpc"}}}
        user = changed(APP, "Group", VpcId={"Fn::ImportValue": "Network:Vpc"})
        for name, cidr in (("old", "10.0.0.0/16"), ("new", "10.1.0.0/16")):
            assembly(tmp_path / name, Shop=user)
            network = {"Resources": changed({"Vpc": vpc}, "Vpc", CidrBlock=cidr), "Outputs": outputs}
            (tmp_path / name / "Network.template.json").write_text(json.dumps(network))

        assert "Network/Vpc: VPC" in cli("review", tmp_path / "old", tmp_path / "new").out

    def test_lists_of_tables_beside_the_templates(self, cli: Cli, tmp_path: Path) -> None:
        one, other = "1" * 16, "2" * 16
        for name, resources, mark, tables in (
            ("old", APP, one, [["shop.a", "shop.a", "x"]]),
            (
                "new",
                changed(APP, "Task", TableMappings=json.dumps(selecting("shop.%"))),
                other,
                [["shop.b", "shop.b", "x"]],
            ),
        ):
            entry = watching(mark)
            assembly(tmp_path / name, Shop=gate(resources, Task=entry))
            (tmp_path / name / f"asset.{entry['Tables']['Key']}").write_text(
                json.dumps({"Format": 1, "Tables": tables})
            )

        ran = cli("review", tmp_path / "old", tmp_path / "new")

        assert "1 table gained: shop.b" in ran.out
        assert "1 table lost: shop.a" in ran.out

    def test_a_template_that_was_asked_of_cloudformation(self, cli: Cli, write: Write) -> None:
        old = write("old.json", {"TemplateBody": json.dumps(template(**APP))})

        assert cli("review", old, write("new.json", template(**APP))).out == NOTHING

    def test_standard_input(self, cli: Cli, write: Write) -> None:
        file = write("new.json", template(**APP))

        assert cli("review", "-", file, stdin=json.dumps(template(**APP))).out == NOTHING

    def test_a_readable_snapshot(self, cli: Cli, write: Write) -> None:
        from dms_constructs.testing import as_text

        old, new = write("old.json", template(**APP)), write("new.json", as_text(template(**APP)))

        assert cli("review", old, new).out == NOTHING


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git repository with one commit, in which tests work."""
    monkeypatch.chdir(tmp_path)
    assembly(tmp_path / "cdk.out", Shop=APP)
    (tmp_path / "Shop.template.json").write_text(json.dumps(template(**APP)))
    for command in (
        ["init", "-q", "-b", "main"],
        ["add", "-f", "."],
        ["-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "one"],
    ):
        subprocess.run(["git", *command], check=True)
    return tmp_path


class TestRevisions:
    def test_a_template(self, cli: Cli, repository: Path) -> None:
        (repository / "Shop.template.json").write_text(json.dumps(template(**BIGGER)))

        assert "Instance: instance" in cli("review", "main:Shop.template.json", "Shop.template.json").out

    def test_a_folder(self, cli: Cli, repository: Path) -> None:
        assembly(repository / "cdk.out", Shop=BIGGER)

        assert "Instance: instance" in cli("review", "HEAD:cdk.out", "cdk.out").out

    def test_a_folder_from_a_folder_below(self, cli: Cli, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(repository / "cdk.out")

        assert cli("review", "HEAD:.", ".").out == NOTHING

    def test_both_sides(self, cli: Cli, repository: Path) -> None:
        assert cli("review", "main:cdk.out", "HEAD:cdk.out").out == NOTHING

    def test_one_that_git_does_not_know(self, cli: Cli, repository: Path) -> None:
        ran = cli("review", "maine:cdk.out", "cdk.out")

        assert (ran.code, ran.err) == (
            2,
            "Error: git has no revision maine; fetch it first: git fetch origin maine\n",
        )

    def test_a_file_that_was_not_there(self, cli: Cli, repository: Path) -> None:
        ran = cli("review", "main:Other.json", "cdk.out")

        assert ran.code == 2
        assert "main:Other.json: there is no such file or folder in that revision" in ran.err

    def test_outside_a_repository(self, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))

        ran = cli("review", "main:cdk.out", "main:cdk.out")

        assert ran.code == 2
        assert "main is a revision of git, and this folder is not in a git repository; run the command in" in ran.err

    def test_an_option_of_git_is_not_a_revision(self, cli: Cli, repository: Path) -> None:
        ran = cli("review", "--", "--output=x:cdk.out", "cdk.out")

        assert (ran.code, (repository / "x").exists()) == (2, False)

    def test_a_commit_without_git(self, cli: Cli, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(repository))

        assert "git is not installed, and REV:PATH needs it" in cli("review", "main:cdk.out", "cdk.out").err


class TestWrongInputs:
    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (SHOP, "is not a CloudFormation template: it has no Resources; run cdk synth"),
            ("{", "is not JSON"),
            ("Resources:\n  Task:\n", "is YAML, and only JSON is read"),
        ],
    )
    def test_a_file_that_is_not_a_template(self, content: Any, words: str, cli: Cli, write: Write) -> None:
        ran = cli("review", write("old.json", content), write("new.json", template(**APP)))

        assert ran.code == 2
        assert f"old.json {words}" in ran.err

    def test_no_such_file(self, cli: Cli, write: Write) -> None:
        ran = cli("review", "nowhere.json", write("new.json", template(**APP)))

        assert (ran.code, ran.err) == (2, "Error: there is no file nowhere.json\n")

    def test_a_folder_without_templates(self, cli: Cli, tmp_path: Path, write: Write) -> None:
        (tmp_path / "empty").mkdir()

        ran = cli("review", tmp_path / "empty", write("new.json", template(**APP)))

        assert ran.code == 2
        assert "empty has no template that cdk synth wrote; run cdk synth, and give the folder" in ran.err

    def test_both_sides_from_one_pipe(self, cli: Cli) -> None:
        assert "only one file can be stdin" in cli("review", "-", "-").err

    @pytest.mark.parametrize(
        ("prices", "words"),
        [
            ("{", "is not JSON"),
            ([], "has no format 1"),
            (PRICES | {"format": 2}, "has no format 1"),
            (PRICES | {"currency": ""}, "has no currency"),
            (PRICES | {"as_of": "yesterday"}, "has no as_of with the day of its prices"),
            (PRICES | {"per_hour": {}}, "has no per_hour"),
            (PRICES | {"per_hour": {"dms.r6i.large": "0.25"}}, "has the price '0.25' of dms.r6i.large"),
            (PRICES | {"per_hour": {"dms.r6i.large": -1}}, "has the price -1 of dms.r6i.large"),
            (PRICES | {"per_hour": {"dms.r6i.large": True}}, "has the price True of dms.r6i.large"),
        ],
    )
    def test_wrong_prices(self, prices: Any, words: str, review: Review, write: Write) -> None:
        ran = review(APP, BIGGER, "--prices", write("prices.json", prices))

        assert ran.code == 2
        assert f"prices.json {words}" in ran.err


class TestMoney:
    def test_no_amount_without_prices(self, review: Review) -> None:
        assert "per hour" not in review(APP, BIGGER).out

    def test_an_instance(self, review: Review, write: Write) -> None:
        ran = review(APP, BIGGER, "--prices", write("prices.json", PRICES))

        assert "0.25 -> 0.5 EUR per hour, by prices of 2026-11-28" in ran.out

    def test_multi_az(self, review: Review, write: Write) -> None:
        ran = review(APP, changed(APP, "Instance", MultiAZ=True), "--prices", write("prices.json", PRICES))

        assert "Multi-AZ doubles the price: 0.25 -> 0.5 EUR per hour" in ran.out

    def test_a_class_without_a_price(self, review: Review, write: Write) -> None:
        prices = PRICES | {"per_hour": {"dms.r6i.large": 0.25}}

        assert "EUR" not in review(APP, BIGGER, "--prices", write("prices.json", prices)).out


class TestCatalog:
    def test_tables_and_columns_are_named(self, review: Review, write: Write) -> None:
        new = changed(APP, "Task", TableMappings=json.dumps(selecting("shop.%")))

        ran = review(APP, new, "--source-catalog", write("catalog.json", CATALOG.to_json()))

        assert "1 table gained: shop.audit_log: they are loaded" in ran.out

    def test_the_schema_of_the_target(self, review: Review, write: Write) -> None:
        ran = review(
            APP, APP, "--source-catalog", write("catalog.json", CATALOG.to_json()), "--target-schema", "public"
        )

        assert ran.out == NOTHING


class TestForms:
    def test_json_has_a_format(self, review: Review) -> None:
        found = review(APP, BIGGER, "--format", "json").json

        assert found["format"] == 1
        assert found["severity"] == "stops"
        assert {each["resource"]: each["change"] for each in found["resources"]} == {
            "Task": "affected",
            "Instance": "changed",
        }

    def test_json_has_the_consent(self, review: Review) -> None:
        old = gate(APP, Task=watching("1111111122222222"))
        new = gate(REPLACED, Task=watching("3333333344444444", replaces="other"))

        assert review(old, new, "--format", "json").json["resources"][0]["consent"] == {
            "digest": "11111111-33333333",
            "given": False,
        }

    @pytest.mark.parametrize("form", ["text", "json", "markdown"])
    def test_other_states_than_running_are_for_those_who_ask(self, form: str, review: Review) -> None:
        sides = gate(APP, Task=watching("1" * 16)), gate(REPLACED, Task=watching("2" * 16, replaces="other"))

        assert "stopped by hand" in review(*sides, "--format", form, "--states").out
        assert "stopped by hand" not in review(*sides, "--format", form).out

    def test_markdown_has_the_worst_first(self, review: Review) -> None:
        new = changed(REPLACED, "Instance", MultiAZ=True)

        out = review(APP, new, "--format", "markdown").out

        assert out.startswith("**2 resources of migrations change: ")
        assert out.index("### Task") < out.index("### Instance")
        assert "| loses | replaced |" in out

    def test_markdown_shows_consent_as_code(self, review: Review) -> None:
        old = gate(APP, Task=watching("1111111122222222"))
        new = gate(REPLACED, Task=watching("3333333344444444", replaces="other"))

        assert '`allow=dms.Allow("11111111-33333333")`' in review(old, new, "--format", "markdown").out

    def test_consent_that_is_given_is_told(self, review: Review) -> None:
        old = gate(APP, Task=watching("1111111122222222"))
        new = gate(REPLACED, Task=watching("3333333344444444", replaces="other", Allow="11111111-33333333"))

        assert 'Consent is given: allow=dms.Allow("11111111-33333333")' in review(old, new).out

    def test_markdown_fits_into_a_comment(self, review: Review) -> None:
        old = {f"T{number}": task(path="x" * 300) for number in range(200)}
        new = {name: changed({"T": each}, "T", CdcStopPosition="x")["T"] for name, each in old.items()}

        out = review(old, new, "--format", "markdown").out

        assert len(out) <= MOST_CHARACTERS
        assert "more are left out here" in out

    @pytest.mark.parametrize("form", ["text", "json", "markdown"])
    def test_a_review_is_the_same_each_time(self, form: str, review: Review) -> None:
        assert review(APP, REPLACED, "--format", form).out == review(APP, REPLACED, "--format", form).out

    @pytest.mark.parametrize("form", ["text", "json", "markdown"])
    def test_a_secret_is_never_shown(self, form: str, review: Review) -> None:
        old, new = (changed(APP, "Source", Password=each) for each in ("hunter2", "hunter3"))

        assert "hunter" not in review(old, new, "--format", form).out

    def test_colours_are_for_terminals(self, write: Write) -> None:
        old, new = write("old.json", template(**APP)), write("new.json", template(**BIGGER))

        assert "\x1b[" in process.on_a_terminal("review", old, new)[1]
        assert "\x1b[" not in process.run("review", old, new).stdout


def test_reviewing_needs_no_cdk(write: Write) -> None:
    files = [str(write(name, template(**each))) for name, each in (("old.json", APP), ("new.json", BIGGER))]
    check = (
        "import sys\nfrom dms_constructs.cli import program\ntry:\n    program.run(['review', *sys.argv[1:]])\n"
        "finally:\n    assert not any(name.split('.')[0] in {'aws_cdk', 'jsii'} for name in sys.modules)"
    )

    assert process.python(check, *files).returncode == 0


def test_twenty_migrations_take_less_than_two_seconds(write: Write) -> None:
    def many(resources: dict[str, Any]) -> dict[str, Any]:
        text = json.dumps(resources)
        found: dict[str, Any] = {}
        for number in range(20):
            of_one = text
            for name in resources:
                of_one = of_one.replace(f'"{name}"', f'"{name}{number}"')
            found |= json.loads(of_one)
        return found

    other = changed(REPLACED, "Task", TableMappings=json.dumps(selecting("shop.%", "crm.%")))
    files = [write(name, template(**many(each))) for name, each in (("old.json", APP), ("new.json", other))]
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = subprocess.run([process.COMMAND, "review", *files], capture_output=True, text=True, check=False)

    assert done.returncode == 1, done.stderr
    # Not by the clock on the wall: other tests run beside this one.
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 2


def named(path: str) -> dict[str, Any]:
    """The app after a change, with the task at this path."""
    return {name: each | {"Metadata": {"aws:cdk:path": path}} for name, each in REPLACED.items()}


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("Shop/@org/team", "Shop/@<!-- -->org/team"),
        ("~~Shop~~", r"\~\~Shop\~\~"),
        ("&lt;Shop&gt;", r"\&lt;Shop\&gt;"),
        ("https://evil.example", "https:<!-- -->//evil.example"),
        ("www.evil.example", "www.<!-- -->evil.example"),
        ("Shop\u2028# Title", r"Shop \# Title"),
    ],
)
def test_markdown_shows_names_as_they_are(path: str, shown: str, review: Review) -> None:
    assert f"### {shown} (Task)" in review(APP, named(path), "--format", "markdown").out


def test_code_of_a_template_stays_in_its_cell(review: Review) -> None:
    old, new = (gate(each, Task=watching(f"`|`{n}", replaces=n)) for each, n in ((APP, "1"), (REPLACED, "2")))

    out = review(old, new, "--format", "markdown").out

    assert "`allow" not in out
    assert r"\`\|\`1" in out


def test_markdown_of_one_long_resource_keeps_its_worst_entries(review: Review) -> None:
    many = [f"{'s' * 60}.{'t' * 50}{number}" for number in range(2_000)]
    old = changed(APP, "Task", TableMappings=json.dumps(selecting("shop.%")))
    new = changed(REPLACED, "Task", TableMappings=json.dumps(selecting("shop.%", *many)))

    out = review(old, new, "--format", "markdown").out

    assert len(out) <= MOST_CHARACTERS
    assert "| loses | replaced |" in out
    assert "more of it are left out here" in out


def test_a_class_without_a_price_is_named(review: Review, write: Write) -> None:
    prices = write("prices.json", PRICES | {"per_hour": {"dms.r6i.large": 0.25}})

    assert "Note: the prices have none of dms.r6i.xlarge" in review(APP, BIGGER, "--prices", prices).out


def test_a_price_beyond_all_measure_is_refused(review: Review, write: Write) -> None:
    prices = write("prices.json", PRICES | {"per_hour": {"dms.r6i.large": 10**400}})

    assert review(APP, BIGGER, "--prices", prices).code == 2
