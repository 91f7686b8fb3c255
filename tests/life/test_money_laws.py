"""What holds for the money of any deal: no cent is made or lost, whatever comes, goes back or leaves, in any order."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from straight_way import cny, contract, day, inspected, order, pieces

from b2bdeal.life import (
    AmountCredited,
    Contract,
    ContractLine,
    ContractSigned,
    Due,
    Fact,
    GoodsAccepted,
    InvoiceIssued,
    PaymentReceived,
    PaymentReturned,
    Payments,
    PaymentTerm,
    PaymentTerms,
    ProductionFinished,
    ProductionReleased,
    Shipment,
    Shipped,
    ShippedLine,
    ShortfallAccepted,
)
from b2bdeal.life.instalment import in_turn, share_out
from b2bdeal.units import Money

TRIGGERS = ("signing", "before_production", "before_shipment", "copy_of_bl", "after_bl", "after_invoice",
            "after_acceptance", "fixed_date")  # fmt: skip
SORTS = ("paid", "paid", "charged", "back", "credit", "let", "made", "made", "left", "left", "taken", "invoiced")
ITEMS = ("CREAM-50", "TONER-120", "SERUM-30")


def cents(number: int) -> Money:
    return Money(Decimal(number).scaleb(-2), "CNY")


@st.composite
def terms(draw: st.DrawFn) -> PaymentTerms:
    """One to five rows that make up 100 %, after up to two fixed sums."""
    cuts = sorted(draw(st.sets(st.integers(1, 999), max_size=4)))
    parts: list[dict[str, object]] = [{"portion": Decimal(b - a) / 1000} for a, b in pairwise([0, *cuts, 1000])]
    parts += [{"amount": cents(draw(st.integers(1, 5000)))} for _ in range(draw(st.integers(0, 2)))]
    rows = []
    for n, part in enumerate(draw(st.permutations(parts))):
        trigger = draw(st.sampled_from(TRIGGERS))
        words: dict[str, object] = {"name": f"row {n}", "trigger": trigger, **part}
        if trigger == "fixed_date":
            words["on"] = date(2026, 5, 1)
        elif trigger == "before_shipment":
            words["per_shipment"] = draw(st.booleans())
        words["charges_by"] = draw(st.sampled_from(["payer", "payee", "shared"]))
        words["days"] = draw(st.sampled_from([0, 7, 30]))
        words["end_of_month"] = draw(st.booleans())
        rows.append(PaymentTerm.model_validate(words))
    return PaymentTerms(rows=tuple(rows))


@st.composite
def contracts(draw: st.DrawFn) -> Contract:
    """A contract of one to three lines with a tolerance."""
    price = st.decimals(min_value="0.01", max_value=90, places=3)
    lines = tuple(
        ContractLine(
            line=n, item=ITEMS[n - 1], quantity=pieces(draw(st.integers(500, 3000))), unit_price=Money(p, "CNY")
        )
        for n, p in enumerate(draw(st.lists(price, min_size=1, max_size=3)), 1)
    )
    agreed = draw(terms())
    if sum((row.amount.amount for row in agreed.rows if row.amount), Decimal(0)) >= contract(lines=lines).total.amount:
        agreed = PaymentTerms(rows=(PaymentTerm(name="all", portion=Decimal(1), trigger="signing"),))
    tolerance = draw(st.sampled_from([Decimal(0), Decimal("0.03"), Decimal("0.1")]))
    return contract(lines=lines, payment_terms=agreed, tolerance=tolerance)


@st.composite
def happenings(draw: st.DrawFn) -> tuple[Contract, list[Fact]]:
    """A contract, and what may happen to its money, goods and papers, in any order and any nonsense."""
    one = draw(contracts())
    facts: list[Fact] = [ContractSigned(at=day(26), contract=one)]
    amount = st.integers(1, 12_000_000).map(cents)
    for n in range(draw(st.integers(0, 9))):
        at = day(27) + timedelta(days=draw(st.integers(0, 60)))
        line = draw(st.integers(1, len(one.lines)))
        ordered = int(one.lines[line - 1].quantity.value)
        some = pieces(draw(st.integers(ordered // 3, ordered + ordered // 9)))
        sort = draw(st.sampled_from(SORTS))
        match sort:
            case "paid":
                facts.append(PaymentReceived(at=at, payment=f"TT-{n % 4}", amount=draw(amount)))
            case "charged":
                facts.append(PaymentReceived(at=at, payment=f"TT-{n}", amount=draw(amount), charges=cny("25")))
            case "back":
                payment = draw(st.sampled_from([None, "TT-0", "TT-9"]))
                facts.append(PaymentReturned(at=at, refund=f"R-{n}", payment=payment, amount=draw(amount), reason="-"))
            case "credit":
                facts.append(AmountCredited(at=at, number=f"CN-{n}", amount=draw(amount), reason="-"))
            case "let":
                facts.append(ShortfallAccepted(at=at, amount=draw(amount), reason="-", accepted_by="P", role="finance"))
            case "made":
                lot = f"L-{n}"
                planned = order(lot, line, ITEMS[line - 1], ordered)
                facts += [
                    ProductionReleased(at=at, orders=(planned,)),
                    ProductionFinished(at=at, order=f"MO-{lot}", lot=lot, good=some, scrapped=pieces(0)),
                ]
                if draw(st.booleans()):
                    facts.append(inspected(40, lot, "accept").model_copy(update={"at": at}))
            case "left":
                part = ShippedLine(line=line, item=ITEMS[line - 1], lot=f"L-{n}", quantity=some)
                facts.append(Shipped(at=at, shipment=Shipment(number=f"SH-{n}", lines=(part,))))
            case "taken":
                facts.append(GoodsAccepted(at=at, shipment=f"SH-{n - 1}", by="petit"))
            case "invoiced":
                of = draw(st.sampled_from([None, f"SH-{n - 1}"]))
                facts.append(InvoiceIssued(at=at, number=f"I-{n}", amount=draw(amount), on=at.date(), shipment=of))
    return one, facts


@settings(max_examples=250)
@given(happenings())
def test_no_cent_is_made_or_lost(told: tuple[Contract, list[Fact]]) -> None:
    one, facts = told
    story = Payments.of(facts, one)
    settled = story.received + story.credited + story.borne + story.accepted
    assert story.outstanding + settled - story.overpaid == story.total
    assert Money.total((row.amount for row in story.instalments), "CNY") == story.total
    assert story.overpaid.is_zero or story.paid
    for row in story.instalments:
        assert 0 <= row.received.amount <= row.amount.amount
        assert row.amount.is_rounded
        assert Money.total((due.amount for due in row.dues), "CNY") == row.amount
        assert all(due.amount.amount >= 0 for due in row.dues)
        assert 0 <= row.shipped.amount <= row.amount.amount
        assert row.late(date.max) <= row.outstanding
    # What falls due first is filled first, whatever row it is on: what lacks something comes last.
    turn = in_turn([(row.term, row.dues) for row in story.instalments])
    left = [row.received for row in story.instalments]
    lacking = False
    for row, due in turn:
        assert not (lacking and left[row].amount), "money beyond what is missing before"
        part = min(left[row], due.amount)
        left[row], lacking = left[row] - part, lacking or part < due.amount


@settings(max_examples=100)
@given(happenings(), st.randoms(use_true_random=False))
def test_the_order_in_which_it_was_recorded_does_not_matter(told: tuple[Contract, list[Fact]], random: object) -> None:
    one, facts = told
    spread = [fact.model_copy(update={"at": fact.at + timedelta(seconds=n)}) for n, fact in enumerate(facts)]
    mixed = list(spread)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert Payments.of(mixed, one) == Payments.of(spread, one)


@settings(max_examples=150)
@given(happenings())
def test_what_is_payable_of_a_line_keeps_within_the_tolerance_of_the_sum(told: tuple[Contract, list[Fact]]) -> None:
    one, facts = told
    for line in Payments.of(facts, one).payable.lines:
        play = line.ordered * one.tolerance
        assert line.ordered - play <= line.quantity <= line.ordered + play
        if line.shipped < line.ordered - play:
            assert line.basis != "shipped"


@settings(max_examples=100)
@given(happenings(), st.integers(1, 10**7).map(cents))
def test_a_payment_lowers_what_is_missing_by_just_what_it_is(told: tuple[Contract, list[Fact]], more: Money) -> None:
    one, facts = told
    free = PaymentTerms(rows=tuple(row.model_copy(update={"charges_by": "payer"}) for row in one.payment_terms.rows))
    one = one.model_copy(update={"payment_terms": free})
    # A refund of what never came is cut off, and a shortfall is let go of only as far as it is missing: both bend this.
    facts = [fact for fact in facts if fact.kind not in (ShortfallAccepted.kind, PaymentReturned.kind)]
    before = Payments.of(facts, one)
    after = Payments.of([*facts, PaymentReceived(at=day(99), payment="MORE", amount=more)], one)
    assert (before.outstanding - after.outstanding) + (after.overpaid - before.overpaid) == more


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**9), min_size=1, max_size=8))
def test_shares_by_weight_sum_to_the_whole_and_none_is_below_nothing(total: int, weights: list[int]) -> None:
    parts = share_out(cents(total), [cents(weight) for weight in weights])
    assert Money.total(parts, "CNY") == cents(total)
    assert all(part.amount >= 0 and part.is_rounded for part in parts)
    if any(weights):
        assert all(part.is_zero for part, weight in zip(parts, weights, strict=True) if not weight)


def test_three_thirds_of_a_dollar_lose_no_cent() -> None:
    """The usual mistake: each instalment rounded by itself."""
    parts = share_out(cny("1.00"), [cny("1"), cny("1"), cny("1")])
    assert parts == (cny("0.33"), cny("0.34"), cny("0.33"))
    assert Due(parts[0], None).shipment is None
