"""What must hold before a fact may move a deal: gates, rules, and the answer `no`."""

import inspect
from collections.abc import Callable, Sequence
from datetime import datetime
from importlib import import_module
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Concatenate, Generic, Literal, ParamSpec, TypeAlias, TypeVar

import attrs

from b2bdeal.errors import FlowError
from b2bdeal.life.fact import Fact

if TYPE_CHECKING:
    from b2bdeal.flow.deal import Deal

__all__ = ["Condition", "Gate", "Rule", "Verdict", "gate", "no", "rule"]

P = ParamSpec("P")
F = TypeVar("F", bound=Fact)
F_contra = TypeVar("F_contra", bound=Fact, contravariant=True)


class no:
    """A refusal's reason: `no("{got} of {due} came, {missing} is missing", got=…, due=…, missing=…)`.

    The sentence is a template and its figures stay data: a form, a service or a translation reads them. Never pass an
    f-string. It is false, as its name says.
    """

    __slots__ = ("figures", "template")

    def __init__(self, template: str, /, **figures: object) -> None:
        self.template = template
        self.figures = figures

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return f"no({', '.join([repr(self.template), *(f'{k}={v!r}' for k, v in self.figures.items())])})"


Verdict: TypeAlias = Literal[True] | no
"""What a condition answers: True, or `no` with its reason. A bare False is a type error, and refused when it comes."""


@attrs.frozen(repr=False)
class _Condition(Generic[P]):
    id: str
    sentence: str
    params: tuple[tuple[str, object], ...] = ()
    met_by: tuple[type[Fact], ...] = ()
    waived_by: tuple[str, ...] = ()
    function: Callable[..., Verdict] = attrs.field(kw_only=True, eq=False)
    _bound: dict[str, object] = attrs.field(factory=dict, kw_only=True, eq=False, alias="bound")

    @property
    def missing(self) -> tuple[str, ...]:
        """The parameters that still need a value, as `weeks` in `stability_passed(weeks=12)`."""
        wanted = list(inspect.signature(self.function).parameters.values())[2:]
        return tuple(p.name for p in wanted if p.name not in self._bound and p.default is p.empty)

    def _bind(self, args: tuple[object, ...], kwargs: dict[str, object]) -> dict[str, object]:
        try:
            bound = inspect.signature(self.function).bind(None, None, *args, **kwargs)
        except TypeError as error:
            raise FlowError(f"The condition {self.id}: {error}.", hint="give its parameters by name") from None
        bound.apply_defaults()
        return dict(list(bound.arguments.items())[2:])

    def _ask(self, deal: "Deal", other: object) -> Verdict:
        try:
            verdict = self.function(deal, other, **self._bound)
        except Exception as error:
            error.add_note(f"while asking {self.id!r} of the deal {deal.id}; nothing was recorded")
            raise
        if verdict is True or isinstance(verdict, no):
            return verdict
        raise FlowError(
            f"The condition {self.id!r} answered {verdict!r}.",
            hint='return True, or no("…") with a sentence that says why',
        )

    def __reduce__(self) -> "tuple[Callable[..., _Condition[Any]], tuple[str, str, dict[str, object]]]":
        # By its place, as a function is: the decorator put the condition where the function was written.
        return _at, (self.function.__module__, self.function.__qualname__, self._bound)

    def __repr__(self) -> str:
        return f"{self.id}({', '.join(f'{k}={v!r}' for k, v in self.params)})" if self.params else self.id


@attrs.frozen(repr=False)
class Gate(_Condition[P]):
    """A condition on a deal at a moment: it can be asked before there is a fact."""

    def ask(self, deal: "Deal", at: datetime) -> Verdict:
        """True, or why not."""
        return self._ask(deal, at)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> "Gate[[]]":
        """The gate with its parameters bound; two equal calls are equal."""
        bound = self._bind(args, kwargs)
        return Gate[[]](**_kept(self), params=tuple(bound.items()), bound=bound)


@attrs.frozen(repr=False)
class Rule(_Condition[P], Generic[F_contra, P]):
    """A condition on a deal and the fact that is to be recorded."""

    def ask(self, deal: "Deal", fact: F_contra) -> Verdict:
        """True, or why not."""
        return self._ask(deal, fact)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> "Rule[F_contra, []]":
        """The rule with its parameters bound; two equal calls are equal."""
        bound = self._bind(args, kwargs)
        return Rule[F_contra, []](**_kept(self), params=tuple(bound.items()), bound=bound)


Condition: TypeAlias = Gate[[]] | Rule[F, []]
"""A gate, or a rule that understands the fact F."""


def gate(
    id: str, sentence: str, *, met_by: Sequence[type[Fact]] = (), waived_by: Sequence[str] = ()
) -> "Callable[[Callable[Concatenate[Deal, datetime, P], Verdict]], Gate[P]]":
    """Makes a gate of a function `(deal, at) -> True | no`; further parameters are bound by calling the gate.

    `sentence` says what must hold, and may name parameters and figures in braces. `met_by` are the facts that would
    satisfy it; `waived_by` the roles that may waive it, none if it can't be waived.
    """
    _check(id, sentence)
    return lambda function: Gate(id, sentence, (), tuple(met_by), tuple(waived_by), function=function)


def rule(
    id: str, sentence: str, *, met_by: Sequence[type[Fact]] = (), waived_by: Sequence[str] = ()
) -> "Callable[[Callable[Concatenate[Deal, F, P], Verdict]], Rule[F, P]]":
    """Makes a rule of a function `(deal, fact) -> True | no`; otherwise as `gate`."""
    _check(id, sentence)
    return lambda function: Rule(id, sentence, (), tuple(met_by), tuple(waived_by), function=function)


def _at(module: str, name: str, bound: dict[str, object]) -> _Condition[Any]:
    """The condition at a place, for a process that unpickles it."""
    found: Any = attrgetter(name)(import_module(module))
    condition: _Condition[Any] = found(**bound) if bound else found
    return condition


def _check(id: str, sentence: str) -> None:
    if not id.isidentifier():
        raise FlowError(f"{id!r} is no id for a condition.", hint='use a word that stays, as "deposit_received"')
    if not sentence.strip():
        raise FlowError(f"The condition {id!r} has no sentence.", hint="say in one sentence what must hold")


def _kept(condition: _Condition[...]) -> dict[str, Any]:
    return {name: getattr(condition, name) for name in ("id", "sentence", "met_by", "waived_by", "function")}
