"""Forms of transfers, topics, elections, special circumstances and equality assessments."""

from typing import Any

from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from tracker.attachments.forms import AttachmentsField
from tracker.compliance.elections import CandidateError, read_candidates, wrong_votes
from tracker.compliance.models_records import Moment
from tracker.compliance.steps import SLUG_OF, StepKind
from tracker.compliance.transfers import Measures, Side
from tracker.policy.law.information import TOPIC_LABELS, Topic
from tracker.policy.law.representatives import ELECTION_CONDITIONS
from tracker.web.clock import today
from tracker.web.forms import DateParts, DateRequired, EditForm, WholeNumber
from tracker.web.once import OnceForm

TEXT = Length(max=10_000, message="Use 10,000 characters or fewer")
SHORT = Length(max=200, message="Use 200 characters or fewer")
NOT_YET = "Record it once it has happened: this day is still to come"
TOPICS = [SelectChoice(topic.value, TOPIC_LABELS[topic]) for topic in Topic]
YES_NO = [SelectChoice("", "Not judged yet"), SelectChoice("yes", "Yes"), SelectChoice("no", "No")]


def _happened(form: EditForm, *names: str) -> bool:
    """Put a message by each of the days that is still to come; whether none was."""
    late = [name for name in names if form[name].data and form[name].data > today()]
    for name in late:
        form.say(name, NOT_YET)
    return not late


class PartyForm(EditForm):
    """One employer of a transfer."""

    name = StringField("Name of the employer", validators=[InputRequired("Enter the employer's name"), SHORT])
    measures = RadioField(
        "Measures it envisages for affected staff",
        choices=[
            SelectChoice(Measures.NOT_SAID.value, "It has not said"),
            SelectChoice(Measures.NONE.value, "None: it has said that there are none"),
            SelectChoice(Measures.ENVISAGED.value, "It envisages measures"),
        ],
        default=Measures.NOT_SAID.value,
    )
    measures_text = TextAreaField("The measures", validators=[TEXT])
    measures_told_on = DateParts("Day its letter on measures reached the outgoing employer")
    informed_on = DateParts("Day it gave its representatives the information")
    consulted_from = DateParts("Consultation on measures began")
    consulted_to = DateParts("Consultation on measures ended")
    replies = TextAreaField("What was said, the reply, and the reason for each rejection", validators=[TEXT])
    liability_as_at = DateParts("Day that the employee liability information is of")

    def offer(self, side: Side) -> None:
        """Only what this employer has to do."""
        del self._fields["liability_as_at" if side is Side.TRANSFEREE else "measures_told_on"]

    def validate(self, extra_validators: Any = None) -> bool:
        """Measures are said where there are some; days are in order and have come."""
        sound = bool(super().validate(extra_validators))
        if self.measures.data == Measures.ENVISAGED and not self.measures_text.data:
            self.say("measures_text", "Enter the measures")
            sound = False
        begun, ended = self.consulted_from.data, self.consulted_to.data
        if ended and not begun:
            self.say("consulted_from", "Enter the day it began")
            sound = False
        if begun and ended and ended < begun:
            self.say("consulted_to", "It must end on or after the day it began")
            sound = False
        days = ("measures_told_on", "informed_on", "consulted_from", "consulted_to", "liability_as_at")
        return _happened(self, *(name for name in days if name in self._fields)) and sound

    def values(self) -> dict[str, Any]:
        """What was typed, by column."""
        given = {
            name: field.data
            for name, field in self._fields.items()
            if name not in ("csrf_token", "seen_version")
        }
        given["measures"] = Measures(given["measures"])
        if given["measures"] is not Measures.ENVISAGED:
            given["measures_text"] = ""
        return given


class TagForm(EditForm):
    """Which topics an answer covers."""

    covered = SelectMultipleField("What the answer covers", choices=TOPICS)


