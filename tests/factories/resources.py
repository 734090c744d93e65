"""A county with a register of resources: entries in every state, made by the verbs."""

import datetime as dt
from typing import Any

from exchange.enums import ResourceState
from exchange.models import Audience, Resource
from exchange.services import resources as verbs
from exchange.services.resource_facts import Facts
from exchange.services.resource_moves import expire_resources
from organisations.models import Unit
from tests.factories.common import makes_rows
from tests.factories.exchange import ServiceCounty

LAST_DAY = dt.date(2999, 12, 31)


class ResourceCounty(ServiceCounty):
    def facts(self, name: str, **changes: Any) -> Facts:
        given = {"kind": "talent", "category": self.heating, "contact_name": "陆建新", "contact_phone": "13800138000"}
        return Facts(**{"name": name, **given, **changes})

    def filed(self, name: str = "防范诈骗宣讲员", unit: Unit | None = None, **changes: Any) -> Resource:
        actor = self.helper if unit in (None, self.station) else self.dispatcher
        return verbs.resource_file(unit=unit or self.station, actor=actor, facts=self.facts(name, **changes))

    def listed(self, name: str = "防范诈骗宣讲员", **changes: Any) -> Resource:
        resource = self.filed(name, **changes)
        actor = resource.filed_by
        verbs.resource_submit(resource=resource, actor=actor)
        return verbs.resource_list(resource=resource, actor=self.director)

    def resource_in(self, state: ResourceState, name: str = "防范诈骗宣讲员", **changes: Any) -> Resource:
        if state in (ResourceState.DRAFT, ResourceState.IN_REVIEW):
            resource = self.filed(name, **changes)
            if state == ResourceState.IN_REVIEW:
                verbs.resource_submit(resource=resource, actor=self.helper)
            return Resource.objects.get(pk=resource.pk)
        resource = self.listed(name, **changes)
        if state == ResourceState.SUSPENDED:
            verbs.resource_suspend(resource=resource, actor=self.director, reason="设备检修")
        if state == ResourceState.WITHDRAWN:
            verbs.resource_withdraw(resource=resource, actor=self.helper, reason="不再提供")
        if state == ResourceState.EXPIRED:
            Resource.objects.filter(pk=resource.pk).update(
                valid_from=dt.date(2020, 1, 1), valid_to=dt.date(2020, 12, 31)
            )
            expire_resources()
        return Resource.objects.get(pk=resource.pk)


@makes_rows(Resource)
def resource_rows() -> list[Resource]:
    county = ResourceCounty()
    shared = county.filed("凤凰书场", unit=county.other_station, kind="venue", sharing_units=[county.station])
    return [shared, *(county.resource_in(state, f"资源{state}") for state in ResourceState)]


@makes_rows(Audience)
def audience_rows() -> list[Audience]:
    return [Audience.objects.create(name=name) for name in ("老年人", "未成年人")]
