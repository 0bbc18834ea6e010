import json
from fractions import Fraction

import pytest

from tracker.policy.disruption.errors import MethodError
from tracker.policy.disruption.method import (
    Impact,
    Reach,
    Severity,
    canonical_sha256,
    load_method,
    read_method,
)

PUBLISHED = "d352e90694acaaac773cd756e27167691d0f6d2b693b41339f484522bc2ff3b3"


def test_the_published_method_never_changes() -> None:
    """A figure in a released report names this hash. Other weights are another version."""
    assert load_method("1.0.0").sha256 == PUBLISHED


def test_the_hash_does_not_depend_on_the_order_of_keys() -> None:
    assert canonical_sha256({"a": 1, "b": {"c": 0.7, "d": 2}}) == canonical_sha256(
        {"b": {"d": 2, "c": 0.7}, "a": 1}
    )


@pytest.mark.parametrize(
    ("severity", "reach", "base"),
    [
        pytest.param(Severity.HIGH, Reach.DIRECT, Fraction(7, 10), id="high"),
        pytest.param(Severity.MEDIUM, Reach.DIRECT, Fraction(7, 20), id="medium-is-half-of-high"),
        pytest.param(Severity.LOW, Reach.DIRECT, Fraction(7, 40), id="low-is-half-of-medium"),
        pytest.param(Severity.NONE, Reach.DIRECT, Fraction(0), id="none"),
        pytest.param(Severity.UNKNOWN, Reach.DIRECT, Fraction(7, 20), id="unknown-is-medium"),
        pytest.param(Severity.HIGH, Reach.INDIRECT, Fraction(7, 20), id="indirect-halves"),
    ],
)
def test_the_base_is_weight_times_severity_times_reach(
    severity: Severity, reach: Reach, base: Fraction
) -> None:
    assert load_method().base(Impact.ROLE_CHANGE, severity, reach) == base


def test_a_draft_changes_what_is_named_and_nothing_else() -> None:
    draft = load_method().revised({"impact_weight": {"line_manager": 0.3}})

    assert draft.version == "1.0.0-draft"
    assert draft.sha256 != load_method().sha256
    assert draft.impact_weight[Impact.LINE_MANAGER] == Fraction(3, 10)
    assert draft.impact_weight[Impact.TEAM_CHANGE] == Fraction(1, 2)
    assert load_method().impact_weight[Impact.LINE_MANAGER] == Fraction(1, 2)


@pytest.mark.parametrize("version", ["9.9.9", "../1.0.0", "latest"])
def test_an_unknown_version_is_refused(version: str) -> None:
    with pytest.raises(MethodError, match=r"9\.9\.9|version"):
        load_method(version)


@pytest.mark.parametrize(
    ("table", "name", "value", "message"),
    [
        pytest.param("impact_weight", "relocation", None, "missing.*relocation", id="weight-left-out"),
        pytest.param("impact_weight", "weather", 1, "not known.*weather", id="unknown-impact"),
        pytest.param("phase_weight", "announced", -0.5, "negative", id="negative-weight"),
    ],
)
def test_a_method_that_does_not_define_every_weight_is_refused(
    table: str, name: str, value: float | None, message: str
) -> None:
    document = json.loads(json.dumps(dict(load_method().document)))
    if value is None:
        del document["parameters"][table][name]
    else:
        document["parameters"][table][name] = value

    with pytest.raises(MethodError, match=message):
        read_method(document)


def test_an_unknown_parameter_is_refused() -> None:
    with pytest.raises(MethodError, match="surcharges"):
        load_method().revised({"surcharges": 1})
