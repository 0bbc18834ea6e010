"""Linear programmes over one table's sums, solved one after another from where the last one ended (HiGHS)."""

from typing import Any

import highspy
import numpy as np

from tracker.policy.disclosure.table import Floats, Table

INFINITY = float("inf")


class SolverError(RuntimeError):
    """The solver gave no answer that holds: nothing may be released on the strength of it."""


class Sums:
    """The cells of a table as variables whose sums hold; says how far one of them can go."""

    def __init__(self, table: Table) -> None:
        self.table = table
        matrix = table.matrix.tocsc()
        count, rows = len(table.names), len(table.relations)
        programme = highspy.HighsLp()
        programme.num_col_, programme.num_row_ = count, rows
        programme.col_cost_ = np.zeros(count)
        programme.col_lower_, programme.col_upper_ = np.zeros(count), np.zeros(count)
        programme.row_lower_, programme.row_upper_ = np.zeros(rows), np.zeros(rows)
        programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        programme.a_matrix_.start_ = matrix.indptr
        programme.a_matrix_.index_ = matrix.indices
        programme.a_matrix_.value_ = matrix.data
        self._columns = np.arange(count, dtype=np.int32)
        self._solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]  # it carries no types
        self._solver.silent()
        self._solver.setOptionValue("threads", 1)
        self._solver.passModel(programme)
        self._aim = 0

    def limit(self, lower: Floats, upper: Floats) -> None:
        """Each variable stays between these from now on."""
        self._solver.changeColsBounds(len(self._columns), self._columns, lower, upper)

    def reach(self, place: int, sign: int) -> tuple[float, Floats]:
        """The largest (1) or smallest (-1) the variable can be, and the duals of the sums.

        Infinite where nothing holds it. Raises ``SolverError``.
        """
        self._solver.changeColCost(self._aim, 0.0)
        self._solver.changeColCost(place, -float(sign))
        self._aim = place
        self._solver.run()
        status = self._solver.getModelStatus()
        if status in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return sign * INFINITY, np.zeros(len(self.table.relations))
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverError(f"No answer for {self.table.names[place]}: {status}")
        value = -sign * float(self._solver.getInfo().objective_function_value)
        return value, np.array(self._solver.getSolution().row_dual)
