"""Names and sizes of files, on plain values."""

import pytest

from tracker.attachments.rules import LONGEST_NAME, MEGABYTE, Upload, cleaned, words_of_size, wrong_with


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        pytest.param("minutes.pdf", "minutes.pdf", id="as it is"),
        pytest.param("../../etc/passwd", "passwd", id="folders"),
        pytest.param("C:\\Users\\me\\letter.docx", "letter.docx", id="folders of Windows"),
        pytest.param("a\r\nSet-Cookie: b.txt", "aSet-Cookie_ b.txt", id="line breaks and colon"),
        pytest.param("exe\u202egpj.scr", "exegpj.scr", id="letters turned round"),
        pytest.param("nul.txt", "file nul.txt", id="name of a device"),
        pytest.param("  spaced   out .pdf ", "spaced out.pdf", id="blanks"),
        pytest.param("...", "file", id="dots alone"),
        pytest.param("", "file", id="empty"),
        pytest.param(None, "file", id="none"),
        pytest.param("Gwerthusiad – Ôl.pdf", "Gwerthusiad – Ôl.pdf", id="letters of other languages"),
        pytest.param('"><script>.html', "___script_.html", id="markup"),
        pytest.param("\x00\x01.pdf", "file.pdf", id="nothing that shows"),
    ],
)
def test_a_name_is_kept_without_what_could_harm(given: str | None, kept: str) -> None:
    assert cleaned(given) == kept


def test_a_long_name_keeps_its_ending() -> None:
    kept = cleaned("x" * 500 + ".xlsx")

    assert len(kept) == LONGEST_NAME
    assert kept.endswith("x.xlsx")


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (1023, "1023 bytes"),
        (1024, "1 KB"),
        (MEGABYTE, "1 MB"),
        (26 * MEGABYTE, "26 MB"),
    ],
)
def test_sizes_are_said_in_words(size: int, words: str) -> None:
    assert words_of_size(size) == words


def test_empty_and_too_big_files_are_told_apart_at_the_boundary() -> None:
    most = 25 * MEGABYTE

    assert wrong_with("a.pdf", 0, most) == "a.pdf is empty: choose the file again, or another one"
    assert wrong_with("a.pdf", most, most) is None
    assert "a.pdf is 25 MB" in (wrong_with("a.pdf", most + 1, most) or "")


def test_the_bytes_do_not_show_when_an_upload_is_printed() -> None:
    assert "secret" not in repr(Upload("a.txt", b"secret"))
