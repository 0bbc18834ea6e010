"""Every page that can be asked for, as whom, about what, and how its form is made to fail."""

from dataclasses import dataclass, field

from tracker.policy.access.roles import Role

HR = Role.HR_PARTNER
UR = Role.UNION_REPRESENTATIVE
MG = Role.MANAGER
PD = Role.PROGRAMME_DIRECTOR
ST = Role.STAFF
AD = Role.ADMINISTRATOR
AU = Role.AUDITOR
NOBODY = None


@dataclass(frozen=True)
class Entry:
    """A page as one role comes to it.

    ``about``: what each part of the address names, by the names of ``whole_world``. ``asks``: more of the
    address. ``press``: the button that sends its form, which fails once emptied and filled with ``wrong``.
    ``sound_when_empty``: its form cannot fail by being emptied.
    """

    endpoint: str
    role: Role | None
    about: dict[str, str] = field(default_factory=dict)
    asks: str = ""
    press: str = ""
    wrong: dict[str, str] = field(default_factory=dict)
    sound_when_empty: bool = False


def _of(name: str) -> dict[str, str]:
    return {"reference": name}


DOWNLOADS = {
    "concerns.download_receipt",
    "consultations.download_receipt",
    "organisation.download_check",
    "organisation.download_wrong_rows",
}
"""Files, which no window shows."""

