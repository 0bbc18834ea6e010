"""The shape of what is typed about redeployment, and the words for what is wrong with it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    FloatField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from tracker.affected_staff.forms_telling import TellingForm, ToldForm
from tracker.affected_staff.rules import Telling
from tracker.changes.typed_names import find_names
from tracker.policy.access.viewer import Viewer
from tracker.redeployment.rules import Exit
from tracker.redeployment.services import EntryGiven, VacancyGiven
from tracker.redeployment.services_offers import OfferGiven, Retraining
from tracker.web.forms import DateParts, DateRequired, EditForm
from tracker.web.templating import sentence

LONGEST = 5_000
_LENGTH = Length(max=LONGEST, message=f"Use {LONGEST:,} characters or fewer")
_FTE = NumberRange(0.05, 1.5, "Enter hours as a share of full time, from 0.05 to 1.5")


class EntryForm(EditForm):
    """What somebody seeks. Empty means not known, which never counts as suiting."""

    skills = TextAreaField(
        "Skills and experience",
        description="As they would tell them. Read by HR partners and by the person. Nothing about health",
        validators=[_LENGTH],
    )
    grades = TextAreaField(
        "Grades they would take", description="One on each line. Leave empty when not known yet"
    )
    fte_from = FloatField("Least hours, as a share of full time", validators=[Optional(), _FTE])
    fte_to = FloatField("Most hours, as a share of full time", validators=[Optional(), _FTE])
    sites = SelectMultipleField("Places they can reach", description="Leave unticked when not known yet")
    until = DateParts("On the register until", description="Leave empty for no last day")

    def offer(self, grades: Mapping[str, str], sites: Mapping[str, str]) -> None:
        """Say what the register holds; sites are reference to name."""
        self.known_grades = grades
        self.found_grades: list[str] = []
        self.sites.choices = list(sites.items())

    def validate(self, extra_validators: Any = None) -> bool:
        """Grades must be on the register, and hours in order."""
        super().validate(extra_validators)
        self.found_grades, notes = find_names(self.grades.data or "", self.known_grades, "grade")
        for note in notes:
            self.say("grades", note)
        least, most = self.fte_from.data, self.fte_to.data
        if (least is None) != (most is None) and not self.fte_from.errors and not self.fte_to.errors:
            self.say("fte_to" if most is None else "fte_from", "Enter both the least and the most hours")
        elif least is not None and most is not None and least > most:
            self.say("fte_to", "The most hours must be at least the least")
        return not self.errors

    def given(self, site_ids: Mapping[str, int]) -> EntryGiven:
        """What was typed."""
        return EntryGiven(
            skills=self.skills.data or "",
            grades=self.found_grades,
            fte_from=self.fte_from.data,
            fte_to=self.fte_to.data,
            until=self.until.data,
            site_ids=tuple(site_ids[one] for one in self.sites.data or () if one in site_ids),
        )


class LeaveForm(EditForm):
    """Why somebody comes off the register."""

    because = RadioField(
        "Why",
        choices=[SelectChoice(each.value, sentence(each.value)) for each in Exit],
        validators=[InputRequired("Choose why they come off the register")],
    )
    on = DateParts(
        "Last day on the register", validators=[DateRequired("Enter the last day on the register")]
    )
    note = TextAreaField("Anything to add (optional)", validators=[_LENGTH])


class VacancyForm(EditForm):
    """A role that can be offered. Empty means not stated, which never counts as suiting."""

    title = StringField("Title", validators=[InputRequired("Enter the title of the role"), Length(max=300)])
    grade = StringField("Grade", description="Leave empty when not stated", validators=[Length(max=100)])
    fte = FloatField("Hours, as a share of full time", validators=[Optional(), _FTE])
    site = SelectField("Place", validate_choice=False)
    places = IntegerField(
        "How many places",
        default=1,
        validators=[InputRequired("Enter how many places there are"), NumberRange(1, 500)],
    )
    skills = TextAreaField(
        "What it asks for", description="In words. Read by everyone on the register", validators=[_LENGTH]
    )
    opens = DateParts("Open from", validators=[DateRequired("Enter the day from which it is open")])
    closes = DateParts("Open until", description="Leave empty for no last day")
    ring_fence = SelectField("Ring-fenced to those affected by", validate_choice=False)

    def offer(self, sites: Mapping[str, str], changes: Mapping[str, str]) -> None:
        """Say what can be chosen: reference to name."""
        self.site.choices = [SelectChoice("", "Not stated"), *(SelectChoice(*one) for one in sites.items())]
        self.ring_fence.choices = [
            SelectChoice("", "Nobody: open to everybody on the register"),
            *(SelectChoice(*one) for one in changes.items()),
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """Days in order."""
        super().validate(extra_validators)
        if self.opens.data and self.closes.data and self.closes.data < self.opens.data:
            self.say("closes", "Open until must be on or after the day from which it is open")
        return not self.errors

    def given(self, sites: Mapping[str, int], changes: Mapping[str, int]) -> VacancyGiven:
        """What was typed."""
        assert self.opens.data is not None
        return VacancyGiven(
            title=self.title.data or "",
            grade=self.grade.data or "",
            fte=self.fte.data,
            places=self.places.data or 1,
            skills=self.skills.data or "",
            opens=self.opens.data,
            closes=self.closes.data,
            establishment_id=sites.get(self.site.data or ""),
            ring_fenced_change_id=changes.get(self.ring_fence.data or ""),
        )


class OfferForm(TellingForm):
    """An offer as it is put to the person."""

    offered_on = DateParts("Offered on", validators=[DateRequired("Enter the day the offer is made")])
    old_job_ends = DateParts(
        "Their present job ends on", validators=[DateRequired("Enter the day their present job ends")]
    )
    starts_on = DateParts(
        "The new job begins on", validators=[DateRequired("Enter the day the new job begins")]
    )
    answer_by = DateParts("Answer by", validators=[DateRequired("Enter the day by which they answer")])
    different_terms = BooleanField(
        "The terms differ from the present job: there is a trial period", default=True
    )
    retraining = BooleanField("A longer trial for retraining is agreed in writing")
    retraining_until = DateParts("Retraining until")
    retraining_agreed_on = DateParts("Agreed in writing on")
    retraining_terms = TextAreaField("Terms that follow the retraining", validators=[_LENGTH])
    out_of_turn_reason = TextAreaField(
        "Why the offer is made out of turn",
        description="Needed only when somebody must be offered it first. Read by whoever takes a second look",
        validators=[_LENGTH],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """What retraining needs, and an answer that can still be given."""
        super().validate(extra_validators)
        if self.retraining.data:
            if self.retraining_until.data is None and not self.retraining_until.errors:
                self.say("retraining_until", "Enter the day until which they retrain")
            if self.retraining_agreed_on.data is None and not self.retraining_agreed_on.errors:
                self.say("retraining_agreed_on", "Enter the day it was agreed in writing")
            if not self.retraining_terms.data:
                self.say("retraining_terms", "Enter the terms that follow the retraining")
            if not self.different_terms.data:
                self.say("different_terms", "Tick this as well: retraining lengthens a trial period")
        if self.offered_on.data and self.answer_by.data and self.answer_by.data < self.offered_on.data:
            self.say("answer_by", "Answer by must be on or after the day the offer is made")
        return not self.errors

    def check(self, today: date) -> bool:
        """An offer is recorded once it is made, and told on that day or later."""
        super().check(today)
        offered, told = self.offered_on.data, self.told_on.data
        if offered and offered > today:
            self.say("offered_on", "Enter today or an earlier day: record an offer once it is made")
        if offered and told and told < offered:
            self.say("told_on", "Enter the day the offer is made or a later one")
        return not self.errors

    def given(self, by: Viewer) -> OfferGiven:
        """What was typed, after ``check``."""
        days = (self.offered_on.data, self.old_job_ends.data, self.starts_on.data)
        offered_on, old_job_ends, starts_on = days
        assert offered_on is not None
        assert old_job_ends is not None
        assert starts_on is not None
        longer = None
        if self.retraining.data and self.retraining_until.data is not None:
            longer = Retraining(
                until=self.retraining_until.data,
                agreed_on=self.retraining_agreed_on.data,
                terms=self.retraining_terms.data or "",
            )
        return OfferGiven(
            offered_on=offered_on,
            answer_by=self.answer_by.data,
            old_job_ends=old_job_ends,
            starts_on=starts_on,
            different_terms=bool(self.different_terms.data),
            retraining=longer,
            told=self.telling(by),
        )


class SecondLookForm(EditForm):
    """Another HR partner's view."""

    decision = RadioField(
        "Decision",
        choices=[
            SelectChoice("agree", "Agree: the offer can be made out of turn"),
            SelectChoice("back", "Send it back: the others are offered the role first"),
        ],
        validators=[InputRequired("Choose the decision")],
    )
    note = TextAreaField("Reason", validators=[InputRequired("Enter the reason"), _LENGTH])


