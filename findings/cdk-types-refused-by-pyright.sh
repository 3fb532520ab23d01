#!/usr/bin/env bash
# aws-cdk-lib 2.275.0, mypy 2.4.1, pyright 1.1.414: the plainest use of an event target is right, passes mypy --strict,
# and is an error for pyright.
#
# The interfaces of the CDK are protocols in Python. Classes that implement them name the parameters of methods otherwise
# (`_id` for `id`, `topic_subscription` for `subscription`), which a protocol whose parameters may be given by name doesn't
# allow. So `targets.SnsTopic` is no `IRuleTarget` for pyright, and `sns.Topic` is no `ITopic`.
#
# Output seen:
#   synthesizes: yes
#   mypy --strict: passes
#   pyright: "_id" instead of "id", "topic_subscription" instead of "subscription"
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    aws-cdk-lib==2.275.0 constructs==10.8.1 jsii==1.142.0 mypy==2.4.1 pyright==1.1.414
cd "$folder"
cat > app.py <<'PYTHON'
import aws_cdk as cdk
from aws_cdk import aws_events as events, aws_events_targets as targets, aws_sns as sns

app = cdk.App()
stack = cdk.Stack(app, "Shop")
topic = sns.Topic(stack, "Topic")
rule = events.Rule(stack, "Rule", schedule=events.Schedule.rate(cdk.Duration.hours(1)))
rule.add_target(targets.SnsTopic(topic))
app.synth()
PYTHON
{
    venv/bin/python app.py 2>/dev/null && echo "synthesizes: yes"
    venv/bin/mypy --strict app.py >/dev/null && echo "mypy --strict: passes"
    venv/bin/pyright --pythonpath venv/bin/python --outputjson app.py >said.json || true
    venv/bin/python - <<'PYTHON'
import json
import re

said = " ".join(each["message"] for each in json.load(open("said.json"))["generalDiagnostics"])
names = ['"_id" instead of "id"'] if re.search(r'mismatch: "id" versus "_id"', said) else []
if "(topic_subscription: ITopicSubscription)" in said and "(subscription: ITopicSubscription)" in said:
    names.append('"topic_subscription" instead of "subscription"')
print("pyright:", ", ".join(names))
PYTHON
} | tee output
diff - output <<'SEEN'
synthesizes: yes
mypy --strict: passes
pyright: "_id" instead of "id", "topic_subscription" instead of "subscription"
SEEN
