"""Forms of register imports."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from tracker.organisation.models import Employer, RegisterImport
from tracker.organisation.register_check.dates import DateColumn, DateOrder, day, in_words
from tracker.organisation.register_check.dry_run import Matching
from tracker.organisation.register_check.fields import FIELDS, field_named, missing
from tracker.organisation.register_check.values import UnreadableValueError, number
from tracker.organisation.register_file.table import column_letters
from tracker.organisation.rules import ImportKind
from tracker.web.forms import DateParts, DateRequired, EditForm, TrackerForm

KIND_HINTS: dict[str, str] = {
    ImportKind.PEOPLE: "A staff list: staff number, unit, job. People and where they work.",
    ImportKind.POSTS: "Such as a senior organogram: post number, unit, reports to. No people.",
    ImportKind.POST_GROUPS: "Such as a junior organogram: unit, grade, job, posts in FTE. No people.",
}


class NewImportForm(TrackerForm):
    """Whose register, what a row is, the day the file describes, and the file."""

    employer = SelectField("Employer", validate_choice=False)
    kind = RadioField(
        "What is one row of the file?",
        choices=[SelectChoice(kind.value, kind.value[0].upper() + kind.value[1:]) for kind in ImportKind],
        validators=[InputRequired("Choose what one row of the file is")],
    )
    as_of = DateParts(
        "Date of the file",
        validators=[DateRequired("Enter the date of the file")],
        description="The day it describes, such as 27 3 2012. What changed counts from this day.",
    )
    file = FileField(
        "Register file",
        description="CSV or Excel workbook (.xlsx). Nothing goes into the register before you confirm.",
    )

    def __init__(self, employers: Sequence[Employer], megabytes: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.employer.choices = [SelectChoice(each.reference, each.name) for each in employers]
        self.kind.option_hints = KIND_HINTS
        self.megabytes = megabytes

    def validate_employer(self, field: Any) -> None:
        """One of the employers the viewer imports for."""
        if field.data not in [choice.value for choice in self.employer.choices]:
            raise ValidationError("Choose the employer")

    def validate_file(self, field: Any) -> None:
        """A file was chosen."""
        if not getattr(field.data, "filename", ""):
            raise ValidationError("Choose the register file")

    def content_if_sound(self, today: date) -> bytes | None:
        """The file's bytes, or None when anything is wrong; messages are then by the boxes."""
        if self.validate() and self.as_of.data is not None and self.as_of.data > today:
            self.say("as_of", "Date of the file must be today or earlier")
        if not getattr(self.file.data, "filename", ""):
            return None
        most = self.megabytes * 1024 * 1024
        with self.file.data.stream as stream:
            content: bytes = stream.read(most + 1)
        if not content:
            self.say("file", "The file is empty")
        elif len(content) > most:
            self.say("file", f"The file must be {self.megabytes} MB or smaller")
        elif self.errors:
            self.say("file", "Choose the file again: the page cannot keep it")
        return None if self.errors else content


