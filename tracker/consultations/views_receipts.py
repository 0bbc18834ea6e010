"""The receipt of an answer that was sent in somebody's name: as a page, and as a file that proves itself."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from tracker.audit.receipts import openssl_check, python_check, receipt_file
from tracker.consultations import queries
from tracker.consultations.blueprint import consultations
from tracker.consultations.codes import in_groups, receipt_code
from tracker.consultations.responders import Sent, earlier_versions, own_response
from tracker.consultations.rules import STAFF_READERS, UNION_READERS, takes_responses
from tracker.consultations.views_answering import find_responder
from tracker.policy.access.permissions import Permission
from tracker.web.access import requires
from tracker.web.clock import today


@consultations.get("/consultations/<string:reference>/receipt")
@requires(Permission.CONSULTATION_RESPOND)
def receipt(reference: str) -> ResponseReturnValue:
    """What was sent last, when, and what proves it."""
    consultation, responder, _all = find_responder(reference)
    sent = own_response(consultation, responder)
    if sent is None:
        raise NoResultFound
    name = _file_name(sent)
    return render_template(
        "consultations/receipt.html",
        consultation=consultation,
        responder=responder,
        sent=sent,
        questions=queries.questions_of(consultation),
        earlier=earlier_versions(sent),
        can_change=takes_responses(consultation.state, consultation.opens, consultation.closes, today()),
        readers=UNION_READERS if responder.is_union else STAFF_READERS[consultation.mode],
        code=in_groups(receipt_code(sent.salt)) if sent.has_code else "",
        file_name=name,
        checks=[python_check(name, sent.salt), openssl_check(name, sent.salt)],
    )


@consultations.get("/consultations/<string:reference>/receipt.txt")
@requires(Permission.CONSULTATION_RESPOND)
def download_receipt(reference: str) -> ResponseReturnValue:
    """The receipt as a file that proves itself without this service."""
    consultation, responder, _all = find_responder(reference)
    sent = own_response(consultation, responder)
    if sent is None or not sent.commitment:
        raise NoResultFound
    content = receipt_file(
        "Upheaval Tracker: receipt for an answer to a consultation",
        [
            ("Reference", sent.response.reference),
            *([("Receipt code", in_groups(receipt_code(sent.salt)))] if sent.has_code else []),
            ("Sent (UTC)", f"{sent.sent_at:%Y-%m-%d %H:%M:%S}"),
            ("Times changed", str(sent.edits)),
            ("In the name of", responder.name),
            ("Consultation", f"{consultation.title} ({consultation.reference})"),
        ],
        field="response",
        text=sent.text,
        salt=sent.salt,
        commitment=sent.commitment,
        file_name=_file_name(sent),
    )
    headers = {"Content-Disposition": f"attachment; filename={_file_name(sent)}"}
    return Response(content, content_type="text/plain; charset=utf-8", headers=headers)


def _file_name(sent: Sent) -> str:
    return f"receipt-{sent.response.reference}-{sent.number}.txt"