PAGES = [
    *(Entry("overview.home", role) for role in Role),
    *(Entry("overview.show_change", role, _of("change")) for role in (HR, UR, MG, PD, ST)),
    Entry("overview.show_change", PD, _of("text waiting")),
    Entry("overview.passport", ST),
    Entry("overview.passport", ST, asks="?view=print"),
    Entry("accounts.sign_in", NOBODY, press="Sign in"),
    Entry("accounts.forgotten_password", NOBODY),
    Entry("accounts.use_link", NOBODY, {"secret": "link"}, press="Set my password"),
    Entry("accounts.act_as", HR, sound_when_empty=True),
    Entry("accounts.own_account", ST),
    Entry("accounts.change_password", ST, press="Change password"),
    Entry("accounts.list_accounts", AD),
    Entry("accounts.list_accounts", AU),
    Entry("accounts.show_account", AD, _of("account")),
    Entry("accounts.show_account", AU, _of("account")),
    Entry("accounts.list_proposals", AD, sound_when_empty=True),
    Entry("accounts.invite", AD, press="Make the account and its link"),
    Entry("accounts.edit_account", AD, _of("account"), press="Save"),
    Entry("accounts.make_link", AD, _of("account")),
    Entry("accounts.deactivate", AD, _of("account")),
    Entry("accounts.revoke_grant", AD, _of("grant")),
    Entry("accounts.new_grant", AD, _of("account")),
    Entry("accounts.new_grant", AD, _of("account"), "?role=manager", press="Give access"),
    Entry("accounts.new_grant", AD, _of("account"), "?role=HR+partner", press="Give access"),
    Entry("audit.list_entries", AU),
    Entry("audit.verify_record", AU),
    Entry("audit.verify_record", AD),
    Entry("organisation.list_people", HR),
    Entry("organisation.list_people", MG),
    Entry("organisation.show_person", HR, _of("person")),
    Entry("organisation.list_units", UR),
    Entry("organisation.show_unit", HR, _of("unit")),
    Entry("organisation.list_posts", HR),
    Entry("organisation.list_unions", HR),
    Entry("organisation.list_sites", MG),
    Entry("organisation.list_employers", PD),
    Entry("organisation.new_operation", HR, {"kind": "employer"}, press="Show what moves"),
    Entry("organisation.show_site", HR, _of("site")),
    Entry("organisation.list_operations", HR),
    Entry("organisation.new_operation", HR, {"kind": "open"}, press="Show what moves"),
    Entry("organisation.new_operation", HR, {"kind": "merge"}, press="Show what moves"),
    Entry("organisation.edit_operation", HR, _of("plan"), press="Choose who goes where"),
    Entry(
        "organisation.assign_operation",
        HR,
        _of("plan"),
        press="Show what moves",
        wrong={"people_1": "99999"},
    ),
    Entry("organisation.show_operation", HR, _of("plan"), press="Confirm and do it"),
    Entry("organisation.list_imports", AD),
    Entry("organisation.new_import", HR, press="Read the file"),
    Entry("organisation.match_columns", HR, _of("import"), press="Check against the register"),
    Entry("organisation.show_progress", HR, _of("import that waits")),
    Entry("organisation.show_progress", HR, _of("import that failed")),
    Entry("organisation.check_import", HR, _of("import")),
    Entry("organisation.check_import", AD, _of("import")),
    Entry("organisation.list_saved_columns", HR),
    Entry("organisation.rename_saved_columns", HR, _of("saved columns"), press="Save"),
    Entry("organisation.delete_saved_columns", HR, _of("saved columns"), sound_when_empty=True),
    Entry("organisation.mend_rows", HR, _of("import"), press="Save and check again", sound_when_empty=True),
    Entry("organisation.undo_import", HR, _of("import that was applied"), sound_when_empty=True),
    Entry("organisation.confirm_import", HR, _of("import"), press="Import into the register"),
    Entry("organisation.cancel_import", HR, _of("import")),
    Entry("changes.list_changes", HR),
    Entry("changes.list_changes", ST),
    Entry("changes.log_change", HR, press="Log the change"),
    Entry("changes.edit_change", HR, _of("change"), press="Save", wrong={"announced-day": "41"}),
    Entry("changes.edit_text", HR, _of("change"), press="Save draft"),
    Entry("changes.publish_change", PD, _of("text waiting")),
    Entry("changes.publish_change", PD, _of("change")),
    Entry("changes.move_change", HR, _of("change"), press="Move it on"),
    Entry("changes.show_version", UR, {"reference": "change", "number": "1"}),
    Entry("changes.show_version", PD, {"reference": "text waiting", "number": "2"}),
    Entry("changes.record_pause", HR, _of("change"), press="Save the pause"),
    Entry("changes.edit_pause", HR, _of("pause"), press="Save the pause"),
    Entry("changes.withdraw_pause", HR, _of("pause")),
    Entry("changes.list_programmes", PD),
    Entry("changes.show_programme", HR, _of("programme")),
    Entry("changes.new_programme", HR, press="Save"),
    Entry("changes.edit_programme", HR, _of("programme"), press="Save"),
    Entry("affected_staff.list_affected", HR, _of("change")),
    Entry("affected_staff.list_affected", MG, _of("change")),
    *(Entry("affected_staff.show_affected", role, _of("affected")) for role in (HR, UR, MG, ST)),
    Entry("affected_staff.record_step", HR, _of("affected"), press="Record"),
    Entry("affected_staff.correct_step", HR, _of("affected moved"), press="Correct it"),
    Entry("affected_staff.list_meetings", HR),
    Entry("affected_staff.list_meetings", MG, asks="?view=print"),
    Entry("affected_staff.new_meeting", MG, _of("affected"), press="Save the meeting"),
    Entry("affected_staff.record_session", HR, asks="?everyone=1", press="Save for 8 people"),
    Entry("affected_staff.move_meeting", HR, _of("meeting"), press="Move the meeting"),
    Entry("affected_staff.record_meeting", MG, _of("meeting"), press="Save the record"),
    Entry("affected_staff.new_support", MG, _of("affected"), press="Record the offer"),
    Entry("affected_staff.answer_support", HR, _of("support"), press="Save the answer"),
    Entry("affected_staff.answer_support", ST, _of("support"), press="Save the answer"),
    Entry("affected_staff.remove_support", HR, _of("support")),
    Entry("affected_staff.new_letter", HR, _of("affected"), press="Record the letter"),
    Entry("affected_staff.receive_letter", HR, _of("letter"), press="Save"),
    Entry("affected_staff.remove_letter", HR, _of("letter")),
    Entry("affected_staff.describe_move", HR, _of("move begun"), press="Show exactly who"),
    Entry("affected_staff.show_move", HR, _of("move begun")),
    Entry("affected_staff.show_move", HR, _of("move made")),
    Entry("affected_staff.undo_move", HR, _of("move made"), press="Take this back"),
    Entry("affected_staff.list_moves", HR, _of("change")),
    Entry("affected_staff.new_impact", HR, _of("change"), press="Show exactly who"),
    Entry("affected_staff.edit_impact", HR, _of("draft impact"), press="Show exactly who"),
    Entry("affected_staff.preview_impact", HR, _of("draft impact")),
    Entry("affected_staff.show_impact", PD, _of("impact")),
    Entry("affected_staff.show_impact", HR, _of("draft impact")),
    Entry("affected_staff.refresh_impact", HR, _of("impact")),
    Entry("affected_staff.supersede_impact", HR, _of("impact"), press="End it"),
    Entry("affected_staff.discard_impact", HR, _of("draft impact")),
    Entry("briefings.show_briefing", HR, _of("change")),
    Entry("briefings.show_briefing", MG, _of("change")),
    Entry("briefings.show_briefing", MG, _of("change"), "?view=print"),
    Entry("briefings.write_card", HR, _of("change"), press="Save draft"),
    Entry("briefings.publish_card", PD, _of("change")),
    Entry("consultations.list_consultations", ST),
    Entry("consultations.list_consultations", MG),
    Entry("consultations.new_consultation", HR, _of("change"), press="Save draft"),
    Entry("consultations.edit_consultation", HR, _of("draft consultation"), press="Save draft"),
    Entry("consultations.open_consultation", HR, _of("draft consultation")),
    Entry("consultations.extend_consultation", HR, _of("open consultation"), press="Move the last day"),
    Entry("consultations.close_consultation", HR, _of("ended consultation")),
    Entry("consultations.show_consultation", HR, _of("open consultation")),
    Entry("consultations.show_consultation", ST, _of("told consultation")),
    Entry("consultations.respond", ST, _of("open consultation"), press="Send answer"),
    Entry("consultations.respond", UR, _of("open consultation"), press="Send answer"),
    Entry("consultations.receipt", ST, _of("answered consultation")),
    Entry("consultations.list_responses", HR, _of("answered consultation")),
    Entry("consultations.show_response", HR, {"reference": "answered consultation", "response": "response"}),
    Entry("consultations.write_outcome", HR, _of("closed consultation"), press="Save outcome"),
    Entry("consultations.publish_outcome", PD, _of("closed consultation")),
    Entry("selection.list_pools", HR),
    Entry("selection.list_pools", UR),
    Entry("selection.show_pool", HR, _of("draft pool")),
    Entry("selection.show_pool", PD, _of("scoring pool")),
    Entry("selection.show_pool", HR, _of("appealed pool")),
    Entry("selection.new_pool", HR, _of("change"), press="Save pool"),
    Entry("selection.edit_pool", HR, _of("draft pool"), press="Save pool"),
    Entry("selection.edit_criteria", HR, _of("draft pool"), press="Save criteria"),
    Entry("selection.choose_members", HR, _of("draft pool"), press="Put those ticked into the pool"),
    Entry(
        "selection.take_out",
        HR,
        {"reference": "scoring pool", "member": "scoring member"},
        press="Take out",
    ),
    Entry("selection.edit_panel", HR, _of("draft pool"), press="Put on the panel"),
    Entry("selection.record_consulted", HR, _of("draft pool"), press="Record it"),
    Entry("selection.begin_scoring", HR, _of("draft pool")),
    Entry("selection.begin_scoring", HR, _of("ready pool"), sound_when_empty=True),
    Entry("selection.my_scoring", HR, _of("scoring pool")),
    Entry(
        "selection.score",
        HR,
        {"reference": "scoring pool", "member": "scoring member"},
        press="Hand in and go to the next",
    ),
    Entry("selection.show_results", HR, _of("tied pool")),
    Entry(
        "selection.show_result",
        HR,
        {"reference": "apart pool", "member": "apart member"},
        press="Set these scores",
    ),
    Entry("selection.settle_tie", HR, _of("tied pool"), press="Settle the tie"),
    Entry("selection.make_final", HR, _of("moderated pool")),
    Entry("selection.apply_outcome", HR, _of("final pool"), press="Move 2 people"),
    Entry(
        "selection.record_appeal",
        HR,
        {"reference": "final pool", "member": "final member"},
        press="Record the appeal",
    ),
    Entry(
        "selection.decide_appeal",
        HR,
        {"reference": "appealed pool", "appeal": "appeal"},
        press="Record the decision",
    ),
    Entry("selection.own_places", ST),
    Entry("selection.own_scores", ST, {"member": "own place"}),
    Entry("selection.appeal", ST, {"member": "own place"}, press="Lodge the appeal"),
    Entry("concerns.list_concerns", HR),
    Entry("concerns.list_concerns", UR),
    Entry("concerns.raise_concern", UR, press="Raise concern"),
    Entry("concerns.receipt", UR, _of("concern waiting")),
    Entry("concerns.show_concern", HR, _of("concern waiting"), sound_when_empty=True),
    Entry("compliance.list_sites", HR),
    Entry("compliance.list_sites", PD),
    Entry("compliance.show_site", HR, _of("site"), "?number=7", press="Try it", wrong={"number": "many"}),
    Entry("compliance.show_change", HR, _of("change")),
    Entry("compliance.show_change", PD, _of("change")),
    Entry(
        "compliance.edit_dates", HR, _of("change"), press="Save the dates", wrong={"proposed_on-day": "41"}
    ),
    Entry("compliance.show_exposure", PD, _of("change"), "?low=600&high=650"),
    Entry("compliance.check", UR, asks="?nation=England&number=25"),
    Entry("compliance.show_law", MG),
    Entry("concerns.show_concern", UR, _of("concern answered"), press="Send reply"),
    Entry("concerns.acknowledge", HR, _of("concern waiting"), sound_when_empty=True),
    Entry("concerns.answer", HR, _of("concern waiting"), press="Send answer"),
    Entry("concerns.reply", UR, _of("concern answered"), press="Send reply"),
    Entry("concerns.close_concern", UR, _of("concern answered"), press="Close concern"),
    Entry("disruption.heat_map", PD),
    Entry("disruption.show_cell", MG, {"reference": "unit", "month": "month"}),
    Entry("reports.affected_staff", MG, press="Download as a workbook"),
    Entry("reports.affected_staff", MG, asks="?view=print"),
    Entry("reports.uncertainty", PD),
    Entry("reports.uncertainty", MG),
    Entry("reports.uncertainty", HR, asks="?view=print"),
]
