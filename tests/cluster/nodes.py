"""Three Elasticsearch nodes that find each other on the loop-back interface, and what may happen to them."""

import os
import random
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.architecture.test_sizes import ROOT
from tests.elastic import client

SCRIPT = str(ROOT / "scripts" / "es.sh")
# For a start on a machine that is busy otherwise, and for shards to be copied.
LIMIT_SECONDS = 240


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on, below those that the system gives to outgoing connections."""
    found: list[int] = []
    while len(found) < count:
        port = random.randint(20_000, 32_000)
        with socket.socket() as tried:
            if port not in found and tried.connect_ex(("127.0.0.1", port)):
                found.append(port)
    return found


def until(holds: Callable[[], Any], what: str, seconds: float = LIMIT_SECONDS) -> Any:
    """What `holds` answers once that is true; an AssertionError when the time is over."""
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        try:
            answer = holds()
        except Exception as problem:  # a node that is not there yet
            answer, what = None, f"{what.partition(' (')[0]} ({type(problem).__name__})"
        if answer:
            return answer
        time.sleep(0.3)
    raise AssertionError(f"Waited {seconds} s: {what}")


@dataclass
class Node:
    """A server: its name, its folder, its two ports, and whether it should be running."""

    name: str
    folder: Path
    http: int
    transport: int
    up: bool = False

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.http}"


@dataclass
class Cluster:
    """Nodes made, killed and started again; every wait has a limit."""

    size: int = 3
    nodes: list[Node] = field(init=False)
    folder: Path = field(init=False)

    def __post_init__(self) -> None:
        # Short, and where the server's own user may walk.
        self.folder = Path(tempfile.mkdtemp(prefix="linli-es.", dir="/tmp"))
        self.folder.chmod(0o755)
        ports = free_ports(2 * self.size)
        self.nodes = [
            Node(f"n{number}", self.folder / f"n{number}", ports[2 * number], ports[2 * number + 1])
            for number in range(self.size)
        ]

    @property
    def hosts(self) -> str:
        return ",".join(node.address for node in self.nodes)

    @property
    def living(self) -> str:
        return ",".join(node.address for node in self.nodes if node.up)

    def start(self, nodes: Sequence[Node] | None = None) -> None:
        """Starts nodes side by side and waits until the cluster counts all that are up."""
        started = [(node, self._begin(node)) for node in nodes or self.nodes]
        for node, process in started:
            _said, problem = process.communicate(timeout=LIMIT_SECONDS)
            assert process.returncode == 0, problem
            node.up = True
        running = sum(node.up for node in self.nodes)
        until(lambda: self.health()["number_of_nodes"] == running, f"{running} nodes")

    def _begin(self, node: Node) -> "subprocess.Popen[str]":
        seeds = ",".join(f'"127.0.0.1:{other.transport}"' for other in self.nodes)
        joined = {
            "NAME": node.name,
            "CLUSTER": self.folder.name,
            "TRANSPORT_PORT": str(node.transport),
            "SEEDS": seeds,
            "MASTERS": ",".join(other.name for other in self.nodes),
        }
        command = [SCRIPT, "start", str(node.folder), str(node.http)]
        return subprocess.Popen(
            command, env={**os.environ, **joined}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def kill(self, node: Node) -> None:
        """As a power cut would."""
        self._end(node, "kill")

    def stop(self) -> None:
        for node in self.nodes:
            self._end(node, "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _end(self, node: Node, verb: str) -> None:
        node.up = False
        subprocess.run([SCRIPT, verb, str(node.folder)], check=False, timeout=60)

    def whole(self) -> None:
        """Every node is there and every shard has its copy."""
        dead = [node for node in self.nodes if not node.up]
        if dead:
            self.start(dead)
        until(lambda: self.health()["status"] == "green", "all shards in place")

    def health(self) -> dict[str, Any]:
        with self._asking() as asking:
            return dict(asking.cluster.health(timeout="1s"))

    @property
    def master(self) -> Node:
        """The node that leads now."""
        with self._asking() as asking:
            state = asking.cluster.state(metric="master_node,nodes")
        name = state["nodes"][state["master_node"]]["name"]
        return next(node for node in self.nodes if node.name == name)

    @property
    def follower(self) -> Node:
        """One that runs and does not lead."""
        master = self.master
        return next(node for node in self.nodes if node.up and node is not master)

    def _asking(self) -> Any:
        return client(self.living)
