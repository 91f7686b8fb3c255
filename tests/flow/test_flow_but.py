"""“Another flow, but …”: what a new row replaces, what it keeps, and how two flows differ."""

from datetime import datetime

import pytest
from flowkit import A, B, Begun, C, Ended, Moved, Noted, Ordered, flow

from b2bdeal import (
    ANY,
    COSMETICS,
    NOTHING,
    OEM,
    Calendar,
    Deal,
    Flow,
    FlowError,
    Inspected,
    Policy,
    ProductionReleased,
    Stage,
    Verdict,
    days,
    during,
    gate,
    weeks,
    when,
)
from b2bdeal.flow.step import Step


@gate("first", "The first holds.", waived_by=("director",))
def first(deal: Deal, at: datetime) -> Verdict:
    return True


@gate("second", "The second holds.")
def second(deal: Deal, at: datetime) -> Verdict:
    return True


@gate("long", "So many {weeks} weeks have passed.")
def long(deal: Deal, at: datetime, *, weeks: int) -> Verdict:
    return True


BASE = flow(when(Moved, [A, B] >> C, only_if=[first, long(weeks=8)]), when(Noted, A >> B), when(Ordered, A >> B))


def asked(made: Flow, fact: type, stage: str) -> list[tuple[str, list[str]]]:
    """Where the rows of a fact lead from a stage, and what they ask."""
    rows = made.rows[stage].get(fact.kind, ())
    return [(row.lands(made.stage(stage)).name, [repr(c) for c in row.conditions]) for row in rows]


class TestReplacing:
    def test_a_new_row_takes_the_place_of_the_old_one_with_its_fact_and_source(self):
        made = BASE.but("new", version=1, steps=[when(Noted, A >> C)])
        assert asked(made, Noted, "a") == [("c", [])]
        places = [step.fact for step in made.steps]
        assert places.index(Noted) == [step.fact for step in BASE.steps].index(Noted)

    def test_the_old_rows_other_sources_stay(self):
        made = BASE.but("new", version=1, steps=[when(Moved, A >> C, also=[second])])
        assert asked(made, Moved, "a") == [("c", ["first", "long(weeks=8)", "second"])]
        assert asked(made, Moved, "b") == [("c", ["first", "long(weeks=8)"])]

    def test_one_new_row_may_replace_several(self):
        made = BASE.but("new", version=1, steps=[when(Noted, A >> B, also=[first]), when(Ended, [A, C] >> B)])
        assert asked(made, Ended, "c") == [("b", [])]
        assert asked(made, Ended, "a") == [("b", [])]

    def test_a_row_with_a_new_fact_or_source_is_added_at_the_end(self):
        made = BASE.but("new", version=1, steps=[during(Noted, C)])
        assert asked(made, Noted, "a") == [("b", [])]
        assert asked(made, Noted, "c") == [("c", [])]

    def test_any_is_replaced_at_one_stage_and_stays_at_the_others(self):
        base = flow(when(Moved, A >> B), during(Noted, ANY))
        made = base.but("new", version=1, steps=[during(Noted, A, also=[first])])
        assert asked(made, Noted, "a") == [("a", ["first"])]
        assert asked(made, Noted, "b") == [("b", [])]

    def test_what_replaces_at_any_stage_replaces_at_all(self):
        made = BASE.but("new", version=1, steps=[during(Noted, ANY, only_if=[first])])
        assert [asked(made, Noted, name) for name in "abc"] == [[(name, ["first"])] for name in "abc"]

    def test_a_stage_that_is_new_is_one_of_any(self):
        pilot = Stage("pilot")
        base = flow(during(Noted, ANY))
        made = base.but("new", version=1, steps=[when(Moved, A >> pilot)])
        assert asked(made, Noted, "pilot") == [("pilot", [])]
        assert asked(made, Ended, "pilot") == [("won", [])]

    def test_two_new_rows_may_share_a_fact_and_a_source(self):
        base = flow(when(Noted, A >> B))
        made = base.but("new", version=1, steps=[when(Moved, A >> C, only_if=[first]), during(Moved, A)])
        assert asked(made, Moved, "a") == [("c", ["first"]), ("a", [])]

    def test_where_several_rows_share_fact_and_source_the_one_with_its_target_is_replaced(self):
        made = OEM.but("strict", version=1, steps=[during(Inspected, OEM.stage("producing"), also=[second])])
        *leaving, kept = asked(made, Inspected, "producing")
        assert leaving == asked(OEM, Inspected, "producing")[:-1]
        assert kept == ("producing", ["lot_is_known", "lot_is_made", "concession_is_agreed", "second"])

    def test_where_it_leads_elsewhere_it_is_not_clear_which_is_replaced(self):
        with pytest.raises(FlowError, match=r"Several rows of Inspected start from 'producing'.*one of them leads"):
            OEM.but("strict", version=1, steps=[when(Inspected, OEM.stage("producing") >> OEM.stage("contracted"))])


