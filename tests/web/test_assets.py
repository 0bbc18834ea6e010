"""Static files: what may be served, what was compiled from what, and whether its words can be read."""

import hashlib
import re
from itertools import pairwise
from pathlib import Path

import pytest

from tests.web.pages_alone import ROOT, templates_alone
from tracker.web.status_colours import STATUS_COLOURS

STATIC = ROOT / "tracker" / "static"
VENDOR = STATIC / "vendor"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
OWN_STYLES = [STATIC / name for name in ("tracker.css", "data.css", "media.css", "pages.css")]
NOT_OURS = re.compile(r"gds[ -]?transport|@font-face|crest|opengraph|govuk-logo|\bcrown\b", re.IGNORECASE)
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE)
ELSEWHERE = re.compile(r"(?:https?:)?//(?!www\.w3\.org/2000/svg)[\w-]+\.[\w.]+", re.IGNORECASE)


def test_the_vendor_files_are_those_that_were_recorded() -> None:
    lines = (VENDOR / "VERSIONS.txt").read_text().splitlines()
    recorded = {name: digest for digest, _, name in (line.partition("  ") for line in lines if "  " in line)}

    assert {"vendor/" + file.name for file in VENDOR.iterdir()} - set(recorded) == {
        "vendor/VERSIONS.txt",
        "vendor/rebuild",
    }
    assert {name: hashlib.sha256((STATIC / name).read_bytes()).hexdigest() for name in recorded} == recorded
    assert "src/govuk.scss" in recorded


def test_the_recorded_version_is_the_one_the_module_asks_for() -> None:
    [version] = re.findall(r"^govuk-frontend (\S+)", (VENDOR / "VERSIONS.txt").read_text(), re.MULTILINE)

    assert f'"./vendor/govuk-frontend-{version}.min.js"' in (STATIC / "tracker.js").read_text()
    assert f'--govuk-frontend-version: "{version}"' in (VENDOR / "govuk.css").read_text()


def test_nothing_of_the_gov_uk_brand_is_served() -> None:
    styles = [*OWN_STYLES, VENDOR / "govuk.css", STATIC / "favicon.svg"]
    fonts = {".woff", ".woff2", ".ttf", ".otf", ".eot", ".ico", ".png", ".jpg"}

    assert [
        (file.name, NOT_OURS.findall(file.read_text()))
        for file in styles
        if NOT_OURS.search(file.read_text())
    ] == []
    assert [file for file in STATIC.rglob("*") if file.suffix in fonts] == []


def test_the_brand_would_be_noticed() -> None:
    assert NOT_OURS.search('font-family:"GDS Transport",arial')
    assert NOT_OURS.search("url(/assets/images/govuk-crest.svg)")


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(ROOT / "templates")))
def test_a_template_has_no_inline_style_or_script(file: Path) -> None:
    without_notes = re.sub(r"\{#.*?#\}", "", file.read_text(), flags=re.DOTALL)

    assert INLINE.findall(without_notes) == []


@pytest.mark.parametrize(
    "source",
    ['<p style="color: red">', "<script>go()</script>", '<a onclick="go()">', "<style>p {}</style>"],
)
def test_an_inline_style_or_script_would_be_noticed(source: str) -> None:
    assert INLINE.search(source)


def test_nothing_is_fetched_from_elsewhere() -> None:
    own = [*TEMPLATES, *OWN_STYLES, STATIC / "tracker.js", STATIC / "favicon.svg"]

    assert [(file.name, found) for file in own if (found := ELSEWHERE.findall(file.read_text()))] == []
    assert ELSEWHERE.search('src="https://cdn.example.org/x.js"')
    assert ELSEWHERE.search("url(//fonts.example.org/a)")


def test_every_asset_a_template_names_is_there_and_its_address_follows_its_content() -> None:
    named = {name for file in TEMPLATES for name in re.findall(r"asset\(['\"]([^'\"]+)", file.read_text())}
    app = templates_alone()

    assert {"tracker.css", "vendor/govuk.css", "tracker.js"} <= named
    with app.test_request_context():
        for name in named:
            digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
            assert app.jinja_env.globals["asset"](name) == f"/static/{name}?v={digest}"  # type: ignore[operator]


# ---- can it be read

ROOT_COLOURS = dict(re.findall(r"(--[\w-]+): (#\w+);", OWN_STYLES[0].read_text()))
STYLES = re.sub(r"/\*.*?\*/", "", "".join(file.read_text() for file in OWN_STYLES[:2]), flags=re.DOTALL)


