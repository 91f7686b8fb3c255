"""A flow is checked when it is made: each flaw is named, and a sound flow passes."""

import pickle
from datetime import datetime

import pytest
from flowkit import LOST, WAY, WON, A, B, Begun, C, Ended, Moved, Noted, day, flow, opened

from b2bdeal import (
    ANY,
    COSMETICS,
    NOTHING,
    OEM,
    Deal,
    Fact,
    Flow,
    FlowChanged,
    FlowError,
    Imported,
    Overran,
    Stage,
    Verdict,
    days,
    during,
    gate,
    no,
    rule,
    when,
)
from b2bdeal.flow.stage import Anywhere, Move
from b2bdeal.flow.step import Step


@gate("ready", "It is ready.")
def ready(deal: Deal, at: datetime) -> Verdict:
    return True


@gate("ready", "It is ready, they say.")
def ready_too(deal: Deal, at: datetime) -> Verdict:
    return True


@gate("patient", "So many {weeks} weeks have passed.")
def patient(deal: Deal, at: datetime, *, weeks: int) -> Verdict:
    return True if weeks > 3 else no("only {weeks}", weeks=weeks)


@rule("small", "The number is at most {most}.")
def small(deal: Deal, fact: Moved | Noted, *, most: int = 9) -> Verdict:
    return True if fact.number <= most else no("{number} is more", number=fact.number)


class Nameless(Fact):
    """It has no kind, so it can't be recorded."""


class Late(Overran, kind="kit.Late", zh="太晚"):
    """An overrun that needs a reason, so that it can't be made by itself."""

    why: str


class TestMoves:
    def test_a_move_goes_from_one_stage_from_several_or_from_any(self):
        assert Move((A,), B) == A >> B
        assert Move((A, B), C) == [A, B] >> C
        assert (A, B) >> C == [A, B] >> C
        assert Move(Anywhere(), LOST) == ANY >> LOST

    def test_any_means_every_open_stage_but_the_target(self):
        step = when(Ended, ANY >> B)
        assert step.starts((A, B, C, WON, LOST)) == (A, C)

    def test_a_fact_during_any_stage_comes_at_every_open_stage_of_the_flow(self):
        made = flow(when(Moved, A >> B), during(Noted))
        assert {name for name, rows in made.rows.items() if Noted.kind in rows} == {"a", "b"}

    def test_during_takes_one_stage_or_several(self):
        assert during(Noted, A) == during(Noted, [A]) == during(Noted, (A,))

    def test_a_stage_is_named_by_a_word_and_told_in_two_languages(self):
        stage = Stage("in_talks", zh="洽谈中")
        assert (stage.label, stage.text(), stage.text(lang="zh")) == ("In talks", "In talks", "洽谈中")
        assert Stage("in_talks").text(lang="zh") == "In talks"

    @pytest.mark.parametrize("name", ["", "In talks", "in-talks", "Talks", "3rd"])
    def test_a_name_that_is_no_lower_case_word_is_refused(self, name: str):
        with pytest.raises(FlowError, match="no name for a stage"):
            Stage(name)

    def test_an_end_has_no_deadline(self):
        with pytest.raises(FlowError, match=r"won is an end.*leave out `within`"):
            Stage("won", end="won", within=days(3))

    def test_an_overrun_must_be_such_as_can_be_recorded_by_itself(self):
        with pytest.raises(FlowError, match=r"Late can't be recorded by itself.*give defaults to why"):
            Stage("a", within=days(3), overrun=Late)

    def test_an_overrun_needs_a_kind(self):
        class Unkind(Overran):
            """An overrun of no kind."""

        with pytest.raises(FlowError, match="give the class a kind"):
            Stage("a", within=days(3), overrun=Unkind)


class TestRows:
    def test_a_fact_without_a_kind_is_refused(self):
        with pytest.raises(FlowError, match=r'Nameless has no kind.*kind="yours.Nameless"'):
            when(Nameless, A >> B)

    def test_what_is_no_condition_is_refused(self):
        with pytest.raises(FlowError, match=r"is no condition.*@gate or @rule"):
            when(Moved, A >> B, only_if=[lambda deal, at: True])  # type: ignore[list-item]

    def test_a_condition_that_lacks_a_parameter_is_refused(self):
        with pytest.raises(FlowError, match=r"patient of Moved lacks weeks.*write patient\(weeks=…\)"):
            when(Moved, A >> B, only_if=[patient])  # type: ignore[list-item]

    def test_so_is_one_that_is_added(self):
        with pytest.raises(FlowError, match="lacks weeks"):
            when(Moved, A >> B, also=[patient])  # type: ignore[list-item]

    def test_a_condition_with_a_default_need_not_be_bound(self):
        assert when(Moved, A >> B, only_if=[small]).rules == (small,)

    def test_gates_and_rules_are_told_apart(self):
        step = when(Moved, A >> B, only_if=[ready, small])
        assert (step.gates, step.rules) == ((ready,), (small,))


