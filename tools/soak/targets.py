"""Every parser that strangers reach, by name; the slow ones first, so that none ends alone.

Pictures, sound and films are decoded in the sandbox, by libraries in C that this way of trying does
not see into: what is tried here is what reads them before that.
"""

import targets_of_callers
import targets_of_files
import targets_of_services
from target import Target

__all__ = ["TARGETS"]

TARGETS: dict[str, Target] = (
    targets_of_services.TARGETS | targets_of_callers.TARGETS | targets_of_files.TARGETS
)
