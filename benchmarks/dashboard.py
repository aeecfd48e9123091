"""The dashboard: many who look on, a long history, and a page of a thousand tasks.

Latency is taken from the moment at which the server tells something to the moment at which a
listener in another process has read it, by one clock of one machine.
"""

# ruff: noqa: PLC0415  # what is measured is imported where it is: the server is one of its own

import asyncio
import contextlib
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

TOKEN = "a-token-of-a-benchmark-0123456789"  # noqa: S105  # nobody else's


@dataclass(frozen=True)
class Flow:
    """What came of telling: latencies in seconds, lost messages, memory in MB."""

    latencies: tuple[float, ...]
    lost: int
    resyncs: int
    memory: float
    cpu: float

    def percentile(self, part: float) -> float:
        """The latency that this part of all are not above, in milliseconds."""
        ordered = sorted(self.latencies)
        return 1e3 * ordered[min(len(ordered) - 1, int(len(ordered) * part))]


async def _serve(state: Path, rate: float, size: int) -> None:
    """A dashboard that tells something so many times a second, and its memory at the end."""
    from orchestrator_engine.dashboard.app import FREE, Dashboard
    from orchestrator_engine.dashboard.guard import Guard
    from orchestrator_engine.dashboard.process import Server, bind, config
    from orchestrator_engine.dashboard.token import Gate

    dashboard = Dashboard(state)
    bound = bind(0)
    port = bound.getsockname()[1]
    app: Any = dashboard.app
    guard = Guard(app, port=port, gate=Gate(TOKEN), free=FREE, shell=dashboard.shell)
    server = Server(config(guard))
    print(port, flush=True)

    async def tell() -> None:
        number, began = 0, 0.0
        while True:
            if dashboard.desk.clients == 0:
                await asyncio.sleep(0.05)
                began = 0.0
                continue
            began = began or time.monotonic()
            number += 1
            data = {"told": time.time(), "text": "x" * size}
            dashboard.desk.hub.publish("task_start", "a-run", time.time(), data)
            due = began + number / rate
            await asyncio.sleep(max(due - time.monotonic(), 0))

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(dashboard.desk.follow())
        tasks.create_task(tell())
        await server.serve(sockets=[bound])


@contextmanager
def telling(rate: float, size: int) -> Generator[tuple[int, psutil.Process]]:
    """A process that tells so much; its port and itself."""
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.dashboard", "serve", folder, str(rate), str(size)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).resolve().parents[1],
        )
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline()), psutil.Process(process.pid)
        finally:
            process.kill()
            process.wait()
            assert process.stdout is not None
            process.stdout.close()


async def listen(
    port: int, own: psutil.Process, *, clients: int, stalled: int, seconds: float
) -> Flow:
    """So many listen for so long, of whom some stop reading at once."""
    from websockets.asyncio.client import connect
    from websockets.typing import Subprotocol

    latencies: list[float] = []
    lost = resyncs = 0
    protocols = [Subprotocol("orch.v1"), Subprotocol(f"orch.token.{TOKEN}")]

    async def one(*, reads: bool) -> None:
        nonlocal lost, resyncs
        url = f"ws://127.0.0.1:{port}/ws"
        async with connect(
            url, subprotocols=protocols, compression=None, max_queue=None if reads else 1
        ) as listener:
            await listener.send('{"type": "hello"}')
            if not reads:
                listener.transport.pause_reading()
                await asyncio.sleep(seconds)
                listener.transport.abort()
                return
            last: int | None = None
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                events = json.loads(await listener.recv())["events"]
                now = time.time()
                for event in events:
                    if event["type"] == "resync":
                        resyncs += 1
                    elif event["type"] == "task_start":
                        if last is not None:
                            lost += event["seq"] - last - 1
                        last = event["seq"]
                        latencies.append(now - event["data"]["told"])

    cpu = own.cpu_times()
    async with asyncio.TaskGroup() as tasks:
        for number in range(clients):
            tasks.create_task(one(reads=number >= stalled))
            await asyncio.sleep(0.01)
        await asyncio.sleep(seconds * 0.8)
        memory = own.memory_info().rss / 1e6
        after = own.cpu_times()
    used = after.user + after.system - cpu.user - cpu.system
    return Flow(tuple(latencies), lost, resyncs, memory, used)