class TestConditions:
    def test_two_equal_bindings_are_equal(self):
        assert patient(weeks=12) == patient(weeks=12)
        assert patient(weeks=12) != patient(weeks=8)
        assert patient(weeks=12) != patient
        assert hash(patient(weeks=12)) == hash(patient(weeks=12))
        assert small(most=9) != small, "what is bound is said"

    def test_a_bound_condition_shows_its_parameters(self):
        assert repr(patient(weeks=12)) == "patient(weeks=12)"
        assert repr(patient) == "patient"

    def test_a_parameter_that_there_is_not_is_refused_at_once(self):
        with pytest.raises(FlowError, match=r"The condition patient.*'months'.*give its parameters by name"):
            patient(weeks=3, months=3)  # type: ignore[call-arg]
        with pytest.raises(FlowError, match=r"The condition patient: missing a required argument: 'weeks'"):
            patient()  # type: ignore[call-arg]

    @pytest.mark.parametrize("id", ["", "is ready", "is-ready"])
    def test_an_id_is_a_word(self, id: str):
        with pytest.raises(FlowError, match="no id for a condition"):
            gate(id, "It is ready.")
        with pytest.raises(FlowError, match="no id for a condition"):
            rule(id, "It is ready.")

    @pytest.mark.parametrize("make", [gate, rule])
    def test_a_condition_says_in_a_sentence_what_must_hold(self, make: type):
        with pytest.raises(FlowError, match="'ready' has no sentence"):
            make("ready", "  ")

    def test_no_is_false_and_shows_its_figures(self):
        answer = no("{got} of {due} came", got=1, due=2)
        assert not answer
        assert repr(answer) == "no('{got} of {due} came', got=1, due=2)"


def flawed(*steps: Step[Fact] | Step[Moved] | Step[Noted], **words: object) -> str:
    """The message of the flow that these steps make."""
    said: dict[str, object] = {"version": 1, "opens": when(Begun, NOTHING >> A), "steps": steps, **words}
    with pytest.raises(FlowError) as caught:
        Flow(said.pop("id", "kit"), **said)  # type: ignore[arg-type]
    return str(caught.value)


class TestFlaws:
    def test_an_id_that_is_no_word(self):
        assert "'my trade' is no id; use a word that stays." in flawed(*WAY, id="my trade")

    def test_a_version_below_1(self):
        assert "Its version must be 1 or more." in flawed(*WAY, version=0)

    def test_an_opening_from_somewhere(self):
        assert "It must open from NOTHING" in flawed(*WAY, opens=when(Begun, B >> A))

    def test_an_opening_that_leads_nowhere_or_to_an_end(self):
        assert "Its opening must lead to an open stage." in flawed(*WAY, opens=during(Begun, NOTHING))
        assert "Its opening must lead to an open stage." in flawed(*WAY, opens=when(Begun, NOTHING >> WON))

    def test_another_row_that_opens(self):
        assert "Moved starts from NOTHING; only the opening does." in flawed(*WAY, when(Moved, NOTHING >> A))

    def test_a_row_that_leads_back_to_nothing(self):
        assert "Moved leads to NOTHING." in flawed(*WAY, when(Moved, A >> NOTHING))

    def test_two_stages_of_one_name(self):
        said = flawed(*WAY, when(Moved, A >> B), when(Moved, B >> Stage("b", within=days(3))))
        assert "Two different stages are called 'b'." in said

    def test_no_end_that_is_won(self):
        assert 'No stage has end="won".' in flawed(when(Ended, ANY >> LOST))

    def test_an_end_with_an_exit(self):
        assert "Moved leaves 'lost', which is an end." in flawed(*WAY, when(Ended, A >> LOST), when(Moved, LOST >> A))

    def test_something_told_after_the_end(self):
        assert "Noted leaves 'won', which is an end." in flawed(*WAY, when(Noted, WON >> A))

    def test_a_fact_that_stays_at_an_end_is_no_flaw(self):
        assert Noted.kind in flow(during(Noted, WON)).rows["won"]

    def test_two_conditions_of_one_id(self):
        said = flawed(*WAY, when(Moved, A >> B, only_if=[ready]), when(Moved, B >> A, only_if=[ready_too]))
        assert "Two different conditions have the id 'ready'." in said

    def test_one_condition_with_two_figures_is_no_flaw(self):
        made = flow(when(Moved, A >> B, only_if=[patient(weeks=1)]), when(Moved, B >> A, only_if=[patient(weeks=2)]))
        assert made.conditions["patient"] in (patient(weeks=1), patient(weeks=2))

    def test_also_where_there_is_no_old_row(self):
        assert "Moved says also=, but there is no old row to add to" in flawed(*WAY, when(Moved, A >> B, also=[ready]))

    def test_without_where_there_is_no_old_row(self):
        assert "Moved drops ready, which no old row asks." in flawed(*WAY, when(Moved, A >> B, without=["ready"]))

    def test_a_row_that_can_never_be_chosen(self):
        said = flawed(*WAY, when(Moved, A >> B), when(Moved, A >> C, only_if=[ready]), when(Moved, C >> B))
        assert "A row of Moved at 'a' can never be chosen: an earlier one always is." in said

    def test_a_row_that_asks_less_than_an_earlier_one_can_be_chosen(self):
        made = flow(when(Moved, A >> B, only_if=[ready]), during(Moved, A))
        assert len(made.rows["a"][Moved.kind]) == 2

    def test_a_row_from_no_stage(self):
        assert "A row of Noted starts from no stage." in flawed(*WAY, during(Noted, []))

    @pytest.mark.parametrize("fact", [Imported, FlowChanged])
    def test_a_row_for_what_every_flow_takes(self, fact: type[Fact]):
        assert f"{fact.__name__} needs no row: every flow takes it" in flawed(*WAY, when(fact, A >> B))

    def test_a_stage_to_which_no_way_leads(self):
        assert "No way leads to 'b'." in flawed(*WAY, when(Moved, B >> A))

    def test_a_dead_end(self):
        said = flawed(when(Moved, A >> B), when(Ended, A >> WON))
        assert "'b' is a dead end: no way leads from it to an end." in said

    def test_several_flaws_are_told_together(self):
        said = flawed(when(Moved, A >> B, without=["ready"]), version=0)
        assert "version must be 1" in said
        assert "drops ready" in said
        assert 'No stage has end="won".' in said


