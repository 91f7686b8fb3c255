"""The machine that decides every move: a flow compiled once to `transitions`; the only file that knows that library."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from transitions import EventData, Machine, State, Transition
from transitions.core import Event

from b2bdeal.flow.change import FlowChanged, Imported
from b2bdeal.flow.condition import Gate
from b2bdeal.flow.refusal import Reason
from b2bdeal.flow.stage import NOTHING
from b2bdeal.flow.step import Step
from b2bdeal.flow.waiver import is_waived, limits, may_waive
from b2bdeal.life.fact import Fact

if TYPE_CHECKING:
    from b2bdeal.flow.deal import Deal
    from b2bdeal.flow.flow import Flow

__all__ = ["Asking", "Engine"]


class Asking:
    """One question to the machine: may this fact be recorded on this deal? It collects what is unmet."""

    __slots__ = ("_then", "at", "deal", "entering", "fact", "failed", "waived")

    def __init__(self, deal: "Deal", fact: Fact, entering: str | None = None) -> None:
        self.deal = deal
        self.fact = fact
        self.at: datetime = fact.at
        self.entering = entering
        self.failed: list[tuple[Step[Any], list[Reason]]] = []
        self.waived: tuple[str, ...] = ()
        self._then: Deal | None = None

    @property
    def unmet(self) -> list[Reason]:
        """Why no row holds. A row that asks all that another one asks, and more, adds nothing: the other is nearer.

        So what only says where a fact leads, as that everything is shipped, is no reason for its refusal.
        """
        return [reason for row, reasons in self.failed if not self._has_nearer(row) for reason in reasons]

    def _has_nearer(self, row: Step[Any]) -> bool:
        return any(
            len(other.conditions) < len(row.conditions) and all(each in row.conditions for each in other.conditions)
            for other, _ in self.failed
        )

    @property
    def then(self) -> "Deal":
        """The deal as of the fact's own time: what came later opens no gate for it."""
        if self._then is None:
            self._then = self.deal.as_of(self.at)
        return self._then


class _Cursor:
    """The throw-away model that `transitions` moves; a deal itself is frozen and never a model."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


class _Row:
    """A row's one condition: asks all of its gates and rules, so that a refusal has every reason."""

    __slots__ = ("conditions", "step")

    def __init__(self, step: Step[Any]) -> None:
        self.step = step
        self.conditions = step.conditions

    def __call__(self, event: EventData) -> bool:
        (asking,) = event.args
        unmet, waived = list[Reason](), list[str]()
        for condition in self.conditions:
            if isinstance(condition, Gate):
                verdict = condition.ask(asking.then, asking.at)
            else:
                verdict = condition.ask(asking.deal, asking.fact)
            if verdict is True:
                continue
            if is_waived(asking.deal, condition, asking.at, asking.fact):
                waived.append(condition.id)
            else:
                roles = may_waive(asking.deal.flow, condition)
                unmet.append(Reason.of(condition, verdict, roles, limits(asking.deal.flow, roles)))
        if unmet:
            asking.failed.append((self.step, unmet))
            return False
        asking.waived = tuple(waived)
        return True


def _jump(kind: str, stage: str) -> str:
    """The trigger of a fact that names the stage it leads to: imported history, or a change of flow."""
    return f"{kind} {stage}"


# The library's own classes log and call back at every turn; nothing here has callbacks, so these leave that out. The
# order of rows, the asking of conditions and the change of state stay the library's.


class _Event(Event):
    def trigger(self, model: Any, *args: Any, **kwargs: Any) -> bool:
        rows = self.transitions.get(model.state)
        if not rows:
            return False
        data = EventData(None, self, self.machine, model, args, kwargs)
        return any(row.execute(data) for row in rows)


class _Transition(Transition):
    def execute(self, event_data: EventData) -> bool:
        for condition in self.conditions:
            if not condition.check(event_data):
                return False
        if self.dest is not None:
            event_data.machine.set_state(self.dest, event_data.model)
        return True


class _Machine(Machine):
    event_cls = _Event
    transition_cls = _Transition
    state_cls = State


class Engine:
    """A compiled flow. It holds no deal, so threads and deals share it."""

    __slots__ = ("machine",)

    def __init__(self, flow: "Flow") -> None:
        names = [stage.name for stage in flow.stages]
        self.machine = _Machine(
            model=None,
            states=[NOTHING.name, *names],
            initial=NOTHING.name,
            auto_transitions=False,
            queued=False,
            send_event=True,
            name=flow.id,
        )
        add = self.machine.add_transition
        assert flow.opens.target is not None
        add(flow.opens.fact.kind, NOTHING.name, flow.opens.target.name, conditions=[_Row(flow.opens)])
        for step in flow.steps:
            row = _Row(step)
            for source in step.starts(flow.stages):
                # A row that leads where the deal stands is internal: no exit, no entry, no new deadline.
                inside = step.target is None or step.target == source
                add(step.fact.kind, source.name, None if inside else step.lands(source).name, conditions=[row])
        open_ = [stage.name for stage in flow.stages if stage.end is None]
        for name in names:
            add(_jump(Imported.kind, name), [NOTHING.name, *open_], name)
            add(_jump(FlowChanged.kind, name), NOTHING.name, name)

    def move(self, asking: Asking, start: str) -> str | None:
        """The stage that the fact leads to from `start`; None where no row holds, and `asking` says why."""
        kind = asking.fact.kind
        event = self.machine.events.get(kind if asking.entering is None else _jump(kind, asking.entering))
        cursor = _Cursor(start)
        if event is None or not event.trigger(cursor, asking):
            return None
        return cursor.state
