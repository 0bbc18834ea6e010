"""What we look for in a register file, and the headings under which the world writes it."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.organisation.register_file.headings import PARTS, plain_heading
from tracker.organisation.rules import ImportKind


@dataclass(frozen=True)
class Field:
    """Something a column may hold. ``headings`` are usual names for it, the likeliest first.

    ``exact``: guessed only from a heading that is one of these names, not one that begins with it.
    """

    name: str
    label: str
    headings: tuple[str, ...]
    required: bool = False
    hint: str = ""
    exact: bool = False
    is_date: bool = False


def _words(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))


UNIT = Field(
    "unit",
    "Unit",
    _words(
        "unit, unit name, org unit, organisational unit, team, team name, section, division, branch, "
        "business unit, directorate, department name, department, dept, service area, cost centre name"
    ),
    True,
    "The smallest part of the organisation named in the row. Levels may be written as A > B > C",
)
UNIT_CODE = Field(
    "unit_code",
    "Unit code",
    _words("unit code, org code, organisation code, unit id, department code, cost centre, cost centre code"),
    hint="Keeps a unit the same when it is renamed",
)
ORGANISATION = Field(
    "organisation",
    "Level above the unit",
    _words(
        "organisation, organization, organisation name, directorate, command, department name, department, "
        "division, agency, employer"
    ),
)
PARENT = Field(
    "parent_unit",
    "Parent unit",
    _words("parent unit, parent, parent unit name, parent code, parent unit code, unit above, part of"),
    hint="Name or code of the unit directly above",
    exact=True,
)
SITE = Field(
    "site",
    "Site",
    _words("site, establishment, work location, location, place of work, building, base, workplace, office"),
)
GROUP = Field(
    "group",
    "Bargaining group",
    _words("bargaining group, bargaining unit, recognition group, negotiating group, union group"),
    hint="The group of posts a union is recognised for. Never who belongs to a union",
)
TITLE = Field(
    "title",
    "Job title",
    _words(
        "job title, job titles, title, position title, employee position title, post title, role, position, "
        "generic job title, job"
    ),
)
GRADE = Field("grade", "Grade", _words("grade, grade or equivalent, pay band, band, rank, pay grade, scale"))
FTE = Field("fte", "FTE", _words("fte, wte, full time equivalent, whole time equivalent, contracted fte"))

FIELDS: dict[ImportKind, tuple[Field, ...]] = {
    ImportKind.PEOPLE: (
        Field(
            "staff_number",
            "Staff number",
            _words(
                "staff number, staff no, employee number, employee no, employee ref, employee reference, "
                "employee id, staff id, staff ref, emp no, emp number, emp id, payroll number, payroll no, "
                "personnel number, collar number, "
                "assignment number, service number, person id, id, number"
            ),
            True,
            "Tells one person from another, now and at the next import",
        ),
        Field(
            "name",
            "Name",
            _words(
                "name, full name, employee name, staff name, person, employee, last name, surname, "
                "family name"
            ),
        ),
        Field(
            "first_name",
            "First name",
            _words("first name, forename, given name, first names, forenames, given names, known as"),
            hint="Put before the name, where the file has the two apart",
        ),
        UNIT,
        UNIT_CODE,
        ORGANISATION,
        PARENT,
        TITLE,
        GRADE,
        FTE,
        Field(
            "hours",
            "Hours a week",
            _words("hours, weekly hours, contracted hours, typical hours, hours a week, hours per week"),
            hint="Made into FTE when no FTE column is matched",
        ),
        SITE,
        Field(
            "post",
            "Post number",
            _words("post number, post reference, post unique reference, post id, position number, post ref"),
            hint="A post already in the register",
        ),
        GROUP,
        Field(
            "contract", "Contract", _words("contract, contract type, employment type, assignment category")
        ),
        Field(
            "kind", "Kind of staff", _words("staff kind, staff type, worker type, staff group, employee type")
        ),
        Field(
            "service_start",
            "Start of service",
            _words(
                "service start, start date, start of service, date started, date first hired, hire date, "
                "continuous service date, continuous service start date, assignment start date, date joined, "
                "date of joining, joined, service date, latest hire date"
            ),
            is_date=True,
        ),
    ),
    ImportKind.POSTS: (
        Field(
            "post_number",
            "Post number",
            _words(
                "post unique reference, post number, post reference, post ref, post id, position number, "
                "position id, post no, reference"
            ),
            True,
        ),
        Field(
            "state",
            "Name or state",
            _words("state, status, post state, post status, name, holder, post holder"),
            hint="Read for “Vacant” and “Eliminated” alone: names of people are not taken",
        ),
        UNIT,
        UNIT_CODE,
        ORGANISATION,
        PARENT,
        TITLE,
        GRADE,
        FTE,
        Field(
            "reports_to",
            "Reports to post",
            _words("reports to senior post, reports to, reports to post, line manager post, manager post"),
            hint="Number of another post; XX or blank at the top",
        ),
        SITE,
        GROUP,
    ),
    ImportKind.POST_GROUPS: (
        Field(
            "reports_to",
            "Reports to post",
            _words("reporting senior post, reports to senior post, reports to, reporting post"),
            hint="Number of a post already in the register",
        ),
        UNIT,
        UNIT_CODE,
        ORGANISATION,
        PARENT,
        Field(TITLE.name, TITLE.label, ("generic job title", *TITLE.headings), True),
        GRADE,
        Field(
            FTE.name,
            "Number of posts in FTE",
            (
                "number of posts in fte",
                "number of posts fte",
                "posts in fte",
                "number of posts",
                *FTE.headings,
            ),
            True,
        ),
        SITE,
        GROUP,
    ),
}


def field_named(kind: ImportKind, name: str) -> Field:
    """The field of that name."""
    return next(field for field in FIELDS[kind] if field.name == name)


def known_headings(kind: ImportKind) -> list[str]:
    """Every heading the reader may take as a sign that it has found the headings."""
    return sorted({heading for field in FIELDS[kind] for heading in field.headings})


def guess(kind: ImportKind, headings: Sequence[str]) -> dict[str, int]:
    """The likeliest column for each field: equal headings first, then those that begin with a usual name.

    Of a heading in several rows the last part counts where the whole says nothing.
    """
    plain = [plain_heading(heading) for heading in headings]
    last_parts = [plain_heading(heading.rpartition(PARTS)[2]) for heading in headings]
    taken: dict[int, str] = {}
    found: dict[str, int] = {}

    def claim(field: Field, fits: str, words: list[str], whole: bool) -> bool:
        for position, heading in enumerate(words):
            same = heading == fits if whole else heading.startswith(fits + " ") and len(fits) > 3
            if heading and position not in taken and same:
                taken[position] = field.name
                found[field.name] = position
                return True
        return False

    for words, whole in ((plain, True), (last_parts, True), (plain, False)):
        for field in FIELDS[kind]:
            if field.name not in found:
                any(claim(field, usual, words, whole) for usual in field.headings if whole or not field.exact)
    return {field.name: found[field.name] for field in FIELDS[kind] if field.name in found}


def missing(kind: ImportKind, columns: dict[str, int]) -> list[Field]:
    """Required fields that no column is matched to."""
    return [field for field in FIELDS[kind] if field.required and field.name not in columns]
