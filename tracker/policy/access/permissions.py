"""What may be done, and which role may do it at all. Which rows is a second question: see visible queries."""

from enum import StrEnum

from tracker.policy.access.roles import Role


class Permission(StrEnum):
    """One thing a page or service does: ``noun:verb``, in alphabetical order."""

    ACCOUNT_MANAGE = "account:manage"
    ACCOUNT_OWN = "account:own"
    ACCOUNT_READ = "account:read"
    AFFECTED_PERSON_READ = "affected person:read"
    AFFECTED_STAFF_READ = "affected staff:read"
    AFFECTED_STAFF_UPDATE = "affected staff:update"
    ANONYMOUS_ANSWER_READ = "anonymous-answer:read"
    AUDIT_READ = "audit:read"
    AUDIT_VERIFY = "audit:verify"
    BRIEFING_APPROVE = "briefing:approve"
    BRIEFING_READ = "briefing:read"
    BRIEFING_WRITE = "briefing:write"
    CHANGE_DECIDE = "change:decide"
    CHANGE_DRAFT_READ = "change:read draft"
    CHANGE_EDIT = "change:edit"
    CHANGE_MOVE = "change:move"
    CHANGE_PUBLISH = "change:publish"
    CHANGE_READ = "change:read"
    COMMITMENT_READ = "commitment:read"
    COMMITMENT_RECORD = "commitment:record"
    COMPLIANCE_APPROVE = "compliance:approve"
    COMPLIANCE_COUNT = "compliance:count"
    COMPLIANCE_READ = "compliance:read"
    COMPLIANCE_RECORD = "compliance:record"
    CONCERN_ANSWER = "concern:answer"
    CONCERN_CLOSE = "concern:close"
    CONCERN_PAUSE = "concern:pause"
    CONCERN_RAISE = "concern:raise"
    CONCERN_READ = "concern:read"
    CONSULTATION_DESIGN = "consultation:design"
    CONSULTATION_READ = "consultation:read"
    CONSULTATION_RESPOND = "consultation:respond"
    COVERAGE_READ = "coverage:read"
    DISPUTE_IMPORT = "dispute:import"
    DISPUTE_READ = "dispute:read"
    DISRUPTION_READ = "disruption:read"
    EMPLOYER_MAKE = "employer:make"
    EXPOSURE_READ = "exposure:read"
    HANDOVER_MAKE = "handover:make"
    HOME_READ = "home:read"
    IMPACT_ASSESS = "impact:assess"
    IMPACT_READ = "impact:read"
    INFORMATION_ACKNOWLEDGE = "information:acknowledge"
    INFORMATION_READ = "information:read"
    INFORMATION_REQUEST_ANSWER = "information request:answer"
    INFORMATION_REQUEST_ASK = "information request:ask"
    INFORMATION_REQUEST_READ = "information request:read"
    LAW_READ = "law:read"
    INDIVIDUAL_MEETING_RECORD = "individual meeting:record"
    LETTER_ACKNOWLEDGE = "letter:acknowledge"
    LETTER_READ = "letter:read"
    LETTER_RECORD = "letter:record"
    MANAGEMENT_ROOM_READ = "management room:read"
    MANAGEMENT_ROOM_WRITE = "management room:write"
    MEETING_READ = "meeting:read"
    MEETING_RECORD = "meeting:record"
    MEETING_SPEAK = "meeting:speak"
    MINUTES_MARK = "minutes:mark"
    NOTICE_OWN = "notice:own"
    OFFER_MAKE = "offer:make"
    OFFER_READ = "offer:read"
    ORGANISATION_EDIT = "organisation:edit"
    ORGANISATION_IMPORT = "organisation:import"
    ORGANISATION_IMPORT_APPROVE = "organisation:approve import"
    ORGANISATION_READ = "organisation:read"
    OUTBOX_READ = "outbox:read"
    OUTBOX_RETRY = "outbox:retry"
    OUTCOME_PUBLISH = "outcome:publish"
    OUTCOME_WRITE = "outcome:write"
    PASSPORT_READ = "passport:read"
    PAUSE_RECORD = "pause:record"
    PERSON_EDIT = "person:edit"
    PERSON_OWN_READ = "person:read own"
    PERSON_READ = "person:read"
    PROGRAMME_BEGIN = "programme:begin"
    PROGRAMME_EDIT = "programme:edit"
    PROGRAMME_READ = "programme:read"
    PROGRAMME_SAVINGS_READ = "programme:read savings"
    PROTECTED_PERIOD_READ = "protected period:read"
    PROTECTED_PERIOD_RECORD = "protected period:record"
    QUESTION_ANSWER = "question:answer"
    QUESTION_APPROVE = "question:approve"
    QUESTION_ASK = "question:ask"
    REDEPLOYMENT_MANAGE = "redeployment:manage"
    REDEPLOYMENT_OWN = "redeployment:own"
    REPORT_AFFECTED_STAFF = "report:affected staff"
    RESPONSE_READ = "response:read"
    SUPPORT_ANSWER = "support:answer"
    SUPPORT_OFFER = "support:offer"
    TASK_COMPLETE = "task:complete"
    THEME_APPROVE = "theme:approve"
    THEME_READ = "theme:read"
    THEME_WRITE = "theme:write"
    UNCERTAINTY_READ = "uncertainty:read"
    UNION_ROOM_USE = "union room:use"
    SELECTION_DESIGN = "selection:design"
    SELECTION_OWN = "selection:own"
    SELECTION_PANEL = "selection:sit on panel"
    SELECTION_READ = "selection:read"


