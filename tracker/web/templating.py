"""What every template may use to show a value: filters for words, dates and money, and a few globals.

All are plain functions of their arguments. Times are shown as London time.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from flask import Flask, current_app, has_request_context, request, url_for
from markupsafe import Markup, escape

from tracker.web.status_colours import STATUS_COLOURS

LONDON = ZoneInfo("Europe/London")
NOTHING = "–"  # shown for None, so that blank never means missing


class NaiveTimeError(ValueError):
    """A time without a zone cannot be shown as London time."""


def london(moment: dt.datetime) -> dt.datetime:
    """The same moment by the London clock."""
    if moment.tzinfo is None:
        raise NaiveTimeError(f"{moment!r} has no time zone")
    return moment.astimezone(LONDON)


def _day(value: dt.date) -> dt.date:
    return london(value).date() if isinstance(value, dt.datetime) else value


def date(value: dt.date | None) -> str:
    """A day in full, or the London day of a moment.

    >>> date(dt.date(2011, 3, 27))
    '27 March 2011'
    """
    if value is None:
        return NOTHING
    day = _day(value)
    return f"{day.day} {day:%B %Y}"


def short_date(value: dt.date | None) -> str:
    """A day for a table.

    >>> short_date(dt.date(2011, 9, 7))
    '7 Sep 2011'
    """
    if value is None:
        return NOTHING
    day = _day(value)
    return f"{day.day} {day:%b %Y}"


def datetime(value: dt.datetime | None) -> str:
    """A moment by the London clock.

    >>> datetime(dt.datetime(2011, 3, 27, 15, 5, tzinfo=dt.UTC))
    '27 March 2011 at 4:05pm'
    """
    if value is None:
        return NOTHING
    local = london(value)
    half = "am" if local.hour < 12 else "pm"
    return f"{date(local)} at {local.hour % 12 or 12}:{local:%M}{half}"


def month(value: dt.date | None) -> str:
    """
    >>> month(dt.date(2011, 3, 27))
    'Mar 2011'
    """
    return NOTHING if value is None else f"{_day(value):%b %Y}"


def number(value: int | float | Decimal | None) -> str:
    """
    >>> number(13000), number(-1234.5)
    ('13,000', '-1,234.5')
    """
    return NOTHING if value is None else f"{value:,}"


def pounds(value: int | float | Decimal | None) -> str:
    """Pounds in full, with pence only when there are any.

    >>> pounds(126000000), pounds(Decimal("12.5")), pounds(-5)
    ('£126,000,000', '£12.50', '-£5')
    """
    if value is None:
        return NOTHING
    exact = Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    size = abs(exact)
    digits = f"{size:,.0f}" if size == size.to_integral_value() else f"{size:,.2f}"
    return f"{'-' if exact < 0 else ''}£{digits}"


def pounds_short(value: int | float | Decimal | None) -> str:
    """Pounds for a headline: one decimal of a million or billion, thousands rounded, less in full.

    >>> pounds_short(126_000_000), pounds_short(1_250_000_000), pounds_short(48_600), pounds_short(999)
    ('£126m', '£1.3bn', '£49,000', '£999')
    """
    if value is None:
        return NOTHING
    exact = Decimal(str(value))
    sign, size = "-" if exact < 0 else "", abs(exact)
    if size < 10_000:
        return pounds(exact)
    for unit, below, letters in (
        (Decimal(1_000_000), Decimal(999_950_000), "m"),
        (Decimal(1_000_000_000), None, "bn"),
    ):
        if size < Decimal(999_500):
            thousands = (size / 1000).quantize(Decimal(1), ROUND_HALF_UP) * 1000
            return f"{sign}£{thousands:,.0f}"
        if below is None or size < below:
            rounded = (size / unit).quantize(Decimal("0.1"), ROUND_HALF_UP)
            return f"{sign}£{rounded:,.1f}".removesuffix(".0") + letters
    raise AssertionError("the last unit takes every size")


def pluralise(count: int | None, one: str, many: str) -> str:
    """The count with its noun; None is a count we do not show.

    >>> pluralise(1, "person", "people"), pluralise(13000, "person", "people")
    ('1 person', '13,000 people')
    """
    if count is None:
        return f"a withheld number of {many}"
    return f"{count:,} {one if count == 1 else many}"


def days(value: int | Fraction | None) -> str:
    """A length in days, halves kept.

    >>> days(1204), days(Fraction(91, 2)), days(Fraction(1)), days(None)
    ('1,204 days', '45.5 days', '1 day', '–')
    """
    if value is None:
        return NOTHING
    whole, rest = divmod(Fraction(value), 1)
    return f"{whole:,}{'.5' if rest else ''} {'day' if value == 1 else 'days'}"


def sentence(text: object) -> str:
    """
    >>> sentence("not agreed")
    'Not agreed'
    """
    words = str(text)
    return words[:1].upper() + words[1:]


def status_colour(status: object) -> str:
    """The tag colour of a status in any domain; a word without a colour is grey."""
    return STATUS_COLOURS.get(str(status).casefold().replace("_", " "), "grey")


def page_window(number: int, pages: int) -> list[int | None]:
    """The page numbers to link to: the ends and the neighbours; None marks a gap.

    >>> page_window(6, 30)
    [1, None, 5, 6, 7, None, 30]
    """
    wanted = sorted({1, number - 1, number, number + 1, pages} & set(range(1, pages + 1)))
    window: list[int | None] = []
    for page in wanted:
        last = window[-1] if window else page - 1
        if last is not None and page - last == 2:
            window.append(page - 1)
        elif last is not None and page - last > 2:
            window.append(None)
        window.append(page)
    return window


def error_links(form: Any) -> list[tuple[str | None, str]]:
    """Each error of a form with the id of the input to go to, None for errors of the whole form."""
    whole: list[tuple[str | None, str]] = [(None, str(text)) for text in form.form_errors]
    return whole + list(_field_error_links(form))


def _field_error_links(fields: Iterable[Any]) -> Iterator[tuple[str | None, str]]:
    for field in fields:
        if not field.errors:
            continue
        if isinstance(field.errors, Mapping):  # a FormField, whose errors are those of its form
            yield from error_links(field.form)
            continue
        target = f"{field.id}-day" if hasattr(field, "parts") else field.id
        entries = list(getattr(field, "entries", ()))
        if entries:
            target = entries[0].id
        yield from ((target, text) for text in field.errors if isinstance(text, str))
        yield from _field_error_links(entries)


@cache
def _checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def asset(filename: str) -> str:
    """The address of a static file, which changes whenever its content does."""
    known: dict[tuple[str, str], str] = current_app.extensions.setdefault("addresses of assets", {})
    key = (request.script_root if has_request_context() else "", filename)
    if key not in known:
        path = Path(cast(str, current_app.static_folder)) / filename
        known[key] = url_for("static", filename=filename, v=_checksum(path))
    return known[key]


def address(endpoint: str, **values: Any) -> str:
    """``url_for``, which remembers pages without arguments: the frame asks for the same few each time."""
    if values or not has_request_context():
        return url_for(endpoint, **values)
    known: dict[tuple[str, str], str] = current_app.extensions.setdefault("addresses of pages", {})
    key = (request.script_root, endpoint)
    if key not in known:
        known[key] = url_for(endpoint)
    return known[key]


def links_to(endpoint: str) -> Callable[[str], Markup]:
    """Addresses of many rows by their references: worked out once, since a table asks for it in every row."""
    before, _, after = escape(url_for(endpoint, reference="~")).partition("~")
    return lambda reference: Markup(f"{before}{escape(reference)}{after}")  # noqa: S704  both ends are ours


def register(app: Flask) -> None:
    """Give every template of this application the filters and globals above."""
    shows = (date, short_date, datetime, month, number, pounds, pounds_short, pluralise, days, sentence)
    for show in shows:
        app.add_template_filter(show)
    for use in (status_colour, page_window, error_links, asset, links_to):
        app.add_template_global(use)
    app.add_template_global(address, "url_for")
