"""The field of a form that takes files."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import current_app
from wtforms import FileField, ValidationError
from wtforms.widgets import FileInput

from tracker.attachments.rules import MEGABYTE, Upload, cleaned, words_of_size, wrong_with

MOST_AT_ONCE = 10


class AttachmentsField(FileField):
    """Files, several at once; ``uploads`` has those chosen once the form is sound.

    A browser never fills such a field in again: when anything else on the form is wrong, the field asks for
    the files again by name. The view carries ``takes_files``, and the page's form is multipart.
    """

    widget = FileInput(multiple=True)
    description: str
    render_kw: dict[str, Any] | None
    errors: Sequence[str]

    def __init__(
        self,
        label: str = "Files",
        validators: Sequence[Callable[..., None]] = (),
        *,
        required: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.required = required
        self.uploads: list[Upload] = []
        if not self.description:
            self.description = (
                f"Up to {MOST_AT_ONCE} files of {words_of_size(most_bytes())} or less each. "
                "They are kept as they are and can only be downloaded"
            )
        self.render_kw = {"multiple": True, **(self.render_kw or {})}

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read each file that was chosen; an empty choice is none."""
        self.data = [file for file in valuelist if getattr(file, "filename", None)]
        self.uploads, wrong, most = [], [], most_bytes()
        if len(self.data) > MOST_AT_ONCE:
            raise ValueError(f"Choose {MOST_AT_ONCE} files or fewer at once")
        for file in self.data:
            name = cleaned(file.filename)
            file.stream.seek(0, 2)
            message = wrong_with(name, file.stream.tell(), most)
            file.stream.seek(0)
            if message:
                wrong.append(message)
            else:
                self.uploads.append(Upload(name, file.stream.read()))
        if wrong:
            raise ValueError(". ".join(wrong))

    def pre_validate(self, form: Any) -> None:
        """Something must be chosen where the form asks for it."""
        if self.required and not self.data and not self.process_errors:
            raise ValidationError(self.required)

    def ask_again(self) -> None:
        """Name the sound files that the browser drops because something else on the form is wrong."""
        if self.uploads and not self.errors:
            names = ", ".join(upload.name for upload in self.uploads)
            self.errors = [*self.errors, f"Choose again, as browsers do not keep files: {names}"]


def most_bytes() -> int:
    """Bytes that one file may have, by setting."""
    return int(current_app.config["TRACKER"].upload_megabytes) * MEGABYTE
