"""Forms over records of this package: what it refuses goes over the form in its own words."""

from functools import partial

from tracker.affected_staff.rules import StatusMoveError
from tracker.redeployment.rules import RedeploymentError
from tracker.web import acting

act_on = partial(acting.act_on, refused=(RedeploymentError, StatusMoveError))
