"""What govuk-frontend-jinja would write, as a tree that blanks and the order of attributes do not change."""

from typing import Any

from bs4 import BeautifulSoup, Tag
from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader

PACKAGE = Environment(
    loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
    undefined=ChainableUndefined,
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


def tree(html: str) -> list[Any]:
    """The markup without insignificant blanks: (tag, attributes, content); texts with single blanks."""

    def walk(node: Tag) -> list[Any]:
        found: list[Any] = []
        for child in node.children:
            if isinstance(child, Tag):
                attributes = {
                    name: sorted(value) if isinstance(value, list) else value
                    for name, value in child.attrs.items()
                }
                # A text area keeps its blanks: they are what was typed.
                inside = [child.text] if child.name == "textarea" else walk(child)
                found.append((child.name, attributes, inside))
            elif text := " ".join(str(child).split()):
                found.append(text)
        return found

    body = BeautifulSoup(html, "html5lib").body
    assert body is not None
    return walk(body)


def package(folder: str, macro: str, **params: Any) -> list[Any]:
    """One macro of the package, which takes all its parameters in one."""
    source = importing(folder, macro) + f"{{{{ {macro}(p) }}}}"
    return tree(PACKAGE.from_string(source).render(p=params))


def importing(folder: str, macro: str) -> str:
    """The line of template that fetches a macro of the package."""
    return f'{{% from "govuk_frontend_jinja/components/{folder}/macro.html" import {macro} %}}'
