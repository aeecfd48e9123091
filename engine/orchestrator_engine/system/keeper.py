"""Keeps one program's whole family, so that nothing of it outlives who asked for it (Linux).

    python -I -S keeper.py CONTROL HELD...        both are numbers of descriptors

It stands between the engine and the program: the program's orphans become its children, whatever
groups, sessions and environments they made for themselves (a *subreaper*, see prctl(2)). That the
kernel knows of no child any more is the proof that nothing is left. When the engine dies, the
control socket closes, and the family is ended. Descriptors that are HELD (a lock) stay open until
nothing is left.

The engine writes a job (eight bytes of length, then a marshalled tuple of arguments, folder and
environment) and later `end SECONDS`; the keeper answers in lines:

    pid N        the program runs         failed ERRNO   it could not be started
    exit CODE    it ended; negative: by that signal       left N   these many could not be ended

It imports next to nothing, and nothing of ours: it is started for every agent and every check.
"""

import ctypes
import errno
import marshal
import os
import select
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    import signal
    from collections.abc import Callable, Collection, Iterable
else:
    import _signal as signal  # `signal` itself takes 4 ms to make its enums

ORPHANED = 1.0
"""Seconds between the request to end and the end, once the engine is gone."""

LIMIT = 5.0
"""Seconds after that in which everything must be gone; more only if the kernel is stuck."""

_SET_CHILD_SUBREAPER = 36
_SET_PDEATHSIG = 1
_ROUNDS = 200


def adopt_orphans() -> None:
    """From now on what our descendants leave behind becomes our child. Linux; else nothing."""
    if sys.platform == "linux":
        _prctl(_SET_CHILD_SUBREAPER, 1)


def end_all(grace: float) -> tuple[int, int]:
    """End every child of ours and all that came of it; how many were met, how many are left."""
    return _end(lambda: descendants([os.getpid()]), _reap_all, grace)


def end_strangers(grace: float) -> tuple[int, int]:
    """End the children that we did not start, with all that came of them; answers as above.

    They are told by their session, which is not ours: they come from a program whose keeper is
    gone. What we started ourselves is in our session, keepers among it.
    """
    ours = os.getsid(0)

    def strangers() -> list[int]:
        return [
            pid for pid, (parent, sid) in _table().items() if parent == os.getpid() and sid != ours
        ]

    def reap() -> bool:
        for pid in strangers():
            try:
                os.waitpid(pid, os.WNOHANG)
            except ChildProcessError:
                continue
        return bool(strangers())

    def found() -> "Collection[int]":
        roots = strangers()
        return {*roots, *descendants(roots)}

    return _end(found, reap, grace)


def descendants(roots: "Iterable[int]") -> set[int]:
    """Everything that comes from these processes, without themselves."""
    children: dict[int, list[int]] = {}
    for pid, (parent, _) in _table().items():
        children.setdefault(parent, []).append(pid)
    found: set[int] = set()
    todo = list(roots)
    while todo:
        more = [pid for pid in children.get(todo.pop(), ()) if pid not in found]
        found.update(more)
        todo.extend(more)
    return found


