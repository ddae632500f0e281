"""When units are due, for whom later, and whether their grades may be seen."""

from sqlalchemy import ColumnElement, Engine, insert, select, update

from grader.service.tables import extensions, units, writing


class Schedule:
    """Deadlines, extensions and releases of a course; times are seconds since 1970 (UTC)."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def due(self, unit: str) -> float | None:
        """Return when a unit is due, or None where there is no deadline."""
        with self.engine.connect() as connection:
            due: float | None = connection.execute(select(units.c.due).where(units.c.unit == unit)).scalar()
            return due

    def extension(self, unit: str, person: str) -> float:
        """Return how many seconds more this person has; one for this unit counts before one for all."""
        of_person = (extensions.c.person == person) & extensions.c.unit.in_(["", unit])
        longest_name_first = extensions.c.unit.desc()
        chosen = select(extensions.c.seconds).where(of_person).order_by(longest_name_first).limit(1)
        with self.engine.connect() as connection:
            return float(connection.execute(chosen).scalar() or 0.0)

    def extended(self, unit: str) -> set[str]:
        """Return everybody with an extension that holds for a unit."""
        chosen = select(extensions.c.person).where(extensions.c.unit.in_(["", unit]))
        with self.engine.connect() as connection:
            return {row.person for row in connection.execute(chosen)}

    def due_for(self, unit: str, person: str) -> float | None:
        """Return when a unit is due for one person."""
        due = self.due(unit)
        return None if due is None else due + self.extension(unit, person)

    def released(self, unit: str) -> bool:
        """Return whether students see their grades of a unit."""
        with self.engine.connect() as connection:
            return bool(connection.execute(select(units.c.released).where(units.c.unit == unit)).scalar())

    def set_due(self, unit: str, due: float | None) -> None:
        """Set or take away the deadline of a unit."""
        self._set(unit, {"due": due})

    def release(self, unit: str, released: bool = True) -> None:
        """Let students see their grades of a unit, or hide them again."""
        self._set(unit, {"released": released})

    def extend(self, unit: str, person: str, seconds: float) -> None:
        """Give one person more time for one unit, in place of what was given before."""
        same: ColumnElement[bool] = (extensions.c.person == person) & (extensions.c.unit == unit)
        with writing(self.engine).begin() as connection:
            if not connection.execute(update(extensions).where(same).values(seconds=seconds)).rowcount:
                connection.execute(insert(extensions).values(person=person, unit=unit, seconds=seconds))

    def _set(self, unit: str, values: dict[str, object]) -> None:
        with writing(self.engine).begin() as connection:
            if not connection.execute(update(units).where(units.c.unit == unit).values(values)).rowcount:
                connection.execute(insert(units).values({"unit": unit, "released": False, **values}))
