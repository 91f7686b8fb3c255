"""A difference between what was agreed and what a contract says."""

import attrs

from b2bdeal.labels import Lang, Message, t
from b2bdeal.life.charge import Charge

__all__ = ["Difference"]


@attrs.frozen
class Difference:
    """One thing that a contract says otherwise than the agreed terms; None: it does not say it."""

    what: Message
    """What differs, as "quantity of CREAM-50"."""
    agreed: object
    contract: object

    def text(self, *, lang: Lang = "en") -> str:
        """Both sides in words."""
        agreed, contract = _said(self.agreed), _said(self.contract)
        return t("{what}: agreed {agreed}, contract {contract}", what=self.what, agreed=agreed, contract=contract).text(
            lang=lang
        )

    def __str__(self) -> str:
        return self.text()


def _said(value: object) -> object:
    if not isinstance(value, Charge):
        return value
    owner = t("owned by the buyer") if value.owner == "buyer" else t("owned by the factory")
    billed = t("billed once") if value.over is None else t("spread over {quantity}", quantity=value.over)
    return [t("{amount} for {name}", amount=value.amount, name=value.name), billed, owner]