class TestConditions:
    def test_also_adds_to_the_old_conditions_and_keeps_them(self):
        (row,) = COSMETICS.rows["contracted"][ProductionReleased.kind]
        (old,) = OEM.rows["contracted"][ProductionReleased.kind]
        assert row.conditions[: len(old.conditions)] == old.conditions
        assert [c.id for c in row.conditions[len(old.conditions) :]][:2] == ["stability_passed", "packaging_compatible"]

    def test_an_empty_also_just_keeps_them(self):
        made = BASE.but("new", version=1, steps=[when(Moved, A >> B, also=[])])
        assert asked(made, Moved, "a") == [("b", ["first", "long(weeks=8)"])]

    def test_only_if_says_them_anew(self):
        made = BASE.but("new", version=1, steps=[when(Moved, A >> C, only_if=[long(weeks=8), first, second])])
        assert asked(made, Moved, "a") == [("c", ["long(weeks=8)", "first", "second"])]

    def test_another_figure_takes_the_place_of_the_old_one(self):
        made = BASE.but("new", version=1, steps=[when(Moved, A >> C, also=[long(weeks=12)])])
        assert asked(made, Moved, "a") == [("c", ["first", "long(weeks=12)"])]

    def test_a_condition_is_dropped_by_naming_it(self):
        made = BASE.but("new", version=1, steps=[when(Moved, A >> C, also=[], without=["long"])])
        assert asked(made, Moved, "a") == [("c", ["first"])]

    @pytest.mark.parametrize(
        "step",
        [
            when(Moved, A >> C),
            when(Moved, A >> C, only_if=[first]),
            when(Moved, A >> B, without=["first"]),
            during(Moved, B),
        ],
    )
    def test_a_condition_dropped_without_saying_so_is_refused(self, step: Step[Moved]):
        with pytest.raises(FlowError, match=r"The new row of Moved drops .*long without saying so.*also=\[…\]"):
            BASE.but("new", version=1, steps=[step])

    def test_dropping_what_the_old_row_does_not_ask_is_refused(self):
        with pytest.raises(FlowError, match=r"drops third, which the old row does not ask.*asks first, long"):
            BASE.but("new", version=1, steps=[when(Moved, A >> C, also=[], without=["third"])])


