"""The shape of what is typed about where people stand, and the words for what is wrong with it."""

from datetime import date

from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from tracker.affected_staff.forms_telling import TellingForm
from tracker.affected_staff.models import AffectedStep, StatusMove
from tracker.affected_staff.rules import AffectedStatus, check_days
from tracker.affected_staff.services_statuses import StepGiven
from tracker.policy.access.viewer import Viewer
from tracker.web.forms import DateParts, DateRequired, EditForm, one_of
from tracker.web.templating import sentence

STAYS = "stays"
HEARD, NEVER_HEARD = "heard", "never heard"


def _statuses() -> list[str]:
    return [STAYS, *AffectedStatus]


class StepForm(TellingForm):
    """A step of one person or of many."""

    status = SelectField(
        "New status", validate_choice=False, validators=[one_of(_statuses, "Choose the new status")]
    )
    on = DateParts("From which day", validators=[DateRequired("Enter the day the status begins")])
    reason = TextAreaField(
        "Reason",
        description="Read by HR partners and their managers, and by themselves once they have been told",
        validators=[InputRequired("Enter the reason"), Length(max=2000)],
    )
    next_step_on = DateParts("Next step on", description="When they will know more. Leave empty when settled")

    def offer(self, statuses: list[AffectedStatus], *, stays: bool = True) -> None:
        """The statuses to choose from; ``stays`` adds to leave everyone where they are."""
        self.status.choices = [
            SelectChoice("", "Choose one"),
            *([SelectChoice(STAYS, "Stay as they are: record only what they were told")] if stays else []),
            *(SelectChoice(each.value, sentence(each.value)) for each in statuses),
        ]

    def show_step(self, move: StatusMove, viewer: Viewer, *, described: bool) -> None:
        """Begin with what a draft says already."""
        self.on.process(None, move.on)
        self.told_by.data = move.told_by or viewer.name
        if described:
            self.status.data = move.status.value if move.status else STAYS
            self.reason.data = move.reason
            self.told_on.process(None, move.told_on)
            self.told_how.data = move.told_how.value if move.told_how else ""
            self.next_step_on.process(None, move.next_step_on)

    def check(self, today: date) -> bool:
        """Whether everything typed is sound; messages are by the fields otherwise."""
        super().check(today)
        for name, message in check_days(self.on.data, None, self.next_step_on.data, today).items():
            self.say(name, message)
        if self.status.data == STAYS and self.told_on.data is None and self.next_step_on.data is None:
            self.say("told_on", "Enter the day they were told or the next step, or choose another status")
        return not self.errors

    def given(self, by: Viewer) -> StepGiven:
        """The step, after ``check``. Whoever types their own name is known by their account."""
        assert self.on.data is not None
        return StepGiven(
            status=None if self.status.data == STAYS else AffectedStatus(self.status.data),
            on=self.on.data,
            reason=self.reason.data or "",
            told=self.telling(by),
            next_step_on=self.next_step_on.data,
        )


class HeardForm(EditForm):
    """Whether people had been told something that is now taken back."""

    heard = RadioField(
        "Had they been told what was wrong?",
        choices=[
            SelectChoice(HEARD, "Yes: go on showing it to them until they are told better"),
            SelectChoice(NEVER_HEARD, "No: recording that they were told was wrong too"),
        ],
        default=HEARD,
    )


class UndoForm(HeardForm):
    """Takes a move of many people back."""

    reason = TextAreaField(
        "What was wrong",
        description="Kept with each person",
        validators=[InputRequired("Enter what was wrong"), Length(max=2000)],
    )


class CorrectForm(StepForm, HeardForm):
    """A step in place of the last one, which was wrong."""

    def offer_correction(self, statuses: list[AffectedStatus]) -> None:
        """What may stand in place of the wrong step."""
        self.offer(statuses, stays=False)
        self.status.label.text = "Right status"
        self.reason.label.text = "What was wrong"

    def prefill(self, wrong: AffectedStep) -> None:
        """Begin with what the wrong step said, so that only what was wrong is typed."""
        self.status.data = wrong.status.value
        self.on.process(None, wrong.on)
        self.next_step_on.process(None, wrong.next_step_on)
