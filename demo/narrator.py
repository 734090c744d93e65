"""Says in Chinese what the demo does, line by line, and how long it took."""

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

Thing = TypeVar("Thing")


class Narrator:
    def __init__(self) -> None:
        self.began = time.monotonic()
        self.failed: list[str] = []

    def title(self, text: str) -> None:
        print(f"\n◆ {text}", flush=True)

    def line(self, text: str) -> None:
        print(f"  · {text}", flush=True)

    def check(self, good: bool, text: str) -> None:
        """Something that must be so: a tick, or a cross that makes the demo fail."""
        print(f"  {'✓' if good else '✗'} {text}", flush=True)
        if not good:
            self.failed.append(text)

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        start = time.monotonic()
        self.title(text)
        yield
        print(f"    用时 {time.monotonic() - start:.1f} 秒", flush=True)

    def progress(self, things: list[Thing], text: str) -> Iterable[Thing]:
        """The things one by one, with a counter that stays on its line where there is a terminal."""
        for number, thing in enumerate(things, 1):
            if sys.stdout.isatty():
                print(f"\r    {text} {number}/{len(things)}", end="", flush=True)
            yield thing
        if things:
            print(f"{chr(13) if sys.stdout.isatty() else ''}    {text} {len(things)}/{len(things)}", flush=True)

    def close(self) -> int:
        """The last line, and the exit code."""
        seconds = time.monotonic() - self.began
        if self.failed:
            print(f"\n没有办成，{len(self.failed)} 处不对，用时 {seconds:.0f} 秒。", flush=True)
            return 1
        print(f"\n都办成了，用时 {seconds:.0f} 秒。", flush=True)
        return 0
