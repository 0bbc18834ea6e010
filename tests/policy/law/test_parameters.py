"""The rule book is read strictly: a mistake is refused with the file and the line named."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from tracker import app
from tracker.policy.law.parameters import (
    LawFileError,
    NotHeldError,
    Regime,
    read_parameters,
    read_rule_book,
    rule_book,
)

GB = Regime.GREAT_BRITAIN
HEAD = '[cap]\ntitle = "Cap"\nrule = "X"\nselector = "a day"\nkind = "pounds"\n'


def period(first: str, last: str, value: str = "5", more: str = "") -> str:
    lines = ["[[cap.period]]", first and f"from = {first}", last and f"to = {last}", f"value = {value}"]
    return "\n".join([line for line in lines if line] + ['source = "Act"', 'sureness = "A"', more, ""])


def read(text: str) -> None:
    read_parameters(GB, "great-britain.toml", text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            HEAD + period("2020-01-01", "2020-12-31") + period("2020-12-31", ""),
            "line 13: cap: overlaps the period of line 6",
            id="overlap by a day",
        ),
        pytest.param(
            HEAD + period("2020-01-01", "2020-12-31") + period("2021-01-02", ""),
            "line 13: cap: nothing is in force from 2021-01-01 to 2021-01-01",
            id="missing day",
        ),
        pytest.param(
            HEAD + period("2020-01-01", "") + period("2021-01-01", ""),
            "line 12: cap: overlaps the period of line 6",
            id="open period followed by another",
        ),
        pytest.param(
            HEAD + period("2020-01-01", "2020-12-31"),
            "line 6: cap: nothing is in force after 2020-12-31",
            id="no open end",
        ),
        pytest.param(
            HEAD + period("2020-01-02", "2020-01-01"), "line 6: cap: ends on 2020-01-01", id="ends before"
        ),
        pytest.param(
            HEAD + period("", "2019-12-31") + period("", ""), "line 12: cap: needs a from date", id="no from"
        ),
        pytest.param(HEAD + period("", "", "-1"), "line 6: cap: value must be a whole number", id="negative"),
        pytest.param(HEAD + period("", "", "true"), "line 6: cap: value must be a whole number", id="yes"),
        pytest.param(HEAD + period('"2020-01-01"', ""), "line 6: cap: from must be a date", id="quoted date"),
        pytest.param(
            HEAD + period("2020-01-01T00:00:00", ""), "line 6: cap: from must be a date", id="a time"
        ),
        pytest.param(
            HEAD + period("", "", "5", 'sorce = "x"'), "line 6: cap: a period does not know sorce", id="typo"
        ),
        pytest.param(HEAD, "line 1: cap: has no period", id="no period"),
        pytest.param(HEAD.replace("pounds", "euros"), "line 1: cap: kind must be one of", id="kind"),
        pytest.param(HEAD.replace('rule = "X"', 'rule = ""'), "line 1: cap: needs a rule", id="no rule"),
        pytest.param("a = 1\n", "line 1: a: stands outside", id="outside"),
        pytest.param(HEAD + "period = [{ value = 5 }]\n", "line 1: cap: write each period", id="inline"),
        pytest.param(HEAD + "[[cap.period\n", "at line 6", id="not the language of the file"),
        pytest.param(
            HEAD + period("", "").replace('"Act"', '" "'), "line 6: cap: needs a source", id="no source"
        ),
        pytest.param(
            HEAD + period("", "").replace('"A"', '"D"'), "line 6: cap: sureness must be one of", id="sureness"
        ),
    ],
)
def test_a_mistake_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(LawFileError, match=re.escape(message)) as raised:
        read(text)

    assert str(raised.value).startswith("great-britain.toml")


def test_the_same_text_without_the_mistake_is_read() -> None:
    read(HEAD + period("2020-01-01", "2020-12-31") + period("2021-01-01", ""))


@pytest.mark.parametrize(
    ("value", "good"),
    [
        ("[{ least = 20, days = 30 }, { least = 100, days = 45 }]", True),
        ("[{ least = 20, days = 30 }, { least = 20, days = 45 }]", False),
        ("[{ least = 100, days = 30 }, { least = 20, days = 45 }]", False),
        ("[{ least = 20, days = 30 }, { least = 100 }]", False),
        ("[{ least = 20, days = -30 }]", False),
        ("[]", False),
    ],
)
def test_a_table_rises_and_has_the_same_names(value: str, good: bool) -> None:
    text = HEAD.replace("pounds", "table") + period("", "", value)
    if good:
        read(text)
        return

    with pytest.raises(LawFileError, match="line 6"):
        read(text)


def test_a_missing_file_stops_the_reading(tmp_path: Path) -> None:
    with pytest.raises(LawFileError, match=r"great-britain\.toml: the file is missing"):
        read_rule_book(tmp_path)


def test_what_is_not_law_yet_has_no_value_and_says_why() -> None:
    with pytest.raises(NotHeldError, match="not law yet"):
        rule_book().at(GB, "organisation_threshold", date(2026, 11, 25))


def test_a_day_before_the_book_begins_has_no_value() -> None:
    with pytest.raises(NotHeldError, match="no value for 1992-10-15"):
        rule_book().at(GB, "collective_tiers", date(1992, 10, 15))
    assert rule_book().at(GB, "collective_tiers", date(1992, 10, 16)).rows[0]["least"] == 10


@pytest.mark.parametrize(
    ("name", "last_before", "before", "after"),
    [
        ("protective_award_most_days", date(2026, 4, 5), 90, 180),
        ("eli_days", date(2014, 4, 30), 14, 28),
        ("ice_request_percent", date(2020, 4, 5), 10, 2),
        ("week_pay_cap", date(2026, 4, 5), 719, 751),
        ("dismiss_and_reengage_code_uplift", date(2024, 7, 17), 0, 25),
    ],
)
def test_each_change_of_the_law_begins_on_its_day(
    name: str, last_before: date, before: int, after: int
) -> None:
    values = [rule_book().at(GB, name, last_before + timedelta(days=n)).number for n in (0, 1)]

    assert values == [before, after]


def test_every_parameter_tells_its_source_and_how_sure_it_is() -> None:
    periods = [each for parameter in rule_book().parameters.values() for each in parameter.periods]

    assert len(periods) > 100
    assert [each.name for each in periods if not each.source or not each.sureness] == []


def test_a_faulty_rule_book_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty() -> None:
        read(HEAD + period("2020-01-01", "2020-12-31"))

    monkeypatch.setattr(app, "rule_book", faulty)

    with pytest.raises(LawFileError, match=r"great-britain\.toml line 6"):
        app.create_app()
