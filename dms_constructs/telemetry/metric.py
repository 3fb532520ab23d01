"""A metric of AWS DMS: its name, its dimensions, and how it is summed up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypedDict
from weakref import WeakKeyDictionary

import aws_cdk as cdk
from constructs import Construct

from dms_constructs import facts
from dms_constructs._checks import is_a, not_blank, skipped
from dms_constructs._construct import Imported, created, stack_of
from dms_constructs.errors import ConfigurationError, did_you_mean, is_unchecked, is_unresolved, shown

if TYPE_CHECKING:
    from aws_cdk import aws_cloudwatch as cloudwatch
    from typing_extensions import Unpack  # which every type checker has built in

__all__ = ["MetricProps", "Metrics", "check_name", "last_part", "made_metric", "part_of_arn", "place_of"]

NAMESPACE = "AWS/DMS"


class MetricProps(TypedDict, total=False):
    """How a metric is summed up and shown; what is left out is as the facts say, over five minutes."""

    statistic: str
    """`Average`, `Maximum`, `Sum`, `SampleCount`, `p99` and the like."""
    period: cdk.Duration
    """What is summed up to one value. Default: five minutes."""
    label: str
    """What graphs call it. Default: CloudWatch makes one."""
    color: str
    """Its color in graphs, as `#1f77b4`."""
    unit: cloudwatch.Unit
    """Only data of this unit; CloudWatch finds nothing where DMS writes another. Default: data of any unit."""
    region: str
    """Where it is read from. Default: the construct's own region."""
    account: str
    """Whose it is. Default: the construct's own account."""


class Metrics:
    """
    What has metrics: the base of the lists of metrics that constructs inherit.

    Not a construct, and the last base of one: jsii then doesn't compare its members with those of the CDK.
    """

    METRICS_OF: ClassVar[str]
    """Which metrics of the facts it has."""

    def _metric_dimensions(self) -> Mapping[str, str]:
        """Return the dimensions that tell its metrics from those of others."""
        raise NotImplementedError

    def metric(self, metric_name: str, **props: Unpack[MetricProps]) -> cloudwatch.Metric:
        """
        Return one of its metrics by AWS's name, for example `CDCLatencyTarget`.

        A name that the facts don't know is taken as it is, unless it is nearly one that they know.

        Raises:
            ConfigurationError: `DMS-O001` for a name that was probably mistyped, `DMS-O002` for a statistic, period,
                label or color that CloudWatch doesn't have.
        """
        metrics = facts.monitoring()["metrics"][self.METRICS_OF]
        if metric_name not in metrics:
            check_name(metrics, metric_name, "AWS DMS")
        known = metrics.get(metric_name)
        dimensions = self._dimensions()
        return made_metric(NAMESPACE, metric_name, props, dimensions=dimensions, known=known, place=place_of(self))

    def _dimensions(self) -> Mapping[str, str]:
        """Return the dimensions, worked out once: those made of a token take calls to Node."""
        found: Mapping[str, str] | None = self.__dict__.get("_dimensions_found")
        if found is None:
            found = self.__dict__["_dimensions_found"] = self._metric_dimensions()
        return found


def made_metric(
    namespace: str,
    metric_name: str,
    props: MetricProps,
    *,
    dimensions: Mapping[str, str],
    known: Mapping[str, Any] | None,
    place: Mapping[str, str],
) -> cloudwatch.Metric:
    """
    Return a metric, summed up as the facts say unless that is given.

    Raises:
        ConfigurationError: `DMS-O002` for a statistic, period, label or color that CloudWatch doesn't have.
    """
    from aws_cdk import aws_cloudwatch as cloudwatch  # noqa: PLC0415  # slow to load, and not every app asks

    if props:
        _check_props(props)
    given: dict[str, object] = {"statistic": known["statistic"] if known else "Average", **place, **props}
    return created(
        cloudwatch.Metric,
        cloudwatch.MetricProps,
        namespace=namespace,
        metric_name=metric_name,
        dimensions_map=dimensions,
        **given,
    )


