"""The published method as data: weights, phases, thresholds and the hash that identifies them."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from tracker.policy.disruption.errors import MethodError

Name = TypeVar("Name", bound=StrEnum)


class Impact(StrEnum):
    """What a change alters for a person. The order is the code used in columns."""

    JOB_LOSS = "job_loss"
    EMPLOYER_TRANSFER = "employer_transfer"
    ROLE_CHANGE = "role_change"
    PAY_TERMS = "pay_terms"
    RELOCATION = "relocation"
    SHIFT_PATTERN = "shift_pattern"
    TEAM_CHANGE = "team_change"
    LINE_MANAGER = "line_manager"
    TECHNOLOGY = "technology"
    PROCESS = "process"
    WORKLOAD = "workload"


class Severity(StrEnum):
    """How strongly. The order is the code used in columns."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    UNKNOWN = "unknown"


class Reach(StrEnum):
    """Direct: in the person's own job. Indirect: in the jobs of people they work with daily."""

    DIRECT = "direct"
    INDIRECT = "indirect"


class Phase(StrEnum):
    ANNOUNCED = "announced"
    CONSULTATION = "consultation"
    AWAITING = "awaiting"
    TRANSITION = "transition"
    SETTLING_1 = "settling_1"
    SETTLING_2 = "settling_2"


ACTIVE_PHASES = frozenset({Phase.ANNOUNCED, Phase.CONSULTATION, Phase.AWAITING, Phase.TRANSITION})


@dataclass(frozen=True, eq=False)
class Method:
    """One version of the method. Weights are fractions, so that sums are exact."""

    id: str
    version: str
    sha256: str
    impact_weight: Mapping[Impact, Fraction]
    severity_factor: Mapping[Severity, Fraction]
    severity_when_unknown: Severity
    reach_factor: Mapping[Reach, Fraction]
    phase_weight: Mapping[Phase, Fraction]
    settling_days: tuple[int, int]
    default_transition_days: int
    concurrency_surcharge: Fraction
    threshold_acute: Fraction
    threshold_cumulative: Fraction
    attention_ratio: Fraction
    respite_minimum_days: int
    document: Mapping[str, Any]

    def base(self, impact: Impact, severity: Severity, reach: Reach) -> Fraction:
        """F1: the load of one day in transition."""
        known = self.severity_when_unknown if severity is Severity.UNKNOWN else severity
        return self.impact_weight[impact] * self.severity_factor[known] * self.reach_factor[reach]

    def revised(self, parameters: Mapping[str, Any], version: str | None = None) -> "Method":
        """A draft with some parameters replaced; nested tables are merged, the rest is kept."""
        document = json.loads(json.dumps(dict(self.document)))
        for name, value in parameters.items():
            if name not in document["parameters"]:
                raise MethodError(f"The method has no parameter {name}")
            if isinstance(value, Mapping):
                document["parameters"][name].update(value)
            else:
                document["parameters"][name] = value
        document["version"] = version or f"{self.version}-draft"
        return read_method(document)


@lru_cache(maxsize=8)
def load_method(version: str = "1.0.0") -> Method:
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise MethodError(f"{version!r} is not a method version")
    path = Path(__file__).with_name(f"method-{version}.json")
    if not path.exists():
        raise MethodError(f"There is no method {version}")
    return read_method(json.loads(path.read_text(encoding="utf-8")))


def read_method(document: Mapping[str, Any]) -> Method:
    """A method from its document; refuses one that leaves a weight out or makes it negative."""
    values = document["parameters"]
    settling = tuple(values["settling_days"])
    if len(settling) != 2 or min(settling) < 0 or values["default_transition_days"] < 1:
        raise MethodError("settling_days needs two lengths of 0 or more, default_transition_days 1 or more")
    unknown = Severity(values["severity_when_unknown"])
    if unknown is Severity.UNKNOWN:
        raise MethodError("severity_when_unknown must be a known severity")
    return Method(
        id=document["id"],
        version=document["version"],
        sha256=canonical_sha256(document),
        impact_weight=_weights(values, "impact_weight", tuple(Impact)),
        severity_factor=_weights(
            values, "severity_factor", tuple(s for s in Severity if s is not Severity.UNKNOWN)
        ),
        severity_when_unknown=unknown,
        reach_factor=_weights(values, "reach_factor", tuple(Reach)),
        phase_weight=_weights(values, "phase_weight", tuple(Phase)),
        settling_days=(int(settling[0]), int(settling[1])),
        default_transition_days=int(values["default_transition_days"]),
        concurrency_surcharge=_fraction(values["concurrency_surcharge"], "concurrency_surcharge"),
        threshold_acute=_fraction(values["threshold_acute"], "threshold_acute"),
        threshold_cumulative=_fraction(values["threshold_cumulative"], "threshold_cumulative"),
        attention_ratio=_fraction(values["attention_ratio"], "attention_ratio"),
        respite_minimum_days=int(values["respite_minimum_days"]),
        document=MappingProxyType(dict(document)),
    )


def canonical_sha256(document: Mapping[str, Any]) -> str:
    """SHA-256 of the document with sorted keys and no spaces, in UTF-8."""
    text = json.dumps(dict(document), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _fraction(value: object, name: str) -> Fraction:
    number = Fraction(str(value))  # str keeps 0.7 as seven tenths
    if number < 0:
        raise MethodError(f"{name} must not be negative")
    return number


def _weights(values: Mapping[str, Any], table: str, names: tuple[Name, ...]) -> Mapping[Name, Fraction]:
    missing = [name.value for name in names if name.value not in values[table]]
    unknown = sorted(set(values[table]) - {name.value for name in names})
    if missing or unknown:
        raise MethodError(f"{table}: missing {missing}, not known {unknown}")
    return MappingProxyType({name: _fraction(values[table][name.value], f"{table}.{name}") for name in names})