def flow(clients: int = 100, stalled: int = 10, rate: float = 100, seconds: float = 20) -> Flow:
    """R22: all of that at once."""
    with telling(rate, 300) as (port, own):
        return asyncio.run(listen(port, own, clients=clients, stalled=stalled, seconds=seconds))


def history(
    runs: int = 1_000, events: int = 100
) -> tuple[list[float], list[float], tuple[float, float]]:
    """R23: seconds that `/state` and `/history` take with so many runs, and the first `/state`.

    The first of a process: where nobody ever looked at the runs, and where somebody has.
    """
    from orchestrator_engine import events as e
    from orchestrator_engine.plan import Phase, Plan, PlannedItem, Task
    from support.dashboard_stories import Teller
    from support.dashboards import TOKEN as OWN
    from support.dashboards import served

    items = (PlannedItem("I", "I", "An item", "- [ ] An item", (), 1),)
    phase = Phase("P1", "All", (Task("T1", "An item", ("I",), ()),), ())
    plan = Plan("A run of before", "build", ("it is a spec",), items, (phase,), ())
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state"
        for number in range(runs):
            story = Teller(state, f"20261101-{number:06d}-aaaa", plan, at=1.7e9 + number)
            more = [e.WorkerTookOver(number, "0.1.0") for _ in range(events - 4)]
            story.tell(*more, e.RunEnded("completed", "")).close()
        with served(state) as there:
            headers = {"Authorization": f"Bearer {OWN}"}

            def ask(path: str) -> float:
                began = time.perf_counter()
                httpx.get(there.url + path, headers=headers, timeout=120).raise_for_status()
                return time.perf_counter() - began

            first = ask("/state")
            ask("/history")
            often = [ask("/state") for _ in range(30)], [ask("/history") for _ in range(30)]
        with served(state) as there:
            return *often, (first, ask("/state"))


_WATCH = """
new MutationObserver((_, watcher) => {
  if (document.querySelector('.task')) { window.usable = performance.now(); watcher.disconnect(); }
}).observe(document, {childList: true, subtree: true});
"""


def page(tasks: int = 1_000, times: int = 7) -> list[float]:
    """Seconds from the first byte of the page until the tasks of a large run can be used."""
    from support import browsers
    from support.dashboard_stories import driven, large
    from support.dashboards import served

    found: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state"
        state.mkdir(mode=0o700)
        story = large(state, time.time() - 5_000, tasks)
        with driven(story), served(state) as there, browsers.browser() as chromium:
            for _ in range(times):
                with browsers.context(chromium) as made:
                    shown = made.new_page()
                    shown.add_init_script(_WATCH)
                    shown.goto(f"{there.link}&run={story.folder.id}")
                    shown.wait_for_selector(".task")
                    first = "performance.getEntriesByType('navigation')[0].responseStart"
                    found.append(shown.evaluate(f"(window.usable - {first}) / 1000"))
        story.close()
    return found


def _ms(seconds: float) -> str:
    return f"{seconds * 1e3:.1f} ms"


def main() -> None:
    """Measure, and print."""
    sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
    told = flow()
    print("\nDashboard: 100 listeners, 10 of them stalled, 100 events a second, 20 s\n")
    print(f"  latency p50 {told.percentile(0.5):.1f} ms, p99 {told.percentile(0.99):.1f} ms")
    print(f"  delivered {len(told.latencies)}, lost {told.lost}, resyncs {told.resyncs}")
    print(f"  memory {told.memory:.0f} MB, processor {told.cpu:.1f} s")
    state, runs, first = history()
    print("\nDashboard: 1,000 runs, 100,000 events\n")
    for name, each in (("/state", state), ("/history", runs)):
        print(f"  {name} median {_ms(statistics.median(each))}, worst {_ms(max(each))}")
    new, known = first
    print(f"  the first /state of a process {_ms(new)}; {_ms(known)} where the runs are known")
    soon = page()
    print("\nDashboard: a run of 1,000 tasks can be used after the first byte of the page\n")
    print(f"  median {statistics.median(soon) * 1e3:.0f} ms, worst {max(soon) * 1e3:.0f} ms")


if __name__ == "__main__" and sys.argv[1:2] == ["serve"]:
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(Path(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])))
