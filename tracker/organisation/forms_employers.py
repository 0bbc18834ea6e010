"""The form of a new employer."""

from wtforms import RadioField, StringField
from wtforms.validators import AnyOf, DataRequired, Length

from tracker.policy.calendar.nations import Nation
from tracker.web.forms import DateParts, DateRequired
from tracker.web.once import OnceForm

NATIONS = {nation.value: nation.value[0].upper() + nation.value[1:] for nation in Nation}


class EmployerForm(OnceForm):
    """What an employer needs before anything else: a name, a calendar, and a first day."""

    name = StringField(
        "Name of the employer",
        validators=[
            DataRequired("Enter the name of the employer"),
            Length(max=200, message="Use 200 characters or fewer"),
        ],
    )
    nation = RadioField(
        "Nation",
        description="Its bank holidays count in clocks. Each site can have a nation of its own.",
        choices=NATIONS,
        default=Nation.ENGLAND.value,
        validate_choice=False,
        validators=[AnyOf(list(NATIONS), message="Choose the nation")],
    )
    valid_from = DateParts(
        "First day",
        description="From which its register is kept, such as 1 4 2010",
        validators=[DateRequired("Enter the first day")],
    )