HR = Role.HR_PARTNER
UR = Role.UNION_REPRESENTATIVE
MG = Role.MANAGER
PD = Role.PROGRAMME_DIRECTOR
ST = Role.STAFF
AD = Role.ADMINISTRATOR
AU = Role.AUDITOR

MATRIX: dict[Permission, frozenset[Role]] = {
    Permission.ACCOUNT_MANAGE: frozenset({AD}),
    Permission.ACCOUNT_OWN: frozenset(Role),
    Permission.ACCOUNT_READ: frozenset({AD, AU}),
    Permission.AFFECTED_PERSON_READ: frozenset({HR, UR, MG, ST}),
    Permission.AFFECTED_STAFF_READ: frozenset({HR, UR, MG}),
    Permission.AFFECTED_STAFF_UPDATE: frozenset({HR}),
    Permission.ANONYMOUS_ANSWER_READ: frozenset({HR, UR}),
    Permission.AUDIT_READ: frozenset({AU}),
    Permission.AUDIT_VERIFY: frozenset({AD, AU}),
    Permission.BRIEFING_APPROVE: frozenset({PD}),
    Permission.BRIEFING_READ: frozenset({HR, MG, PD}),
    Permission.BRIEFING_WRITE: frozenset({HR}),
    Permission.CHANGE_DECIDE: frozenset({PD}),
    Permission.CHANGE_DRAFT_READ: frozenset({HR, PD}),
    Permission.CHANGE_EDIT: frozenset({HR}),
    Permission.CHANGE_MOVE: frozenset({HR, PD}),
    Permission.CHANGE_PUBLISH: frozenset({PD}),
    Permission.CHANGE_READ: frozenset({HR, UR, MG, PD, ST}),
    Permission.COMMITMENT_READ: frozenset({HR, UR, PD}),
    Permission.COMMITMENT_RECORD: frozenset({HR, UR}),
    Permission.COMPLIANCE_APPROVE: frozenset({HR, PD}),
    Permission.COMPLIANCE_COUNT: frozenset({HR}),
    Permission.COMPLIANCE_READ: frozenset({HR, PD}),
    Permission.COMPLIANCE_RECORD: frozenset({HR}),
    Permission.CONCERN_ANSWER: frozenset({HR}),
    Permission.CONCERN_CLOSE: frozenset({UR}),
    Permission.CONCERN_PAUSE: frozenset({HR, UR}),
    Permission.CONCERN_RAISE: frozenset({UR}),
    Permission.CONCERN_READ: frozenset({HR, UR, PD}),
    Permission.CONSULTATION_DESIGN: frozenset({HR}),
    Permission.CONSULTATION_READ: frozenset({HR, UR, MG, PD, ST}),
    Permission.CONSULTATION_RESPOND: frozenset({UR, ST}),
    Permission.COVERAGE_READ: frozenset({HR, MG, PD}),
    Permission.DISPUTE_IMPORT: frozenset({HR}),
    Permission.DISPUTE_READ: frozenset({HR, UR, PD}),
    Permission.DISRUPTION_READ: frozenset({HR, UR, MG, PD}),
    Permission.EMPLOYER_MAKE: frozenset({AD}),
    Permission.EXPOSURE_READ: frozenset({HR, PD}),
    Permission.HANDOVER_MAKE: frozenset({HR, UR}),
    Permission.HOME_READ: frozenset(Role),
    Permission.IMPACT_ASSESS: frozenset({HR}),
    Permission.IMPACT_READ: frozenset({HR, PD}),
    Permission.INFORMATION_ACKNOWLEDGE: frozenset({UR}),
    Permission.INFORMATION_READ: frozenset({HR, UR}),
    Permission.INFORMATION_REQUEST_ANSWER: frozenset({HR}),
    Permission.INFORMATION_REQUEST_ASK: frozenset({UR}),
    Permission.INFORMATION_REQUEST_READ: frozenset({HR, UR, PD}),
    Permission.LAW_READ: frozenset({HR, UR, MG, PD}),
    Permission.INDIVIDUAL_MEETING_RECORD: frozenset({HR, MG}),
    Permission.LETTER_ACKNOWLEDGE: frozenset({ST}),
    Permission.LETTER_READ: frozenset({HR, ST}),
    Permission.LETTER_RECORD: frozenset({HR}),
    Permission.MANAGEMENT_ROOM_READ: frozenset({HR, PD}),
    Permission.MANAGEMENT_ROOM_WRITE: frozenset({HR}),
    Permission.MEETING_READ: frozenset({HR, UR, PD}),
    Permission.MEETING_RECORD: frozenset({HR}),
    Permission.MEETING_SPEAK: frozenset({HR, UR}),
    Permission.MINUTES_MARK: frozenset({UR}),
    Permission.NOTICE_OWN: frozenset(Role),
    Permission.OFFER_MAKE: frozenset({HR, UR}),
    Permission.OFFER_READ: frozenset({HR, UR, PD}),
    Permission.ORGANISATION_EDIT: frozenset({HR}),
    Permission.ORGANISATION_IMPORT: frozenset({HR, AD}),
    Permission.ORGANISATION_IMPORT_APPROVE: frozenset({HR}),
    Permission.ORGANISATION_READ: frozenset({HR, UR, MG, PD}),
    Permission.OUTBOX_READ: frozenset({AD, AU}),
    Permission.OUTBOX_RETRY: frozenset({AD}),
    Permission.OUTCOME_PUBLISH: frozenset({HR, PD}),
    Permission.OUTCOME_WRITE: frozenset({HR}),
    Permission.PASSPORT_READ: frozenset({ST}),
    Permission.PAUSE_RECORD: frozenset({HR}),
    Permission.PERSON_EDIT: frozenset({HR}),
    Permission.PERSON_OWN_READ: frozenset({ST}),
    Permission.PERSON_READ: frozenset({HR, MG}),
    Permission.PROGRAMME_BEGIN: frozenset({HR}),
    Permission.PROGRAMME_EDIT: frozenset({HR, PD}),
    Permission.PROGRAMME_READ: frozenset({HR, UR, MG, PD, ST}),
    Permission.PROGRAMME_SAVINGS_READ: frozenset({HR, UR, PD}),
    Permission.PROTECTED_PERIOD_READ: frozenset({HR, ST}),
    Permission.PROTECTED_PERIOD_RECORD: frozenset({HR}),
    Permission.QUESTION_ANSWER: frozenset({MG}),
    Permission.QUESTION_APPROVE: frozenset({HR, PD}),
    Permission.QUESTION_ASK: frozenset({HR}),
    Permission.REDEPLOYMENT_MANAGE: frozenset({HR}),
    Permission.REDEPLOYMENT_OWN: frozenset({ST}),
    Permission.REPORT_AFFECTED_STAFF: frozenset({HR, MG}),
    Permission.RESPONSE_READ: frozenset({HR}),
    Permission.SUPPORT_ANSWER: frozenset({HR, ST}),
    Permission.SUPPORT_OFFER: frozenset({HR, MG}),
    Permission.TASK_COMPLETE: frozenset({MG}),
    Permission.THEME_APPROVE: frozenset({HR, PD}),
    Permission.THEME_READ: frozenset({HR, PD}),
    Permission.THEME_WRITE: frozenset({HR}),
    Permission.UNCERTAINTY_READ: frozenset({HR, UR, MG, PD}),
    Permission.UNION_ROOM_USE: frozenset({UR}),
    Permission.SELECTION_DESIGN: frozenset({HR}),
    Permission.SELECTION_OWN: frozenset({ST}),
    Permission.SELECTION_PANEL: frozenset({HR, MG}),
    Permission.SELECTION_READ: frozenset({HR, UR, MG, PD}),
}
