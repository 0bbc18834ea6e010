"""The shape of what is typed about impacts and affected people, and the words for what is wrong with it."""

import csv
import io
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_wtf.file import FileField
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from tracker.affected_staff.rubric import EASY_NAMES
from tracker.affected_staff.rules import IMPACT_LABELS, Reach, Severity
from tracker.changes.forms import UnitsForm
from tracker.changes.rules import Milestones, check_milestones
from tracker.changes.typed_names import find_names
from tracker.web.forms import DateParts, DateRequired, EditForm

MOST_NUMBERS = 20_000
OWN_DATES = ("announced", "consult_start", "consult_end", "transition_start", "transition_end")
BY_RULE, BY_LIST = "rule", "list"
RULE_BOXES = ("units", "unit_words", "grades", "posts", "sites")


class ImpactForm(UnitsForm, EditForm):
    """How a change touches a group of people, and who they are: by a rule, or one by one."""

    kind = SelectField("What changes for them", validators=[InputRequired("Choose what changes for them")])
    severity = RadioField(
        "How heavy it is",
        choices=[SelectChoice(each.value, EASY_NAMES[each]) for each in EASY_NAMES],
        default=Severity.UNKNOWN.value,
        validators=[InputRequired("Choose how heavy it is")],
    )
    reach = RadioField(
        "Whom it reaches",
        choices=[
            SelectChoice(Reach.DIRECT.value, "Their own work"),
            SelectChoice(Reach.INDIRECT.value, "Only people they work with every day"),
        ],
        default=Reach.DIRECT.value,
    )
    description = StringField(
        "A few words to tell this group from others (optional)",
        validators=[Length(max=300, message="Use 300 characters or fewer")],
    )
    who = RadioField(
        "Who they are",
        choices=[
            SelectChoice(BY_RULE, "Everyone in certain units, grades, sites or posts"),
            SelectChoice(BY_LIST, "A list of staff numbers"),
        ],
        default=BY_RULE,
    )
    grades = TextAreaField("Grades", description="One on each line. Leave empty for all grades")
    posts = TextAreaField("Posts", description="Titles, one on each line. Leave empty for all posts")
    sites = SelectMultipleField("Sites", description="Leave unticked for all sites")
    staff_numbers = TextAreaField(
        "Staff numbers", description="Pasted from a spreadsheet or typed: one on each line, or between commas"
    )
    numbers_file = FileField("Or a CSV file with the staff numbers in its first column")
    announced = DateParts("Announced to this group")
    consult_start = DateParts("Consultation with this group starts")
    consult_end = DateParts("Consultation with this group ends")
    transition_start = DateParts("Transition of this group starts")
    transition_end = DateParts("Transition of this group ends")
    clip_from = DateParts("Counts from")
    clip_to = DateParts("Counts until")

    def offer(self, grades: Mapping[str, str], posts: Mapping[str, str], sites: Mapping[str, str]) -> None:
        """Say what the register holds. Sites are name to reference; grades and posts name themselves."""
        self.known_grades, self.known_posts = grades, posts
        self.found_grades: list[str] = []
        self.found_posts: list[str] = []
        self.kind.choices = [
            SelectChoice("", "Choose one"),
            *(SelectChoice(kind.value, label) for kind, label in IMPACT_LABELS.items()),
        ]
        self.sites.choices = [SelectChoice(reference, name) for name, reference in sites.items()]

    def take_file(self) -> None:
        """Put the numbers of an uploaded file into the box, where they can be read and mended."""
        file = self.numbers_file.data
        if not file or not file.filename:
            return
        try:
            text = file.stream.read(4_000_000).decode("utf-8-sig")
        except UnicodeDecodeError:
            self.file_problem = "Save the file as CSV in UTF-8: this one cannot be read as text"
            return
        first = [row[0].strip() for row in csv.reader(io.StringIO(text)) if row and row[0].strip()]
        if first and not any(sign.isdigit() for sign in first[0]):
            first = first[1:]  # a heading
        self.staff_numbers.data = "\n".join([*(self.staff_numbers.data or "").splitlines(), *first])
        self.who.data = BY_LIST

    file_problem: str = ""

    @property
    def numbers(self) -> list[str]:
        """The staff numbers given, each once, in the order typed."""
        words = (self.staff_numbers.data or "").replace(",", "\n").replace(";", "\n").replace("\t", "\n")
        return list(dict.fromkeys(word.strip() for word in words.splitlines() if word.strip()))

    @property
    def dates(self) -> dict[str, date | None]:
        """The group's own dates and the days it counts between, by column."""
        return {name: self._fields[name].data for name in (*OWN_DATES, "clip_from", "clip_to")}

    @property
    def rule(self) -> dict[str, Any]:
        """The rule as it is kept; empty lists are left out."""
        if self.who.data == BY_LIST:
            return {"listed": True}
        rule = {
            "units": list(self.units.data or ()),
            "grades": self.found_grades,
            "posts": self.found_posts,
            "sites": list(self.sites.data or ()),
        }
        return {name: values for name, values in rule.items() if values}

    def check_against(self, dates: Milestones) -> None:
        """The group's dates in place of the change's, one by one, must still be in order."""
        own = {name: self._fields[name].data or getattr(dates, name) for name in OWN_DATES}
        for name, message in check_milestones(Milestones(**own)).items():
            self.say(name if name in self._fields else "announced", message)
        if self.clip_from.data and self.clip_to.data and self.clip_to.data < self.clip_from.data:
            self.say("clip_to", "Counts until must be on or after the day it counts from")

    def validate(self, extra_validators: Any = None) -> bool:
        """Names must be on the register, and something must say who."""
        super().validate(extra_validators)
        self.found_grades, notes = find_names(self.grades.data or "", self.known_grades, "grade")
        for note in notes:
            self.say("grades", note)
        self.found_posts, notes = find_names(self.posts.data or "", self.known_posts, "post")
        for note in notes:
            self.say("posts", note)
        if self.file_problem:
            self.say("numbers_file", self.file_problem)
        if self.who.data == BY_LIST:
            if not self.numbers:
                self.say("staff_numbers", "Enter at least one staff number")
            if len(self.numbers) > MOST_NUMBERS:
                self.say("staff_numbers", f"Enter {MOST_NUMBERS:,} staff numbers or fewer")
        elif self.numbers:
            self.say("staff_numbers", "Choose “A list of staff numbers” above, or clear this box")
        elif not self.rule and not any(self._fields[name].errors for name in RULE_BOXES):
            self.say("unit_words", "Choose at least one unit, grade, site or post")
        return not self.errors


class SupersedeForm(EditForm):
    """Ends an impact on a day."""

    on = DateParts("Last day it counts", validators=[DateRequired("Enter the last day it counts")])
    reason = TextAreaField(
        "Reason",
        description="Kept with each person it ends for. Read by HR partners, their managers and themselves",
        validators=[InputRequired("Enter the reason"), Length(max=2000)],
    )
