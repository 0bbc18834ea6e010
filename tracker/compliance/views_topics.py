"""Pages of the topics of consultation: what is covered where, tagging an answer, noting another place."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.changes.queries import get_change
from tracker.compliance import queries_topics, services_records
from tracker.compliance.blueprint import compliance
from tracker.compliance.forms_records import TagForm, TopicNoteForm
from tracker.database import unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.law.findings import NOT_ADVICE
from tracker.policy.law.information import TOPIC_LABELS, Topic
from tracker.policy.law.parameters import rule_book
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.listing import Page, listing_from_request


@compliance.get("/changes/<string:reference>/topics")
@requires(Permission.COMPLIANCE_READ)
def show_topics(reference: str) -> ResponseReturnValue:
    """Which of the three topics have been covered, where, and which not."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    answers, listing = queries_topics.answers_of(change, viewer, day), listing_from_request("on")
    pages = max(1, -(-len(answers) // listing.per_page))
    start = (min(listing.number, pages) - 1) * listing.per_page
    return render_template(
        "compliance/topics.html",
        change=change,
        coverage=queries_topics.coverage_of(rule_book(), change, viewer, day),
        page=Page(answers[start : start + listing.per_page], len(answers), listing),
        labels=TOPIC_LABELS,
        not_advice=NOT_ADVICE,
    )


@compliance.route("/changes/<string:reference>/topics/<string:kind>/<string:answer>", methods=["GET", "POST"])
@requires(Permission.COMPLIANCE_RECORD)
def tag_answer(reference: str, kind: str, answer: str) -> ResponseReturnValue:
    """Say which topics an answer covers."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    if kind not in queries_topics.PAGES:
        abort(404)
    row = queries_topics.get_answer(change, kind, answer, viewer, day)
    told = next(each for each in queries_topics.answers_of(change, viewer, day) if each.reference == answer)
    form = TagForm()
    if request.method == "GET":
        form.covered.data = [topic.value for topic in told.topics]
    elif form.validate_on_submit():
        wanted = [Topic(value) for value in form.covered.data or ()]
        with unit_of_work():
            services_records.tag_answer(change, row, wanted, told.on, by=viewer, moment=database.now())
        flash("What the answer covers is saved", "success")
        return redirect(url_for("compliance.show_topics", reference=reference))
    page = render_template("compliance/tag_answer.html", change=change, told=told, form=form)
    return page, 400 if form.errors else 200


@compliance.route("/changes/<string:reference>/topics/new", methods=["GET", "POST"])
@requires(Permission.COMPLIANCE_RECORD)
def note_topic(reference: str) -> ResponseReturnValue:
    """Record where else a topic was covered."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    form = TopicNoteForm()
    if form.validate_on_submit():
        with unit_of_work():
            services_records.note_topic(
                change,
                Topic(form.topic.data),
                form.on.data or day,
                form.note.data or "",
                reference=form.made.data or "",
                by=viewer,
                moment=database.now(),
            )
        flash("The topic is recorded", "success")
        return redirect(url_for("compliance.show_topics", reference=reference))
    page = render_template("compliance/topic_note.html", change=change, form=form)
    return page, 400 if form.errors else 200
