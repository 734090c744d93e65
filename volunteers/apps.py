from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    name = "volunteers"

    def ready(self) -> None:
        from common.access import register_rule
        from volunteers import models, rules

        register_rule(models.Team, rules.READ_TEAM)
        register_rule(models.TeamMember, rules.READ_MEMBER)
        register_rule(models.Vehicle, rules.READ_VEHICLE)