class TestPolicy:
    def test_a_policy_changes_just_the_figures_that_it_sets(self):
        base = Policy(minimum_cycle=days(15), calendar=Calendar(country="DE", timezone="Europe/Berlin"))
        made = base.but(Policy(minimum_cycle_repeat=days(3)))
        assert (made.minimum_cycle, made.minimum_cycle_repeat) == (days(15), days(3))
        assert made.calendar.country == "DE"

    def test_a_figure_can_be_taken_back(self):
        assert Policy(minimum_cycle=days(15)).but(Policy(minimum_cycle=None)).minimum_cycle is None

    def test_a_house_may_have_figures_of_its_own_and_a_plain_policy_leaves_them(self):
        class House(Policy):
            """A policy with a figure of its own."""

            most_rounds: int = 3

        base = House(most_rounds=5, minimum_cycle=days(15))
        made = base.but(Policy(minimum_cycle=weeks(3)))
        assert isinstance(made, House)
        assert (made.most_rounds, made.minimum_cycle) == (5, weeks(3))
        other = Policy(minimum_cycle=days(15)).but(House(most_rounds=4))
        assert isinstance(other, House)
        assert (other.most_rounds, other.minimum_cycle) == (4, days(15))

    def test_a_flow_takes_over_the_policy_of_its_base(self):
        made = COSMETICS.but("mine", version=1, policy=Policy(minimum_cycle_repeat=days(2)))
        assert (made.policy.minimum_cycle, made.policy.minimum_cycle_repeat) == (days(15), days(2))
        assert COSMETICS.but("mine", version=1).policy == COSMETICS.policy


class TestDifference:
    def test_a_flow_does_not_differ_from_itself_nor_from_its_like(self):
        assert not OEM - OEM
        assert not OEM.but("same", version=2) - OEM
        assert not flow(when(Moved, A >> B, only_if=[long(weeks=8)])) - flow(
            when(Moved, A >> B, only_if=[long(weeks=8)])
        )
        assert (OEM - OEM).changes == ()

    def changes(self, made: Flow, base: Flow = BASE) -> dict[str, tuple[str, str, str]]:
        assert made - base, "it is true where something differs"
        return {change.what: (change.sign, change.before, change.after) for change in (made - base).changes}

    def test_it_names_rows_added_dropped_and_changed(self):
        made = flow(
            when(Moved, [A, B] >> C, only_if=[first, long(weeks=12)]), when(Noted, B >> C), when(Ordered, A >> B)
        )
        assert self.changes(made) == {
            "kit.Moved at a": ("changed", "→ c if first; long(weeks=8)", "→ c if first; long(weeks=12)"),
            "kit.Moved at b": ("changed", "→ c if first; long(weeks=8)", "→ c if first; long(weeks=12)"),
            "kit.Noted at a": ("dropped", "→ b if always", ""),
            "kit.Noted at b": ("added", "", "→ c if always"),
        }

    def test_it_names_the_opening(self):
        made = Flow("kit", version=1, opens=when(Begun, NOTHING >> A, only_if=[first]), steps=BASE.steps)
        assert self.changes(made) == {"kit.Begun at nothing": ("changed", "→ a if always", "→ a if first")}

    def test_it_names_deadlines_and_ends(self):
        before, after = Stage("b", within=days(3)), Stage("b", within=days(4))
        base, made = flow(when(Moved, A >> before)), flow(when(Moved, A >> after))
        assert self.changes(made, base) == {"stage b": ("changed", "within 3 days", "within 4 days")}
        won, lost = Stage("gone", end="won"), Stage("gone", end="lost")
        base, made = flow(when(Moved, A >> won)), flow(when(Moved, A >> lost))
        assert self.changes(made, base) == {"stage gone": ("changed", "end, won", "end, lost")}

    def test_it_names_figures_of_the_policy(self):
        made = BASE.but("new", version=1, policy=Policy(minimum_cycle=days(15)))
        assert self.changes(made) == {"policy minimum_cycle": ("added", "", "15 days")}

    def test_it_names_who_may_waive_what(self):
        @gate("first", "The first holds.", waived_by=("finance",))
        def first_(deal: Deal, at: datetime) -> Verdict:
            return True

        base, made = flow(when(Moved, A >> B, only_if=[first])), flow(when(Moved, A >> B, only_if=[first_]))
        said = self.changes(made, base)["condition first"]
        assert said == (
            "changed",
            "The first holds. Waived by director.",
            "The first holds. Waived by finance.",
        )

    def test_it_shows_itself(self):
        assert (
            repr(COSMETICS - OEM) == f"<FlowDifference cosmetics v1 - oem v1: {len((COSMETICS - OEM).changes)} changes>"
        )
        assert "stability_passed(weeks=12)" in str(COSMETICS - OEM)
