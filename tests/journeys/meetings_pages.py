"""The pages of joint meetings and commitments, as they are asked for."""

from tests.journeys.entry import HR, PD, UR, Entry
from tests.journeys.entry import of as _of

PARAGRAPH = {"reference": "joint meeting", "paragraph": "paragraph"}

MEETINGS = [
    Entry("meetings.list_meetings", UR),
    Entry("meetings.list_forums", PD),
    Entry("meetings.new_forum", HR, press="Save the forum"),
    Entry("meetings.edit_forum", HR, _of("forum"), press="Save the forum"),
    Entry("meetings.plan_meeting", HR, press="Plan the meeting"),
    Entry("meetings.show_meeting", HR, _of("joint meeting"), press="Attach"),
    Entry("meetings.show_meeting", UR, _of("joint meeting"), press="Attach"),
    Entry("meetings.show_meeting", PD, _of("joint meeting")),
    Entry("meetings.show_meeting", UR, _of("joint meeting planned"), press="Attach"),
    Entry("meetings.move_meeting", HR, _of("joint meeting planned"), press="Save"),
    Entry("meetings.put_down", UR, _of("joint meeting planned"), press="Put it down"),
    Entry("meetings.record_attendance", HR, _of("joint meeting planned"), sound_when_empty=True),
    Entry("meetings.write_paragraph", HR, _of("joint meeting"), press="Save the paragraph"),
    Entry("meetings.amend_paragraph", HR, PARAGRAPH, press="Save the paragraph"),
    Entry("meetings.show_paragraph", PD, PARAGRAPH),
    Entry("meetings.mark_paragraph", UR, PARAGRAPH, press="Save the mark"),
    Entry("meetings.lock", HR, _of("joint meeting"), sound_when_empty=True),
    Entry("meetings.ask_action", HR, _of("joint meeting"), press="Record the action"),
    Entry("meetings.show_action", UR, _of("action")),
    Entry("meetings.tell_of_action", HR, _of("action"), press="Save"),
    Entry("commitments.list_commitments", PD),
    Entry("commitments.record_commitment", HR, press="Record the commitment"),
    Entry("commitments.show_commitment", UR, _of("commitment"), press="Attach"),
    Entry("commitments.judge", UR, _of("commitment"), press="Save"),
]