class ColumnsForm(EditForm):
    """What each column of the file holds. ``column_0`` and on are made for the file.

    ``date_order_4`` is made where days in that column can be read two ways; it counts when the column is used
    for a day.
    """

    full_time_hours = StringField(
        "Hours a week of a full-time post",
        description="Used to make FTE from hours a week, where the file gives hours and no FTE.",
    )
    save_as = StringField(
        "Save these columns under a name",
        description="Leave it empty unless more files of this source will come. A name in use is replaced.",
        validators=[Length(max=100, message="The name must be 100 characters or fewer")],
    )

    def __init__(self, row: RegisterImport, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind = row.kind
        self.count = len(row.summary["file"]["headings"])
        self.kept = Matching.from_dict(row.mapping)

    def boxes(self) -> list[Any]:
        """The boxes of the columns, in order."""
        return [self[f"column_{position}"] for position in range(self.count)]

    def question(self, position: int) -> Any:
        """The question about the column's days, where it is to be asked."""
        box = self._fields.get(f"date_order_{position}")
        used = self[f"column_{position}"].data
        return box if used and field_named(self.kind, used).is_date else None

    def _date_orders(self, columns: dict[str, int]) -> dict[str, DateOrder]:
        orders = {}
        for name, position in columns.items():
            box = self.question(position)
            if box is None:
                continue
            if box.data in set(DateOrder):
                orders[name] = DateOrder(box.data)
            else:
                self.say(box.name, f"Column {column_letters(position)}: say how its dates are to be read")
        return orders

    def matching(self) -> Matching | None:
        """What was chosen, or None when it cannot be; messages are then by the boxes."""
        columns: dict[str, int] = {}
        labels = {field.name: field.label for field in FIELDS[self.kind]}
        for position, box in enumerate(self.boxes()):
            if not box.data:
                continue
            if box.data in columns:
                self.say(
                    box.name,
                    f"Column {column_letters(position)}: {labels[box.data]} is already column "
                    f"{column_letters(columns[box.data])}. Choose one of the two",
                )
            else:
                columns[box.data] = position
        for field in missing(self.kind, columns):
            self.form_errors.append(f"Choose the column that holds {field.label.lower()}")
        orders = self._date_orders(columns)
        hours = 0.0
        try:
            hours = number(self.full_time_hours.data or "37")
        except UnreadableValueError:
            hours = 0.0
        if not 1 <= hours <= 60:
            self.say("full_time_hours", "Hours a week of a full-time post must be a number from 1 to 60")
        if self.errors:
            return None
        return replace(self.kept, columns=columns, full_time_hours=hours, date_orders=orders)


ANY_DAY = "3/4/2012"
"""The example for those who may not read the cells."""


def date_order_box(position: int, seen: DateColumn, reads_values: bool) -> RadioField:
    """The question how a column's days are to be read, with examples of both readings."""
    example = seen.either[0] if reads_values else ANY_DAY
    both = f"{seen.count:,} dates can be read two ways" if seen.count > 1 else "1 date can be read two ways"
    why = "none of the others shows which is meant"
    if seen.day_first:
        shown = f" ({seen.day_first} and {seen.month_first})" if reads_values else ""
        why = f"both orders stand in the column{shown}"
    return RadioField(
        f"How are the dates in column {column_letters(position)} written?",
        description=f"{both}, and {why}.",
        choices=[
            SelectChoice(
                order.value,
                f"{order.value[0].upper()}{order.value[1:]}: {example} is {in_words(day(example, order))}",
            )
            for order in (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST)
        ]
        + [SelectChoice(DateOrder.UNKNOWN.value, "I don’t know: leave these dates out")],
        validate_choice=False,
    )


def columns_form(
    row: RegisterImport, matching: Matching | None = None, *, reads_values: bool = True
) -> ColumnsForm:
    """A form with a box for each column of the file, filled with the columns as matched, or so far."""
    headings = row.summary["file"]["headings"]
    choices = [SelectChoice("", "Not used")]
    choices += [SelectChoice(field.name, field.label) for field in FIELDS[row.kind]]
    boxes: dict[str, Any] = {
        f"column_{position}": SelectField(
            f"Column {column_letters(position)}: {heading or 'no heading'}", choices=choices
        )
        for position, heading in enumerate(headings)
    }
    for position, seen in row.summary["file"].get("dates", {}).items():
        boxes[f"date_order_{position}"] = date_order_box(int(position), DateColumn(**seen), reads_values)
    matching = matching or Matching.from_dict(row.mapping)
    held = {f"column_{position}": name for name, position in matching.columns.items()}
    for name, order in matching.date_orders.items():
        held[f"date_order_{matching.columns.get(name)}"] = order
    made: type[ColumnsForm] = type("ColumnsOfFileForm", (ColumnsForm,), boxes)
    return made(row, data={**held, "full_time_hours": f"{matching.full_time_hours:g}"})


class RenameColumnsForm(EditForm):
    """Another name for saved columns."""

    name = StringField(
        "Name",
        validators=[
            InputRequired("Enter a name"),
            Length(max=100, message="The name must be 100 characters or fewer"),
        ],
    )


class ConfirmForm(EditForm):
    """Saying yes to the dry run."""

    leave_out = BooleanField("Leave out the rows that are wrong and import the others")

    def needs_consent(self, wrong_rows: int) -> None:
        """Rows are left out only when that was said."""
        if wrong_rows and not self.leave_out.data:
            self.say("leave_out", "Tick the box to leave out the rows that are wrong, or put the file right")
