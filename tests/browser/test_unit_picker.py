"""Choosing a unit among many, as a clerk does it."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from organisations.widgets import GROUPED_FROM
from tests.factories.organisations import County, UnitFactory

pytestmark = pytest.mark.browser


def test_typing_narrows_the_list_and_keeps_the_choice(live_server: Any, page: Any, context: Any) -> None:
    county = County()
    for number in range(GROUPED_FROM):
        UnitFactory(parent=county.yangshe, name=f"第{number}站")
    county.administrator.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client = Client()
    client.force_login(county.administrator, backend="django.contrib.auth.backends.ModelBackend")
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.goto(live_server.url + reverse("posts:add"))
    units = page.locator("#id_unit")
    search = page.get_by_label("输入名称的一部分，缩小范围")
    units.select_option(label="　善港站")
    search.fill("金桥")
    assert [option.strip() for option in units.locator("option").all_inner_texts()] == ["---------", "善港站", "金桥站"]
    assert units.input_value() == str(county.shangang.pk)
    search.fill("塘桥所")  # a town brings its stations
    assert "　金桥站" in units.locator("option").all_inner_texts()
    search.press("Enter")  # does not send the form
    assert page.url.endswith(reverse("posts:add"))
    search.fill("")
    assert units.locator("option").count() == 6 + GROUPED_FROM + 1
