"""The form that takes files of a concern."""

from tracker.attachments.forms import AttachmentsField
from tracker.web.forms import TrackerForm


class FilesForm(TrackerForm):
    """Files for both sides."""

    files = AttachmentsField("Files", required="Choose a file")
