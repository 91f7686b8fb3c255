"""Where each condition on amendments, call-offs, short closes and cancellations refuses, and where it holds."""

from typing import Any

from conditionkit import STORY, Case, paid, pieces, signed
from flowkit import day, told

from b2bdeal import (
    Amendment,
    CalledOff,
    CallOff,
    CallOffLine,
    Cancellation,
    ContractAmended,
    ContractSigned,
    Deal,
    DealCancelled,
    DealLost,
    DepositSettlement,
    Fact,
    GoodsAccepted,
    Inspected,
    LineChange,
    LineClosed,
    Money,
    PaymentReceived,
    Period,
    QuoteSent,
    SettledLine,
    Signature,
    StockTaken,
)
from b2bdeal.testing import ITEM

__all__ = ["ORDERS", "amended", "called", "cancelled", "closed", "framed"]

BOTH = (
    Signature(side="seller", person="li", at=day(127)),
    Signature(side="buyer", person="moreau", at=day(127)),
)


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


def amended(quantity: int, number: int = 1, **words: Any) -> ContractAmended:
    """The story's line becomes so many pieces."""
    said: dict[str, Any] = {"lines": (LineChange(line=1, quantity=pieces(quantity)),)} | words
    amendment = Amendment(number=number, contract="C-2026-017", reason="fewer shops", signatures=BOTH, **said)
    return ContractAmended(at=day(128), amendment=amendment)


def called(quantity: int, wanted: int = 100, on: float = 40, number: str = "CO-1", **words: Any) -> CalledOff:
    line = CallOffLine(line=1, quantity=pieces(quantity), **words)
    return CalledOff(at=day(on), call_off=CallOff(number=number, lines=(line,), wanted_by=STORY.date(wanted)))


def framed(fact: Fact) -> Fact:
    """Tells the story with a blanket order in place of the contract."""
    frame = Period(first=STORY.date(24), last=STORY.date(150))
    return signed(kind="blanket", period=frame) if isinstance(fact, ContractSigned) else fact


def closed(delivered: int, **words: Any) -> LineClosed:
    said = {"line": 1, "reason": "the season is over", "agreed_by": "moreau"} | words
    return LineClosed(at=day(150), delivered=pieces(delivered), **said)


def cancelled(returned: str = "0.00", on: float = 128, **words: Any) -> DealCancelled:
    """The buyer ends the contract by letter, and so much goes back."""
    values: dict[str, Any] = {
        "number": "X-1",
        "contract": "C-2026-017",
        "by": "buyer",
        "reason": "cancelled_project",
        "deposit": DepositSettlement(kept=cny("0.00"), applied=cny("0.00"), returned=cny(returned)),
        "document": "LETTER-7",
    }
    return DealCancelled(at=day(on), cancellation=Cancellation(**(values | words)))


def settled(what: str, item: str, quantity: int, **words: Any) -> SettledLine:
    said = {"what": what, "item": item, "quantity": pieces(quantity), "value": cny("10.00")} | words
    return SettledLine.model_validate({"outcome": "scrapped", "charged": cny("0.00")} | said)


def _framed() -> Deal:
    return told(PaymentReceived, instead=framed)


def _made() -> Deal:
    return told(Inspected)


def _labelled() -> Deal:
    labels = StockTaken(
        at=day(127), stock="ST-9", item="LABEL-FR", sort="label", quantity=pieces(12_000), value=cny("3600.00"),
        owner="factory", line=1,
    )  # fmt: skip
    return _made().then(labels)


def _paid() -> Deal:
    return told(PaymentReceived).then(paid(30, "64080.00"))


ORDERS = (
    Case("amendment_fits", _made, amended(11_950, 2), "it is number 2, the next is 1", amended(11_950)),
    Case(
        "amendment_keeps_what_is_done",
        _made,
        amended(11_000),
        "line 1, CREAM-50: 11,000 pieces wanted, already 11,940 pieces made",
        amended(11_950),
    ),
    Case(
        "amendment_settles_stock",
        _labelled,
        amended(11_950),
        "11,990 pieces of LABEL-FR, of 12,000 pieces worth 3,600.00 CNY, since 10 pieces can still be used",
        amended(11_950, settled=(settled("packaging", "LABEL-FR", 11_990),)),
    ),
    Case("call_off_fits", _framed, called(1_000, 171), "the contract ends on 19 Aug 2026", called(1_000)),
    Case(
        "call_off_is_left",
        _framed,
        called(12_001),
        "12,001 pieces called off, 12,000 pieces of 12,000 pieces left",
        called(12_000),
    ),
    Case(
        "call_off_price_holds",
        _framed,
        called(1_000, unit_price=cny("18.10")),
        "the contract has no price adjustment clause, and asked is CREAM-50 at 18.10 CNY, by contract 17.80 CNY",
        called(1_000, unit_price=cny("17.80")),
    ),
    Case(
        "closes_what_was_delivered",
        lambda: told(GoodsAccepted),
        closed(11_000),
        "11,940 pieces of line 1 were shipped, not 11,000 pieces",
        closed(11_940),
    ),
    Case(
        "reason_is_known",
        lambda: told(QuoteSent),
        DealLost(at=day(16), reason="Lead time"),
        "Lead time is none; did you mean lead_time?",
        DealLost(at=day(16), reason="lead_time"),
    ),
    Case(
        "cancellation_fits",
        lambda: told(PaymentReceived),
        cancelled(contract="C-9"),
        "it ends C-9, the contract is C-2026-017",
        cancelled(),
    ),
    Case(
        "deposit_is_accounted",
        _paid,
        cancelled("64079.99"),
        "kept 0.00 CNY, applied 0.00 CNY and returned 64,079.99 CNY are 64,079.99 CNY; 64,080.00 CNY came in",
        cancelled("64080.00"),
    ),
    Case(
        "stock_is_settled",
        _made,
        cancelled("64080.00"),
        "of lot L-0617, 11,940 pieces are not shipped and 0 pieces settled",
        cancelled("64080.00", lines=(settled("finished", ITEM, 11_940, lot="L-0617"),)),
    ),
)
