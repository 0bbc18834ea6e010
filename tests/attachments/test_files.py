"""Files of a statutory step from form to download, as every package's files go."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tracker.attachments.models import Attachment
from tracker.attachments.rules import MEGABYTE
from tracker.audit.models import AuditEntry
from tracker.changes.models import Change
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

SignIn = Callable[..., tuple[Browser, Viewer]]
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def page_of(change: Change) -> str:
    return f"/compliance/changes/{change.reference}/steps/equality/proof"


def attach(browser: Browser, change: Change, *files: tuple[bytes, str], status: int = 200) -> str:
    browser.get(page_of(change))
    sent = [(BytesIO(content), name) for content, name in files]
    data: dict[str, Any] = {"files": sent}
    return browser.submit(
        data,
        status,
        action=page_of(change).replace("proof", "files"),
        button="Attach",
        content_type="multipart/form-data",
        buffered=True,
    ).text


def kept(database: SQLAlchemy) -> list[Attachment]:
    return list(database.session.scalars(sa.select(Attachment).order_by(Attachment.id)))


def test_a_file_comes_back_byte_for_byte_as_a_download_and_nothing_else(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    change = factories.change()
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = attach(browser, change, (SVG, "../evil.svg"))

    assert "The file is attached" in page
    [file] = kept(database)
    answer = browser.get(page_of(change).replace("proof", f"files/{file.reference}"))
    assert answer.body == SVG
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == "attachment; filename=evil.svg"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        pytest.param(b"<!doctype html><script>1</script>", "page.html", id="HTML"),
        pytest.param(b"GIF89a/*<script>1</script>*/", "both.gif", id="polyglot"),
        pytest.param(b"PK\x03\x04vbaProject.bin", "macros.docm", id="document with macros"),
        pytest.param(b"MZ\x90\x00", "setup.exe", id="program"),
    ],
)
def test_nothing_is_ever_rendered_whatever_it_is(
    sign_in_as: SignIn, database: SQLAlchemy, content: bytes, name: str
) -> None:
    change = factories.change()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    attach(browser, change, (content, name))

    [file] = kept(database)
    answer = browser.get(page_of(change).replace("proof", f"files/{file.reference}"))

    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")


def test_a_list_never_reads_the_bytes(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    change = factories.change()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    attach(browser, change, (b"one", "one.txt"), (b"two", "two.txt"))
    statements: list[str] = []
    note = lambda *given: statements.append(given[2])  # noqa: E731  a listener of one line
    sa.event.listen(database.engine, "before_cursor_execute", note)

    page = browser.get(page_of(change)).text

    sa.event.remove(database.engine, "before_cursor_execute", note)
    assert "one.txt" in page
    assert "two.txt" in page
    assert [text for text in statements if "attachment.content" in text] == []


def test_the_same_file_sent_twice_is_kept_once(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    change = factories.change()
    browser, _ = sign_in_as(Role.HR_PARTNER)

    attach(browser, change, (b"same", "a.txt"))
    again = attach(browser, change, (b"same", "b.txt"))

    assert "The step has this file already" in again
    assert [file.name for file in kept(database)] == ["a.txt"]


def test_an_empty_file_and_none_at_all_are_said_at_the_field(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    change = factories.change()
    browser, _ = sign_in_as(Role.HR_PARTNER)

    assert "a.txt is empty" in attach(browser, change, (b"", "a.txt"), status=400)
    assert "Choose a file" in attach(browser, change, (b"", ""), status=400)
    assert kept(database) == []


def send_big(browser: Browser, change: Change, size: int, status: int) -> str:
    """A body made here as bytes: the client of the tests leaves the file it makes of a big one open."""
    head = (
        f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{browser.token}\r\n'
        '--x\r\nContent-Disposition: form-data; name="files"; filename="scan.tiff"\r\n\r\n'
    ).encode()
    body = head + bytes(size) + b"\r\n--x--\r\n"
    url = page_of(change).replace("proof", "files")
    return browser.open(url, "POST", status, data=body, content_type="multipart/form-data; boundary=x").text


def test_a_file_of_50_mb_gets_a_word_at_its_field_and_bigger_bodies_are_refused_unread(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    change = factories.change()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    browser.get(page_of(change))

    page = send_big(browser, change, 50 * MEGABYTE, 400)

    assert "scan.tiff is 50 MB: choose a file of 25 MB or less" in page
    assert kept(database) == []
    send_big(browser, change, 201 * MEGABYTE, 413)


def test_whoever_is_not_signed_in_cannot_send_more_than_a_plain_form(
    app: Flask, database: SQLAlchemy
) -> None:
    send_big(Browser(app), factories.change(), 26 * MEGABYTE, 413)


def test_a_removed_file_leaves_its_name_and_fingerprint_and_cannot_be_had(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    change = factories.change()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    attach(browser, change, (b"bytes", "a.txt"))
    [file] = kept(database)
    url = page_of(change).replace("proof", f"files/{file.reference}")

    browser.get(page_of(change))
    page = browser.submit({}, action=f"{url}/remove").text

    assert "Removed on" in page
    [file] = kept(database)
    assert (file.name, file.content, len(file.sha256)) == ("a.txt", None, 64)
    browser.get(url, 404)
    browser.post(f"{url}/remove", {}, 404)


def test_a_file_answers_only_on_its_own_record_and_only_to_whoever_reads_that(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    change, other = factories.change(), factories.change(title="Another")
    browser, _ = sign_in_as(Role.HR_PARTNER)
    attach(browser, change, (b"bytes", "a.txt"))
    [file] = kept(database)
    url = page_of(change).replace("proof", f"files/{file.reference}")

    browser.get(url)
    browser.get(url.replace("equality", "hr1"), 404)
    browser.get(url.replace(change.reference, other.reference), 404)
    elsewhere, _ = sign_in_as(Role.HR_PARTNER, employer=factories.employer(name="Elsewhere"))
    elsewhere.get(url, 404)


def test_the_audit_log_names_a_file_by_its_fingerprint_and_never_by_name(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    change = factories.change()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    attach(browser, change, (b"bytes", "Jo Bloggs.txt"))

    [file] = kept(database)
    [entry] = database.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "attachment:add"))
    facts = json.loads(entry.body)["facts"]
    assert facts == {"bytes": 5, "sha256": file.sha256}
    assert "Bloggs" not in str(entry.body)
