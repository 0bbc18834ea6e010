"""The colour of each status word, one table for the whole service.

Grey: not begun, or over without result. Blue: moving. Yellow and orange: somebody must act. Green: done
well. Red: late, broken or refused. Purple: somewhere outside the usual path. The words always say it too.
"""

_WORDS_BY_COLOUR = {
    "grey": (
        "draft, not due, idea, planned, closed, ended, lapsed, withdrawn, superseded, cancelled, retired, "
        "expired, revoked, archived, no longer affected, not needed, replaced, inactive, scheduled, "
        "unknown, left, deleted, uploaded, waiting, undone, "
        "declined, none, noted"
    ),
    "blue": (
        "proposed, open, raised, submitted, in consultation, consultation, in progress, published, live, "
        "under discussion, under study, analysing, acknowledged, asked, reopened, info, answered, sent, "
        "reading, checking, applying, undoing, scoring, "
        "received, stated"
    ),
    "turquoise": (
        "decided, taken, implementing, approved, signed off, on course, secured, slotted in, slotted-in, "
        "in trial, in trial period, checked, ring-fenced, offered, papers out, assessed, outcome published, "
        "ready, consulted, moderated"
    ),
    "light-blue": (
        "potentially affected, affected, suggested, in pool, in selection pool, transferred, part supplied"
    ),
    "green": (
        "done, complete, completed, agreed, closed agreed, accepted, kept, embedded, delivered, redeployed, "
        "met, supplied, active, evidenced, passed, held, locked, enough, ok, resolved, minutes agreed, "
        "applied, final, not selected, "
        "taken up"
    ),
    "yellow": (
        "due, due soon, warn, warning, paused, extended, started, waived, marginal, on leave, pending, "
        "invited, awaiting answer, no answer yet, awaiting reply, partly agreed, accepted in part, "
        "kept late, offered alternative, "
        "minutes draft, awaiting approval, vacant, defended"
    ),
    "orange": (
        "at risk, did not attend, selected, part due, disputed, minutes disputed, released by agreement, "
        "needs answer, to be deleted"
    ),
    "red": (
        "late, overdue, breach, broken, not agreed, not accepted, closed not agreed, rejected, refused, "
        "failed, not met, missed, lost, leaving (compulsory), dismissed, dropped, reversed, happened"
    ),
    "purple": (
        "escalated, conciliation, in conciliation, leaving (voluntary), leaving, closing, tribunal, "
        "appealed, tied"
    ),
}
STATUS_COLOURS: dict[str, str] = {
    word: colour for colour, words in _WORDS_BY_COLOUR.items() for word in words.split(", ")
}
