from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "organisations"

    def ready(self) -> None:
        from accounts.models import User
        from accounts.rights import register_guard
        from common.access import register_rule
        from common.audit_details import register_values
        from organisations import enums, models, rules, selectors

        for model in (models.Level, models.Unit, models.Venue, models.Pairing):
            register_rule(model, rules.OPEN)
        register_rule(models.Post, rules.READ_POST)
        register_rule(models.Delegation, rules.READ_DELEGATION)
        register_rule(User, rules.READ_USER)
        register_guard(selectors.may_manage_user)
        register_values("role", dict(enums.Role.choices))
        register_values("kind", {**dict(enums.UnitKind.choices), **dict(User.Kind.choices)})
