"""Who has which role, and which facts only some roles may record."""

from collections.abc import Iterable, Mapping

import attrs

from b2bdeal.life import Fact

__all__ = ["Authority"]


def _roles(given: Mapping[str, Iterable[str] | str]) -> Mapping[str, frozenset[str]]:
    return {who: frozenset([roles] if isinstance(roles, str) else roles) for who, roles in given.items()}


def _only(given: Mapping[type[Fact], Iterable[str] | str]) -> Mapping[str, frozenset[str]]:
    return _roles({fact.kind: roles for fact, roles in given.items()})


@attrs.frozen
class Authority:
    """People's roles, by their ids: `Authority({"li": "director"}, only={QuoteSent: ["sales", "director"]})`.

    A fact that `only` does not name may be recorded by everybody; waivers and changes of flow always need their role.
    """

    people: Mapping[str, frozenset[str]] = attrs.field(converter=_roles, factory=dict)
    only: Mapping[str, frozenset[str]] = attrs.field(converter=_only, factory=dict)
    """Kind of fact to the roles that may record it; made from classes of facts."""

    def roles(self, person: str) -> frozenset[str]:
        """The roles of a person; none for a stranger."""
        return self.people.get(person, frozenset())

    def lacks(self, person: str, fact: Fact) -> frozenset[str]:
        """The roles of which the person needs one to record this fact; empty where they may."""
        needed = self.only.get(fact.kind, frozenset())
        return frozenset() if not needed or needed & self.roles(person) else needed
