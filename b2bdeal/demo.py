"""A whole cosmetics deal, played on a book: refused twice, waived once, late once, delivered and paid."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from b2bdeal.book import Book, open
from b2bdeal.flow import Deal, Refused
from b2bdeal.flow.names import named
from b2bdeal.labels import Lang, Message, t, tell
from b2bdeal.life import (
    Brief,
    BriefAgreed,
    BriefLine,
    CapacityHeld,
    CounterLine,
    CounterOffered,
    Fact,
    LeadFound,
    LeadQualified,
    ProductionReleased,
    QuoteSent,
    RiskLetterSigned,
    Sample,
    SampleApproved,
    SampleEvaluated,
    SampleSent,
    TermsAgreed,
    WaiverAsked,
    WaiverGranted,
)
from b2bdeal.show.text import padded
from b2bdeal.testing import AUTHORITY, FORMULA, ITEM, JAR, PEOPLE, TRADE, Clock, Story
from b2bdeal.units import Money, Quantity

__all__ = ["Demo", "demo"]

Out = Callable[[str], None]


class Demo:
    """Plays the deal step by step and says what happens."""

    def __init__(self, book: Book, clock: Clock, out: Out, lang: Lang, width: int) -> None:
        self.book, self.clock, self.out, self.width = book, clock, out, width
        self.lang: Lang = lang
        self.story = Story()
        self.deal: Deal | None = None

    def play(self) -> Deal:
        """The whole deal."""
        self.book.people.add(*PEOPLE)
        self._negotiate()
        self._agree()
        self._produce()
        deal = self._deliver()
        self.out("")
        self.out(deal.card().text(width=self.width, lang=self.lang))
        self._title(t("Would every step be taken again?"))
        findings = self.book.verify(deal)
        self._note(t("{n} facts asked again, {bad} would be refused today", n=deal.version, bad=len(findings)))
        return deal

    def _negotiate(self) -> None:
        story, made = self.story, Quantity.of(self.story.quantity, "piece")
        self._title(t("A brand asks, and is worth serving"))
        self._step("zhao", LeadFound(at=story.start, lead=story.lead))
        self._step("zhao", LeadQualified(at=story.day(1), specialist="zhao", segment="indie-eu"))
        line = BriefLine(item=ITEM, name="Night cream 50 ml", quantity=made, requirements="vegan, no perfume")
        self._step("zhao", BriefAgreed(at=story.day(2), brief=Brief(number="B-41", lines=(line,), markets=("FR",))))
        self._title(t("Sample and price"))
        six = Quantity.of(6, "piece")
        sample = Sample(number="S-41", round=1, item=ITEM, formula=FORMULA, packaging=JAR, quantity=six)
        self._step("zhao", SampleSent(at=story.day(3), sample=sample))
        self._step("zhao", SampleEvaluated(at=story.day(8), number="S-41", round=1, scores={"texture": 5, "scent": 4}))
        approved = SampleApproved(
            at=story.day(9), number="S-41", round=1, item=ITEM, formula=FORMULA, packaging=JAR, approved_by="petit"
        )
        self._step("zhao", approved)
        self._step("zhao", QuoteSent(at=story.day(10), quote=story.quote(1, "18.60", 10)))
        wish = CounterLine(item=ITEM, quantity=made, unit_price=Money.of("17.50", "CNY"))
        self._step("zhao", CounterOffered(at=story.day(10, 16), lines=(wish,), contact="moreau"))
        self._step("zhao", QuoteSent(at=story.day(11), quote=story.quote(2, "17.80", 18)))

    def _agree(self) -> None:
        story = self.story
        terms = story.quote(2, "17.80", 18).agree({ITEM: Quantity.of(story.quantity, "piece")}, story.date(170))
        self._title(t("The buyer is in a hurry"))
        self._step("zhao", TermsAgreed(at=story.day(11, 15), terms=terms, agreed_with="moreau"))
        self._note(t("So it waits until the trade's minimum has passed."))
        self._step("zhao", TermsAgreed(at=story.day(16), terms=terms, agreed_with="moreau"))
        held = CapacityHeld(at=story.day(17), promise="P-17", until=story.day(130), deliver_on=story.date(165))
        self._step("qian", held)
        _, signed = next(line for line in story.lines() if line[1].kind == "oem.ContractSigned")
        self._step("zhao", signed)

    def _produce(self) -> None:
        story = self.story
        facts = {fact.kind: fact for _, fact in story.lines()}
        released = ProductionReleased.cast(facts["oem.ProductionReleased"])
        lines = list(story.lines())
        for kind in ("oem.StandardSealed", "oem.PackagingPlanned"):
            self._step("sun", facts[kind])
        self._title(t("Production is asked for too early"))
        self._step("qian", released.model_copy(update={"at": story.day(40)}))
        self._title(t("What is late by then"))
        self.clock.now = story.day(60)
        self.book.tick()
        self.deal = self.book.deal(self._so_far().id)  # one entry longer: the overrun is on record
        self.out(self.book.late().text(width=self.width, lang=self.lang))
        self._title(t("Money comes, and a waiver is asked and granted by two people"))
        self._step("wu", story.payment(1, 60))
        first = next(n for n, (_, fact) in enumerate(lines) if fact.kind == "oem.TrademarkLicensed")
        last = next(n for n, (_, fact) in enumerate(lines) if fact.kind == "oem.StabilityPassed")
        for by, fact in lines[first:last]:
            # In this telling the papers and the packaging are there by the sixtieth day.
            early = {"at": min(fact.at, story.day(60, 12))} | ({"on": story.date(60)} if hasattr(fact, "on") else {})
            self._step(by, fact.model_copy(update=early))
        letter = RiskLetterSigned(
            at=story.day(61, 8),
            letter="RL-9",
            conditions=("stability_passed",),
            risks="the cream may separate before its test is over",
            signed_by="moreau",
        )
        self._step("zhao", letter)
        reason = "the buyer signed a risk letter; 8 of 12 weeks are passed without a finding"
        asked = WaiverAsked(at=story.day(61, 9), condition="stability_passed", reason=reason, asked_by="qian")
        self._step("qian", asked)
        granted = WaiverGranted(
            at=story.day(61, 14),
            condition="stability_passed",
            reason="risk letter RL-9 on file",
            granted_by="sun",
            role="quality",
            document="RL-9",
        )
        self._step("sun", granted)
        self._step("qian", released.model_copy(update={"at": story.day(62)}))
        made = next(n for n, (_, fact) in enumerate(lines) if fact.kind == "oem.ProductionReleased")
        seen = next(n for n, (_, fact) in enumerate(lines) if fact.kind == "oem.Inspected")
        for by, fact in lines[made + 1 : seen + 1]:
            self._step(by, fact)

    def _deliver(self) -> Deal:
        self._title(t("Money that came and is due"))
        payments = self._so_far().payments
        if payments is not None:
            self.out(payments.card().text(width=self.width, lang=self.lang))
        self._title(t("Delivery"))
        lines = list(self.story.lines())
        start = next(n for n, (_, fact) in enumerate(lines) if fact.kind == "oem.Inspected")
        for by, fact in lines[start + 1 :]:
            if fact.kind == "oem.PaymentReceived" and payments is not None:
                # The lot came out sixty pieces short, so the buyer pays what they come to, and no more.
                fact = fact.model_copy(update={"amount": payments.outstanding})
            self._step(by, fact)
        return self._so_far()

    def _step(self, by: str, fact: Fact) -> None:
        """Records one fact, or shows why it is refused."""
        self.clock.now = max(self.clock.now, fact.at)
        day = tell(fact.at.date(), self.lang)
        try:
            if self.deal is None:
                self.deal = self.book.start(TRADE, fact, by=by, id="D-2026-017")
            else:
                self.deal = self.book.record(self.deal, fact, by=by)
        except Refused as refused:
            self.out(refused.refusal.card().text(width=self.width, lang=self.lang))
            return
        stage = self.deal.stage.text(lang=self.lang)
        self.out(f"  {padded(day, 14)} {padded(named(fact).text(lang=self.lang), 26)} {by:<6} → {stage}")

    def _so_far(self) -> Deal:
        if self.deal is None:
            raise RuntimeError("the demo has not begun")
        return self.deal

    def _title(self, words: Message) -> None:
        self.out("")
        self.out(words.text(lang=self.lang))

    def _note(self, message: Message) -> None:
        self.out("  " + message.text(lang=self.lang))


def demo(out: Out, *, where: Path | None = None, lang: Lang = "en", width: int = 100) -> Deal:
    """Plays the deal on the book at `where`, or on one in a folder that is deleted afterwards."""
    if where is None:
        with TemporaryDirectory(prefix="b2bdeal-") as folder:
            return demo(out, where=Path(folder) / "deals.db", lang=lang, width=width)
    clock = Clock()
    with open(where, clock=clock, authority=AUTHORITY, flows=[TRADE]) as book:
        return Demo(book, clock, out, lang, width).play()
