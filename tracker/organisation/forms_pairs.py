"""The form that judges pairs: is this the same post, person or unit under another number or name?"""

from collections.abc import Sequence
from typing import Any

from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice

from tracker.organisation.register_check.proposals import Pair
from tracker.web.forms import EditForm

SAME, DIFFERENT = "same", "different"
LIKELY, NONE = "likely", "none"
"""Values of the buttons that judge every pair at once."""
SHOWN = 100
"""Pairs on one page; the others follow when these are judged."""


class PairsForm(EditForm):
    """A question for each pair. ``pair_0`` and on are made for the import; likely ones are preselected."""

    every = StringField()

    def boxes(self) -> list[Any]:
        """The questions, in order."""
        return [box for box in self if box.name.startswith("pair_")]

    def verdicts(self, pairs: Sequence[Pair]) -> list[tuple[Pair, bool]] | None:
        """Which pairs are the same; None while one is not answered, with a message by its question."""
        if self.every.data in (LIKELY, NONE):
            return [(pair, self.every.data == LIKELY and pair.sure) for pair in pairs]
        found = []
        for box, pair in zip(self.boxes(), pairs, strict=False):
            if box.data in (SAME, DIFFERENT):
                found.append((pair, box.data == SAME))
            else:
                self.say(box.name, f"{box.label.text}: say whether they are the same")
        return None if self.errors else found


def pairs_form(pairs: Sequence[Pair], *, reads_values: bool) -> PairsForm:
    """A form over the first of the pairs."""
    boxes = {
        f"pair_{n}": RadioField(
            question_of(pair, reads_values),
            choices=[SelectChoice(SAME, "The same"), SelectChoice(DIFFERENT, "Different")],
            validate_choice=False,
        )
        for n, pair in enumerate(pairs[:SHOWN])
    }
    made: type[PairsForm] = type("PairsOfImportForm", (PairsForm,), boxes)
    return made(data={f"pair_{n}": SAME for n, pair in enumerate(pairs[:SHOWN]) if pair.sure})


def question_of(pair: Pair, reads_values: bool) -> str:
    """The pair in a few words."""
    return f"{pair.old} and {pair.new}" if reads_values else f"The pair of row {pair.row}"
