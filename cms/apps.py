from datetime import timedelta

from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"

    def ready(self) -> None:
        from cms import models, receivers, rights_receivers, rules, unit_pages
        from cms.importer import kept
        from cms.services import bare_drafts
        from common.access import register_rule
        from common.jobs import register_job
        from common.outbox import register_consumer

        register_rule(models.ContentPage, rules.CONTENT_RULE)
        register_rule(models.UnitPage, rules.CONTENT_RULE)
        register_rule(models.SectionPage, rules.PUBLISHED)
        register_rule(models.HomePage, rules.PUBLISHED)
        # Before rights and search, which follow what it does to pages: one drain brings all of them up to date.
        register_consumer(unit_pages.CONSUMER, unit_pages.EVENTS, unit_pages.handle)
        register_job(unit_pages.CONSUMER, timedelta(hours=1), unit_pages.keep_up)
        rights_receivers.register()
        receivers.connect()
        register_job("cms.bare_drafts", timedelta(days=1), bare_drafts.sweep)
        register_job("cms.kept_pictures", timedelta(days=1), kept.sweep)
