"""Money and letters of credit: advised, received, returned, invoiced, presented and honoured."""

from typing import Any, Final

from b2bdeal.flow.conditions.credit import (
    credit_amendment_follows,
    credit_is_new,
    discrepancy_is_open,
    documents_are_complete,
    documents_can_be_judged,
    presented_in_time,
    shipment_is_presented,
)
from b2bdeal.flow.conditions.invoice import (
    credit_note_fits_contract,
    credit_note_is_new,
    invoice_fits_contract,
    invoice_is_new,
    refund_is_covered,
    refund_is_new,
)
from b2bdeal.flow.conditions.payment import (
    in_contract_currency,
    payer_is_cleared_in_role,
    payer_is_in_question,
    payment_is_new,
    shortfall_is_missing,
    shortfall_is_small,
)
from b2bdeal.flow.oem.stages import AFTER_SIGNING, AGREED, CANCELLED, DOCUMENTS, SETTLED
from b2bdeal.flow.step import Step, during
from b2bdeal.life import (
    AmountCredited,
    CreditAmended,
    CreditHonoured,
    CreditReceived,
    DiscrepancyRaised,
    DiscrepancyRefused,
    DiscrepancyWaived,
    DocumentsPresented,
    InvoiceIssued,
    PayerCleared,
    PaymentAdvised,
    PaymentReceived,
    PaymentReturned,
    ShortfallAccepted,
)

__all__ = ["PAYING"]

PAYING: Final[tuple[Step[Any], ...]] = (
    # when this is recorded, the deal moves, only if
    during(PaymentReceived, (*AFTER_SIGNING, SETTLED, CANCELLED), only_if=[in_contract_currency, payment_is_new]),
    during(PaymentAdvised, AFTER_SIGNING),
    during(PayerCleared, AFTER_SIGNING, only_if=[payer_is_in_question, payer_is_cleared_in_role]),
    during(PaymentReturned, (*AFTER_SIGNING, SETTLED, CANCELLED), only_if=[refund_is_new, refund_is_covered]),
    during(ShortfallAccepted, AFTER_SIGNING, only_if=[shortfall_is_missing, shortfall_is_small]),
    during(InvoiceIssued, AFTER_SIGNING, only_if=[invoice_is_new, invoice_fits_contract]),
    during(
        AmountCredited,
        (*AFTER_SIGNING, SETTLED, CANCELLED),
        only_if=[credit_note_is_new, credit_note_fits_contract],
    ),
    during(CreditReceived, (AGREED, *AFTER_SIGNING), only_if=[credit_is_new]),
    during(CreditAmended, (AGREED, *AFTER_SIGNING), only_if=[credit_amendment_follows]),
    during(
        DocumentsPresented,
        DOCUMENTS,
        only_if=[shipment_is_presented, presented_in_time, documents_are_complete],
    ),
    during(DiscrepancyRaised, DOCUMENTS, only_if=[documents_can_be_judged]),
    during(DiscrepancyWaived, DOCUMENTS, only_if=[discrepancy_is_open]),
    during(DiscrepancyRefused, DOCUMENTS, only_if=[discrepancy_is_open]),
    during(CreditHonoured, DOCUMENTS, only_if=[documents_can_be_judged]),
)
