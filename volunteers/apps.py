from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    name = "volunteers"

    def ready(self) -> None:
        from common.access import register_rule
        from common.audit_details import register_values
        from volunteers import enums, models, rules

        register_rule(models.Team, rules.READ_TEAM)
        register_rule(models.TeamMember, rules.READ_MEMBER)
        register_rule(models.Vehicle, rules.READ_VEHICLE)
        register_values("before", dict(enums.TeamState.choices), of="volunteers.team_")
