"""Pages of sites, and of who employs in law."""

from flask import render_template
from flask.typing import ResponseReturnValue

from tracker.organisation import queries_employers, queries_sites
from tracker.organisation.as_at import as_at
from tracker.organisation.blueprint import organisation
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.listing import listing_from_request


@organisation.get("/register/sites")
@requires(Permission.ORGANISATION_READ)
def list_sites() -> ResponseReturnValue:
    """Sites that were there on a day, with who worked there."""
    viewer, now = current_viewer(), today()
    listing = listing_from_request("name")
    asked = as_at(listing, now)
    page = queries_sites.sites_page(viewer, listing, now, day=asked.day, employer=listing.value("employer"))
    return render_template("organisation/sites.html", page=page, listing=listing, asked=asked)


@organisation.get("/register/sites/<string:reference>")
@requires(Permission.ORGANISATION_READ)
def show_site(reference: str) -> ResponseReturnValue:
    """A site: the units there on a day, and what it was called before."""
    viewer, now = current_viewer(), today()
    site = queries_sites.get_site(reference, viewer)
    listing = listing_from_request("name")
    asked = as_at(listing, now)
    return render_template(
        "organisation/site.html",
        site=site,
        then=queries_sites.site_then(site, asked.day),
        listing=listing,
        asked=asked,
        past=queries_sites.past_of_site(site),
        units=queries_sites.units_at(site, viewer, now, asked.day),
    )


@organisation.get("/register/employers")
@requires(Permission.ORGANISATION_READ)
def list_employers() -> ResponseReturnValue:
    """Who employs in law, through time, and which units had an employer of their own."""
    return render_template(
        "organisation/employers.html", rows=queries_employers.terms_shown(current_viewer())
    )
