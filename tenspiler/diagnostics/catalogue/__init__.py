"""The catalogue of diagnostic codes, one module an area."""

from tenspiler.diagnostics.catalogue.backend import BACKEND
from tenspiler.diagnostics.catalogue.c import C
from tenspiler.diagnostics.catalogue.c_data import C_DATA
from tenspiler.diagnostics.catalogue.command import COMMAND
from tenspiler.diagnostics.catalogue.entry import Entry
from tenspiler.diagnostics.catalogue.python import PYTHON
from tenspiler.diagnostics.catalogue.runtime import RUNTIME
from tenspiler.diagnostics.catalogue.synthesis import SYNTHESIS
from tenspiler.diagnostics.catalogue.verification import VERIFICATION
from tenspiler.diagnostics.catalogue.verify import VERIFY

CATALOGUE: dict[str, Entry] = {
    entry.code: entry
    for entry in (*COMMAND, *PYTHON, *C, *C_DATA, *SYNTHESIS, *VERIFICATION, *BACKEND, *RUNTIME, *VERIFY)
}

__all__ = ["CATALOGUE", "Entry"]
