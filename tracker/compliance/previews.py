"""What something typed would do to the redundancy counter, before it is saved."""

from datetime import date

from tracker.changes.unsaved import Duty, Effect, Unsaved
from tracker.compliance.counting import Site, WhatIf, sites
from tracker.compliance.queries import readable
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.policy.law.parameters import rule_book


def counter_after(unsaved: Unsaved, viewer: Viewer, day: date) -> list[Effect] | None:
    """Establishments whose numbers, days or warnings would change; None for those who may not count.

    The same counter twice, as it is and as it would be: four statements, however many people.
    """
    if not viewer.may(Permission.COMPLIANCE_COUNT):
        return None
    law, employers = rule_book(), [unsaved.change.programme.employer_id]
    named = readable(viewer, day)
    before = {_key(site): site for site in sites(law, employers, day, readable=named)}
    after = {_key(site): site for site in sites(law, employers, day, WhatIf(unsaved=unsaved), readable=named)}
    found = []
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        effect = _effect(old, new)
        if effect.before != effect.after or effect.warnings:
            found.append(effect)
    return found


def _key(site: Site) -> tuple[str, str]:
    return site.employer, site.name


def _effect(old: Site | None, new: Site | None) -> Effect:
    site = new or old
    assert site is not None
    counter = new.finding.value if new else None
    warned = set(old.finding.value.warnings) if old and old.finding.value else set()
    return Effect(
        site.name,
        _duty(old),
        _duty(new),
        counter.statutory.distance if counter else None,
        counter.statutory.next_threshold if counter else None,
        tuple(warning for warning in counter.warnings if warning not in warned) if counter else (),
    )


def _duty(site: Site | None) -> Duty | None:
    if site is None:
        return Duty(0, 0, None)
    counter = site.finding.value
    return Duty(counter.statutory.number, counter.prudent.number, counter.days) if counter else None
