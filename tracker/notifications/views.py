"""Pages of notices: read them, choose how mail comes, the calendar feed, and the outbox."""

from urllib.parse import urlsplit

from flask import Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.database import EditConflictError, now, unit_of_work
from tracker.notifications import postman, queries, services
from tracker.notifications.blueprint import notifications
from tracker.notifications.calendar_file import as_calendar
from tracker.notifications.deadlines import deadlines_of
from tracker.notifications.forms import WishesForm
from tracker.notifications.reminders import BEHIND
from tracker.notifications.rules import Frequency, MailState
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, open_to_anyone, requires
from tracker.web.clock import today
from tracker.web.listing import listing_from_request

__all__ = ["notifications"]
PER_PAGE = 20
FEED_AHEAD_YEARS = 2


@notifications.get("/notices")
@requires(Permission.NOTICE_OWN)
def list_notices() -> ResponseReturnValue:
    """What the viewer was told of, by matter."""
    viewer = current_viewer()
    listing = listing_from_request("newest", descending=True, per_page=PER_PAGE)
    return render_template(
        "notifications/list.html",
        page=queries.matters_page(viewer, listing),
        listing=listing,
        unread=queries.unread_count(viewer),
    )


@notifications.post("/notices/read")
@requires(Permission.NOTICE_OWN)
def mark_read() -> ResponseReturnValue:
    """Mark notices as read: of the matter that is named, else all."""
    viewer = current_viewer()
    matter, reference = request.form.get("matter", ""), request.form.get("reference", "")
    if matter:
        queries.get_own_matter(viewer, matter, reference)
    with unit_of_work():
        marked = services.mark_read(viewer, now(), matter=matter, reference=reference)
    flash(f"{marked} {'notice' if marked == 1 else 'notices'} marked as read", "success")
    return redirect(url_for("notifications.list_notices"), 303)


@notifications.post("/notices/<string:matter>/<string:reference>/mute")
@requires(Permission.NOTICE_OWN)
def mute(matter: str, reference: str) -> ResponseReturnValue:
    """No mail about one matter, or mail again."""
    viewer = current_viewer()
    about = queries.get_own_matter(viewer, matter, reference)
    with unit_of_work():
        if request.form.get("again"):
            services.unmute(viewer, about, reference)
            words = f"You get mail about {about.noun.lower()} {reference} again"
        else:
            services.mute(viewer, about, reference, now())
            words = (
                f"No mail about {about.noun.lower()} {reference} any more, "
                "except when something is late. Notices are still here"
            )
    flash(words, "success")
    return redirect(
        url_for("notifications.choose" if request.form.get("from") else "notifications.list_notices"), 303
    )


@notifications.route("/notices/mail", methods=["GET", "POST"])
@requires(Permission.NOTICE_OWN)
def choose() -> ResponseReturnValue:
    """How often mail comes, what is muted, and the calendar feed."""
    viewer, form = current_viewer(), WishesForm()
    wishes, status = queries.wishes_of(viewer), 200
    if request.method == "GET":
        form.show(wishes)
    elif form.validate_on_submit():
        try:
            with unit_of_work():
                services.wish(viewer, wishes, Frequency(form.frequency.data), form.seen())
        except EditConflictError:
            form.say("frequency", "This was changed in another window meanwhile: choose again")
            form.show_version(queries.wishes_of(viewer) or abort(404))
            status = 409
        else:
            flash("Saved", "success")
            return redirect(url_for("notifications.choose"), 303)
    else:
        status = 400
    return (
        render_template(
            "notifications/choose.html",
            form=form,
            muted=queries.muted_rows(viewer),
            feeds=queries.live_feeds(viewer),
            sends_mail=bool(current_app.config["TRACKER"].smtp_host),
        ),
        status,
    )


@notifications.post("/notices/calendar")
@requires(Permission.NOTICE_OWN)
def make_feed() -> ResponseReturnValue:
    """A new private address of the viewer's deadlines; shown on this page and never again."""
    viewer = current_viewer()
    with unit_of_work():
        secret = services.make_feed(viewer, now())
    address = current_app.config["TRACKER"].base_url + url_for("notifications.feed", secret=secret)
    return render_template("notifications/feed_once.html", address=address)


@notifications.post("/notices/calendar/<string:reference>/end")
@requires(Permission.NOTICE_OWN)
def end_feed(reference: str) -> ResponseReturnValue:
    """End a feed of the viewer's own."""
    viewer = current_viewer()
    feed = queries.get_own_feed(viewer, reference)
    with unit_of_work():
        services.end_feed(viewer, feed, now())
    flash("The calendar address has stopped working", "success")
    return redirect(url_for("notifications.choose"), 303)


@notifications.get("/calendar/<string:secret>.ics")
@open_to_anyone
def feed(secret: str) -> ResponseReturnValue:
    """The deadlines behind a private address, for a calendar program, which cannot sign in."""
    day = today()
    viewer = queries.viewer_of_feed(secret, day)
    if viewer is None:
        abort(404)
    last = day.replace(year=day.year + FEED_AHEAD_YEARS, day=min(day.day, 28))
    found = deadlines_of(viewer, day - BEHIND, last)
    host = urlsplit(current_app.config["TRACKER"].base_url).hostname or "localhost"
    return Response(as_calendar(found, now(), postman.link, host), mimetype="text/calendar")


@notifications.get("/outbox")
@requires(Permission.OUTBOX_READ)
def outbox() -> ResponseReturnValue:
    """Whether mail goes out: states and counts, neither addresses nor texts."""
    listing = listing_from_request("made", descending=True)
    counts = queries.outbox_counts()
    return render_template(
        "notifications/outbox.html",
        page=queries.outbox_page(listing),
        listing=listing,
        figures=[(state.value.capitalize(), f"{number:,}", "") for state, number in counts.items()],
        state_options=[(state.value, state.value) for state in MailState],
        states=MailState,
        sends_mail=bool(current_app.config["TRACKER"].smtp_host),
        may_retry=current_viewer().may(Permission.OUTBOX_RETRY),
    )


@notifications.post("/outbox/<string:reference>/again")
@requires(Permission.OUTBOX_RETRY)
def send_again(reference: str) -> ResponseReturnValue:
    """Put a mail that was given up back into the outbox."""
    viewer = current_viewer()
    mail = queries.get_failed_mail(reference)
    with unit_of_work():
        services.send_again(mail, viewer, now())
    flash("The mail will be tried again", "success")
    return redirect(url_for("notifications.outbox"), 303)
