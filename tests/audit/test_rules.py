"""The written form of an entry, and what checking a chain finds, on plain values."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.audit.rules import (
    FIRST,
    StoredEntry,
    canonical,
    commitment,
    fingerprint,
    in_words,
    step_of,
    verify,
    written,
)

MOMENT = datetime(2012, 3, 1, 12, tzinfo=UTC)
ACUTE = "\u0301"


def chain(length: int = 5) -> list[StoredEntry]:
    """A sound chain."""
    entries: list[StoredEntry] = []
    last = FIRST
    for seq in range(length):
        at = MOMENT + timedelta(seconds=seq)
        body = canonical(
            {
                "seq": seq,
                "prev": last,
                "time": written(at),
                "actor": "ACTOR12345",
                "action": "change:edit",
                "object_type": "change",
                "object": f"REF{seq}",
                "nonce": f"{seq:032x}",
            }
        )
        leaf = fingerprint(body)
        entries.append(
            StoredEntry(seq, last, body, leaf, at, "ACTOR12345", "change:edit", "change", f"REF{seq}")
        )
        last = leaf
    return entries


def check(
    entries: list[StoredEntry], *, size: int | None = None, last: str | None = None
) -> tuple[int, str] | None:
    """The first bad entry and why, or None; the head is that of the sound chain of five."""
    sound = chain()
    verdict = verify(
        entries,
        size=len(sound) if size is None else size,
        last=sound[-1].leaf if last is None else last,
    )
    return (verdict.finding.seq, verdict.finding.why) if verdict.finding else None


def with_part(entry: StoredEntry, part: str, text: str) -> StoredEntry:
    """The entry with one part changed."""
    changed: dict[str, Any] = {part: text}
    return replace(entry, **changed)


def flipped(text: str, at: int) -> str:
    """The text with one bit of one letter turned over."""
    return text[:at] + chr(ord(text[at]) ^ 1) + text[at + 1 :]


# ---- the written form


def test_the_written_form_has_sorted_keys_and_no_spaces() -> None:
    assert canonical({"b": 1, "a": ["x", 2], "c": {"z": "é", "y": "🙂"}}) == (
        '{"a":["x",2],"b":1,"c":{"y":"🙂","z":"é"}}'
    )


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(1.0, id="float"),
        pytest.param(float("nan"), id="not a number"),
        pytest.param(None, id="none"),
        pytest.param(True, id="true"),
        pytest.param(b"x", id="bytes"),
        pytest.param((1,), id="tuple"),
        pytest.param("e" + ACUTE, id="text not in NFC"),
        pytest.param([1, [2.5]], id="float deep inside"),
        pytest.param({"a": {"b": None}}, id="none deep inside"),
        pytest.param({"e" + ACUTE: 1}, id="key not in NFC"),
        pytest.param({1: "x"}, id="key that is no text"),
        pytest.param(datetime(2012, 3, 1, tzinfo=UTC), id="moment"),
    ],
)
def test_the_written_form_refuses_what_could_be_written_two_ways(value: object) -> None:
    with pytest.raises(ValueError, match="audit entry"):
        canonical({"facts": value})


LETTERS = 'aé"\\\n\u202e\u05d0\U0001f642'  # quotes, a line break, right-to-left, an emoji
values = st.recursive(
    st.integers() | st.text(LETTERS, max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(LETTERS, max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(deadline=None)
@given(st.dictionaries(st.text(LETTERS, max_size=4), values, max_size=4))
def test_reading_the_written_form_and_writing_it_again_changes_nothing(entry: dict[str, object]) -> None:
    body = canonical(entry)

    assert json.loads(body) == entry
    assert canonical(dict(reversed(json.loads(body).items()))) == body


def test_a_time_is_written_in_utc_with_six_decimals() -> None:
    assert written(MOMENT) == "2012-03-01T12:00:00.000000Z"
    assert written(datetime(2012, 7, 1, 1, 2, 3, 4, tzinfo=timezone(timedelta(hours=1)))) == (
        "2012-07-01T00:02:03.000004Z"
    )


def test_a_commitment_proves_its_text_and_nothing_without_its_salt() -> None:
    salt, digest = commitment("reason", "Fewer layers cost less.")

    assert commitment("reason", "Fewer layers cost less.", salt) == (salt, digest)
    assert commitment("reason", "Fewer layers cost less!", salt)[1] != digest
    assert commitment("aim", "Fewer layers cost less.", salt)[1] != digest
    assert commitment("reason", "Fewer layers cost less.")[1] != digest
    assert commitment("reason", "caf\u00e9", salt) == commitment("reason", "cafe" + ACUTE, salt)


def test_an_entry_is_read_out_part_by_part() -> None:
    assert in_words('{"a":1,"facts":{"rows":3,"format":"csv"},"grant":"","none":{}}') == [
        ("a", "1"),
        ("facts", "rows: 3, format: csv"),
        ("grant", "none"),
        ("none", "none"),
    ]
    assert in_words("not JSON") == [("text", "not JSON")]
    assert in_words("[1]") == [("text", "[1]")]


# ---- checking a chain


def test_a_sound_chain_holds() -> None:
    entries = chain()

    verdict = verify(entries, size=5, last=entries[-1].leaf)

    assert (verdict.sound, verdict.entries, verdict.last) == (True, 5, entries[-1].leaf)


def test_an_empty_record_is_sound() -> None:
    assert check([], size=0, last=FIRST) is None


@pytest.mark.parametrize("number", range(5))
def test_every_flipped_bit_is_found_where_it_is(number: int) -> None:
    sound = chain()
    for part in ("body", "leaf", "prev"):
        text = getattr(sound[number], part)
        for at in range(0, len(text), 7):
            entries = list(sound)
            entries[number] = with_part(sound[number], part, flipped(text, at))
            found = check(entries)
            assert found is not None, (part, at)
            assert found[0] == number


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        pytest.param({"actor": "OTHER12345"}, "actor", id="actor"),
        pytest.param({"action": "change:move"}, "action", id="action"),
        pytest.param({"object_type": "concern"}, "object_type", id="kind of object"),
        pytest.param({"object_reference": "REF9"}, "object", id="object"),
        pytest.param({"at": MOMENT}, "time", id="time"),
    ],
)
def test_a_column_that_disagrees_with_the_text_is_found(changed: dict[str, object], column: str) -> None:
    entries = chain()
    entries[2] = replace(entries[2], **changed)  # type: ignore[arg-type]  # one of the columns above

    assert check(entries) == (2, f"its column for {column} does not agree with its text")


def test_a_deleted_entry_is_found() -> None:
    entries = chain()

    assert check(entries[:2] + entries[3:]) == (2, "it is missing")
    assert check(entries[1:]) == (0, "it is missing")


def test_entries_after_a_deleted_one_renumbered_are_found() -> None:
    entries = chain()
    moved = [replace(entry, seq=entry.seq - 1) for entry in entries[3:]]

    assert check(entries[:2] + moved) == (2, "it does not name the entry before it")


def test_swapped_entries_are_found() -> None:
    entries = chain()
    entries[1], entries[2] = replace(entries[2], seq=1), replace(entries[1], seq=2)

    assert check(entries) == (1, "it does not name the entry before it")


def test_an_inserted_entry_is_found() -> None:
    entries = chain()
    foreign = chain(9)[5]
    later = [replace(entry, seq=entry.seq + 1) for entry in entries[2:]]

    found = check([*entries[:2], replace(foreign, seq=2), *later], size=6)

    assert found == (2, "it does not name the entry before it")


def test_an_entry_before_the_first_is_found() -> None:
    entries = chain()

    assert check([replace(entries[0], seq=-1), *entries]) == (-1, "it is outside the order")


def test_a_tail_cut_off_is_found() -> None:
    assert check(chain()[:4]) == (4, "the head says 5 entries; 4 are stored")
    assert check([]) == (0, "the head says 5 entries; 0 are stored")


def test_an_entry_added_past_the_head_is_found() -> None:
    assert check(chain(6)) == (5, "the head says 5 entries; 6 are stored")


def test_a_head_that_names_another_last_entry_is_found() -> None:
    assert check(chain(), last="0" * 64) == (4, "the head names another last entry")


def test_an_entry_rewritten_with_its_own_fingerprint_breaks_the_next() -> None:
    entries = chain()
    body = entries[1].body.replace("change:edit", "change:move")
    entries[1] = replace(entries[1], body=body, leaf=fingerprint(body), action="change:move")

    assert check(entries) == (2, "it does not name the entry before it")


@pytest.mark.parametrize("body", ["not JSON", "[]", "3"])
def test_a_text_that_is_no_entry_is_found(body: str) -> None:
    entries = chain()
    entries[1] = replace(entries[1], body=body, leaf=fingerprint(body))

    assert check(entries) == (1, "the stored text cannot be read")


@pytest.mark.parametrize(
    ("body", "step"),
    [
        pytest.param('{"facts": {"number": 2, "act": "reply"}}', "reply", id="said"),
        pytest.param('{"facts": {"number": 2}}', "", id="not said"),
        pytest.param('{"action": "account:own"}', "", id="no facts"),
        pytest.param("[1]", "", id="no parts"),
        pytest.param("torn", "", id="not readable"),
    ],
)
def test_an_entry_names_what_was_done_where_it_says_so(body: str, step: str) -> None:
    assert step_of(body) == step
