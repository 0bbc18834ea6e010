"""Forms for other people's accounts and their access."""

from datetime import date
from typing import Any

from wtforms import EmailField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Regexp

from tracker.accounts import reach_queries
from tracker.accounts.access_services import Reach
from tracker.accounts.reach_queries import Choice
from tracker.accounts.rules import usual_last_day
from tracker.organisation.models import Person
from tracker.policy.access.roles import SCOPE_OF, Role, Scope
from tracker.web.clock import today
from tracker.web.forms import DateParts, DateRequired, EditForm, TrackerForm

CHOOSE = SelectChoice("", "Choose one")


class AccountForm(EditForm):
    """Who somebody is: name, address to sign in with, and their number on the staff register, if any."""

    name = StringField(
        "Full name",
        validators=[
            InputRequired("Enter the full name"),
            Length(max=200, message="Full name must be 200 characters or fewer"),
        ],
    )
    email = EmailField(
        "Email address",
        description="They sign in with this address.",
        validators=[
            InputRequired("Enter the email address"),
            Length(max=254, message="Email address must be 254 characters or fewer"),
            Regexp(r"^[^@\s]+@[^@\s]+\.[^@\s.]+$", message="Enter an email address such as name@example.org"),
        ],
    )
    staff_number = StringField(
        "Staff number (optional)",
        description="For somebody on the staff register. Without it nobody can act as staff.",
        validators=[Length(max=60, message="Staff number must be 60 characters or fewer")],
    )
    person: Person | None = None

    def validate_staff_number(self, field: Any) -> None:
        """The number is that of exactly one person on the register."""
        self.person = None
        if not field.data:
            return
        people = reach_queries.people_numbered(field.data)
        if not people:
            raise ValidationError("Enter a staff number that is on the register, or leave it empty")
        if len(people) > 1:
            raise ValidationError("Several employers use this staff number: leave it empty for now")
        self.person = people[0]


class GrantForm(TrackerForm):
    """From when to when. Roles that reach something named add a field for it."""

    valid_from = DateParts("First day", [DateRequired("Enter the first day")], default=today)
    valid_to = DateParts(
        "Last day",
        description="A year is usual. Leave it empty only for access that somebody will end by hand.",
        default=lambda: usual_last_day(today()),
    )

    def validate_valid_to(self, field: Any) -> None:
        """Access that is over before it begins is a slip."""
        first: date | None = self.valid_from.data
        if field.data and first and field.data < first:
            raise ValidationError("Last day must be on or after the first day")
        if field.data and field.data < today():
            raise ValidationError("Last day must be today or later")

    def reach(self) -> Reach:
        """What the grant names; for a valid form."""
        return Reach()


class ProgrammeGrantForm(GrantForm):
    """One programme, or every programme of an employer."""

    employer = SelectField("What it reaches", validate_choice=False)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.choices = reach_queries.employer_choices(today())
        self.programmes = reach_queries.programme_choices()
        options = [CHOOSE]
        for employer in self.choices:
            options.append(SelectChoice(employer.value, f"Every programme of {employer.label}"))
            options += [
                SelectChoice(one.value, one.label)
                for one in self.programmes
                if one.employer_id == employer.id
            ]
        self.employer.choices = options

    def validate_employer(self, field: Any) -> None:
        """An employer or a programme."""
        if not _chosen(field.data, [*self.choices, *self.programmes]):
            raise ValidationError("Choose what the access reaches")

    def reach(self) -> Reach:
        """The programme with its employer, or the employer."""
        one = _chosen(self.employer.data, self.programmes)
        if one:
            return Reach(employer_id=one.employer_id, programme_id=one.id)
        employer = _chosen(self.employer.data, self.choices)
        return Reach(employer_id=employer.id if employer else None)


class UnionGrantForm(GrantForm):
    """A recognised union."""

    union = SelectField("Which union they represent", validate_choice=False)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.unions = reach_queries.union_choices(today())
        self.union.choices = [CHOOSE, *(SelectChoice(one.value, one.label) for one in self.unions)]

    def validate_union(self, field: Any) -> None:
        """One of the unions of today."""
        if not _chosen(field.data, self.unions):
            raise ValidationError("Choose the union")

    def reach(self) -> Reach:
        """The union, with its employer when there is just one."""
        one = _chosen(self.union.data, self.unions)
        if one is None:
            return Reach()
        return Reach(union_id=one.id, employer_id=reach_queries.only_employer_of(one.id))


class UnitGrantForm(GrantForm):
    """A unit by its code or name; everything below it comes with it."""

    unit = StringField(
        "Unit",
        description="Its code or its exact name. The access reaches everything below it too.",
        validators=[InputRequired("Enter the unit"), Length(max=200, message="Enter a code or a name")],
    )
    found: Choice | None = None

    def validate_unit(self, field: Any) -> None:
        """Exactly one unit of today has the code, or else the name."""
        units = reach_queries.units_called(field.data, today())
        by_code = [one for one in units if one.value.lower() == field.data.lower()]
        self.found = None
        if len(by_code or units) > 1:
            codes = ", ".join(one.value for one in units)
            raise ValidationError(f"Several units are called that: enter one of the codes {codes}")
        if not units:
            raise ValidationError("Enter the code or exact name of a unit on the register")
        self.found = (by_code or units)[0]

    def reach(self) -> Reach:
        """The unit, with its employer."""
        if self.found is None:
            return Reach()
        return Reach(unit_id=self.found.id, employer_id=self.found.employer_id)


def _chosen(value: str, choices: list[Choice]) -> Choice | None:
    return next((one for one in choices if one.value == value), None)


FORM_OF: dict[Scope, type[GrantForm]] = {
    Scope.PROGRAMME: ProgrammeGrantForm,
    Scope.UNION: UnionGrantForm,
    Scope.UNIT: UnitGrantForm,
}


def grant_form(role: Role) -> GrantForm:
    """The form for giving the role."""
    return FORM_OF.get(SCOPE_OF[role], GrantForm)()
