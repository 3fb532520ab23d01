"""The account's service roles: made twice, made and not passed on, and without the one that logs need."""

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2

import dms_constructs as dms
from tests.app_wide.conftest import codes_of, connection, errors_of, stack_in, task, warnings_of

CREATE, ENSURE, EXISTING = dms.ServiceRolesMode.CREATE, dms.ServiceRolesMode.ENSURE, dms.ServiceRolesMode.EXISTING
VPC_ROLE, LOGS_ROLE, ENDPOINT_ROLE = (
    dms.ServiceRole.VPC,
    dms.ServiceRole.CLOUDWATCH_LOGS,
    dms.ServiceRole.ACCESS_FOR_ENDPOINT,
)
NOT_PASSED, NO_LOGS = "app.serviceRolesNotPassed", "app.noLogsRole"


def instance(stack: cdk.Stack, roles: dms.ServiceRoles | None = None) -> dms.ReplicationInstance:
    return dms.ReplicationInstance(stack, "Instance", vpc=ec2.Vpc(stack, "Vpc", max_azs=2), service_roles=roles)


class TestMadeTwice:
    def test_in_one_stack(self, app: cdk.App, stack: cdk.Stack) -> None:
        dms.ServiceRoles(stack, "Roles", mode=CREATE)
        dms.ServiceRoles(stack, "More", mode=CREATE, roles=(VPC_ROLE,))

        (line,) = errors_of(app)

        assert line.startswith("[Shop/More] dms-vpc-role is made by Shop/Roles too")
        assert line.endswith("[DMS-X007]")

    def test_in_two_regions_of_one_account(self, app: cdk.App, stack: cdk.Stack) -> None:
        dms.ServiceRoles(stack, "Roles", mode=CREATE)
        dms.ServiceRoles(stack_in(app, "There", region="us-east-1"), "Roles", mode=CREATE)

        assert codes_of(app) == ["DMS-X007"]

    def test_in_two_accounts(self, app: cdk.App, stack: cdk.Stack) -> None:
        dms.ServiceRoles(stack, "Roles", mode=CREATE)
        dms.ServiceRoles(stack_in(app, "There", account="444455556666"), "Roles", mode=CREATE)

        assert codes_of(app) == []

    def test_in_two_stacks_of_which_the_account_is_not_known(self, app: cdk.App) -> None:
        for name in ("Test", "Live"):
            dms.ServiceRoles(cdk.Stack(app, name), "Roles", mode=CREATE)

        assert codes_of(app) == []

    def test_other_roles(self, app: cdk.App, stack: cdk.Stack) -> None:
        dms.ServiceRoles(stack, "Roles", mode=CREATE)
        dms.ServiceRoles(stack, "More", mode=CREATE, roles=(ENDPOINT_ROLE,))

        assert codes_of(app) == []

    def test_ensured_by_two(self, app: cdk.App, stack: cdk.Stack) -> None:
        dms.ServiceRoles(stack, "Roles")
        dms.ServiceRoles(stack, "More")

        assert codes_of(app) == []


class TestNotPassed:
    @pytest.mark.parametrize("mode", [CREATE, EXISTING])
    def test_beside_what_needs_them(self, app: cdk.App, stack: cdk.Stack, mode: dms.ServiceRolesMode) -> None:
        dms.ServiceRoles(stack, "Roles", mode=mode)
        instance(stack)

        assert NOT_PASSED in warnings_of(app)

    def test_made_in_another_stack_of_the_account(self, app: cdk.App, stack: cdk.Stack) -> None:
        dms.ServiceRoles(stack_in(app, "Account"), "Roles", mode=CREATE)
        instance(stack)

        assert NOT_PASSED in warnings_of(app)

    @pytest.mark.parametrize("mode", [CREATE, EXISTING, ENSURE])
    def test_passed(self, app: cdk.App, stack: cdk.Stack, mode: dms.ServiceRolesMode) -> None:
        instance(stack, dms.ServiceRoles(stack, "Roles", mode=mode))

        assert NOT_PASSED not in warnings_of(app)

    def test_passed_to_another_stack(self, app: cdk.App, stack: cdk.Stack) -> None:
        instance(stack, dms.ServiceRoles(stack_in(app, "Account"), "Roles", mode=CREATE))

        assert NOT_PASSED not in warnings_of(app)

    def test_made_in_one_stack_and_existing_for_another(self, app: cdk.App, stack: cdk.Stack) -> None:
        dms.ServiceRoles(stack_in(app, "Account"), "Roles", mode=CREATE)
        instance(stack, dms.ServiceRoles(stack, "Roles", mode=EXISTING))

        assert NOT_PASSED not in warnings_of(app)

    def test_a_role_that_a_stack_does_not_make_for_itself(self, app: cdk.App, stack: cdk.Stack) -> None:
        dms.ServiceRoles(stack, "Roles", mode=CREATE, roles=(ENDPOINT_ROLE,))
        instance(stack)

        assert NOT_PASSED not in warnings_of(app)

    def test_alone_in_an_app(self, app: cdk.App, stack: cdk.Stack) -> None:
        dms.ServiceRoles(stack, "Roles", mode=CREATE)

        assert warnings_of(app) == []


class TestLogs:
    @staticmethod
    def build(stack: cdk.Stack, roles: dms.ServiceRoles, *, logs: bool = True) -> None:
        task(
            stack,
            "Task",
            source=dms.MySqlSource(stack, "Source", connection=connection(stack, "shop")),
            target=dms.MySqlTarget(stack, "Target", connection=connection(stack, "copy")),
            on=instance(stack, roles),
            task_settings=dms.TaskSettings(logging=dms.Logging(enabled=logs)),
        )

    @pytest.mark.parametrize("mode", [CREATE, ENSURE])
    def test_without_their_role(self, app: cdk.App, stack: cdk.Stack, mode: dms.ServiceRolesMode) -> None:
        self.build(stack, dms.ServiceRoles(stack, "Roles", mode=mode, roles=(VPC_ROLE,)))

        assert NO_LOGS in warnings_of(app)

    def test_with_their_role(self, app: cdk.App, stack: cdk.Stack) -> None:
        self.build(stack, dms.ServiceRoles(stack, "Roles"))

        assert NO_LOGS not in warnings_of(app)

    def test_with_their_role_in_another_stack(self, app: cdk.App, stack: cdk.Stack) -> None:
        dms.ServiceRoles(stack_in(app, "Account"), "Roles", mode=CREATE, roles=(LOGS_ROLE,))
        self.build(stack, dms.ServiceRoles(stack, "Roles", mode=CREATE, roles=(VPC_ROLE,)))

        assert NO_LOGS not in warnings_of(app)

    def test_of_an_account_that_has_its_roles(self, app: cdk.App, stack: cdk.Stack) -> None:
        self.build(stack, dms.ServiceRoles(stack, "Roles", mode=EXISTING, roles=(VPC_ROLE,)))

        assert NO_LOGS not in warnings_of(app)

    def test_that_are_off(self, app: cdk.App, stack: cdk.Stack) -> None:
        self.build(stack, dms.ServiceRoles(stack, "Roles", roles=(VPC_ROLE,)), logs=False)

        assert NO_LOGS not in warnings_of(app)