def _table() -> dict[int, tuple[int, int]]:
    """Parent and session of every process."""
    table: dict[int, tuple[int, int]] = {}
    for name in os.listdir("/proc"):  # noqa: PTH208  # pathlib takes longer to import than all else
        if not name.isdecimal():
            continue
        try:
            descriptor = os.open(f"/proc/{name}/stat", os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            continue  # gone meanwhile
        try:
            # The name of a program is in brackets, and may have brackets and spaces in it.
            fields = os.read(descriptor, 4096).rpartition(b")")[2].split()
            table[int(name)] = int(fields[1]), int(fields[3])
        except (OSError, IndexError, ValueError):
            pass
        finally:
            os.close(descriptor)
    return table


def _end(
    found: "Callable[[], Collection[int]]",
    reap: "Callable[[], bool]",
    grace: float,
    wait: "Callable[[float], object]" = time.sleep,
) -> tuple[int, int]:
    """Ask to end, wait, end, until `reap` says that nobody is there."""
    start = time.monotonic()
    asked: set[int] = set()
    pause = 0.002
    while reap():
        waited = time.monotonic() - start
        if waited > grace + LIMIT:
            return len(asked), len(found())
        if waited >= grace:
            asked.update(_kill(found))
        else:
            for pid in set(found()) - asked:
                asked.add(pid)
                _tell(pid, signal.SIGTERM)
                # A stopped process cannot hear that it is asked to end.
                _tell(pid, signal.SIGCONT)
        wait(pause)
        pause = min(pause * 2, 0.05)
    return len(asked), 0


def _kill(found: "Callable[[], Collection[int]]") -> set[int]:
    """End all that is found at once: stopped first, so that none can make more meanwhile."""
    stopped: set[int] = set()
    for _ in range(_ROUNDS):
        new = set(found()) - stopped
        if not new:
            break
        for pid in new:
            _tell(pid, signal.SIGSTOP)
        stopped |= new
    for pid in found():
        _tell(pid, signal.SIGKILL)
    return stopped


def _tell(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except OSError:
        pass  # gone meanwhile, or by its rights beyond us


def _reap_all() -> bool:
    """Take note of all ended children; whether there are any left."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return False
    return True


def _prctl(option: int, value: int) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


class _Keeper:
    """One program and its family, from the job on the socket to the last zombie."""

    def __init__(self, control: int) -> None:
        self.control = control
        self.program = 0
        self.over = False
        self.grace: float | None = None
        self._said = b""
        # Signals become bytes here, and the one wait below sees all there is to see.
        self.wake, told = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(told, warn_on_full_buffer=False)
        for number in (signal.SIGCHLD, signal.SIGTERM):
            signal.signal(number, self._on_signal)
        for number in (signal.SIGINT, signal.SIGHUP, signal.SIGQUIT):
            signal.signal(number, signal.SIG_IGN)

    def _on_signal(self, number: int, _frame: object) -> None:
        if number == signal.SIGTERM:
            self.grace = ORPHANED if self.grace is None else self.grace

    def start(self) -> bool:
        """Start what the job says, and tell how that went."""
        size = int.from_bytes(self._exactly(8), "big")
        argv, folder, environment = marshal.loads(self._exactly(size))  # noqa: S302  # our engine's
        failure, failed = os.pipe2(os.O_CLOEXEC)
        us = os.getpid()
        self.program = os.fork()
        if self.program == 0:
            try:
                os.setsid()
                # Should this keeper be killed, the program goes with it; its orphans are the
                # engine's then.
                _prctl(_SET_PDEATHSIG, signal.SIGKILL)
                if os.getppid() != us:
                    os._exit(1)
                for number in (signal.SIGINT, signal.SIGHUP, signal.SIGQUIT, signal.SIGPIPE):
                    signal.signal(number, signal.SIG_DFL)
                signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
                os.chdir(folder)
                os.execvpe(argv[0], argv, environment)  # noqa: S606  # that is the job
            except OSError as error:
                os.write(failed, b"%d" % (error.errno or errno.EINVAL))
            except ValueError:
                os.write(failed, b"%d" % errno.EINVAL)  # no such words can be given to a program
            finally:
                os._exit(127)
        os.close(failed)
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            # The program's pipes are to close when the program lets them go.
            os.dup2(nothing, stream)
        problem = os.read(failure, 100)
        self._say(b"failed " + problem if problem else b"pid %d" % self.program)
        return not problem

    def keep(self) -> None:
        """Wait for the program's end, then for the word to end what is left of its family."""
        poll = select.poll()
        poll.register(self.wake, select.POLLIN)
        poll.register(self.control, select.POLLIN)
        while self.grace is None:
            self.reap()
            for descriptor, _ in poll.poll():
                if descriptor == self.wake:
                    self._awake()
                else:
                    self._listen()
        _, left = _end(lambda: descendants([os.getpid()]), self.reap, self.grace, self._wait)
        if left:
            self._say(b"left %d" % left)

    def reap(self) -> bool:
        """Take note of who ended; whether there is anybody left."""
        try:
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    return True
                if pid == self.program:
                    self._say(b"exit %d" % os.waitstatus_to_exitcode(status))
        except ChildProcessError:
            return False

    def _wait(self, seconds: float) -> None:
        if select.select([self.wake], [], [], seconds)[0]:
            self._awake()

    def _awake(self) -> None:
        try:
            while os.read(self.wake, 4096):
                pass
        except BlockingIOError:
            pass

    def _listen(self) -> None:
        try:
            data = os.read(self.control, 4096)
        except OSError:
            data = b""
        self._said += data
        if not data:
            self.grace = ORPHANED
        elif self._said.endswith(b"\n"):
            self.grace = float(self._said.split()[1])

    def _exactly(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            more = os.read(self.control, size - len(data))
            if not more:
                os._exit(1)  # the engine died before it said what to do
            data += more
        return data

    def _say(self, line: bytes) -> None:
        try:
            os.write(self.control, line + b"\n")
        except OSError:
            pass  # nobody listens any more


def main(arguments: list[str]) -> None:
    """Keep the program whose job comes over that socket."""
    for number in arguments:
        os.set_inheritable(int(number), False)  # noqa: FBT003  # so it is called
    adopt_orphans()
    keeper = _Keeper(int(arguments[0]))
    if keeper.start():
        keeper.keep()


if __name__ == "__main__":
    main(sys.argv[1:])
