"""Our form and table against govuk-frontend-jinja's macros with the same markup.

Run: python -m benchmarks.components
A form of fifteen fields may cost at most a quarter, a table of fifty rows at most a third. They must be
the same but for blanks before anything is timed. They take turns; the medians are compared. Exit code 1 when
either costs more.
"""

import statistics
import sys
from collections.abc import Callable
from time import process_time
from typing import Any

from tests.web.package_markup import PACKAGE, importing, tree
from tests.web.pages_alone import templates_alone
from tests.web.test_components import fifteen, of_choices, of_field, of_group

ROUNDS = 41
LARGEST_SHARE = {"form of 15 fields": 1 / 4, "table of 50 rows": 1 / 3}
OURS = {"text": "text_input", "long": "textarea", "list": "select", "one": "radios", "some": "checkboxes"}
THEIRS = {
    "text": ("input", "govukInput"),
    "long": ("textarea", "govukTextarea"),
    "list": ("select", "govukSelect"),
    "one": ("radios", "govukRadios"),
    "some": ("checkboxes", "govukCheckboxes"),
}
HEADINGS = ("Name", "Staff number", "Job", "Unit", "FTE")
TABLE = """<table class="govuk-table">
<caption class="govuk-table__caption govuk-table__caption--m">{{ caption }}</caption>
<thead class="govuk-table__head"><tr class="govuk-table__row">
{% for heading in headings %}
<th scope="col" class="govuk-table__header">{{ heading }}</th>
{% endfor %}
</tr></thead>
<tbody class="govuk-table__body">
{% for row in rows %}
<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">{{ row[0] }}</th><td \
class="govuk-table__cell">{{ row[1] }}</td><td class="govuk-table__cell">{{ row[2] }}</td><td \
class="govuk-table__cell">{{ row[3] }}</td><td class="govuk-table__cell">{{ row[4] }}</td></tr>
{% endfor %}
</tbody>
</table>"""

Render = Callable[[], str]


def form_renderers() -> tuple[Render, Render]:
    """The same fifteen fields by our macros and by the package's."""
    form = fifteen()()
    kinds = {name: name.split("_")[0] for name in form._fields}
    ours = '{% import "components/forms.html" as forms %}' + "".join(
        f"{{{{ forms.{OURS[kind]}(f.{name}) }}}}" for name, kind in kinds.items()
    )
    theirs = "".join(importing(folder, macro) for folder, macro in THEIRS.values()) + "".join(
        f"{{{{ {THEIRS[kind][1]}(p['{name}']) }}}}" for name, kind in kinds.items()
    )
    params: dict[str, Any] = {}
    for name, field in form._fields.items():
        if kinds[name] in ("one", "some"):
            params[name] = of_group(field)
        else:
            more = {"items": of_choices(field, "selected")} if kinds[name] == "list" else {}
            params[name] = of_field(field, **more)
    our_page = templates_alone().jinja_env.from_string(ours)
    their_page = PACKAGE.from_string(theirs)
    return lambda: our_page.render(f=form), lambda: their_page.render(p=params)


def table_renderers() -> tuple[Render, Render]:
    """The same fifty rows as plain rows and by the package's macro."""
    rows = [
        (f"Person <{number}>", f"{number:06d}", "Custody Officer", "Custody & Criminal Justice", "1.0")
        for number in range(50)
    ]
    params = {
        "caption": "People",
        "captionClasses": "govuk-table__caption--m",
        "firstCellIsHeader": True,
        "head": [{"text": heading} for heading in HEADINGS],
        "rows": [[{"text": cell} for cell in row] for row in rows],
    }
    our_page = templates_alone().jinja_env.from_string(TABLE)
    their_page = PACKAGE.from_string(importing("table", "govukTable") + "{{ govukTable(p) }}")
    return (
        lambda: our_page.render(caption="People", headings=HEADINGS, rows=rows),
        lambda: their_page.render(p=params),
    )


def processor_time(render: Render) -> float:
    """Seconds of processor time of one rendering."""
    began = process_time()
    render()
    return process_time() - began


def share(name: str, ours: Render, theirs: Render) -> bool:
    """Print what ours costs as a share of theirs; whether it is small enough."""
    if tree(ours()) != tree(theirs()):
        raise SystemExit(f"{name}: the two differ, so there is nothing to compare")
    times: dict[Render, list[float]] = {ours: [], theirs: []}
    for _ in range(ROUNDS):
        for render in (ours, theirs):
            times[render].append(processor_time(render))
    our_time, their_time = (statistics.median(times[render]) for render in (ours, theirs))
    ratio = our_time / their_time
    print(
        f"{name}: {1000 * our_time:.2f} ms against {1000 * their_time:.2f} ms, "
        f"{ratio:.3f} of it (at most {LARGEST_SHARE[name]:.3f})"
    )
    return ratio <= LARGEST_SHARE[name]


def main() -> None:
    """Compare both; exit code 1 when either costs too much."""
    passed = [
        share("form of 15 fields", *form_renderers()),
        share("table of 50 rows", *table_renderers()),
    ]
    if not all(passed):
        sys.exit(1)


if __name__ == "__main__":
    main()