class AnswerForm(EditForm):
    """The person's answer."""

    decision = RadioField(
        "Answer",
        choices=[SelectChoice("accept", "Accept the offer"), SelectChoice("refuse", "Refuse the offer")],
        validators=[InputRequired("Choose to accept or to refuse")],
    )
    reason = TextAreaField(
        "Reason",
        description="Needed when it is refused, in the person’s own words. Read by HR partners",
        validators=[_LENGTH],
    )
    on = DateParts("Answered on")

    def validate(self, extra_validators: Any = None) -> bool:
        """A refusal has a reason."""
        super().validate(extra_validators)
        if self.decision.data == "refuse" and not self.reason.data:
            self.say("reason", "Enter the reason, in the person’s own words")
        return not self.errors


class TrialForm(EditForm):
    """What became of a trial."""

    decision = RadioField(
        "What became of the trial",
        choices=[
            SelectChoice("stays", "It works: they stay in the role"),
            SelectChoice("leaves", "It does not work: they are at risk again"),
        ],
        validators=[InputRequired("Choose what became of the trial")],
    )
    reason = TextAreaField(
        "Reason",
        description="Needed when it does not work, in the words of who ended it. Read by HR partners",
        validators=[_LENGTH],
    )
    on = DateParts("On which day", validators=[DateRequired("Enter the day")])

    def validate(self, extra_validators: Any = None) -> bool:
        """A trial that does not work has a reason."""
        super().validate(extra_validators)
        if self.decision.data == "leaves" and not self.reason.data:
            self.say("reason", "Enter why it does not work")
        return not self.errors


class RetrainingForm(EditForm):
    """A longer trial for retraining."""

    until = DateParts("Retraining until", validators=[DateRequired("Enter the day until which they retrain")])
    agreed_on = DateParts(
        "Agreed in writing on",
        description="Before the new job begins",
        validators=[DateRequired("Enter the day it was agreed in writing")],
    )
    terms = TextAreaField(
        "Terms that follow the retraining",
        validators=[InputRequired("Enter the terms that follow the retraining"), _LENGTH],
    )


class LapseForm(EditForm):
    """A suggestion, or an offer that nobody was told of, is not followed up."""

    note = TextAreaField("Reason", validators=[InputRequired("Enter the reason"), _LENGTH])

    def check(self, _today: date) -> bool:
        """Whether everything typed is sound; messages are by the fields otherwise."""
        return bool(self.validate_on_submit())

    def telling(self, _by: Viewer) -> Telling | None:
        """Nobody is told."""
        return None


class ToldLapseForm(ToldForm, LapseForm):
    """An offer that the person holds is not followed up, and they were told so."""


class ConfirmForm(EditForm):
    """A press of a button."""