class TestASoundFlow:
    def test_its_stages_come_in_the_order_in_which_the_rows_lead_there(self):
        assert [stage.name for stage in OEM.stages][:6] == [
            "lead",
            "qualified",
            "sampling",
            "quoting",
            "bargaining",
            "agreed",
        ]

    def test_it_takes_an_overrun_at_every_stage_without_saying_so(self):
        open_ = [stage for stage in OEM.stages if stage.end is None]
        assert all(Overran.kind in rows for name, rows in OEM.rows.items() if OEM.known_stage(name) in open_)

    def test_it_finds_its_stages_by_name_and_names_them_when_asked_for_another(self):
        assert OEM.stage("lead").zh == "线索"
        with pytest.raises(FlowError, match=r"oem has no stage 'leed'.*lead, qualified"):
            OEM.stage("leed")

    def test_a_stored_name_that_it_lacks_is_still_shown(self):
        assert OEM.known_stage("pilot").label == "Pilot"

    @pytest.mark.parametrize("made", [OEM, COSMETICS], ids=lambda made: str(made.id))
    def test_it_shows_itself_as_a_table_as_markdown_and_as_a_diagram(self, made: Flow):
        assert "Lead qualified" in f"{made}" == f"{made:table}"
        rows = f"{made:md}".splitlines()
        assert len(rows) == len(tuple(made)) + 2
        assert len({row.replace("\\|", "").count("|") for row in rows}) == 1, "every row has the same cells"
        drawn = f"{made:mermaid}".splitlines()
        assert drawn[0] == "stateDiagram-v2"
        assert "    [*] --> lead: Lead found" in drawn
        assert "    settled --> [*]" in drawn
        with pytest.raises(FlowError, match=r'no face .png..*use "table"'):
            format(made, "png")

    def test_the_current_stage_is_marked(self):
        from b2bdeal.flow import picture

        assert "▶ Lead" in picture.markdown(OEM, OEM.stage("lead"))
        assert "    class lead current" in picture.mermaid(OEM, OEM.stage("lead")).splitlines()

    def test_it_says_in_one_line_what_it_is(self):
        assert repr(OEM) == f"<Flow oem v1: {len(OEM.stages)} stages, {len(tuple(OEM))} steps>"

    def test_a_deal_runs_through_it(self):
        deal = opened(flow(when(Moved, A >> B))).then(Moved(at=day(1)))
        assert (deal.stage, deal.since) == (B, day(1))


@pytest.mark.parametrize("made", [OEM, COSMETICS, COSMETICS.conditions["stability_passed"]], ids=repr)
def test_a_flow_and_its_conditions_go_to_another_process(made):
    assert pickle.loads(pickle.dumps(made)) == made
