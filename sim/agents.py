"""Customers, advisors and managers as Mesa agents: live views of rows of the tables.

Reading or writing an attribute reads or writes the row that the compiled day works on, so that
`advisor.authority = 100` changes the advisor's next decision. Attributes are the fields of `sim.records`.
Advisors and managers are always in `model.agents`; a customer's view is made on demand
(`model.customer(id)`), since a view of each would cost more than the simulation.
Called by `sim.model`.
"""

from __future__ import annotations

from typing import Any

import mesa

from sim.fields import Field
from sim.records import KINDS
from sim.states import ACCOUNTS, NONE


class Column:
    """An attribute that lives in the row of a table."""

    def __init__(self, table: str, name: str, field: Field) -> None:
        self.table, self.name, self.is_row = table, name, field.unit == "row"
        self.__doc__ = f"{field.meaning} [{field.unit}]"

    def __get__(self, view: Any, owner: type | None = None) -> Any:
        if view is None:
            return self
        value = getattr(view.model.run.world, self.table)[self.name][view.row]
        return value.item() if value.ndim == 0 else value

    def __set__(self, view: Any, value: Any) -> None:
        if self.is_row:  # compiled code follows it without looking
            raise AttributeError(f"{self.name} of {view} names a row, and is set when the centre is laid out")
        getattr(view.model.run.world, self.table)[self.name][view.row] = value


class OfPerson(Column):
    """An attribute of whoever has a place just now: it lives in the row of a person."""

    def __get__(self, view: Any, owner: type | None = None) -> Any:
        if view is None:
            return self
        return super().__get__(self._whose(view), owner)

    def __set__(self, view: Any, value: Any) -> None:
        super().__set__(self._whose(view), value)

    def _whose(self, view: Any) -> Any:
        if view.person == NONE:
            raise AttributeError(f"{self.name} of {view}: nobody has this place just now")
        return Place(view.model, view.person)


class Place:
    """A row of a table of a model's run."""

    def __init__(self, model: Any, row: int) -> None:
        self.model, self.row = model, row

    def __repr__(self) -> str:
        return f"person {self.row}"


class _View(mesa.Agent):  # type: ignore[misc]
    """A row of a table, seen as an agent."""

    def __init__(self, model: Any, row: int) -> None:
        self.row = row
        super().__init__(model)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.row})"


class Advisor(_View):
    """Somebody on the phone. Fields: `sim.records.ADVISOR`."""

    @property
    def doing(self) -> str:
        """What the advisor is doing, as an account of the time ledger."""
        return ACCOUNTS[self.state]

    @property
    def answers_to(self) -> Manager | None:
        """The manager of the advisor's team."""
        return None if self.manager == NONE else self.model.managers[self.manager]


class Manager(_View):
    """Somebody who approves. Fields: `sim.records.MANAGER`."""

    @property
    def doing(self) -> str:
        """What the manager is doing, as an account of the time ledger."""
        return ACCOUNTS[self.state]

    @property
    def team(self) -> list[Advisor]:
        """The advisors who answer to this manager."""
        return [advisor for advisor in self.model.advisors if advisor.manager == self.row]


class Customer:
    """A customer; not in `model.agents`. Fields: `sim.records.CUSTOMER`."""

    def __init__(self, model: Any, row: int) -> None:
        self.model, self.row = model, row

    def __repr__(self) -> str:
        return f"Customer({self.row})"

    @property
    def has_left(self) -> bool:
        """Whether the row's present customer has left."""
        now = int(self.model.run.world.clock[0].now)
        return bool(now >= min(self.leaves_other, self.leaves_service))  # type: ignore[attr-defined]


def show_fields() -> None:
    """Let views show every field of their records, those added since included (`sim.own_fields`).

    Advisors and managers show those of the person, too, who has their place: `advisor.strain`.
    """
    for view, kind in ((Advisor, "advisor"), (Manager, "manager"), (Customer, "customer")):
        for name, field in KINDS[kind].items():
            if name not in view.__dict__:
                setattr(view, name, Column(kind, name, field))
    for view in (Advisor, Manager):
        for name, field in KINDS["person"].items():
            if name not in view.__dict__:
                setattr(view, name, OfPerson("person", name, field))


show_fields()
