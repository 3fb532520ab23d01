#!/usr/bin/env bash
# aws-cdk-lib 2.275.0: what is imported by an ARN of another region is said to be there, or here, depending on the class.
#
# `env` of an imported resource is where it is: a queue, a stream, a topic, a key and a TableV2 take account and region from
# the ARN. Table.from_table_arn, DeliveryStream.from_delivery_stream_arn and opensearch's Domain.from_domain_attributes take
# those of the stack, so their `env` contradicts their own ARN, and a check of it (same region? same account?) says yes
# where it must say no.
#
# Output seen, for ARNs of us-east-1 444455556666 in a stack of eu-west-1 111122223333:
#   Queue: us-east-1 444455556666
#   Stream: us-east-1 444455556666
#   TableV2: us-east-1 444455556666
#   Table: eu-west-1 111122223333
#   DeliveryStream: eu-west-1 111122223333
#   Domain: eu-west-1 111122223333
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --no-compile --quiet --disable-pip-version-check aws-cdk-lib==2.275.0 constructs==10.8.1 jsii==1.142.0
cd "$folder"
cat > app.py <<'PYTHON'
import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kinesis as kinesis
from aws_cdk import aws_kinesisfirehose as firehose
from aws_cdk import aws_opensearchservice as opensearch
from aws_cdk import aws_sqs as sqs

app = cdk.App(analytics_reporting=False)
stack = cdk.Stack(app, "Shop", env=cdk.Environment(account="111122223333", region="eu-west-1"))


def arn(service, name):
    return f"arn:aws:{service}:us-east-1:444455556666:{name}"


for name, imported in {
    "Queue": sqs.Queue.from_queue_arn(stack, "Queue", arn("sqs", "orders")),
    "Stream": kinesis.Stream.from_stream_arn(stack, "Stream", arn("kinesis", "stream/orders")),
    "TableV2": dynamodb.TableV2.from_table_arn(stack, "TableV2", arn("dynamodb", "table/orders")),
    "Table": dynamodb.Table.from_table_arn(stack, "Table", arn("dynamodb", "table/orders")),
    "DeliveryStream": firehose.DeliveryStream.from_delivery_stream_arn(
        stack, "Firehose", arn("firehose", "deliverystream/orders")
    ),
    "Domain": opensearch.Domain.from_domain_attributes(
        stack, "Domain", domain_arn=arn("es", "domain/orders"), domain_endpoint="https://orders.example.com"
    ),
}.items():
    print(f"{name}: {imported.env.region} {imported.env.account}")

PYTHON
venv/bin/python app.py 2>/dev/null | tee output
diff - output <<'SEEN'
Queue: us-east-1 444455556666
Stream: us-east-1 444455556666
TableV2: us-east-1 444455556666
Table: eu-west-1 111122223333
DeliveryStream: eu-west-1 111122223333
Domain: eu-west-1 111122223333
SEEN
