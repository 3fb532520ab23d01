#!/usr/bin/env bash
# aws-cdk-lib 2.275.0 on jsii 1.142.0, Python 3.11: the synthesizer that a stack was given is not the one it uses.
#
# A stack binds a copy of a DefaultStackSynthesizer that it is given, made with the original as its prototype. jsii tells
# objects apart by a property that the copy inherits, so `stack.synthesizer` in Python is the unbound original, and each of
# its methods raises. In a stack that was given none, the same call works. `aws_s3_assets.Asset` works in both, as it asks
# the stack in Node.
#
# Output seen:
#   no synthesizer given: added
#   a synthesizer given: StackSynthesizerBoundStackFirst
#   a synthesizer given, Asset: added
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check aws-cdk-lib==2.275.0 constructs==10.8.1 jsii==1.142.0
cd "$folder"
echo '{}' > file.json
"$folder/venv/bin/python" - <<'PYTHON' 2>/dev/null | tee "$folder/output"
import aws_cdk as cdk
from aws_cdk import aws_s3_assets as assets

app = cdk.App()


def added(what: str, stack: cdk.Stack) -> None:
    try:
        stack.synthesizer.add_file_asset(
            source_hash="0" * 64, file_name="file.json", packaging=cdk.FileAssetPackaging.FILE
        )
    except RuntimeError as error:
        print(f"{what}:", str(error).partition(":")[0])
    else:
        print(f"{what}: added")


added("no synthesizer given", cdk.Stack(app, "Without"))
given = cdk.Stack(app, "With", synthesizer=cdk.DefaultStackSynthesizer())
added("a synthesizer given", given)
assets.Asset(given, "Asset", path="file.json")
print("a synthesizer given, Asset: added")
PYTHON
diff - "$folder/output" <<'SEEN'
no synthesizer given: added
a synthesizer given: StackSynthesizerBoundStackFirst
a synthesizer given, Asset: added
SEEN
