"""Forms of signing in and of one's own account."""

from typing import Any

from wtforms import EmailField, PasswordField, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from tracker.accounts.rules import LONGEST_PASSWORD, PASSWORD_LENGTH
from tracker.policy.access.roles import Role
from tracker.web.forms import TrackerForm

NEW_PASSWORD_HINT = (
    f"{PASSWORD_LENGTH} characters or more. Three or four unrelated words work well. "
    "Do not use a password that you use elsewhere."
)


class SignInForm(TrackerForm):
    """Address and password."""

    email = EmailField(
        "Email address",
        validators=[
            InputRequired("Enter your email address"),
            Length(max=254, message="Email address must be 254 characters or fewer"),
        ],
    )
    password = PasswordField(
        "Password",
        validators=[
            InputRequired("Enter your password"),
            Length(max=1000, message="Password must be 1,000 characters or fewer"),
        ],
    )


class ActAsForm(TrackerForm):
    """The role to act in, among those held."""

    role = RadioField("Which role do you want to act in?", validate_choice=False)

    def __init__(self, roles: tuple[Role, ...], acting: Role, **kwargs: Any) -> None:
        super().__init__(data={"role": acting.value}, **kwargs)
        self.held = [role.value for role in roles]
        self.role.choices = [
            SelectChoice(role.value, role.value[0].upper() + role.value[1:]) for role in roles
        ]

    def validate_role(self, field: Any) -> None:
        """One of the roles held today."""
        if field.data not in self.held:
            raise ValidationError("Choose one of the roles you hold")


class NewPasswordForm(TrackerForm):
    """A new password, typed once: the page can show what is typed."""

    new_password = PasswordField(
        "New password",
        description=NEW_PASSWORD_HINT,
        validators=[
            InputRequired("Enter a new password"),
            Length(max=LONGEST_PASSWORD, message=f"Password must be {LONGEST_PASSWORD} characters or fewer"),
        ],
    )


class ChangePasswordForm(NewPasswordForm):
    """The present password and a new one."""

    current_password = PasswordField(
        "Present password",
        validators=[
            InputRequired("Enter your present password"),
            Length(max=1000, message="Password must be 1,000 characters or fewer"),
        ],
    )
