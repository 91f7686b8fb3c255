"""A whole cosmetics deal, from the lead to the last payment, with the refusals and the waiver on its way."""

# %% A book whose people have roles: without an authority nobody may waive anything.
from b2bdeal import (
    Book,
    ContractSigned,
    Deal,
    Fact,
    PaymentReceived,
    ProductionReleased,
    Refused,
    RiskLetterSigned,
    Settled,
    WaiverAsked,
    WaiverGranted,
)
from b2bdeal.testing import AUTHORITY, TRADE, Clock, Story

story = Story()
clock = Clock(story.start)
book = Book(clock=clock, authority=AUTHORITY)
lines = list(story.lines())


def upto(last: type[Fact], deal: Deal) -> Deal:
    """The deal after the story's next facts, up to the first of that class."""
    while lines:
        by, fact = lines.pop(0)
        clock.now = max(clock.now, fact.at)
        deal = book.record(deal, fact, by=by)
        if isinstance(fact, last):
            break
    return deal


# %% The lead opens the deal; twelve facts of negotiation and contract follow.
by, opening = lines.pop(0)
deal = upto(ContractSigned, book.start(TRADE, opening, by=by, id="D-41"))
print(repr(deal))

# %% The contract is signed. Why can production not begin? Its gates are shut, each with its figures.
for reason in deal.why_not(ProductionReleased, at=clock.now).reasons:
    print(f"{reason.id}: {reason.text()}")
    print(f"    {reason.help}")

# %% The deposit comes.
deal = upto(PaymentReceived, deal)
print([reason.id for reason in deal.why_not(ProductionReleased, at=clock.now).reasons])

# %% The buyer presses. Production planning asks to do without the stability test; it can't grant that, too.
ask = WaiverAsked(at=clock.now, condition="stability_passed", reason="launch moved to June", asked_by="qian")
deal = book.record(deal, ask, by="qian")


def grant(who: str, role: str) -> WaiverGranted:
    """A waiver until ten days later."""
    return WaiverGranted(
        at=clock.now,
        condition="stability_passed",
        reason="buyer signed a risk letter",
        document="RL-41",
        granted_by=who,
        role=role,
        until=story.day(40),
    )


for who, role in (("qian", "planning"), ("li", "director")):
    try:
        book.record(deal, grant(who, role), by=who)
    except Refused as refused:
        print(refused)

# %% The buyer's owner signs that the brand bears the risk: without such a letter nobody may waive a test.
letter = RiskLetterSigned(
    at=clock.now, letter="RL-41", conditions=("stability_passed",), risks="it may separate", signed_by="moreau"
)
deal = book.record(deal, letter, by="zhao")

# %% The head of quality may. The gate is open for ten days, and no longer.
deal = book.record(deal, grant("sun", "quality"), by="sun")
for day in (31, 41):
    print(day, [reason.id for reason in deal.why_not(ProductionReleased, at=story.day(day)).reasons])

# %% In the end nobody used it. The test passes in June, the lot is made, paid for, shipped and accepted.
deal = upto(Settled, deal)
print(deal.card())

# %% Ask every condition of every fact again, as of when it was recorded: nothing to find.
print(deal.verify())
