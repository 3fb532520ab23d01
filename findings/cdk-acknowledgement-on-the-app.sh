#!/usr/bin/env bash
# aws-cdk-lib 2.275.0: an acknowledgement holds for warnings that come later on a stack, and not on the app.
#
# `Annotations.of(scope).acknowledge_warning(id)` is said to cover the scope and what is below it. On a stack it also
# covers a construct that is made, and warned of, afterwards. On the app it covers only the constructs that are there
# when it is called: the same line at the top of an app silences nothing.
#
# Output seen:
#   acknowledged on the stack before the construct is made: silent
#   acknowledged on the app before the construct is made: warned
#   acknowledged on the app after the construct is made: silent
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check aws-cdk-lib==2.275.0 constructs==10.8.1 jsii==1.142.0
"$folder/venv/bin/python" - <<'PYTHON' 2>/dev/null | tee "$folder/output"
import aws_cdk as cdk
from aws_cdk import assertions
from constructs import Construct


def outcome(where: str, *, before: bool) -> str:
    app = cdk.App()
    stack = cdk.Stack(app, "Stack")
    scope = app if where == "app" else stack
    if before:
        cdk.Annotations.of(scope).acknowledge_warning("example:warning")
    construct = Construct(stack, "Construct")
    cdk.Annotations.of(construct).add_warning_v2("example:warning", "look here")
    if not before:
        cdk.Annotations.of(scope).acknowledge_warning("example:warning")
    found = assertions.Annotations.from_stack(stack).find_warning("*", assertions.Match.any_value())
    return "warned" if found else "silent"


for where, before in (("stack", True), ("app", True), ("app", False)):
    when = "before" if before else "after"
    print(f"acknowledged on the {where} {when} the construct is made: {outcome(where, before=before)}")
PYTHON
diff - "$folder/output" <<'SEEN'
acknowledged on the stack before the construct is made: silent
acknowledged on the app before the construct is made: warned
acknowledged on the app after the construct is made: silent
SEEN
