"""One of each fact that changes or ends a signed contract, as the tests of every class use them."""

from datetime import date

from straight_way import CREAM, TONER, cny, contract, day, pieces

from b2bdeal.life import (
    Amendment,
    CalledOff,
    CallOff,
    CallOffLine,
    Cancellation,
    ContractAmended,
    DealCancelled,
    DepositSettlement,
    LineChange,
    LineClosed,
    SettledLine,
    Signature,
)

__all__ = ["ORDERS", "amendment", "cancellation", "signatures"]


def signatures(on: int) -> tuple[Signature, ...]:
    """Both sides signed on a day."""
    return (
        Signature(side="seller", person="P-head", at=day(on, 9)),
        Signature(side="buyer", person="P-owner", at=day(on, 10), place="Hangzhou"),
    )


def amendment(number: int = 1, **changes: object) -> Amendment:
    """The first line of the contract becomes 4,000 pieces, unless something else is said."""
    values: dict[str, object] = {
        "number": number,
        "contract": contract().number,
        "lines": (LineChange(line=1, quantity=pieces(4_000)),),
        "reason": "fewer shops",
        "signatures": signatures(40),
    }
    return Amendment(**(values | changes))  # type: ignore[arg-type]  # the words are those of Amendment


def cancellation(**changes: object) -> Cancellation:
    """The buyer ends the contract; the toner that is made is bought, the deposit is kept."""
    goods = SettledLine(
        what="finished",
        item=TONER,
        lot="L-2",
        quantity=pieces(1_000),
        value=cny("8000.00"),
        outcome="bought_by_buyer",
        charged=cny("8000.00"),
    )
    values: dict[str, object] = {
        "number": "X-1",
        "contract": contract().number,
        "by": "buyer",
        "reason": "insolvency",
        "lines": (goods,),
        "deposit": DepositSettlement(kept=cny("0.00"), applied=cny("8000.00"), returned=cny("5650.00")),
        "document": "LETTER-1",
    }
    return Cancellation(**(values | changes))  # type: ignore[arg-type]  # the words are those of Cancellation


ORDERS = (
    CalledOff(
        at=day(35),
        call_off=CallOff(
            number="CO-1", lines=(CallOffLine(line=1, quantity=pieces(500)),), wanted_by=date(2026, 5, 20)
        ),
        by_buyer="P-owner",
    ),
    ContractAmended(at=day(40), amendment=amendment(added=(contract().lines[0].model_copy(update={"line": 9}),))),
    LineClosed(at=day(66), line=1, delivered=pieces(4_900), reason=f"no more {CREAM} is wanted", agreed_by="P-owner"),
    DealCancelled(at=day(70), cancellation=cancellation(), to_whom="somebody nearer"),
)
