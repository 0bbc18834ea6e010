"""The page of a new employer: a name and a nation, so that its register can be imported and roles given."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.organisation import services_employers
from tracker.organisation.blueprint import organisation
from tracker.organisation.forms_employers import EmployerForm
from tracker.organisation.models import Employer
from tracker.policy.access.permissions import Permission
from tracker.policy.calendar.nations import Nation
from tracker.web.access import current_viewer, requires
from tracker.web.once import made_before, once


@organisation.route("/register/employers/new", methods=["GET", "POST"])
@requires(Permission.EMPLOYER_MAKE)
def new_employer() -> ResponseReturnValue:
    """Make an employer. Pressed twice it is made once; a name that is taken is said by its box."""
    form = EmployerForm()
    status = 200
    if form.is_submitted():
        made, status = form.made.data or "", 400
        if made_before(Employer, made) is not None:
            return redirect(url_for("organisation.list_imports"))
        if form.validate() and form.valid_from.data:
            name = " ".join((form.name.data or "").split())
            if services_employers.is_named(name):
                form.say("name", "There is an employer of this name already")
            else:
                with once(Employer, made):
                    services_employers.make_employer(
                        name,
                        Nation(form.nation.data),
                        form.valid_from.data,
                        reference=made,
                        by=current_viewer(),
                    )
                flash(
                    f"{name} is an employer now. Import its register, then invite its HR partner", "success"
                )
                return redirect(url_for("organisation.list_imports"))
    return render_template("organisation/new_employer.html", form=form), status
