"""Exchange lets files in and out: other systems' exports become deals, row by row, by a map that people can write."""

from b2bdeal.exchange.importing import Progress, import_file
from b2bdeal.exchange.mapping import Mapping
from b2bdeal.exchange.problem import Problem
from b2bdeal.exchange.report import ImportReport
from b2bdeal.exchange.rows import Row, Rows, read_rows

__all__ = ["ImportReport", "Mapping", "Problem", "Progress", "Row", "Rows", "import_file", "read_rows"]
