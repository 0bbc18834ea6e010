"""Our macros write the markup of govuk-frontend-jinja, and write it faster."""

from collections.abc import Callable
from time import process_time
from typing import Any

import pytest
from bs4 import BeautifulSoup
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    FieldList,
    FileField,
    Form,
    FormField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from tests.web.package_markup import PACKAGE, importing, package, tree
from tests.web.pages_alone import templates_alone
from tracker.web.forms import DateParts, DateRequired

KINDS = [SelectChoice("a", "Move & merge"), SelectChoice("b", "Closure")]
WITH_ITEM_HINT = {"b": "Everyone moves"}


class Proposal(Form):  # type: ignore[misc]  # the library carries no types
    """One field of each kind, most with a hint, all but one required."""

    name = StringField("Name", description="As staff know it", validators=[InputRequired("Enter a name")])
    postcode = StringField("Postcode")
    secret = PasswordField("Password", description="Yours", validators=[InputRequired("Enter your password")])
    detail = TextAreaField("What is proposed", description="In full", validators=[InputRequired("Enter it")])
    kind = SelectField("Kind", choices=KINDS, description="Of change", validate_choice=False)
    firmness = RadioField("How firm?", choices=KINDS, validators=[InputRequired("Choose how firm")])
    groups = SelectMultipleField(
        "Who?", choices=KINDS, description="All", validators=[InputRequired("Choose")]
    )
    starts = DateParts("Start", description="For example, 27 3 2027", validators=[DateRequired("Enter it")])
    paper = FileField("Business case", description="PDF", validators=[InputRequired("Choose a file")])


def filled() -> Proposal:
    typed = {
        "name": "Hub <1>",
        "detail": "\na & b",
        "kind": "b",
        "firmness": "b",
        "groups": "b",
        "secret": "hush",
    }
    form = Proposal(MultiDict({**typed, "starts-day": "27", "starts-month": "3", "starts-year": "2027"}))
    form.firmness.option_hints = form.groups.option_hints = WITH_ITEM_HINT
    return form


def refused() -> Proposal:
    form = Proposal(MultiDict({"name": ""}))
    form.validate()
    form.kind.errors = ["Choose a kind"]
    return form


def of_field(field: Any, **params: Any) -> dict[str, Any]:
    """What the package needs to know of a field."""
    said = {"hint": {"text": field.description}} if field.description else {}
    wrong = {"errorMessage": {"text": field.errors[0]}} if field.errors else {}
    return {
        "id": field.id,
        "name": field.name,
        "label": {"text": field.label.text},
        **said,
        **wrong,
        **params,
    }


def of_group(field: Any, **params: Any) -> dict[str, Any]:
    legend = {"fieldset": {"legend": {"text": field.label.text}}, "idPrefix": field.id}
    return {**of_field(field), **legend, "items": of_choices(field, "checked"), **params}


def of_choices(field: Any, chosen: str) -> list[dict[str, Any]]:
    hints = getattr(field, "option_hints", {})
    return [
        {
            "value": choice.value,
            "text": choice.label,
            chosen: choice.selected,
            **({"hint": {"text": hints[choice.value]}} if choice.value in hints else {}),
        }
        for choice in field.iter_choices()
    ]


def of_date(field: Any) -> dict[str, Any]:
    wrong = " govuk-input--error" if field.errors else ""
    widths = {"day": 2, "month": 2, "year": 4}
    items = [
        {"name": part, "classes": f"govuk-input--width-{width}{wrong}", "value": field.parts[part] or None}
        for part, width in widths.items()
    ]
    legend = {"fieldset": {"legend": {"text": field.label.text}}}
    return {**of_field(field), **legend, "namePrefix": field.name, "items": items}


def spare_line(text: str | None) -> str:
    """A browser drops one line break at the start of a text area; ours are written so that none is lost."""
    return "\n" + (text or "")


def text(field: Any, **more: Any) -> list[Any]:
    return package("input", "govukInput", **of_field(field, value=field.data or None, **more))


def long_text(field: Any, **more: Any) -> list[Any]:
    return package("textarea", "govukTextarea", **of_field(field, value=spare_line(field.data), **more))


def counted(field: Any, **more: Any) -> list[Any]:
    params = of_field(field, value=spare_line(field.data), **more)
    return package("character-count", "govukCharacterCount", **params)


def radios(field: Any, **more: Any) -> list[Any]:
    return package("radios", "govukRadios", **of_group(field, **more))


def checkboxes(field: Any, **more: Any) -> list[Any]:
    return package("checkboxes", "govukCheckboxes", **of_group(field, **more))


def summary(form: Form) -> list[Any]:
    if not form.errors:
        return []
    items = [
        {"text": text, "href": f"#{field.id}{'-day' if field.name == 'starts' else ''}"}
        for field in form
        for text in field.errors
    ]
    return package("error-summary", "govukErrorSummary", titleText="There is a problem", errorList=items)


