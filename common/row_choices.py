"""Choosing several rows in a form."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

# Longer numbers are no key of any of our databases: asked for many at once, Django would let them reach it.
LONGEST_KEY = 18


class RowsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """As Django's, but a number that no key can be is a wrong choice and no fault of the database."""

    def _check_values(self, value: Any) -> Any:
        for each in value:
            if str(each).isdecimal() and len(str(each)) > LONGEST_KEY:
                raise ValidationError(
                    self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": each}
                )
        return super()._check_values(value)  # type: ignore[misc]
