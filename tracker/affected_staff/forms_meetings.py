"""The shape of what is typed about individual meetings, and the words for what is wrong with it."""

import re
from collections.abc import Sequence
from datetime import date, time

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from tracker.affected_staff.models_support import IndividualMeeting
from tracker.affected_staff.rules_support import MEETING_NUMBERS, Companion, MeetingState
from tracker.affected_staff.services_meetings import MeetingGiven, Outcome
from tracker.policy.access.viewer import Viewer
from tracker.web.forms import DateParts, DateRequired, EditForm
from tracker.web.templating import sentence

NOTE_LENGTH = 5000
OF_DAY = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
ORDINALS = {1: "First", 2: "Second", 3: "Third"}


class WhenForm(EditForm):
    """A day and, where it was set, a time."""

    on = DateParts("Day of the meeting", validators=[DateRequired("Enter the day of the meeting")])
    at = StringField("Time (optional)", description="Such as 14:30")

    @property
    def time(self) -> time | None:
        """The time typed; None when empty or not a time."""
        found = OF_DAY.fullmatch(self.at.data or "")
        return time(int(found.group(1)), int(found.group(2))) if found else None

    def check(self, today: date) -> bool:
        """Whether everything typed is sound; messages are by the fields otherwise."""
        self.validate_on_submit()
        if self.at.data and self.time is None:
            self.say("at", "Enter the time in 24 hours, such as 14:30")
        self.check_day(today)
        return not self.errors

    def check_day(self, today: date) -> None:
        """A meeting still to come cannot lie in the past."""
        if self.on.data is not None and self.on.data < today:
            self.say("on", "Enter today or a later day")


class NoteForm(WhenForm):
    """Who held it, who came along, what both sides may read of it."""

    held_by = StringField(
        "Who holds it", validators=[InputRequired("Enter who holds the meeting"), Length(max=200)]
    )
    companion = SelectField(
        "Companion",
        description="Who came along. It says nothing about whether they belong to a union",
        choices=[
            SelectChoice("", "Not known yet"),
            *(SelectChoice(each.value, sentence(each.value)) for each in Companion),
        ],
        default="",
    )
    companion_name = StringField(
        "Name of the companion (optional)",
        description="Only where the person agrees that it stands in the note",
        validators=[Length(max=200)],
    )
    note = TextAreaField(
        "Shared note",
        description="Read by the person, their managers, HR partners, and a representative invited below",
        validators=[Length(max=NOTE_LENGTH, message=f"Use {NOTE_LENGTH:,} characters or fewer")],
    )
    invited = SelectField(
        "Representative invited to read the note",
        description="Only when the person asks for it",
        choices=[SelectChoice("", "Nobody")],
        default="",
    )

    def offer(self, representatives: Sequence[tuple[str, str]]) -> None:
        """Accounts that may be invited, as reference and name."""
        self.invited.choices = [
            SelectChoice("", "Nobody"),
            *(SelectChoice(*each) for each in representatives),
        ]

    @property
    def came(self) -> Companion | None:
        """Who came along, as far as that was said."""
        return Companion(self.companion.data) if self.companion.data else None

    def holder_id(self, by: Viewer) -> int | None:
        """Whoever types their own name is known by their account."""
        return by.account_id if (self.held_by.data or "").casefold() == by.name.casefold() else None

    def check_companion(self) -> None:
        """A named companion needs to be said who they are."""
        if self.companion_name.data and self.came in (None, Companion.NOBODY):
            self.say("companion", "Choose whether the companion was a union official or a colleague")


class MeetingForm(NoteForm):
    """Plans a meeting, or records one held already."""

    number = SelectField(
        "Which meeting", choices=[SelectChoice(str(n), f"{ORDINALS[n]} meeting") for n in MEETING_NUMBERS]
    )
    state = RadioField(
        "This meeting",
        choices=[
            SelectChoice(MeetingState.PLANNED.value, "Is planned"),
            SelectChoice(MeetingState.HELD.value, "Has been held"),
        ],
        default=MeetingState.PLANNED.value,
    )

    def check_day(self, today: date) -> None:
        """Planned meetings lie ahead, held ones behind."""
        held = self.state.data == MeetingState.HELD.value
        if held and self.on.data is not None and self.on.data > today:
            self.say("on", "Enter today or an earlier day, or choose that it is planned")
        if not held:
            super().check_day(today)
        self.check_companion()

    def given(self, by: Viewer, invited_id: int | None) -> MeetingGiven:
        """The meeting, after ``check``."""
        assert self.on.data is not None
        held = self.state.data == MeetingState.HELD.value
        return MeetingGiven(
            number=int(self.number.data),
            state=MeetingState(self.state.data),
            on=self.on.data,
            at=self.time,
            held_by=self.held_by.data or "",
            held_by_id=self.holder_id(by),
            companion=self.came if held else None,
            companion_name=(self.companion_name.data or "") if held else "",
            note=(self.note.data or "") if held else "",
            invited_id=invited_id,
        )


class MoveMeetingForm(WhenForm):
    """Puts a planned meeting on another day."""

    reason = TextAreaField(
        "Why it moves",
        description="Read by the person, their managers and HR partners",
        validators=[InputRequired("Enter why it moves"), Length(max=2000)],
    )


class OutcomeForm(NoteForm):
    """What became of a meeting."""

    state = RadioField(
        "What became of it",
        choices=[
            SelectChoice(MeetingState.HELD.value, "It was held"),
            SelectChoice(MeetingState.DID_NOT_ATTEND.value, "They did not attend"),
            SelectChoice(MeetingState.CANCELLED.value, "It was cancelled"),
        ],
        default=MeetingState.HELD.value,
    )
    reason = TextAreaField("Reason, when it was not held", validators=[Length(max=2000)])

    def prefill(self, meeting: IndividualMeeting, by: Viewer) -> None:
        """Begin with what is known."""
        self.state.data = MeetingState.HELD.value
        self.on.process(None, meeting.on)
        self.held_by.data = meeting.held_by or by.name
        self.companion.data = meeting.companion.value if meeting.companion else ""
        self.companion_name.data = meeting.companion_name
        self.note.data = meeting.note

    def check_day(self, today: date) -> None:
        """Whatever happened lies behind, except that a meeting to come can be cancelled."""
        cancelled = self.state.data == MeetingState.CANCELLED.value
        if not cancelled and self.on.data is not None and self.on.data > today:
            self.say("on", "Enter today or an earlier day: record what became of it once it is over")
        if self.state.data != MeetingState.HELD.value and not self.reason.data:
            self.say("reason", "Enter why it was not held")
        self.check_companion()

    def outcome(self, by: Viewer, invited_id: int | None) -> Outcome:
        """What became of it, after ``check``."""
        assert self.on.data is not None
        return Outcome(
            state=MeetingState(self.state.data),
            on=self.on.data,
            reason=self.reason.data or "",
            held_by=self.held_by.data or "",
            held_by_id=self.holder_id(by),
            companion=self.came,
            companion_name=self.companion_name.data or "",
            note=self.note.data or "",
            invited_id=invited_id,
        )
