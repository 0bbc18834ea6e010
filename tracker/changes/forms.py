"""The shape of what is typed about programmes and changes, and the words for what is wrong with it."""

from collections.abc import Sequence
from typing import Any

from wtforms import (
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from tracker.changes.lists import Site
from tracker.changes.models import Change
from tracker.changes.programmes import ProgrammeEdit
from tracker.changes.rules import (
    MILESTONE_LABELS,
    STATE_MEANINGS,
    Certainty,
    ChangeState,
    ChangeType,
    Milestones,
    ProgrammeState,
    check_milestones,
    financial_year,
    whole_pounds,
    year_label,
)
from tracker.changes.typed_names import find_names, find_units, top_units, unit_label, unit_paths
from tracker.organisation.rules import TreeUnit
from tracker.web.clock import today
from tracker.web.forms import DateParts, DateRequired, EditForm, TrackerForm, strip

LONGEST_TEXT = 20_000
TYPES = [SelectChoice(kind.value, kind.value[0].upper() + kind.value[1:]) for kind in ChangeType]
EMPTY_TARGETS = 3


class UnitsForm(TrackerForm):
    """Chooses units without a script: names or codes are typed, and what they may mean is offered to tick."""

    units = SelectMultipleField(
        "Units chosen", description="Tick the units. Everything below a unit is included"
    )
    unit_words = TextAreaField("Find other units", description="Names or codes, one on each line")

    def offer_units(self, tree: list[TreeUnit]) -> None:
        """Settle the words typed so far; unsettled words stay in the box and are noted."""
        found = find_units(self.unit_words.data or "", self.units.data or (), tree)
        shown = {unit.reference: unit for unit in (*found.chosen, *found.offered, *top_units(tree))}
        paths = unit_paths(tree)
        self.tree = tree
        self.unit_notes = list(found.notes)
        self.unit_words.data = "\n".join(found.left)
        self.units.data = [unit.reference for unit in found.chosen]
        self.units.choices = [SelectChoice(unit.reference, unit_label(unit)) for unit in shown.values()]
        self.units.option_hints = {ref: f"in {paths[ref]}" for ref in shown if paths[ref]}
        for name in ("units", "unit_words"):  # the page asks for units last, so their errors are listed last
            self._fields[name] = self._fields.pop(name)

    @property
    def unit_ids(self) -> tuple[int, ...]:
        """Ids of the units chosen, in the order of the tree."""
        chosen = set(self.units.data or ())
        return tuple(unit.id for unit in self.tree if unit.reference in chosen)

    def validate(self, extra_validators: Any = None) -> bool:
        """Words that name no unit for certain stop the form."""
        sound = bool(super().validate(extra_validators))
        for note in self.unit_notes:
            self.say("unit_words", note)
        return sound and not self.unit_notes


class LogChangeForm(UnitsForm):
    """The few things needed to log a change; everything else comes later.

    ``twice`` holds a title that the programme has already and that is wanted all the same.
    """

    twice = HiddenField(default="")

    programme = SelectField("Programme", validators=[InputRequired("Choose the programme")])
    title = StringField(
        "Title",
        description="A short name that staff will recognise",
        validators=[
            InputRequired("Enter a title"),
            Length(max=200, message="The title must be 200 characters or fewer"),
        ],
    )
    type = SelectField(
        "Type of change",
        choices=[SelectChoice("", "Choose a type"), *TYPES],
        validators=[InputRequired("Choose the type of change")],
    )
    reason = TextAreaField(
        "Reason",
        description="Why it is proposed. Read by HR and the programme director until it is published, "
        "then by unions, managers and the staff affected",
        validators=[
            InputRequired("Enter the reason for the change"),
            Length(max=LONGEST_TEXT, message="The reason must be 20,000 characters or fewer"),
        ],
    )
    announced = DateParts(
        "Date first announced",
        description="The day staff or unions were first told. Leave empty when nobody has been told yet: "
        "the change is then logged as an idea",
    )

    def offer_programmes(self, programmes: Sequence[tuple[str, str]]) -> None:
        """The only programme is chosen already."""
        first = [] if len(programmes) == 1 else [("", "Choose a programme")]
        self.programme.choices = [SelectChoice(*pair) for pair in (*first, *programmes)]


class EditChangeForm(UnitsForm, EditForm):
    """Facts of a change beside its text. Fields of the same name as the columns."""

    type = SelectField("Type of change", choices=TYPES)
    certainty = RadioField(
        "How firm are the dates?",
        choices=[
            SelectChoice(Certainty.PROPOSED.value, "Proposed: they may move"),
            SelectChoice(Certainty.COMMITTED.value, "Committed: they are settled"),
        ],
        validators=[InputRequired("Choose how firm the dates are")],
    )
    site_words = TextAreaField("Sites", description="Names of sites, one on each line")
    announced = DateParts("Announced", description="The day staff or unions were first told")
    consult_start = DateParts("Consultation starts", description="The first day")
    consult_end = DateParts("Consultation ends", description="The last day")
    transition_start = DateParts(
        "Transition starts", description="The first day on which anybody's work, place or terms change"
    )
    transition_end = DateParts("Transition ends", description="The last day of the move to the new way")
    part_of = SelectField("Part of", description="A larger change that this one belongs to")
    supersedes = SelectField("Supersedes", description="An earlier change whose place this one takes")

    def offer(self, related: Sequence[tuple[str, str, int]], sites: Sequence[Site]) -> None:
        """The other changes of the programme, and the sites of the employer."""
        self.related = {reference: key for reference, _, key in related}
        choices = [SelectChoice("", "None"), *(SelectChoice(each[0], each[1]) for each in related)]
        self.part_of.choices = self.supersedes.choices = choices
        self.sites = {site.name: str(site.id) for site in sites}

    @property
    def milestones(self) -> Milestones:
        """The dates typed. A change that can be edited has not been withdrawn."""
        return Milestones(
            **{name: self._fields[name].data for name in MILESTONE_LABELS if name in self._fields}
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """Dates must be in order, and sites known."""
        sound = bool(super().validate(extra_validators))
        wrong = {
            name: message
            for name, message in check_milestones(self.milestones).items()
            if not self._fields[name].errors
        }
        for name, message in wrong.items():
            self.say(name, message)
        found, notes = find_names(self.site_words.data or "", self.sites, "site")
        self.site_ids = tuple(int(key) for key in found)
        for note in notes:
            self.say("site_words", note)
        if self.part_of.data and self.part_of.data == self.supersedes.data:
            self.say("supersedes", "A change cannot be part of the change it supersedes")
            return False
        return sound and not wrong and not notes


class ProposalForm(EditForm):
    """The text that staff and unions will read."""

    title = StringField(
        "Title",
        validators=[
            InputRequired("Enter a title"),
            Length(max=200, message="The title must be 200 characters or fewer"),
        ],
    )
    reason = TextAreaField(
        "Reason",
        description="Why the change is proposed",
        validators=[
            InputRequired("Enter the reason for the change"),
            Length(max=LONGEST_TEXT, message="The reason must be 20,000 characters or fewer"),
        ],
    )
    proposal = TextAreaField(
        "Proposal",
        description="What is proposed, for whom, where and by when. Start each point on a new line",
        validators=[Length(max=LONGEST_TEXT, message="The proposal must be 20,000 characters or fewer")],
    )


class PublishForm(EditForm):
    """Carries the version of the text that the director read, and why it goes back when it does."""

    why = TextAreaField(
        "What has to change",
        description="Read by HR partners and programme directors",
        validators=[Length(max=2_000, message="What has to change must be 2,000 characters or fewer")],
    )


class MoveForm(EditForm):
    """The next state of a change, why, and from when."""

    state = RadioField("Next state", validators=[InputRequired("Choose the next state")])
    reason = TextAreaField(
        "Reason",
        description="Read by everyone who may read the change",
        validators=[
            InputRequired("Enter the reason"),
            Length(max=2_000, message="The reason must be 2,000 characters or fewer"),
        ],
    )
    on = DateParts(
        "Date",
        description="The day it came into this state",
        default=today,
        validators=[DateRequired("Enter the day it came into this state")],
    )
    superseding = SelectField(
        "Superseded by", description="Only when another change takes its place", validate_choice=False
    )

    def offer(self, states: list[ChangeState], related: Sequence[tuple[str, str, int]]) -> None:
        """The states that may follow, each with its meaning, and the changes that may take its place."""
        self.state.choices = [SelectChoice(each.value, each.value.capitalize()) for each in states]
        self.state.option_hints = {state.value: STATE_MEANINGS[state] for state in states}
        others = (SelectChoice(reference, title) for reference, title, _ in related)
        self.superseding.choices = [SelectChoice("", "None"), *others]


class TargetForm(Form):
    """What must be saved in one financial year, as typed."""

    year = StringField("Financial year", filters=[strip])
    pounds = StringField("Target in pounds", filters=[strip])


class ProgrammeForm(EditForm):
    """Everything about a programme."""

    employer = SelectField("Employer", validate_choice=False)
    name = StringField(
        "Name",
        validators=[
            InputRequired("Enter the name of the programme"),
            Length(max=200, message="The name must be 200 characters or fewer"),
        ],
    )
    aim = TextAreaField(
        "Aim",
        description="What it is for, in a few sentences. Read by unions and the programme director",
        validators=[
            InputRequired("Enter the aim"),
            Length(max=LONGEST_TEXT, message="The aim must be 20,000 characters or fewer"),
        ],
    )
    sponsor = StringField(
        "Sponsor",
        description="Who answers for it, by office",
        validators=[
            InputRequired("Enter the sponsor"),
            Length(max=200, message="The sponsor must be 200 characters or fewer"),
        ],
    )
    starts = DateParts("Starts", validators=[DateRequired("Enter the day the programme starts")])
    ends = DateParts("Ends", description="Leave empty when it is not known")
    state = SelectField(
        "State",
        choices=[SelectChoice(each.value, each.value.capitalize()) for each in ProgrammeState],
        default="live",
    )
    targets = FieldList(FormField(TargetForm))

    def show_targets(self, held: dict[int, int]) -> None:
        """One row for each year held, and a few empty ones."""
        for year, pounds in held.items():
            self.targets.append_entry({"year": year_label(year), "pounds": f"{pounds:,}"})
        for _ in range(EMPTY_TARGETS):
            self.targets.append_entry()

    def validate(self, extra_validators: Any = None) -> bool:
        """The end comes after the start; each target has a year of its own and an amount."""
        sound = bool(super().validate(extra_validators))
        if self.starts.data and self.ends.data and self.ends.data < self.starts.data:
            self.say("ends", "The programme must end on or after the day it starts")
            sound = False
        self.by_year: dict[int, int] = {}
        for entry in self.targets:
            sound = self._read_target(entry.form) and sound
        self.targets.errors = [entry.errors for entry in self.targets] if self._targets_wrong() else []
        return sound

    def _targets_wrong(self) -> bool:
        return any(entry.errors for entry in self.targets)

    def _read_target(self, row: Any) -> bool:
        year_text, pounds_text = row.year.data or "", row.pounds.data or ""
        if not year_text and not pounds_text:
            return True
        year = pounds = None
        try:
            year = financial_year(year_text)
        except ValueError:
            row.year.errors = ["Enter the financial year as two years, such as 2011/12"]
        try:
            pounds = whole_pounds(pounds_text)
        except ValueError:
            row.pounds.errors = ["Enter the target in whole pounds, such as 14,000,000 or 14m"]
        if year is not None and year in self.by_year:
            row.year.errors = [f"{year_label(year)} has a target already: give each year once"]
            return False
        if year is None or pounds is None:
            return False
        self.by_year[year] = pounds
        return True

    def edit(self) -> ProgrammeEdit:
        """What was typed, as the service takes it."""
        assert self.starts.data is not None
        return ProgrammeEdit(
            name=self.name.data,
            aim=self.aim.data,
            sponsor=self.sponsor.data,
            starts=self.starts.data,
            ends=self.ends.data,
            state=ProgrammeState(self.state.data),
            targets=self.by_year,
        )


def show_change(
    form: EditChangeForm, change: Change, unit_references: list[str], site_names: list[str]
) -> None:
    """Fill what has no column of the same name."""
    form.units.data = unit_references
    form.site_words.data = "\n".join(site_names)
    by_id = {key: reference for reference, key in form.related.items()}
    form.part_of.data = by_id.get(change.part_of_id or 0, "")
    form.supersedes.data = by_id.get(change.supersedes_id or 0, "")
    form.show_version(change)
