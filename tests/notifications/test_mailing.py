"""Digests and their way through a real mail server, which may be away, refuse, or break off."""

import smtplib
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.notifications.arrange import MOMENT, NEXT_MORNING, digests, notices, told, told_often
from tests.notifications.post_office import SENDER, PostOffice
from tracker.accounts.models import AccessGrant, Account
from tracker.audit import services as audit
from tracker.changes.notices import CHANGE, SENT_BACK
from tracker.database import db, unit_of_work
from tracker.notifications import mailing, services
from tracker.notifications.kinds import LATE
from tracker.notifications.models import OutgoingMail
from tracker.notifications.queries import wishes_of
from tracker.notifications.rules import CLAIM_LASTS, OLDEST, Frequency, Mailing, MailState
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer


@pytest.fixture
def hr(database: SQLAlchemy) -> Viewer:
    factories.programme()
    return factories.viewer(Role.HR_PARTNER)


def address(viewer: Viewer) -> str:
    email = db.session.get_one(Account, viewer.account_id).email
    db.session.rollback()
    return email


def mails() -> list[OutgoingMail]:
    db.session.expire_all()
    db.session.rollback()
    return list(db.session.scalars(sa.select(OutgoingMail).order_by(OutgoingMail.id)))


def test_a_digest_groups_by_matter_newest_first_and_names_nobody(hr: Viewer) -> None:
    first, second = told_often(hr, 2)
    told(hr, first, SENT_BACK, at=MOMENT + timedelta(hours=2))

    with PostOffice().open() as office:
        made = digests()
        sent = mailing.send_waiting(office.server, NEXT_MORNING)

    assert (made, sent) == (1, 1)
    [mail] = office.arrived
    text = mail.get_content()
    assert (mail["To"], mail["From"]) == (address(hr), SENDER)
    assert mail["Subject"] == "Upheaval Tracker: 3 notices"
    assert text.index(first.reference) < text.index(second.reference)
    assert text.index("sent back to its writer") < text.index("A proposal was published")
    assert f"https://tracker.example/change/{first.reference}" in text
    assert first.title not in text
    assert hr.name not in text


def test_nothing_is_mailed_before_the_digest_is_due_and_nothing_twice(hr: Viewer) -> None:
    told_often(hr, 1)

    assert digests(MOMENT + timedelta(hours=1)) == 0
    assert digests() == 1
    assert digests(NEXT_MORNING + timedelta(days=1)) == 0


def test_who_wants_it_at_once_gets_it_at_once(hr: Viewer) -> None:
    with unit_of_work():
        services.wish(hr, wishes_of(hr), Frequency.AT_ONCE, None)
    told_often(hr, 1)

    assert digests(MOMENT + timedelta(seconds=5)) == 1


@pytest.mark.parametrize("reason", ["read", "muted", "no mail", "role lost", "left", "too old"])
def test_a_notice_goes_into_no_mail_when(hr: Viewer, reason: str) -> None:
    [change] = told_often(hr, 1)
    moment = NEXT_MORNING
    with unit_of_work():
        if reason == "read":
            services.mark_read(hr, MOMENT + timedelta(hours=1))
        elif reason == "muted":
            services.mute(hr, CHANGE, change.reference, MOMENT)
        elif reason == "no mail":
            services.wish(hr, wishes_of(hr), Frequency.NEVER, None)
        elif reason == "role lost":
            grant = db.session.scalars(
                sa.select(AccessGrant).where(AccessGrant.account_id == hr.account_id)
            ).one()
            grant.revoked_at = MOMENT
        elif reason == "left":
            db.session.get_one(Account, hr.account_id).active = False
        else:
            moment = MOMENT + OLDEST + timedelta(days=1)
        audit.record(audit.NOBODY, "test:arrange", "test", "-")

    assert digests(moment) == 0
    assert [row.mailing for row in notices()] == [Mailing.LEFT_OUT]


def test_what_is_late_is_mailed_though_muted(hr: Viewer) -> None:
    [change] = told_often(hr, 1)
    with unit_of_work():
        services.mute(hr, CHANGE, change.reference, MOMENT)
    told(hr, change, LATE)

    assert digests() == 1
    [mail] = mails()
    assert mail.subject == "Upheaval Tracker: 1 notice"


