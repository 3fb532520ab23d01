#!/usr/bin/env bash
# aws-cdk-lib 2.275.0, jsii 1.142.0: a construct that was made inside Node is another Python object each time it is
# asked for, and none of them equals another.
#
# `queue.node.default_child` twice gives two objects of aws_sqs.CfnQueue for one construct: `is` and `==` say no, their
# hashes differ, so a set has both and a dict by construct doesn't find its entry. A construct that Python made is always
# the same object. So what is to be recognized among constructs of an L2 or an included template needs `node.path`.
#
# Output seen:
#   made in Node: same object no, equal no, found in a dict no, same path yes
#   made in Python: same object yes, equal yes, found in a dict yes, same path yes
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    aws-cdk-lib==2.275.0 constructs==10.8.1 jsii==1.142.0
cd "$folder"
cat > app.py <<'PYTHON'
import aws_cdk as cdk
from aws_cdk import aws_sqs as sqs

app = cdk.App()
stack = cdk.Stack(app, "Shop")
queue = sqs.Queue(stack, "Orders")


def told(what, ask):
    one, two = ask(), ask()
    answers = {
        "same object": one is two,
        "equal": one == two,
        "found in a dict": two in {one: None},
        "same path": one.node.path == two.node.path,
    }
    print(f"{what}:", ", ".join(f"{name} {'yes' if found else 'no'}" for name, found in answers.items()))


told("made in Node", lambda: queue.node.default_child)
told("made in Python", lambda: stack.node.try_find_child("Orders"))
PYTHON
venv/bin/python app.py 2>/dev/null | tee output
diff - output <<'SEEN'
made in Node: same object no, equal no, found in a dict no, same path yes
made in Python: same object yes, equal yes, found in a dict yes, same path yes
SEEN
