"""What may be recorded at any time: people, holds and waivers; some of it even after the end."""

from typing import Any, Final

from b2bdeal.flow.conditions.holds import hold_is_known
from b2bdeal.flow.conditions.people import handed_over_by_owner, introduced_are_known
from b2bdeal.flow.oem.stages import CANCELLED, LOST, SETTLED
from b2bdeal.flow.stage import ANY
from b2bdeal.flow.step import Step, during
from b2bdeal.flow.waiver import waiver_is_known, waiver_is_of_four_eyes, waiver_is_within_limit, waiver_is_within_role
from b2bdeal.life import ContactMet, HandedOver, HoldLifted, HoldPlaced, WaiverAsked, WaiverGranted

__all__ = ["ALWAYS"]

ALWAYS: Final[tuple[Step[Any], ...]] = (
    # when this is recorded, the deal moves, only if
    during(HandedOver, ANY, only_if=[handed_over_by_owner, introduced_are_known]),
    during(ContactMet, ANY),
    during(HoldPlaced, ANY),
    during(HoldLifted, ANY, only_if=[hold_is_known]),
    during(WaiverAsked, ANY, only_if=[waiver_is_known]),
    during(WaiverGranted, ANY, only_if=[waiver_is_of_four_eyes, waiver_is_within_role, waiver_is_within_limit]),
    during(HandedOver, SETTLED, only_if=[handed_over_by_owner, introduced_are_known]),
    during(ContactMet, SETTLED),
    during(HoldPlaced, (SETTLED, LOST, CANCELLED)),
    during(HoldLifted, (SETTLED, LOST, CANCELLED), only_if=[hold_is_known]),
    during(WaiverAsked, (SETTLED, CANCELLED), only_if=[waiver_is_known]),
    during(
        WaiverGranted,
        (SETTLED, CANCELLED),
        only_if=[waiver_is_of_four_eyes, waiver_is_within_role, waiver_is_within_limit],
    ),
)
