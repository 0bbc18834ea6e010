"""Forms of signing in."""

from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length

from tracker.web.forms import TrackerForm


class SignInForm(TrackerForm):
    """Address and password."""

    email = EmailField(
        "Email address", validators=[InputRequired("Enter your email address"), Length(max=254)]
    )
    password = PasswordField("Password", validators=[InputRequired("Enter your password"), Length(max=1000)])
