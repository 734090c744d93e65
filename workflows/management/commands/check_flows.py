"""Compares rows and flows, and exits non-zero where they disagree."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workflows.checks import drifts


class Command(BaseCommand):
    help = "Compare work items, tasks, processes and Wagtail's states."

    def handle(self, *args: Any, **options: Any) -> None:
        found = drifts()
        for drift in found:
            self.stdout.write(f"流程 {drift.process_id}：{drift.text}")
        if found:
            raise CommandError(f"有 {len(found)} 处对不上。到后台“流程检修”里处理。")
        self.stdout.write("待办、流程和页面状态都对得上。")