def part_of_arn(arn: str, place: int) -> str:
    """Return a part of an ARN by its place, where it is known at deployment only, too."""
    return cdk.Fn.select(place, cdk.Fn.split(":", arn)) if is_unresolved(arn) else arn.split(":")[place]


def last_part(arn: str) -> str:
    """Return the last part of the ARN of a DMS resource, which is what metrics and logs call it."""
    return part_of_arn(arn, _LAST_PART)


_LAST_PART = 6  # arn:aws:dms:eu-west-1:111122223333:task:ABC
# By the stack, or by what was imported.
_PLACES: WeakKeyDictionary[Construct, Mapping[str, str]] = WeakKeyDictionary()


def place_of(owner: Any) -> Mapping[str, str]:
    """Return where the metric is, as far as that is known: another stack's graph then names region and account."""
    key = owner if isinstance(owner, Imported) else stack_of(owner)
    found = _PLACES.get(key)
    if found is None:
        env = owner.env
        place = {"stack_account": env.account, "stack_region": env.region}
        found = _PLACES[key] = {name: value for name, value in place.items() if not is_unresolved(value)}
    return found


def check_name(known: Mapping[str, Any], name: str, owner: str) -> None:
    """
    Raise for a metric's name that is nearly a known one.

    Raises:
        ConfigurationError: `DMS-O001`.
    """
    if is_unchecked(name) or (isinstance(name, str) and is_unresolved(name)):
        return
    not_blank("DMS-O001", "metric_name", name)
    hint = did_you_mean(name, known)
    if hint:
        raise ConfigurationError(
            "DMS-O001",
            f"metric_name must be a metric of {owner}, got {shown(name)}{hint}; a metric that this version of the "
            f"library doesn't know is written as dms.unchecked({name!r})",
            given=name,
        )


_STATISTIC = re.compile(
    r"Average|Sum|Minimum|Maximum|SampleCount|IQM"
    r"|(?:p|tm|wm|tc|ts)\d{1,2}(?:\.\d{1,10})?|p100|(?:PR|TM|WM|TC|TS)\([\d.%:]+\)"
)
_STATISTICS = ("Average", "Sum", "Minimum", "Maximum", "SampleCount", "IQM", "p90", "p99")
_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")


def _check_props(props: MetricProps) -> None:
    unknown = props.keys() - MetricProps.__annotations__.keys()
    if unknown:
        raise ConfigurationError(
            "DMS-O002",
            f"a metric has no {min(unknown)!r}{did_you_mean(min(unknown), MetricProps.__annotations__)}; "
            f"it has {', '.join(MetricProps.__annotations__)}",
            given=min(unknown),
        )
    statistic = props.get("statistic")
    if not skipped(statistic) and not (isinstance(statistic, str) and _STATISTIC.fullmatch(statistic)):
        raise ConfigurationError(
            "DMS-O002",
            f"statistic must be a statistic of CloudWatch's, got {shown(statistic)}"
            f"{did_you_mean(statistic, _STATISTICS)}; write statistic='Maximum', or a percentile such as 'p99'",
            given=statistic,
        )
    is_a("DMS-O002", "period", props.get("period"), cdk.Duration, "period=cdk.Duration.minutes(1)")
    for name, example in (("label", "Latency"), ("region", "eu-west-1"), ("account", "111122223333")):
        is_a("DMS-O002", name, props.get(name), str, f"{name}={example!r}")
    if "unit" in props:
        from aws_cdk import aws_cloudwatch as cloudwatch  # noqa: PLC0415  # see above

        is_a("DMS-O002", "unit", props["unit"], cloudwatch.Unit, "unit=cloudwatch.Unit.SECONDS")
    color = props.get("color")
    if not skipped(color) and not (isinstance(color, str) and _COLOR.fullmatch(color)):
        raise ConfigurationError(
            "DMS-O002", f"color must look like '#1f77b4', got {shown(color)}; write color='#1f77b4'", given=color
        )
