"""HR brings a staff register in from a file."""

from datetime import timedelta
from pathlib import Path

from tests import factories
from tests.journeys.steps import PageAs, Visitor, between_pages, both_ways
from tests.organisation.registers import bring_in, people_csv, work
from tracker.policy.access.roles import Role
from tracker.web.clock import today

HEADINGS = "Staff number,Name,Where they sit,Job title,Grade,Hours\n"
ROWS = (
    "1001,Ada Byron,Payroll,Clerk,C,37\n1002,Ben Cole,Payroll,Clerk,C,18.5\n1003,Cy Dunn,Pensions,Lead,E,37\n"
)


def choose_file(hr: Visitor, path: Path) -> Visitor:
    """Fill in the page of a new import."""
    hr.open("/register/imports/new").tick("One row a person").type_day("Date of the file", today())
    return hr.take_file("Register file", path).press("Read the file")


def after_work(hr: Visitor, heading: str) -> Visitor:
    """The page that the one of the progress goes on to by itself, once the worker has done its part."""
    hr.is_at("Waiting").sees("Place in the queue")
    with between_pages():
        work()
    return hr.comes_to(heading)


@both_ways
def test_register_comes_in_from_a_file(page_as: PageAs, tmp_path: Path, *, javascript: bool) -> None:
    factories.employer(name="County force")
    file = tmp_path / "staff.csv"
    file.write_text(HEADINGS + ROWS)
    hr = Visitor(page_as(Role.HR_PARTNER, javascript=javascript)).open("/")

    hr.press("Import a staff register").press("Read the file")
    hr.refused("Choose what one row of the file is", "Enter the date of the file", "Choose the register file")
    hr.tick("One row a person").type_day("Date of the file", today() - timedelta(days=1))
    after_work(hr.take_file("Register file", file).press("Read the file"), "Match the columns")
    hr.sees("staff.csv").press("Check against the register").refused("Choose the column that holds unit")
    hr.choose("Column C: Where they sit", "Unit").press("Check against the register")

    after_work(hr, "What the import would do").sees("Joiners (3)", "1001", "Not in the register")
    hr.open("/register/people").sees("Nobody is on the register yet.")
    hr.page.go_back()
    hr.press("Go on to confirm").sees("can be undone as long as nothing depends on it").press(
        "Import into the register"
    )
    after_work(hr, "What the import did").is_told("The register was brought into line with the file")

    hr.menu("Register").is_at("People").sees("3 people", "Ada Byron", "Ben Cole", "Cy Dunn", "Pensions")
    hr.follow("Ben Cole").sees("1002", "Payroll")


@both_ways
def test_rows_that_are_wrong_are_left_out_only_with_consent(
    page_as: PageAs, tmp_path: Path, *, javascript: bool
) -> None:
    factories.employer()
    file = tmp_path / "staff.csv"
    file.write_text(HEADINGS.replace("Where they sit", "Unit") + ROWS + ",Nobody,Payroll,Clerk,C,37\n")
    hr = choose_file(Visitor(page_as(Role.HR_PARTNER, javascript=javascript)), file)
    after_work(hr, "Match the columns").press("Check against the register")

    after_work(hr, "What the import would do").press("Go on to confirm").press("Import into the register")
    hr.refused("Tick the box to leave out the rows that are wrong")
    hr.tick("Leave out the rows that are wrong and import the others").press("Import into the register")

    after_work(hr, "What the import did").is_told("brought into line").open("/register/people").sees(
        "3 people"
    ).sees_not("Nobody")


@both_ways
def test_wrong_file_leaves_the_register_as_it_was(
    page_as: PageAs, tmp_path: Path, *, javascript: bool
) -> None:
    unit = factories.unit("Payroll")
    factories.person(unit=unit, name="Ada Byron", staff_number="1001")
    wrong = tmp_path / "holiday.xlsx"
    wrong.write_bytes(b"\x89PNG\r\n not a workbook at all")
    hr = choose_file(Visitor(page_as(Role.HR_PARTNER, javascript=javascript)), wrong)

    after_work(hr, "That did not work").sees("a picture (PNG)", "Choose another file")
    hr.open("/register/people").sees("1 person", "Ada Byron").open("/register/imports").sees("Failed")


@both_ways
def test_file_that_ends_half_the_register_waits_for_a_second_person(
    page_as: PageAs, tmp_path: Path, *, javascript: bool
) -> None:
    unit = factories.unit("Payroll")
    for number, name in (("1001", "Ada Byron"), ("1009", "Zoe Young")):
        factories.person(unit=unit, name=name, staff_number=number)
    file = tmp_path / "staff.csv"
    file.write_text("Staff number,Name,Unit\n1001,Ada Byron,Payroll\n")
    hr = Visitor(page_as(Role.HR_PARTNER, javascript=javascript))
    colleague = Visitor(page_as(Role.HR_PARTNER, javascript=javascript))

    after_work(choose_file(hr, file), "Match the columns").press("Check against the register")
    after_work(hr, "What the import would do").sees("A second person must approve it")
    hr.press("Ask for approval").is_told("Another HR partner can now approve the import")
    hr.sees("It waits for another HR partner")
    colleague.open(hr.path).press("Approve and import").press("Import into the register")

    after_work(colleague, "What the import did").is_told("brought into line").open("/register/people").sees(
        "1 person"
    ).sees_not("Zoe Young")


@both_ways
def test_renumbered_people_are_judged_before_anything_is_imported(
    page_as: PageAs, tmp_path: Path, *, javascript: bool
) -> None:
    bring_in(
        people_csv(("1001", "Ada Byron", "Payroll", "Clerk", "C", "1")), as_of=today() - timedelta(days=9)
    )
    file = tmp_path / "staff.csv"
    file.write_bytes(people_csv(("P-1", "Ada Byron", "Payroll", "Clerk", "C", "1")))
    hr = choose_file(Visitor(page_as(Role.HR_PARTNER, javascript=javascript)), file)
    after_work(hr, "Match the columns").press("Check against the register")

    after_work(hr, "What the import would do").sees("1 pair looks like the same under another number or name")
    hr.press("Say which are the same").is_at("Which are the same?").sees("1001", "P-1", "Likely")
    hr.press("Keep these answers and check again")

    after_work(hr, "What the import would do").sees("Renumbered (1)").press("Go on to confirm")
    hr.press("Import into the register")
    after_work(hr, "What the import did").open("/register/people").sees("1 person", "P-1").sees_not("1001")
