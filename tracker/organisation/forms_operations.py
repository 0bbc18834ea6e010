"""Forms of what is done to the structure: one for each kind, and who goes where in a split."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from tracker.organisation.queries_operations import choices_of
from tracker.organisation.queries_structure import Structure, units_named
from tracker.organisation.rules import TreeUnit
from tracker.organisation.rules_operations import OperationKind, TransferBasis
from tracker.web.forms import DateParts, DateRequired, EditForm

Plan = dict[str, Any]
NAME = Length(max=200, message="Name must be 200 characters or fewer")
TOP = ("", "No unit: it stands at the top")
NO_SITE = ("", "No site")


@dataclass(frozen=True)
class Choices:
    """What the selects of a form offer, and the name of the unit or site it is about."""

    tree: list[TreeUnit]
    sites: list[tuple[str, str]]
    about: str


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


class OperationForm(EditForm):
    """The day, for every kind."""

    on = DateParts(
        "First day it holds",
        validators=[DateRequired("Enter the first day it holds")],
        description="Today, a day to come, or a day in the past that nothing later has changed",
    )

    def offer(self, choices: Choices) -> None:
        """Fill the selects."""
        for name, first, options in (
            ("parent", TOP, choices_of(choices.tree)),
            ("site_choice", NO_SITE, choices.sites),
            ("into", ("", "A new unit, named below"), choices_of(choices.tree)),
            ("into_site", ("", "Choose the site"), choices.sites),
        ):
            if name in self._fields:
                self[name].choices = [SelectChoice(*pair) for pair in (first, *options)]

    def plan(self, held: Plan, structure: Structure) -> Plan:
        """What was typed, over what the plan is about. Messages are put by fields that cannot be read."""
        found = {
            name: self[name].data or ""
            for name in ("name", "code", "parent", "address")
            if name in self._fields
        }
        if "site_choice" in self._fields:
            found["site"] = self["site_choice"].data or ""
        return held | found

    def show(self, plan: Plan) -> None:
        """Fill the boxes from a plan made before."""
        for name in ("name", "code", "parent", "address", "into", "basis", "stays"):
            if name in self._fields and name in plan:
                self[name].data = plan[name]
        if "site_choice" in self._fields:
            self["site_choice"].data = plan.get("site", "")
        for name in ("units", "parts", "staying"):
            if name in self._fields:
                self[name].data = "\n".join(plan.get(f"{name}_typed", plan.get(name)) or ())


class OpenForm(OperationForm):
    """A unit that begins."""

    name = StringField("Name", validators=[InputRequired("Enter the name of the unit"), NAME])
    code = StringField("Code", description="Leave empty to use the name", validators=[NAME])
    parent = SelectField("Part of", validate_choice=False)
    site_choice = SelectField("Site", validate_choice=False)


class RenameForm(OperationForm):
    """A new name."""

    name = StringField("New name", validators=[InputRequired("Enter the new name"), NAME])


class MoveForm(OperationForm):
    """Another unit above it, or another site."""

    parent = SelectField("Part of", validate_choice=False)
    site_choice = SelectField(
        "Site",
        description="Who works at its present site goes with it; who works elsewhere stays there",
        validate_choice=False,
    )


class CloseForm(OperationForm):
    """Only the day."""


class MergeForm(OperationForm):
    """Units that become one."""

    units = TextAreaField(
        "Units to merge",
        description="Name or code, one on each line. Each of them ends, except the one they merge into",
        validators=[InputRequired("Enter the units to merge, one on each line")],
    )
    into = SelectField("Merge into", validate_choice=False)
    name = StringField(
        "Name of the new unit", description="Only where they merge into a new unit", validators=[NAME]
    )
    code = StringField("Code of the new unit", description="Leave empty to use the name", validators=[NAME])
    parent = SelectField("The new unit is part of", validate_choice=False)

    def plan(self, held: Plan, structure: Structure) -> Plan:
        """Units by code or name, each said by its line when it is none."""
        typed = _lines(self.units.data)
        found, wrong = units_named(structure, typed)
        for message in wrong:
            self.say("units", message)
        if not self.into.data and not self.name.data:
            self.say("name", "Enter the name of the new unit, or choose a unit to merge into")
        given = super().plan(held, structure)
        return given | {
            "units": [unit.reference for unit in found],
            "units_typed": typed,
            "into": self.into.data or "",
        }


class SplitForm(OperationForm):
    """New units that a unit becomes, or gives parts to. Who goes where is asked next."""

    stays = RadioField(
        "What becomes of the unit?",
        choices=[
            SelectChoice("", "It ends: everybody goes to one of the new units"),
            SelectChoice("yes", "It stays, and keeps whoever does not go to a new unit"),
        ],
        default="",
    )
    parts = TextAreaField(
        "New units",
        description="Names, one on each line. They stand where the unit stands, at its site",
        validators=[InputRequired("Enter the names of the new units, one on each line")],
    )

    def plan(self, held: Plan, structure: Structure) -> Plan:
        """Names of the parts; who goes where is kept when their number is the same."""
        parts = _lines(self.parts.data)
        kept = held if len(parts) == len(held.get("parts", ())) else {"unit": held["unit"]}
        return {**kept, "stays": self.stays.data or "", "parts": parts}


class OpenSiteForm(OperationForm):
    """A site that begins."""

    name = StringField("Name", validators=[InputRequired("Enter the name of the site"), NAME])
    address = StringField(
        "Address", validators=[Length(max=300, message="Address must be 300 characters or fewer")]
    )


class RenameSiteForm(OpenSiteForm):
    """Another name or address."""


class MergeSitesForm(OperationForm):
    """A site whose people, posts and units are at another from a day on."""

    into_site = SelectField("Into", validate_choice=False, validators=[InputRequired("Choose the site")])

    def plan(self, held: Plan, structure: Structure) -> Plan:
        """The site that stays."""
        return held | {"into": self.into_site.data or ""}

    def show(self, plan: Plan) -> None:
        """Fill the box from a plan made before."""
        self.into_site.data = plan.get("into", "")


class EmployerForm(OperationForm):
    """Who becomes the employer in law."""

    name = StringField(
        "Employer in law from that day",
        description="Such as West Midlands Police and Crime Commissioner",
        validators=[InputRequired("Enter who becomes the employer in law"), NAME],
    )
    basis = RadioField(
        "How",
        choices=[SelectChoice(each.value, each.value[0].upper() + each.value[1:]) for each in TransferBasis],
        default=TransferBasis.STATUTORY.value,
        validators=[InputRequired("Choose how")],
    )
    staying = TextAreaField(
        "Units that stay with the employer of the day before",
        description="Name or code, one on each line, with everything below. Leave empty where all transfer",
    )

    def plan(self, held: Plan, structure: Structure) -> Plan:
        """Units that stay, each said by its line when it is none."""
        typed = _lines(self.staying.data)
        found, wrong = units_named(structure, typed)
        for message in wrong:
            self.say("staying", message)
        return {
            **held,
            "name": self.name.data,
            "basis": self.basis.data,
            "staying": [unit.reference for unit in found],
            "staying_typed": typed,
        }


FORMS: dict[OperationKind, type[OperationForm]] = {
    OperationKind.OPEN: OpenForm,
    OperationKind.RENAME: RenameForm,
    OperationKind.MOVE: MoveForm,
    OperationKind.SPLIT: SplitForm,
    OperationKind.MERGE: MergeForm,
    OperationKind.CLOSE: CloseForm,
    OperationKind.OPEN_SITE: OpenSiteForm,
    OperationKind.RENAME_SITE: RenameSiteForm,
    OperationKind.MERGE_SITES: MergeSitesForm,
    OperationKind.CLOSE_SITE: CloseForm,
    OperationKind.EMPLOYER: EmployerForm,
}


class DoForm(EditForm):
    """Saying yes to the preview with that digest."""

    understood = BooleanField("I have read who and what moves")

    def agreed(self) -> bool:
        """Nothing is done before somebody says that they read it."""
        if not self.understood.data:
            self.say("understood", "Tick the box to say that you have read who and what moves")
        return not self.errors


@dataclass(frozen=True)
class GroupLine:
    """People and posts of one job and grade in the unit that is split."""

    key: str
    title: str
    grade: str
    people: int
    people_fte: float
    posts: int
    posts_fte: float


class AssignForm(EditForm):
    """Where everybody goes. ``child_N``, ``group_N`` and ``people_N`` are made for the unit."""

    rest = SelectField("Everybody and everything not chosen below goes to", validate_choice=False)


def assign_form(
    plan: Plan, unit: str, children: list[tuple[str, str]], groups: list[GroupLine]
) -> AssignForm:
    """A form with a box for each unit below, each job and grade, and a list of numbers for each part."""
    parts = [(str(place), name) for place, name in enumerate(plan["parts"], start=1)]
    if plan.get("stays"):
        parts.insert(0, ("0", f"{unit} (stays)"))
    options = [SelectChoice("", "With the rest"), *(SelectChoice(*part) for part in parts)]
    boxes: dict[str, Any] = {}
    data: dict[str, str] = {"rest": str(plan.get("rest", parts[0][0]))}
    for place, (reference, name) in enumerate(children):
        boxes[f"child_{place}"] = SelectField(name, choices=options, validate_choice=False)
        data[f"child_{place}"] = str(plan.get("children", {}).get(reference, ""))
    for place, group in enumerate(groups):
        label = ", ".join(each for each in (group.title or "No title", group.grade) if each)
        boxes[f"group_{place}"] = SelectField(label, choices=options, validate_choice=False)
        data[f"group_{place}"] = str(plan.get("groups", {}).get(group.key, ""))
    for part, name in parts:
        boxes[f"people_{part}"] = TextAreaField(
            f"Only these go to {name}", description="Staff numbers or post numbers, one on each line"
        )
        data[f"people_{part}"] = "\n".join(plan.get("people", {}).get(part, ()))
    made: type[AssignForm] = type("AssignOfUnitForm", (AssignForm,), boxes)
    form = made(data=data)
    form.rest.choices = [SelectChoice(*part) for part in parts]
    form.parts = parts
    return form


def assigned(
    form: AssignForm, plan: Plan, children: Iterable[tuple[str, str]], groups: Iterable[GroupLine]
) -> Plan:
    """The plan with what was chosen."""
    people = {part: _lines(form[f"people_{part}"].data) for part, _ in form.parts}
    seen: dict[str, str] = {}
    for part, keys in people.items():
        for key in keys:
            if seen.setdefault(key, part) != part:
                form.say(f"people_{part}", f"{key} is listed twice: leave it in one list")
    return {
        **plan,
        "rest": int(form.rest.data or 0),
        "children": {
            reference: int(form[f"child_{place}"].data)
            for place, (reference, _) in enumerate(children)
            if form[f"child_{place}"].data
        },
        "groups": {
            group.key: int(form[f"group_{place}"].data)
            for place, group in enumerate(groups)
            if form[f"group_{place}"].data
        },
        "people": {part: keys for part, keys in people.items() if keys},
    }
