"""Somebody who writes and somebody who searches, each in a thread, while nodes come and go."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType

LIMIT_SECONDS = 180


@dataclass
class Call:
    """How long one call took, and what it failed with."""

    seconds: float
    problem: Exception | None = None


@dataclass
class Busy:
    """Calls `work` with 0, 1, 2 … until the block ends, `pause` apart, and keeps what each call did."""

    work: Callable[[int], None]
    pause: float = 0.0
    calls: list[Call] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Busy":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join(LIMIT_SECONDS)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        while not self._over.is_set():
            begun = time.monotonic()
            problem = None
            try:
                self.work(len(self.calls))
            except Exception as failed:
                problem = failed
            self.calls.append(Call(time.monotonic() - begun, problem))
            self._over.wait(self.pause)

    def more(self, count: int) -> None:
        """Waits until so many more calls have ended."""
        wanted, last = len(self.calls) + count, time.monotonic() + LIMIT_SECONDS
        while len(self.calls) < wanted:
            assert time.monotonic() < last, f"{len(self.calls)} calls, {wanted} expected"
            time.sleep(0.02)

    @property
    def problems(self) -> list[str]:
        return [f"{type(call.problem).__name__}: {call.problem}"[:200] for call in self.calls if call.problem]

    @property
    def slowest(self) -> float:
        return max(call.seconds for call in self.calls)
