"""Foreign keys are imports that no linter sees: they must point the same way."""

from django.apps import apps
from django.db.models import Field

ORDER = ["common", "outgoing", "accounts", "media", "organisations", "volunteers", "exchange", "cms", "workflows",
         "search", "portal", "api"]  # fmt: skip


def test_foreign_keys_point_the_same_way_as_imports() -> None:
    backwards = [
        f"{field.model.__name__}.{field.name} -> {field.related_model.__name__}"
        for label in ORDER
        if apps.is_installed(label)
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if isinstance(field, Field) and field.is_relation and field.related_model
        if field.model._meta.app_label in ORDER and field.related_model._meta.app_label in ORDER
        if ORDER.index(field.related_model._meta.app_label) > ORDER.index(field.model._meta.app_label)
    ]
    assert backwards == []
