"""Forms of the proof of statutory steps."""

from tracker.attachments.forms import AttachmentsField
from tracker.web.forms import TrackerForm


class FilesForm(TrackerForm):
    """Files to attach."""

    files = AttachmentsField("Files that prove it", required="Choose a file")
