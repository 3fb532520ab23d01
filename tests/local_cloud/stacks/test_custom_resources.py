"""CloudFormation's calls of custom resources, and what it makes of their answers."""

from __future__ import annotations

from tests.local_cloud.account import Account
from tests.local_cloud.stack import Stack
from tests.local_cloud.stacks.provider import Provider

NO_ANSWER = "CloudFormation did not receive a response from your Custom Resource."


def test_answer_is_what_the_template_gets(stack: Stack, provider: Provider) -> None:
    stack.outputs = {"Said": {"Value": {"Fn::GetAtt": ["Thing", "Said"]}}}

    assert stack.create(Thing=provider.custom(Say="hello", Id="thing-1")) == "CREATE_COMPLETE"

    assert (stack.ref("Thing"), stack.output("Said")) == ("thing-1", "hello")


def test_values_in_properties_are_strings(stack: Stack, provider: Provider) -> None:
    stack.create(Thing=provider.custom(Number=1, Flag=True, Parts=[{"Size": 2}]))

    properties = provider.deliveries[0]["Event"]["ResourceProperties"]
    assert (properties["Number"], properties["Flag"], properties["Parts"]) == ("1", "true", [{"Size": "2"}])


def test_killed_handler_gets_its_event_again(stack: Stack, provider: Provider) -> None:
    assert stack.create(Thing=provider.custom(Create="crash once")) == "CREATE_COMPLETE"

    first, second = provider.deliveries
    assert first["Event"] == second["Event"]
    assert first["Error"].endswith("signal: killed")


def test_killed_handler_gets_its_event_three_times_in_all(stack: Stack, provider: Provider) -> None:
    stack.create(Thing=provider.custom(Create="crash"))

    assert provider.calls[:3] == ["Create Thing"] * 3
    assert provider.calls[3].startswith("Delete Thing")


def test_silent_handler_is_not_asked_again(stack: Stack, provider: Provider) -> None:
    stack.create(Thing=provider.custom(Create="silent"))

    assert [each.split()[0] for each in provider.calls] == ["Create", "Delete"]


def test_cloudformation_waits_an_hour_for_an_answer(account: Account, stack: Stack, provider: Provider) -> None:
    before = account.cloud.door("advance", {})["Now"]
    assert stack.create(Thing=provider.custom(Create="silent")) == "ROLLBACK_COMPLETE"

    assert NO_ANSWER in stack.reasons()
    assert 3600 <= account.cloud.door("advance", {})["Now"] - before < 3700


def test_service_timeout_shortens_the_wait(account: Account, stack: Stack, provider: Provider) -> None:
    before = account.cloud.door("advance", {})["Now"]
    stack.create(Thing=provider.custom(Create="silent", ServiceTimeout=300))

    assert 300 <= account.cloud.door("advance", {})["Now"] - before < 400


def test_failed_creation_is_deleted_by_the_id_that_it_said(stack: Stack, provider: Provider) -> None:
    assert stack.create(Thing=provider.custom(Create="fail", Id="half-made")) == "ROLLBACK_COMPLETE"

    assert provider.calls == ["Create Thing", "Delete Thing half-made"]
    assert "Received response status [FAILED] from custom resource. Message returned: as asked" in stack.reasons()


def test_creation_without_an_answer_is_deleted_by_an_invented_id(stack: Stack, provider: Provider) -> None:
    stack.create(Thing=provider.custom(Create="silent"))

    assert provider.calls[1].startswith("Delete Thing stack-Thing-")


def test_failed_update_is_followed_by_the_update_back(stack: Stack, provider: Provider) -> None:
    stack.create(Thing=provider.custom(Size=1))

    assert stack.update(Thing=provider.custom(Size=2, Update="fail")) == "UPDATE_ROLLBACK_COMPLETE"

    there, back = (each["Event"] for each in provider.deliveries[1:])
    assert (there["RequestType"], back["RequestType"]) == ("Update", "Update")
    assert there["ResourceProperties"] == back["OldResourceProperties"]
    assert there["OldResourceProperties"] == back["ResourceProperties"]


def test_changed_service_token_is_refused(account: Account, stack: Stack, provider: Provider) -> None:
    stack.create(Thing=provider.custom())
    thing = provider.custom()
    thing["Properties"]["ServiceToken"] += "2"

    assert stack.update(Thing=thing) == "UPDATE_ROLLBACK_COMPLETE"
    assert "Modifying service token is not allowed." in stack.reasons()
    assert provider.calls == ["Create Thing"]


def test_function_that_is_gone_can_not_delete(stack: Stack, provider: Provider) -> None:
    stack.create(Thing=provider.custom())
    provider.functions.delete_function(FunctionName="provider")

    assert stack.delete() == "DELETE_FAILED"
    assert f"Function not found: {provider.arn} (Service: AWSLambdaInternal; Status Code: 404" in stack.reasons()