class TopicNoteForm(OnceForm):
    """Where else a topic was covered."""

    topic = RadioField(
        "Topic", choices=TOPICS, validators=[InputRequired("Choose the topic that was covered")]
    )
    on = DateParts("Day it was discussed", validators=[DateRequired("Enter the day it was discussed")])
    note = StringField(
        "Where it is on record",
        description="Such as minutes of the joint forum, item 4",
        validators=[
            InputRequired("Enter where it is on record"),
            Length(max=300, message="Use 300 characters or fewer"),
        ],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Not a day still to come."""
        sound = bool(super().validate(extra_validators))
        return _happened(self, "on") and sound


class ElectionForm(OnceForm):
    """An election of representatives."""

    constituency = StringField(
        "Who elects",
        description="The description of employees, such as control room operators",
        validators=[InputRequired("Enter who elects"), SHORT],
    )
    seats = WholeNumber(
        "Seats",
        validators=[
            InputRequired("Enter the number of seats"),
            NumberRange(1, 100, "Enter a number of seats from 1 to 100"),
        ],
    )
    voters = WholeNumber(
        "People who may vote",
        description="All affected employees of that description on the day",
        validators=[Optional(), NumberRange(0, 100_000, "Enter a number from 0 to 100,000")],
    )
    invited_on = DateParts("Day they were invited to elect")
    nominations_close_on = DateParts("Last day for candidates")
    ballot_on = DateParts("Day of the ballot")
    term_ends_on = DateParts("Last day of the term")
    scrutineer = StringField("Who counts the votes, by office", validators=[SHORT])
    candidates = TextAreaField(
        "Candidates and votes",
        description="One a line, votes after a comma once they are counted: A. Khan, 12",
        validators=[TEXT],
    )
    note = TextAreaField("Anything else about the result", validators=[TEXT])
    fair = SelectField(ELECTION_CONDITIONS["fair"], choices=YES_NO)
    seats_cover_all = SelectField(ELECTION_CONDITIONS["seats_cover_all"], choices=YES_NO)
    term = SelectField(ELECTION_CONDITIONS["term"], choices=YES_NO)
    candidates_affected = SelectField(ELECTION_CONDITIONS["candidates"], choices=YES_NO)
    nobody_barred = SelectField(ELECTION_CONDITIONS["nobody_barred"], choices=YES_NO)
    all_may_vote = SelectField(ELECTION_CONDITIONS["all_may_vote"], choices=YES_NO)
    secret = SelectField(ELECTION_CONDITIONS["secret"], choices=YES_NO)

    def validate(self, extra_validators: Any = None) -> bool:
        """Candidates can be read, votes can be right, and the days follow each other."""
        sound = bool(super().validate(extra_validators))
        try:
            found = read_candidates(self.candidates.data or "")
        except CandidateError as error:
            self.say("candidates", str(error))
            return False
        wrong = wrong_votes(self.seats.data or 0, found, self.voters.data) if not self.seats.errors else None
        if wrong:
            self.say("candidates", wrong)
            sound = False
        before = None
        for name in ("invited_on", "nominations_close_on", "ballot_on", "term_ends_on"):
            field = self._fields[name]
            if field.data and before is not None and field.data < before.data:
                self.say(name, f"It must be on or after: {before.label.text.lower()}")
                sound = False
            before = field if field.data else before
        return sound

    def values(self) -> dict[str, Any]:
        """What was typed, by column."""
        columns = (
            "constituency", "seats", "voters", "invited_on", "nominations_close_on", "ballot_on",
            "term_ends_on", "scrutineer", "note",
        )  # fmt: skip
        return {
            **{name: self._fields[name].data for name in columns},
            "candidates": read_candidates(self.candidates.data or ""),
            "conditions": {
                key: {"yes": True, "no": False}.get(self._fields[name].data)
                for key, name in CONDITION_FIELDS.items()
            },
        }


CONDITION_FIELDS = {key: "candidates_affected" if key == "candidates" else key for key in ELECTION_CONDITIONS}
"""The field that asks about each condition of the law."""


class CircumstancesForm(OnceForm):
    """Why a step was not reasonably practicable."""

    kind = SelectField(
        "The step", choices=[SelectChoice(SLUG_OF[kind], kind.value.capitalize()) for kind in StepKind]
    )
    facts = TextAreaField(
        "What the special circumstances are",
        description="A parent body that withholds information is not such a circumstance",
        validators=[InputRequired("Enter what the special circumstances are"), TEXT],
    )
    why = TextAreaField(
        "Why the step was not reasonably practicable",
        validators=[InputRequired("Enter why the step was not reasonably practicable"), TEXT],
    )
    taken = TextAreaField(
        "What was done all the same",
        validators=[InputRequired("Enter what was done all the same, or that nothing could be"), TEXT],
    )
    since = DateParts("Since", validators=[DateRequired("Enter the day since when they hold")])
    until = DateParts("Until", description="Leave empty while they still hold")

    def validate(self, extra_validators: Any = None) -> bool:
        """They began, and end after that."""
        sound = bool(super().validate(extra_validators))
        if self.since.data and self.until.data and self.until.data < self.since.data:
            self.say("until", "It must be on or after the day since when they hold")
            sound = False
        return _happened(self, "since") and sound


class AssessmentForm(OnceForm):
    """An equality assessment at one moment of a change."""

    moment = RadioField(
        "When in the change",
        choices=[SelectChoice(moment.value, moment.value.capitalize()) for moment in Moment],
        validators=[InputRequired("Choose when in the change it was assessed")],
    )
    on = DateParts("Day of the assessment", validators=[DateRequired("Enter the day of the assessment")])
    author = StringField(
        "Who assessed it, by office", validators=[InputRequired("Enter who assessed it"), SHORT]
    )
    finding = TextAreaField(
        "What was found",
        description="Name groups, never people. Leave out figures about fewer than five",
        validators=[InputRequired("Enter what was found"), TEXT],
    )
    action = TextAreaField(
        "What is done about it",
        description="None is an answer; blank is not",
        validators=[InputRequired("Enter what is done about it, or none"), TEXT],
    )
    files = AttachmentsField("Files")

    def validate(self, extra_validators: Any = None) -> bool:
        """Not a day still to come; files are asked for again when something else is wrong."""
        sound = bool(super().validate(extra_validators))
        sound = _happened(self, "on") and sound
        if not sound:
            self.files.ask_again()
        return sound
