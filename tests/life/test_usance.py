"""A usance credit keeps to the days that the contract gives."""

import pytest
from credit_kit import contract, credit

from b2bdeal import PaymentTerm, PaymentTerms, percent


@pytest.mark.parametrize(
    ("days", "told"), [(30, ()), (60, ()), (61, ("it pays after 61 days, and the contract gives 60",))]
)
def test_a_credit_that_pays_later_than_agreed_does_not_do(days: int, told: tuple[str, ...]) -> None:
    row = PaymentTerm(name="credit", portion=percent(100), trigger="after_bl", days=60, method="lc_usance")
    late = credit(available_by="usance", usance_days=days)
    found = late.discrepancies_with(contract(payment_terms=PaymentTerms(rows=(row,))))
    assert tuple(one.text() for one in found) == told


def test_where_the_contract_gives_no_days_any_usance_does() -> None:
    row = PaymentTerm(name="credit", portion=percent(100), trigger="after_bl", method="lc_usance")
    late = credit(available_by="usance", usance_days=120)
    assert late.discrepancies_with(contract(payment_terms=PaymentTerms(rows=(row,)))) == ()