def declared(selector: str, name: str, styles: str = STYLES) -> str:
    """The colour that the last rule for exactly this selector gives."""
    found = ""
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", styles):
        if selector in [part.strip() for part in selectors.split(",")]:
            for value in re.findall(rf"(?:^|[;\s]){name}:\s*([^;}}]+)", body):
                found = value.strip()
    assert found, f"{selector} has no {name}"
    variable = re.fullmatch(r"var\((--[\w-]+)\)", found)
    return ROOT_COLOURS[variable.group(1)] if variable else found


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000", "#fff", 21.0), ("#767676", "#ffffff", 4.54), ("#1d70b8", "#fff", 5.17), ("#fff", "#fff", 1.0)],
)
def test_contrast_is_worked_out_as_published(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize("band", ["0", "1", "2", "3", "4", "5", "c"])
def test_the_figure_of_each_heat_band_can_be_read(band: str) -> None:
    text, ground = declared(f".heat-{band}", "color"), declared(f".heat-{band}", "background-color")

    assert contrast(text, ground) >= 4.5


def test_heat_bands_grow_darker_and_each_step_shows() -> None:
    grounds = [declared(f".heat-{band}", "background-color") for band in range(6)]
    steps = [contrast(lighter, darker) for lighter, darker in pairwise(grounds)]

    assert sorted(grounds, key=luminance, reverse=True) == grounds
    assert min(steps) >= 1.5


PAIRS = [
    ("words in the header", "#fff", declared(".govuk-generic-header", "background")),
    (
        "employer",
        declared(".service-header__employer", "color"),
        declared(".govuk-generic-header", "background"),
    ),
    ("acting person", declared(".acting__person", "color"), declared(".govuk-generic-header", "background")),
    ("acting role", declared(".acting__role", "color"), declared(".govuk-generic-header", "background")),
    ("header link", declared(".acting__link", "color"), declared(".govuk-generic-header", "background")),
    ("header link in focus", declared(".acting__link:focus", "color"), "#ffdd00"),
    ("footer", declared(".service-footer", "color"), declared(".service-footer", "background")),
    ("button", "#fff", declared('.govuk-button:not([class*="govuk-button--"])', "background-color")),
    (
        "button under the pointer",
        "#fff",
        declared('.govuk-button:not([class*="govuk-button--"]):hover', "background-color"),
    ),
    (
        "light blue tag",
        declared(".govuk-tag--light-blue", "color"),
        declared(".govuk-tag--light-blue", "background-color"),
    ),
    ("warning banner", "#fff", declared(".govuk-notification-banner--warning", "background-color")),
    ("key figure", declared(".key-figures__value", "color"), "#fff"),
    ("quiet words on a hovered row", ROOT_COLOURS["--quiet"], ROOT_COLOURS["--mist"]),
    ("this month", declared(".heat th.heat-today", "color"), "#fff"),
    ("text on a bar", declared(".timeline-bar-text", "fill"), declared(".timeline-bar", "fill")),
    (
        "text on a consultation",
        declared(".timeline-bar-text", "fill"),
        declared(".timeline-bar--consultation", "fill"),
    ),
    (
        "text on a finished bar",
        declared(".timeline-bar-text", "fill"),
        declared(".timeline-bar--done", "fill"),
    ),
    ("text on a late bar", declared(".timeline-bar-text", "fill"), declared(".timeline-bar--late", "fill")),
    (
        "text on a planned bar",
        declared(".timeline-bar--planned + .timeline-bar-text", "fill"),
        declared(".timeline-bar--planned", "fill"),
    ),
    ("scale of a drawing", declared(".timeline-scale", "fill"), "#fff"),
]


@pytest.mark.parametrize(("text", "ground"), [pytest.param(*pair[1:], id=pair[0]) for pair in PAIRS])
def test_words_can_be_read_on_what_is_behind_them(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize("ground", ["#ffffff", ROOT_COLOURS["--mist"]])
@pytest.mark.parametrize("kind", ["link", "link-hover", "link-visited", "secondary-text", "error"])
def test_compiled_colours_can_be_read(kind: str, ground: str) -> None:
    [colour] = set(re.findall(rf"--govuk-{kind}-colour: (#\w+)", (VENDOR / "govuk.css").read_text()))

    assert contrast(colour, ground) >= 4.5


@pytest.mark.parametrize("colour", sorted(set(STATUS_COLOURS.values()) - {"blue"}))
def test_every_status_colour_is_the_colour_of_a_tag(colour: str) -> None:
    """Blue is the tag's own colour, so it has no rule."""
    styles = (VENDOR / "govuk.css").read_text() + STYLES

    assert re.search(rf"\.govuk-tag--{colour}\s*\{{", styles)


def test_paper_has_black_figures_on_pale_bands() -> None:
    paper = OWN_STYLES[2].read_text().split("@media print")[1]

    for band in range(1, 6):
        assert declared(f".heat-{band}", "color", paper) == "#000"
        assert contrast("#000", declared(f".heat-{band}", "background-color", paper)) >= 7
