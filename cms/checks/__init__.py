"""What is looked at before a person reviews: the gate for personal data, and the machine check.

`find_personal_data(page)` and `gate_blocks(page)` are the gate, `machine_check(page)` is the check;
`cms.services.gate` masks and overrides.
"""

from cms.checks.gate import draft_in, gate_blocks
from cms.checks.machine import Finding, check_draft, machine_check
from cms.checks.personal import Hit, Kind, find_personal_data

__all__ = ["Finding", "Hit", "Kind", "check_draft", "draft_in", "find_personal_data", "gate_blocks", "machine_check"]
