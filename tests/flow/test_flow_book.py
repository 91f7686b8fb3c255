"""What a book makes of several facts and several deals: all or none, and each deal once."""

import pytest
from flowkit import A, B, Begun, C, Ended, Moved, Noted, Ordered, day, line

from b2bdeal import Book, Deal, Person, Refused, StaleDeal, UnknownDeal, ValueProblem, testing

WAY = line(A, B, C)


@pytest.fixture
def book() -> Book:
    return Book(flows=[WAY], clock=testing.Clock(day(10)))


def test_several_facts_are_recorded_together_or_not_at_all(book: Book):
    deal = book.start(WAY, Begun(at=day(0)), by="zhao")
    with pytest.raises(Refused, match="before the last of paper:P-1"):
        book.record(deal, Ordered(at=day(3)), Moved(at=day(3)), Ordered(at=day(2)), by="zhao")
    assert book.deal(deal.id) == deal
    after = book.record(deal, Ordered(at=day(3)), Moved(at=day(3)), Moved(at=day(4)), by="zhao")
    assert (after.stage, after.version) == (C, 4)
    assert book.verify(after) == ()


def test_facts_of_several_deals_are_recorded_together_or_not_at_all(book: Book):
    one, two = (book.start(WAY, Begun(at=day(0)), by="zhao", id=id) for id in ("D-1", "D-2"))
    with pytest.raises(Refused):
        book.record_all([(one, Moved(at=day(1))), (two, Begun(at=day(1)))], by="zhao")
    assert (book.deal("D-1"), book.deal("D-2")) == (one, two)
    after = book.record_all([(one, Moved(at=day(1))), (two, Ended(at=day(1)))], by="zhao")
    assert [deal.stage.name for deal in after] == ["b", "won"]


def test_one_deal_does_not_come_twice_in_such_a_batch(book: Book):
    deal = book.start(WAY, Begun(at=day(0)), by="zhao", id="D-1")
    with pytest.raises(ValueProblem, match=r"The deal D-1 comes twice.*book.record\(deal, a, b\)"):
        book.record_all([(deal, Noted(at=day(1))), (deal, Noted(at=day(1)))], by="zhao")
    assert book.deal("D-1") == deal


def test_several_deals_are_opened_with_their_people_or_none_is(book: Book):
    li = Person(id="li", name="Li Fang", side="ours")
    opening = [Begun(at=day(0)), Moved(at=day(1))]
    with pytest.raises(ValueProblem, match="The deal D-1 comes twice"):
        book.start_all([("D-1", WAY, opening), ("D-1", WAY, opening)], by="zhao", people=[li])
    with pytest.raises(Refused):
        book.start_all([("D-1", WAY, opening), ("D-2", WAY, opening[1:])], by="zhao", people=[li])
    assert (len(book), "li" in book.people) == (0, False)
    made = book.start_all([("D-1", WAY, opening), ("D-2", WAY, opening[:1])], by="zhao", people=[li])
    assert [deal.stage for deal in made] == [B, A]
    assert [deal.id for deal in book.deals()] == ["D-1", "D-2"]
    assert book.people["li"] == li


def test_who_records_second_from_the_same_state_loads_again(book: Book):
    deal = book.start(WAY, Begun(at=day(0)), by="zhao", id="D-1")
    book.record(deal, Noted(at=day(1)), by="zhao")
    with pytest.raises(StaleDeal):
        book.record(deal, Noted(at=day(1)), by="li")
    assert book.record("D-1", Noted(at=day(1)), by="li").version == 3


def test_an_id_is_taken_once(book: Book):
    book.start(WAY, Begun(at=day(0)), by="zhao", id="D-1")
    with pytest.raises(StaleDeal):
        book.start(WAY, Begun(at=day(0)), by="zhao", id="D-1")


@pytest.mark.parametrize("by", ["", " ", "li\n"])
def test_who_records_is_named_by_an_id(book: Book, by: str):
    with pytest.raises(ValueProblem):
        book.start(WAY, Begun(at=day(0)), by=by)
    assert len(book) == 0


def test_a_deal_is_found_by_its_id_and_an_unknown_one_is_named(book: Book):
    deal = book.start(WAY, Begun(at=day(0)), by="zhao", id="D-1")
    assert book["D-1"] == deal
    assert "D-1" in book
    assert "D-2" not in book
    assert 1 not in book
    with pytest.raises(UnknownDeal, match="There is no deal 'D-2' in this book"):
        book.deal("D-2")
    with pytest.raises(UnknownDeal, match="has no fact yet"):
        _ = Deal.unopened("D-3", WAY).last_at


def test_deals_are_found_by_stage_and_flow(book: Book):
    one = book.start(WAY, Begun(at=day(0)), by="zhao", id="D-1")
    two = book.record(book.start(WAY, Begun(at=day(0)), by="zhao", id="D-2"), Ended(at=day(1)), by="zhao")
    assert list(book.deals(stage="won")) == [two]
    assert list(book.deals(flow="line")) == [one, two]
    assert list(book.deals(account="nobody")) == []
    assert [head.id for head in book.heads(open_only=True)] == ["D-1"]


def test_a_clock_without_a_zone_is_refused():
    book = Book(clock=lambda: day(0).replace(tzinfo=None))
    with pytest.raises(ValueProblem, match="clock gives a time without a zone"):
        book.start(WAY, Begun(at=day(0)), by="zhao")


def test_a_what_if_stores_nothing(book: Book):
    deal = book.start(WAY, Begun(at=day(0)), by="zhao", id="D-1")
    assert deal.then(Moved(at=day(1))).stage == B
    assert book["D-1"] == deal
