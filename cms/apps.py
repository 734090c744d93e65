from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"

    def ready(self) -> None:
        from cms import models, receivers, rights_receivers, rules
        from common.access import register_rule

        register_rule(models.ContentPage, rules.CONTENT_RULE)
        register_rule(models.UnitPage, rules.CONTENT_RULE)
        register_rule(models.SectionPage, rules.PUBLISHED)
        register_rule(models.HomePage, rules.PUBLISHED)
        rights_receivers.register()
        receivers.connect()
