"""Every access rule of the project, over rows that exist: the three renderings agree.

The rows are those of `county.py`; a package whose model has none there adds them with
`@makes_rows(Model)` in its file of `tests/factories`.
"""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from django.db import models

import tests.factories
from common.access import ANONYMOUS, Reader, Scope, registered_rules
from organisations.enums import Role
from organisations.models import Unit
from organisations.selectors import reader_for
from tests.factories.common import row_makers
from tests.permissions import county
from tests.permissions.agreement import disagreements

for module in pkgutil.iter_modules(tests.factories.__path__):
    importlib.import_module(f"tests.factories.{module.name}")

UNITS = 4


def readers() -> Iterator[Reader]:
    yield ANONYMOUS
    for user in get_user_model().objects.all():
        yield reader_for(user)
        yield Reader(user.pk)
    for path in Unit.objects.values_list("path", flat=True)[:UNITS]:
        for role in Role:
            yield Reader(None, frozenset({Scope(role, path)}))


@pytest.mark.django_db
@pytest.mark.parametrize("model", registered_rules(), ids=lambda model: model._meta.label)
def test_check_filter_and_tokens_agree(model: type[models.Model]) -> None:
    county.build()
    if model in row_makers:
        row_makers[model]()
    assert model._default_manager.count() > 1, "Add rows of this model, see the head of this file."
    assert disagreements(registered_rules()[model], model, readers()) == []
