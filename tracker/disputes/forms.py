"""The form that takes a file of past disputes."""

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length

from tracker.organisation.models import Employer
from tracker.web.once import OnceForm


class BringInForm(OnceForm):
    """Whose file, where it comes from, and the file."""

    employer = SelectField("Employer whose people may read it", validate_choice=False)
    source = StringField(
        "Where it comes from",
        description="Who published it and when, so that a reader can check it.",
        validators=[
            InputRequired("Enter where the file comes from"),
            Length(max=300, message="Use 300 characters or fewer"),
        ],
    )
    leave_out = BooleanField("Leave out rows that are wrong, and bring in the others")
    file = FileField("File of past disputes", description="CSV or Excel workbook (.xlsx), one dispute a row.")

    def offer(self, employers: Sequence[Employer]) -> None:
        """The employers to choose from."""
        self.employer.choices = {each.reference: each.name for each in employers}

    def validate_employer(self, field: Any) -> None:
        """One of those offered."""
        if field.data not in self.employer.choices:
            raise ValidationError("Choose the employer")

    def content(self, most: int) -> bytes | None:
        """What was chosen, or None with a message by the box."""
        if not getattr(self.file.data, "filename", ""):
            self.say("file", "Choose the file of past disputes")
            return None
        with self.file.data.stream as stream:
            content: bytes = stream.read(most + 1)
        if len(content) > most:
            self.say("file", f"The file is larger than {most // 1024 // 1024} MB: split it")
            return None
        return content