FIELDS: dict[str, Callable[[Any], list[Any]]] = {
    "text_input(f.name)": lambda f: text(f.name),
    'text_input(f.postcode, "10", inputmode="text", spellcheck=False)': lambda f: text(
        f.postcode, classes="govuk-input--width-10", inputmode="text", spellcheck=False
    ),
    'text_input(f.postcode, autocomplete="postal-code")': lambda f: text(
        f.postcode, autocomplete="postal-code"
    ),
    "password_input(f.secret)": lambda f: package(
        "password-input", "govukPasswordInput", **of_field(f.secret, autocomplete="current-password")
    ),
    "textarea(f.detail)": lambda f: long_text(f.detail),
    "textarea(f.detail, rows=8, maxlength=200)": lambda f: counted(f.detail, maxlength=200, rows=8),
    "select(f.kind)": lambda f: package(
        "select", "govukSelect", **of_field(f.kind, items=of_choices(f.kind, "selected"))
    ),
    "radios(f.firmness)": lambda f: radios(f.firmness),
    "radios(f.firmness, inline=True, small=True)": lambda f: radios(
        f.firmness, classes="govuk-radios--inline govuk-radios--small"
    ),
    "checkboxes(f.groups)": lambda f: checkboxes(f.groups),
    "checkboxes(f.groups, small=True)": lambda f: checkboxes(f.groups, classes="govuk-checkboxes--small"),
    "date_input(f.starts)": lambda f: package("date-input", "govukDateInput", **of_date(f.starts)),
    'file_upload(f.paper, accept=".pdf")': lambda f: package(
        "file-upload", "govukFileUpload", **of_field(f.paper, attributes={"accept": ".pdf"})
    ),
    "error_summary(f)": summary,
}


@pytest.mark.parametrize("state", [filled, refused])
@pytest.mark.parametrize("call", FIELDS)
def test_a_form_macro_writes_what_the_package_writes(
    write: Callable[..., str], call: str, state: Callable[[], Proposal]
) -> None:
    form = state()

    assert tree(write("{{ forms." + call + " }}", f=form)) == FIELDS[call](form)


class Line(Form):  # type: ignore[misc]  # the library carries no types
    """A row of a list of forms."""

    hours = StringField("Hours", validators=[InputRequired("Enter the hours")])


class Nested(Form):  # type: ignore[misc]  # the library carries no types
    """Fields within fields."""

    token = HiddenField()
    notes = FieldList(StringField("Note", validators=[InputRequired("Enter a note")]), min_entries=2)
    lines = FieldList(FormField(Line), min_entries=1)
    sure = BooleanField("I am sure", validators=[InputRequired("Tick it")])


def test_the_error_summary_goes_to_fields_within_fields(write: Callable[..., str]) -> None:
    form = Nested(MultiDict({"notes-0": "said", "notes-1": "", "lines-0-hours": ""}))
    form.validate()
    form.form_errors.append("Somebody closed the programme")

    soup = BeautifulSoup(write("{{ forms.error_summary(f) }}", f=form), "html5lib")

    assert [(item.text.strip(), item.a and item.a["href"]) for item in soup.select("li")] == [
        ("Somebody closed the programme", None),
        ("Enter a note", "#notes-1"),
        ("Enter the hours", "#lines-0-hours"),
        ("Tick it", "#sure"),
    ]


def test_hidden_fields_are_those_alone(write: Callable[..., str]) -> None:
    soup = BeautifulSoup(write("{{ forms.hidden_fields(f) }}", f=Nested(token="t")), "html5lib")

    assert [(field["name"], field["value"]) for field in soup.select("input")] == [("token", "t")]


def fifteen() -> type[Form]:
    fields: dict[str, Any] = {f"text_{n}": StringField(f"Text {n}", description="A hint") for n in range(9)}
    fields |= {f"long_{n}": TextAreaField(f"Long {n}", description="A hint") for n in range(2)}
    fields |= {f"list_{n}": SelectField(f"List {n}", choices=KINDS) for n in range(2)}
    fields |= {"one": RadioField("One", choices=KINDS), "some": SelectMultipleField("Some", choices=KINDS)}
    return type("Fifteen", (Form,), fields)


def quickest(render: Callable[[], object]) -> float:
    """Seconds of processor time of the best of several runs, so that a busy machine does not decide."""
    times = []
    for _ in range(12):
        start = process_time()
        render()
        times.append(process_time() - start)
    return min(times)


def test_a_form_of_fifteen_fields_costs_a_quarter_of_the_package_or_less() -> None:
    form = fifteen()()
    names = {
        "text": "text_input",
        "long": "textarea",
        "list": "select",
        "one": "radios",
        "some": "checkboxes",
    }
    ours = "".join(f"{{{{ forms.{names[name.split('_')[0]]}(f.{name}) }}}}" for name in form._fields)
    macros = {
        "text": ("input", "govukInput"),
        "long": ("textarea", "govukTextarea"),
        "list": ("select", "govukSelect"),
        "one": ("radios", "govukRadios"),
        "some": ("checkboxes", "govukCheckboxes"),
    }
    imports = "".join(importing(folder, macro) for folder, macro in macros.values())
    theirs = imports + "".join(
        f"{{{{ {macros[name.split('_')[0]][1]}(p['{name}']) }}}}" for name in form._fields
    )
    params = {
        name: of_group(field)
        if name in ("one", "some")
        else of_field(field, **({"items": of_choices(field, "selected")} if name.startswith("list") else {}))
        for name, field in form._fields.items()
    }
    env = templates_alone().jinja_env
    our_page = env.from_string('{% import "components/forms.html" as forms %}' + ours)
    their_page = PACKAGE.from_string(theirs)

    ratio = quickest(lambda: our_page.render(f=form)) / quickest(lambda: their_page.render(p=params))

    assert ratio <= 0.25
