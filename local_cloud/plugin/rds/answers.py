"""What RDS tells of a cluster, where MiniStack keeps it to itself."""

from __future__ import annotations

import re
from collections.abc import Callable

from local_cloud.plugin import inside
from local_cloud.plugin.rds.facts import facts
from local_cloud.plugin.store import Data

__all__ = ["install"]


def install() -> None:
    """Put these after MiniStack's functions that write the answers."""
    rds = vars(inside.rds)
    rds["_cluster_xml"] = _with_more(rds["_cluster_xml"])
    rds["_serverlessv2_xml"] = _with_auto_pause(rds["_serverlessv2_xml"])


def _with_more(inner: Callable[[Data], str]) -> Callable[[Data], str]:
    """Show what MiniStack keeps of a cluster, or is kept here, and it leaves out of its answers."""

    def xml(cluster: Data) -> str:
        names = (*facts()["filled_in"]["cluster"], "BacktrackWindow")
        told = inner(cluster)
        more = "".join(
            f"<{name}>{_text(cluster[name])}</{name}>" for name in names if f"<{name}>" not in told and name in cluster
        )
        logs = "".join(f"<member>{each}</member>" for each in cluster.get("EnabledCloudwatchLogsExports", []))
        statuses = {
            each["DBInstanceIdentifier"]: each.get("DBClusterParameterGroupStatus", "in-sync")
            for each in cluster.get("DBClusterMembers", [])
        }
        told = re.sub(
            r"(<DBInstanceIdentifier>)(.*?)(</DBInstanceIdentifier>.*?<DBClusterParameterGroupStatus>)in-sync",
            lambda found: f"{found[1]}{found[2]}{found[3]}{statuses[found[2]]}",
            told,
            flags=re.DOTALL,
        )
        return f"{told}{more}<EnabledCloudwatchLogsExports>{logs}</EnabledCloudwatchLogsExports>"

    return xml


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _with_auto_pause(inner: Callable[[Data], str]) -> Callable[[Data], str]:
    def xml(cluster: Data) -> str:
        seconds = (cluster.get("ServerlessV2ScalingConfiguration") or {}).get("SecondsUntilAutoPause")
        more = f"<SecondsUntilAutoPause>{seconds}</SecondsUntilAutoPause></Serverless"
        return inner(cluster).replace("</Serverless", more, 1) if seconds else inner(cluster)

    return xml
