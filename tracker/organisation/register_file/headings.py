"""Where the headings of a table stand, and their words: one row, or several under merged cells."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from tracker.organisation.register_file.table import FileRefusedError, clean

Records = Sequence[Sequence[str]]
Merged = Sequence[tuple[tuple[int, int], tuple[int, int]]]
"""Merged cells, each as ((first row, first column), (last row, last column)), counted from 0."""

HEADINGS_WITHIN = 25
"""Rows among which the headings are looked for."""
MOST_HEADING_ROWS = 5
PARTS = " / "
"""Between the parts of a heading that stands in several rows."""


def plain_heading(heading: str) -> str:
    """A heading as words of letters and digits alone, to compare with others.

    >>> plain_heading(" Grade (or equivalent) ")
    'grade or equivalent'
    """
    return " ".join("".join(c if c.isalnum() else " " for c in heading.casefold()).split())


def best_match(records: Records, known: Collection[str]) -> int:
    """How many known headings the likeliest row of headings holds."""
    return max((_matches(record, known) for record in records[:HEADINGS_WITHIN]), default=0)


def _matches(record: Sequence[str], known: Collection[str]) -> int:
    return len({plain_heading(cell) for cell in record} & set(known))


def heading_position(records: Records, known: Collection[str]) -> int:
    """Which record holds the headings: the one with most known words, else the first as full as the table."""
    start = records[:HEADINGS_WITHIN]
    scores = [_matches(record, known) for record in start]
    if scores and max(scores) >= 2:
        return scores.index(max(scores))
    filled = [_filled(record) for record in records[:200]]
    if not any(filled):
        raise FileRefusedError("The file holds no rows")
    usual = Counter(count for count in filled if count).most_common(1)[0][0]
    full = [n for n, count in enumerate(filled[:HEADINGS_WITHIN]) if count and count >= 0.6 * usual]
    return full[0] if full else next(n for n, count in enumerate(filled) if count)


def _filled(record: Sequence[str]) -> int:
    return sum(1 for cell in record if cell.strip())


def heading_rows(records: Records, known: Collection[str], merged: Merged = ()) -> tuple[int, int]:
    """The first and last row of the headings."""
    top = heading_position(records, known)
    if merged:
        return _merged_block(records, top, spans_of_headings(merged, len(records)))
    if top and _stands_above(records[top - 1], records[top]):
        return top - 1, top
    if top + 2 < len(records) and _goes_on_below(records[top], records[top + 1]):
        return top, top + 1
    return top, top


def spans_of_headings(merged: Merged, height: int) -> Merged:
    """Merged cells without those that recur down the table: there every record has them."""
    times = Counter((first[1], last[1]) for first, last in merged if first[0] == last[0])
    return [
        (first, last)
        for first, last in merged
        if first[0] != last[0] or times[first[1], last[1]] <= max(3, height // 5)
    ]


def _merged_block(records: Records, top: int, merged: Merged) -> tuple[int, int]:
    """Upwards where two or more merged cells stand above, downwards where merged cells are told apart."""
    first = last = top
    while first and top - first < MOST_HEADING_ROWS:
        wide = [a for a, b in merged if a[0] == first - 1 and b[1] > a[1]]
        tall = [a for a, b in merged if a[0] < first <= b[0] and a[1] == b[1]]
        if len(wide) < 2 and not tall:
            break
        first -= 1
    while last - first < MOST_HEADING_ROWS and last + 2 < len(records):
        tall_ends = [b[0] for a, b in merged if first <= a[0] <= last < b[0]]
        below = records[last + 1]
        parted = [
            a
            for a, b in merged
            if a[0] == last and b[1] > a[1] and any(cell.strip() for cell in below[a[1] + 1 : b[1] + 1])
        ]
        if tall_ends and max(tall_ends) - first < MOST_HEADING_ROWS:
            last = max(tall_ends)
        elif parted:
            last += 1
        else:
            break
    while first < last and _filled(records[first]) == 1:
        first += 1  # a title over the whole table
    return first, last


def _repeated(record: Sequence[str]) -> set[str]:
    times = Counter(plain for cell in record if (plain := plain_heading(cell)))
    return {plain for plain, count in times.items() if count > 1}


def _stands_above(above: Sequence[str], headings: Sequence[str]) -> bool:
    """Whether a row above tells headings apart that are repeated below it."""
    repeated = _repeated(headings)
    labels = [n for n, cell in enumerate(above) if cell.strip()]
    if not repeated or len(labels) < 2 or len(labels) >= _filled(headings):
        return False
    found = _joined_down([above, headings], repeated)
    return len({plain_heading(each) for each in found}) > len({plain_heading(each) for each in headings})


def _goes_on_below(headings: Sequence[str], below: Sequence[str]) -> bool:
    """Whether the row below names what has no heading and leaves blank what has one of its own."""
    cells = [n for n, cell in enumerate(below) if cell.strip()]
    if len(cells) < 2 or any(c.isdigit() for n in cells for c in below[n]):
        return False
    blank = [n >= len(headings) or not headings[n].strip() for n in range(len(below) + 1)]
    last = max((n for n, cell in enumerate(headings) if cell.strip()), default=0)
    named = [n for n, is_blank in enumerate(blank[: len(below)]) if not is_blank]
    apart = all(blank[n] or (blank[n + 1] and n <= last) for n in cells)
    return apart and any(blank[n] for n in cells) and any(n not in cells for n in named)


def headings_of(records: Records, first: int, last: int, merged: Merged = ()) -> list[str]:
    """The words of each column's heading, from all of its rows."""
    block = [list(record) for record in records[first : last + 1]]
    if first == last:
        return [clean(cell) for cell in block[0]]
    width = max(map(len, block))
    block = [[*record, *[""] * (width - len(record))] for record in block]
    if not merged:
        return _joined_down(block, _repeated(block[-1]) or None)
    for (top, left), (bottom, right) in merged:
        if top < first or bottom > last or right >= width:
            continue
        for column in range(left, right + 1):
            block[top - first][column] = block[top - first][left]
    return [PARTS.join(_different(row[column] for row in block)) for column in range(width)]


def _joined_down(block: Records, repeated: set[str] | None) -> list[str]:
    """Two rows as one. The upper one's words reach to the right as far as headings are blank or repeated."""
    above, below = block
    found, label = [], ""
    for n in range(max(len(above), len(below))):
        own = clean(below[n]) if n < len(below) else ""
        here = clean(above[n]) if n < len(above) else ""
        label = here or label
        if repeated is None:
            found.append(PARTS.join(_different([label if own else here, own])))
        else:
            found.append(PARTS.join(_different([label if plain_heading(own) in repeated else here, own])))
    return found


def _different(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for each in texts if (text := clean(each))))


def told_apart(headings: Sequence[str]) -> list[str]:
    """Headings with the second of equals numbered, so that each can be named. Blank ones stay blank.

    >>> told_apart(["Unit", "", "Unit", "Unit (2)"])
    ['Unit', '', 'Unit (3)', 'Unit (2)']
    """
    taken = {heading.casefold() for heading in headings}
    seen: set[str] = set()
    found = []
    for heading in headings:
        name, number = heading, 2
        if heading and heading.casefold() in seen:
            while f"{heading} ({number})".casefold() in taken:
                number += 1
            name = f"{heading} ({number})"
            taken.add(name.casefold())
        seen.add(heading.casefold())
        found.append(name)
    return found