def test_a_day_without_the_mail_server_loses_nothing_and_doubles_nothing(database: SQLAlchemy) -> None:
    """Looked at every ten minutes for a day while nobody answers; then the server is there again."""
    people = [factories.viewer(Role.HR_PARTNER) for _ in range(12)]
    change = factories.change()
    with PostOffice().open() as closed:
        nobody = closed.server
    for viewer in people:
        told(viewer, change)
    for minutes in range(0, 24 * 60, 10):
        moment = NEXT_MORNING + timedelta(minutes=minutes)
        digests(moment)
        with pytest.raises(OSError, match="refused"):
            mailing.send_waiting(nobody, moment)
    with PostOffice().open() as office:
        later = NEXT_MORNING + timedelta(days=1)
        mailing.send_waiting(office.server, later)
        mailing.send_waiting(office.server, later)

    assert sorted(mail["To"] for mail in office.arrived) == sorted(address(viewer) for viewer in people)
    assert len({mail["Message-ID"] for mail in office.arrived}) == len(people)
    assert {mail.state for mail in mails()} == {MailState.SENT}


def test_an_address_that_does_not_exist_is_given_up_and_holds_up_nobody(database: SQLAlchemy) -> None:
    gone, there = factories.viewer(Role.HR_PARTNER), factories.viewer(Role.HR_PARTNER)
    change = factories.change()
    for viewer in (gone, there):
        told(viewer, change)
    digests()

    with PostOffice(answers={address(gone): "550 no such person"}).open() as office:
        sent = mailing.send_waiting(office.server, NEXT_MORNING)

    assert sent == 1
    outcome = {(mail.account_id, mail.state, mail.answer) for mail in mails()}
    assert outcome == {
        (gone.account_id, MailState.FAILED, 550),
        (there.account_id, MailState.SENT, 250),
    }


def test_a_full_mailbox_is_tried_again_later(hr: Viewer) -> None:
    told_often(hr, 1)
    digests()
    with PostOffice(answers={address(hr): "452 mailbox full"}).open() as office:
        assert mailing.send_waiting(office.server, NEXT_MORNING) == 0
        office.answers.clear()
        assert mailing.send_waiting(office.server, NEXT_MORNING + timedelta(minutes=4)) == 0
        assert mailing.send_waiting(office.server, NEXT_MORNING + timedelta(minutes=5)) == 1

    assert len(office.arrived) == 1


def test_a_sender_that_is_refused_loses_no_mail(hr: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    told_often(hr, 1)
    digests()

    def refuse(*_given: object) -> None:
        raise smtplib.SMTPSenderRefused(550, b"not you", SENDER)

    with PostOffice().open() as office:
        monkeypatch.setattr(smtplib.SMTP, "send_message", refuse)
        with pytest.raises(smtplib.SMTPSenderRefused):
            mailing.send_waiting(office.server, NEXT_MORNING)

    assert [mail.state for mail in mails()] == [MailState.WAITING]


def test_a_mail_whose_worker_died_is_sent_again_with_the_same_number(hr: Viewer) -> None:
    told_often(hr, 1)
    digests()
    taken = mailing.take(NEXT_MORNING)
    assert taken is not None

    with PostOffice().open() as office:
        assert mailing.send_waiting(office.server, NEXT_MORNING + CLAIM_LASTS - timedelta(seconds=1)) == 0
        assert mailing.send_waiting(office.server, NEXT_MORNING + CLAIM_LASTS) == 1

    assert [mail["Message-ID"] for mail in office.arrived] == [taken.message_id]


def test_a_new_address_counts_for_mail_that_waits(hr: Viewer) -> None:
    told_often(hr, 1)
    digests()
    with unit_of_work():
        db.session.get_one(Account, hr.account_id).email = "new@tracker.example"
        audit.record(audit.NOBODY, "test:arrange", "test", "-")

    with PostOffice().open() as office:
        mailing.send_waiting(office.server, NEXT_MORNING)

    assert [mail["To"] for mail in office.arrived] == ["new@tracker.example"]


def test_a_thousand_digests_take_no_more_statements_than_ten_would_each(
    database: SQLAlchemy, count_queries: object
) -> None:
    people = [factories.viewer(Role.HR_PARTNER) for _ in range(6)]
    change = factories.change()
    told(people[0], change)
    counts = []
    for viewers in ([people[1]], people[2:]):
        for viewer in viewers:
            told(viewer, change, at=MOMENT + timedelta(minutes=1))
        with count_queries() as queries:  # type: ignore[operator]  # the fixture gives a context manager
            digests()
        counts.append(queries.count - len(viewers))

    assert counts[1] <= counts[0] + 1
