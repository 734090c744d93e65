"""docs/settings.md says what config/env.py says."""

from config.env import VARIABLES
from config.settings_reference import PAGE, reference


def test_settings_reference_is_up_to_date() -> None:
    assert PAGE.read_text() == reference(), "Run python -m config.settings_reference."


def test_every_variable_is_explained() -> None:
    text = reference()
    for name, variable in VARIABLES.items():
        assert f"`{name}`" in text
        assert variable.help.endswith(".")
