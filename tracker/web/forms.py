"""What every form shares: stripped text, dates in three boxes, the version that was seen."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, IntegerField, ValidationError
from wtforms.utils import unset_value
from wtforms.validators import StopValidation

from tracker.database import Versioned


def strip(value: Any) -> Any:
    """Text without blanks around it and without NUL, which no database keeps; anything else as it is."""
    return value.replace("\x00", "").strip() if isinstance(value, str) else value


class TrackerForm(FlaskForm):
    """A form whose text is stripped and which can carry messages that services raise."""

    class Meta(FlaskForm.Meta):
        """Strip every text field."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Add the stripping filter to each field that takes filters."""
            filters = list(unbound_field.kwargs.get("filters", ()))
            if unbound_field.field_class.__name__ in (
                "StringField",
                "TextAreaField",
                "EmailField",
                "SearchField",
            ):
                filters.append(strip)
            return unbound_field.bind(form=form, filters=filters, **options)

    def say(self, field: str, message: str) -> None:
        """Put a message by the field it concerns, or over the form when there is no such field."""
        if field in self._fields:
            target = self._fields[field]
            target.errors = [*target.errors, message]
        else:
            self.form_errors.append(message)


class EditForm(TrackerForm):
    """A form over an editable row: it carries the version that was on the page."""

    seen_version = HiddenField()

    def seen(self) -> int | None:
        """The version the person saw, or None when the form did not carry one."""
        text = self.seen_version.data or ""
        return int(text) if text.isdigit() else None

    def show_version(self, row: Versioned) -> None:
        """Carry the row's present version from here on."""
        self.seen_version.data = str(row.version)


class DateParts(Field):
    """A calendar day typed as day, month and year. ``parts`` keeps what was typed, right or wrong."""

    MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

    def __init__(
        self, label: str = "", validators: Sequence[Callable[..., None]] = (), **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.parts = {"day": "", "month": "", "year": ""}
        self.data: date | None = None

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Take the day from the row, or the three parts from what was posted."""
        self.process_errors: list[str] = []
        if data is unset_value:
            data = self.default() if callable(self.default) else self.default
        self.object_data = data
        self.data = data if isinstance(data, date) else None
        if self.data is not None:
            self.parts = {
                "day": str(self.data.day),
                "month": str(self.data.month),
                "year": f"{self.data.year:04d}",
            }
        names = {part: f"{self.name}-{part}" for part in self.parts}
        if formdata is not None and any(name in formdata for name in names.values()):
            self.parts = {part: (formdata.get(name) or "").strip() for part, name in names.items()}
            self.raw_data = [text for text in self.parts.values() if text]
            self.data = None
            self._read()

    def _read(self) -> None:
        if not any(self.parts.values()):
            return
        missing = [part for part, text in self.parts.items() if not text]
        label = self.label.text
        if missing:
            self.process_errors.append(f"{label} must include a {' and '.join(missing)}")
            return
        month = self.parts["month"].lower()[:3]
        try:
            number = self.MONTHS.index(month) + 1 if month in self.MONTHS else int(self.parts["month"])
            year = int(self.parts["year"])
            if not 1900 <= year <= 2100:
                self.process_errors.append(f"{label} must have a year of four digits, such as 2012")
                return
            self.data = date(year, number, int(self.parts["day"]))
        except ValueError:
            self.process_errors.append(f"{label} must be a real date, such as 27 3 2012")


class WholeNumber(IntegerField):
    """A whole number; says so in the label's words when what was typed is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the number, with or without commas between thousands."""
        text = valuelist[0].strip().replace(",", "") if valuelist else ""
        if not text:
            self.data = None
            return
        try:
            self.data = int(text)
        except ValueError:
            self.data = None
            raise ValueError(f"{self.label.text} must be a whole number, such as 12") from None


class DateRequired:
    """A day must be given; says so in the label's words."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Any, field: DateParts) -> None:
        """Stop at the first message: an unreadable date is not also a missing one."""
        if field.data is None and not field.process_errors:
            raise StopValidation(self.message)


def one_of(known: Callable[[], Sequence[str]], message: str) -> Callable[[Any, Any], None]:
    """A validator: the field's value must be among the known ones."""

    def check(_form: Any, field: Any) -> None:
        if field.data not in known():
            raise ValidationError(message)

    return check
