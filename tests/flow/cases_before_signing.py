"""Conditions from the lead to the signed contract: a fact that each refuses, and one that it takes."""

from datetime import timedelta

from conditionkit import STORY, Case, changed, held, later, lead, line, pieces, quote, signed, terms
from flowkit import day, one, told

from b2bdeal import (
    CapacityHeld,
    ContractSigned,
    LeadQualified,
    Money,
    QuoteWithdrawn,
    SampleApproved,
    SampleEvaluated,
    SampleRevisionAsked,
    TermsAgreed,
    percent,
)

BEFORE_SIGNING = (
    Case(
        "in_target_market",
        lambda: told(LeadQualified, instead=lead(country="US")),
        one(LeadQualified),
        "Maison Lune SAS is outside Independent skin-care brands 2026: ",
        one(LeadQualified),
        lambda: told(LeadQualified),
    ),
    Case(
        "in_target_market",
        lambda: told(LeadQualified, instead=lead(order_size=pieces(200))),
        one(LeadQualified),
        "one-piece drop-shipping is excluded: below any tank",
        later(LeadQualified, outside_reason="the owner of a chain"),
    ),
    Case(
        "above_moq",
        lambda: told(TermsAgreed),
        quote(
            3,
            **line(
                moq=pieces(1_000),
                breaks=tuple(
                    changed(b, from_quantity=pieces(n))
                    for b, n in zip(STORY.quote(1, "17.80", 18).lines[0].breaks, (1_000, 10_000), strict=True)
                ),
            ),
        ),
        "CREAM-50 may be ordered from 1,000 pieces, and the factory makes no less than 3,000 pieces",
        quote(3),
    ),
    Case(
        "quote_supersedes",
        lambda: told(TermsAgreed),
        quote(2),
        "Q-2026-041 has version 2 already; send version 3",
        quote(3),
    ),
    Case("quote_supersedes", lambda: told(TermsAgreed), quote(1), "send version 3", quote(7)),
    Case(
        "quote_was_sent",
        lambda: told(TermsAgreed),
        QuoteWithdrawn(at=day(19), number="Q-2026-041", version=3, reason="glass is dear"),
        "quote Q-2026-041 version 3 was never sent",
        QuoteWithdrawn(at=day(19), number="Q-2026-041", version=2, reason="glass is dear"),
    ),
    Case(
        "quote_in_force", lambda: told(TermsAgreed), terms(quote="Q-9"), "quote Q-9 version 2 was never sent", terms()
    ),
    Case(
        "quote_in_force",
        lambda: told(TermsAgreed),
        terms(version=1),
        "version 1 of Q-2026-041 is superseded by version 2 of Q-2026-041",
        terms(),
        alone=False,
    ),
    Case(
        "quote_in_force",
        lambda: told(TermsAgreed),
        changed(terms(), at=STORY.day(48) + timedelta(seconds=1)),
        "Q-2026-041 expired on 19 Apr 2026",
        changed(terms(), at=STORY.day(48)),
    ),
    Case(
        "quote_in_force",
        lambda: told(TermsAgreed).then(QuoteWithdrawn(at=day(19), number="Q-2026-041", version=2, reason="dear")),
        terms(),
        "version 2 of Q-2026-041 was withdrawn",
        changed(terms(), at=STORY.day(20)),
        lambda: told(TermsAgreed),
    ),
    Case(
        "matches_quote",
        lambda: told(TermsAgreed),
        terms(lines=(changed(terms().terms.lines[0], unit_price=Money.of("17.00", "CNY")),)),
        "Q-2026-041 does not offer this: CREAM-50 at 17.00 CNY, the quote says 17.80 CNY",
        terms(),
    ),
    Case(
        "matches_quote",
        lambda: told(TermsAgreed),
        terms(lines=(changed(terms().terms.lines[0], quantity=pieces(12_500)),)),
        "12,500 pieces is no multiple of 1,000 pieces",
        terms(lines=(changed(terms().terms.lines[0], quantity=pieces(13_000)),)),
    ),
    Case(
        "matches_quote",
        lambda: told(TermsAgreed),
        terms(tolerance=percent(5)),
        "Q-2026-041 does not offer this: a tolerance of 5 %, the quote says 3 %",
        terms(tolerance=percent(1)),
    ),
    Case(
        "minimum_cycle",
        lambda: told(TermsAgreed, without=(SampleEvaluated,)),
        terms(14.999),
        "14 of 15 days have passed since the first contact on 2 Mar 2026, 09:30 +08:00; "
        "earliest 17 Mar 2026, 09:30 +08:00. Skipped: Sample evaluated",
        terms(18.1),
        lambda: told(TermsAgreed),
        alone=False,
    ),
    Case(
        "sample_was_sent",
        lambda: told(SampleApproved),
        later(SampleApproved, number="S-9"),
        "sample S-9, round 1, was never sent",
        one(SampleApproved),
    ),
    Case(
        "sample_was_sent",
        lambda: told(SampleApproved),
        later(SampleApproved, formula="F-18"),
        "CREAM-50, F-17.2, JAR-50-W was sent, CREAM-50, F-18, JAR-50-W is approved",
        one(SampleApproved),
    ),
    Case(
        "sample_was_sent",
        lambda: told(SampleEvaluated),
        SampleRevisionAsked(at=day(13), number="S-41", round=2, changes="less scent"),
        "sample S-41, round 2, was never sent",
        SampleRevisionAsked(at=day(13), number="S-41", round=1, changes="less scent"),
    ),
    Case(
        "matches_agreed_terms",
        lambda: told(ContractSigned),
        signed(tolerance=STORY.contract(24).tolerance * 2),
        "it differs: tolerance: agreed 0.03, contract 0.06",
        signed(),
    ),
    Case(
        "delivery_is_promised",
        lambda: told(ContractSigned, without=(CapacityHeld,)),
        signed(),
        "the factory holds no capacity for 19 Aug 2026",
        signed(),
        lambda: told(ContractSigned),
    ),
    Case(
        "delivery_is_promised",
        lambda: told(ContractSigned).then(held(until=24)),
        signed(),
        "the hold of capacity P-18 expired on 26 Mar 2026, 09:30 +08:00",
        signed(24.5),
        lambda: told(ContractSigned).then(held(until=24.5)),
    ),
    Case(
        "delivery_is_promised",
        lambda: told(ContractSigned).then(held(deliver=171)),
        signed(),
        "the factory can deliver on 20 Aug 2026, the contract says 19 Aug 2026",
        signed(),
        lambda: told(ContractSigned).then(held(deliver=170)),
    ),
)
