"""The flows that a book knows: those given, those that ship, and those of installed packages."""

from collections.abc import Iterable

from b2bdeal.errors import FlowError
from b2bdeal.flow import Flow

__all__ = ["Flows"]

GROUP = "b2bdeal.flows"
"""The entry-point group: a package offers its flows as `name = "package.module:FLOW"`."""


class Flows:
    """Finds a flow by its id and version. Installed packages are asked once, when a flow is not found otherwise."""

    def __init__(self, given: Iterable[Flow] = ()) -> None:
        self._known: dict[tuple[str, int], Flow] = {}
        self._strange: dict[tuple[str, int], Flow] = {}
        self.asked = False
        from b2bdeal.flow import COSMETICS, OEM

        for flow in (OEM, COSMETICS, *given):
            self.add(flow)

    def _ships(self, id: str) -> None:
        """Takes in the trade that ships under this id, if there is one: to make a flow takes time, and few need all."""
        from b2bdeal.flow.trades import TRADES

        if id in TRADES:
            from b2bdeal import flow

            trade: Flow = getattr(flow, id.upper())
            self._known.setdefault((trade.id, trade.version), trade)

    def add(self, flow: Flow) -> None:
        """Takes a flow in. Raises FlowError where another flow has its id and version, but other rules."""
        self._ships(flow.id)
        known = self._known.get((flow.id, flow.version))
        if known is not None and known is not flow and known - flow:
            raise FlowError(
                f"Two different flows are called {flow.id} v{flow.version}.",
                hint=f"give the changed one version={flow.version + 1}; a running deal goes there by FlowChanged",
            )
        self._known[flow.id, flow.version] = flow  # the latest: a notebook cell may have been run again

    def has(self, id: str, version: int) -> bool:
        """Whether the flow is here, and not a stand-in."""
        return self.find(id, version).is_known

    def find(self, id: str, version: int) -> Flow:
        """The flow; a stand-in under which deals can only be read where it is not here."""
        key = (id, version)
        if key not in self._known:
            self._ships(id)
        if key not in self._known:
            self.ask_installed()
        found = self._known.get(key) or self._strange.get(key)
        if found is None:
            found = self._strange[key] = Flow.unknown(id, version)
        return found

    @property
    def all(self) -> tuple[Flow, ...]:
        """Every flow, by id and version."""
        from b2bdeal.flow.trades import TRADES

        for id in TRADES:
            self._ships(id)
        self.ask_installed()
        return tuple(self._known[key] for key in sorted(self._known))

    def ask_installed(self) -> None:
        """Loads the flows of installed packages, once. Raises FlowError for one that can't be loaded."""
        if self.asked:
            return
        from importlib.metadata import entry_points

        self.asked = True
        for point in entry_points(group=GROUP):
            try:
                flow = point.load()
            except Exception as error:
                raise FlowError(f"The flow {point.name} can't be loaded from {point.value}: {error}.") from error
            if not isinstance(flow, Flow):
                raise FlowError(f"The entry point {point.name} of {GROUP} is no Flow.", hint=f"mend {point.value}")
            self._known.setdefault((flow.id, flow.version), flow)
