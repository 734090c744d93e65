"""What the demo does, in order."""

from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.translation import override

from accounts.models import User
from cms.models import ContentPage
from common.access import ANONYMOUS
from common.outbox import drain
from demo import county as counties
from demo import main_job, needs, pages, resources
from demo import service as services
from demo.checks import check_public
from demo.clock import Clock
from demo.county import PASSWORD, County, roles_of
from demo.narrator import Narrator
from search.query import Query
from search.services import find
from workflows.services import content


def run(port: int) -> int:
    narrator = Narrator()
    with override("zh-hans"):
        with narrator.step("准备数据库"):
            call_command("migrate", verbosity=0, interactive=False)
            narrator.line(f"{connection.vendor}：{settings.DATABASES['default']['NAME']}")
        with narrator.step("建张家港：单位、岗位、阵地、栏目"):
            # Units and posts are older than the first need.
            with Clock(days_ago=60).running():
                county = counties.build(narrator)
            call_command("sync_rights", verbosity=0)
        with narrator.step("五份文件：导入、三审三校、公开"):
            documents = main_job.run(county, narrator)
        with narrator.step("其他页面：照同样的流程写、审、发"):
            _write_pages(county, narrator)
        with narrator.step("点单派单：人、队伍、目录、规则"):
            with Clock(days_ago=60).running():
                service = services.build(county, narrator)
            county.people |= service.people
        with narrator.step("需求从收集到评单：每条路都走到"):
            needs.run(service, narrator)
            needs.follow_up(service, narrator)
        with narrator.step("资源：登记、审核、上架"):
            resources.run(service, narrator)
        with narrator.step("进资源库"):
            narrator.line(f"发件箱送出 {_delivered()} 件")
            _fill_library(narrator)
        with narrator.step("核对：像居民一样去找"):
            check_public(documents, narrator)
        with narrator.step("核对：点单派单"):
            needs.check(service, narrator)
            resources.check(narrator)
        if not narrator.failed:
            _accounts(port, county, narrator)
    return narrator.close()


def _write_pages(county: County, narrator: Narrator) -> None:
    steps = list(pages.missing(county))
    for step in narrator.progress(steps, "写好并审完"):
        page, editor = step()
        content.submit(page, actor=county.people[editor])
        main_job.walk(page, None)
    for write, passed in list(pages.waiting(county)):
        page, editor = write()
        content.submit(page, actor=county.people[editor])
        main_job.walk(page, None, steps=passed)
    live = ContentPage.objects.live().count()
    narrator.line(f"公开的页面共 {live} 个，还有 {len(pages.read_pages()['waiting'])} 篇在路上，等您去审")


def _delivered() -> int:
    total = 0
    while delivered := drain().done:
        total += delivered
    return total


def _fill_library(narrator: Narrator) -> None:
    """The first run builds the index; later ones have kept it up to date through the outbox."""
    if find(Query(text="文明"), ANONYMOUS).degraded:
        said = StringIO()
        call_command("rebuild_search", verbosity=0, stdout=said)
        narrator.line(said.getvalue().strip().splitlines()[-1])


def _accounts(port: int, county: County, narrator: Narrator) -> None:
    narrator.title("可以进去看了")
    narrator.line(f"网站　http://localhost:{port}/")
    narrator.line(f"后台　http://localhost:{port}/admin/　（密码都是 {PASSWORD}）")
    for user in User.objects.filter(username__in=county.people).order_by("pk"):
        narrator.line(f"{user.username:<8}{user.get_full_name()}　{roles_of(user)}")
