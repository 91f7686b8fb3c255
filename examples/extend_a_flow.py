"""A trade of your own: candles are OEM deals, but each scent stands a burn test before it is quoted."""

# %% Two facts, a stage and a rule. Everything is typed: a misspelt stage or field is an error before it runs.
from pathlib import Path
from tempfile import TemporaryDirectory

import b2bdeal
from b2bdeal import OEM, Deal, Fact, Refused, SampleApproved, Stage, Verdict, days, during, no, rule, when
from b2bdeal.testing import Clock, Story


class WickChosen(Fact, kind="candles.WickChosen", zh="烛芯已选"):
    wick: str


class BurnTested(Fact, kind="candles.BurnTested", zh="燃烧测试"):
    hours: int


@rule("burns_long_enough", "A candle burns for {least} hours.", waived_by=("quality",))
def burns_long_enough(deal: Deal, fact: BurnTested, *, least: int) -> Verdict:
    return True if fact.hours >= least else no("it burnt for {hours} hours", hours=fact.hours)


TESTING = Stage("testing", zh="测试中", within=days(21))
SAMPLING, QUOTING = OEM.stage("sampling"), OEM.stage("quoting")

CANDLES = OEM.but(
    "candles",
    version=1,
    steps=(
        during(WickChosen, [SAMPLING, TESTING]),
        when(SampleApproved, SAMPLING >> TESTING, also=[]),  # also=[]: what OEM asks of it is still asked
        when(BurnTested, TESTING >> QUOTING, only_if=[burns_long_enough(least=40)]),
    ),
)

# %% What it has otherwise than OEM.
print(CANDLES - OEM)

# %% A book in a file takes the new facts as it takes the old ones.
story, clock = Story(), Clock()
folder = TemporaryDirectory()
path = Path(folder.name) / "candles.db"
with b2bdeal.open(path, flows=[CANDLES], clock=clock) as book:
    lines = story.lines()
    by, opening = next(lines)
    deal = book.start(CANDLES, opening, by=by, id="D-7")
    for by, fact in lines:
        clock.now = fact.at
        deal = book.record(deal, fact, by=by)
        if isinstance(fact, SampleApproved):
            break
    deal = book.record(deal, WickChosen(at=clock.now, wick="cotton 3"), by="zhao")
    print(repr(deal))

    # The rule says no with its figures.
    try:
        book.record(deal, BurnTested(at=clock.now, hours=31), by="sun")
    except Refused as refused:
        print(refused)

# %% Closed and opened again: the facts come back as what they were.
with b2bdeal.open(path, flows=[CANDLES], clock=clock) as book:
    deal = book.record("D-7", BurnTested(at=clock.now, hours=44), by="sun")
    print(repr(deal))
    chosen = deal.last(WickChosen)
    print(chosen.wick if chosen else "none")
folder.cleanup()
