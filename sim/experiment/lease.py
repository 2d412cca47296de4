"""Who owns a study: one process at a time, by a lock of the system and by a lease that names it.

The lease stands in `.owner`: host, process, when it began, and the time of the last heartbeat, which a
thread renews. The lock (flock) comes first: it ends with its process, so what a killed process left on this
machine is taken over at once. Where the file system has no locks, or they end at the machine's border (some
network file systems), the lease decides: its owner lives while its heartbeat is fresh and, on this machine,
its process exists. Clocks of the machines must agree well within STALE_S. Before each registration the owner
looks whether the lease is still its own: one that slept too long and was taken over registers nothing more.
Of two that take a free study in one moment, where no lock parts them, the last to write its lease has it.
Called by `sim.experiment.ownership`.
"""

from __future__ import annotations

import errno
import json
import logging
import os
import socket
import sys
import threading
import time
import uuid
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from sim.experiment.writing import BINARY
from sim.study_folders import OWNER, StoreFault

log = logging.getLogger(__name__)

BEAT_S = 10.0  # between two heartbeats
STALE_S = 60.0  # a heartbeat older than this belongs to nobody: six were missed
_TRIALS, _TRIAL_S = 50, 0.02  # of a lock whose process is gone: the system is just letting go of it
WAIT_S = 600.0  # for a study that is shared: many commits of many jobs
_WAIT_STEP_S = 0.1
_WIDTH = 512  # of a lease in its file, so that each overwrites the last whole
_BUSY = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
_NO_LOCKS = (errno.ENOSYS, errno.ENOTSUP, errno.ENOLCK)


class Busy(StoreFault):
    """Another process owns the study just now."""


@dataclass(frozen=True)
class Holder:
    """Who holds, or held, a study.

    Attributes:
        host: name of the machine, for people.
        pid: number of the process.
        machine: boot and space of process numbers, within which a number means one process at a time.
        started: when the process began, in the kernel's own count; None where the system does not tell.
        token: of this lease alone.
        locked: whether it held the system's lock too.
        heartbeat: time of the last sign of life, seconds since 1970.
    """

    host: str
    pid: int
    machine: str
    started: int | None
    token: str
    locked: bool
    heartbeat: float

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host}"

    def lives(self, locked: bool) -> bool:
        """Whether the study is still its own, asked by a process that has the system's lock, or has none."""
        if time.time() - self.heartbeat > STALE_S:
            return False
        if self.machine != _machine():
            return True
        return not (locked and self.locked) and self.exists()

    def exists(self) -> bool:
        """Whether its process, one of this machine, is there."""
        return _exists(self.pid, self.started)


class Lease:
    """A study owned by this process, until `release` or the end of the process."""

    def __init__(self, folder: Path, descriptor: int, holder: Holder) -> None:
        self._folder, self._descriptor, self._holder = folder, descriptor, holder
        # Reentrant: a forgotten store is given free by whatever thread collects it, this one's own included.
        self._writing = threading.RLock()
        self._released = threading.Event()
        threading.Thread(target=self._beat, name=f"lease of {folder.name}", daemon=True).start()

    @classmethod
    def take(cls, folder: Path) -> Lease:
        """Own a study.

        Raises:
            Busy: another process owns it; the line names it.
        """
        descriptor = os.open(folder / OWNER, os.O_RDWR | os.O_CREAT | BINARY, 0o644)
        try:
            locked = _locked(folder, descriptor)
            former = _read(folder)
            if former is not None and former.lives(locked):
                raise _busy(folder, former)
            holder = _myself(locked)
            _write(descriptor, holder)
        except BaseException:
            os.close(descriptor)
            raise
        if former is not None:
            log.warning("study %s: taken over from %s, %s", folder.name, former, _why_gone(former))
        return cls(folder, descriptor, holder)

    @classmethod
    def wait_for(cls, folder: Path) -> Lease:
        """Own a study as soon as whoever owns it has committed what he has.

        Raises:
            Busy: it was not given free within WAIT_S.
        """
        until = time.monotonic() + WAIT_S
        while True:
            try:
                return cls.take(folder)
            except Busy:
                if time.monotonic() > until:
                    raise
            time.sleep(_WAIT_STEP_S)

    def check(self) -> None:
        """Nothing may be registered by a process whose lease was taken over.

        Raises:
            StoreFault: it was, and by whom.
        """
        with self._writing:
            now = _read(self._folder)
        if now is None or now.token != self._holder.token:
            who = now or "another process, which has left again"
            raise StoreFault(
                f"study {self._folder.name} was taken over by {who}: nothing more is written here"
            )

    def release(self) -> None:
        """Leave the study. The file stays: removed, it could be locked by two, each a file of that name."""
        with self._writing:
            if self._released.is_set():
                return
            self._released.set()
            with suppress(OSError, StoreFault):
                self.check()
                os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)

    def _beat(self) -> None:
        while not self._released.wait(BEAT_S):
            with self._writing:
                if self._released.is_set():
                    return
                # What cannot be written now is written at the next beat; meanwhile the lease grows old.
                with suppress(OSError, StoreFault):
                    self.check()
                    _write(self._descriptor, replace(self._holder, heartbeat=time.time()))


def _locked(folder: Path, descriptor: int) -> bool:
    """Whether the system gave its lock; False where the file system has none.

    Raises:
        Busy: another process has it.
    """
    for _ in range(_TRIALS):
        try:
            lock_file(descriptor)
        except OSError as error:
            if error.errno in _NO_LOCKS:
                return False
            if error.errno not in _BUSY:
                raise
        else:
            return True
        if (holder := _read(folder)) is None or holder.machine != _machine() or holder.exists():
            break
        time.sleep(_TRIAL_S)
    raise _busy(folder, _read(folder))


def lock_file(descriptor: int) -> None:
    """Take the system's lock on an open file, at once or not at all.

    Raises:
        OSError: another process has it, or the file system knows no locks.
    """
    if sys.platform == "win32":
        import msvcrt

        # A byte far behind the text, which other processes must be able to read.
        os.lseek(descriptor, 1 << 30, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _busy(folder: Path, holder: Holder | None) -> Busy:
    return Busy(f"study {folder.name} is being written by {holder or 'another process'}")


def _why_gone(former: Holder) -> str:
    if (silent := time.time() - former.heartbeat) > STALE_S:
        return f"whose last sign of life is {silent:,.0f} s old"
    return "which is gone"


def _myself(locked: bool) -> Holder:
    pid = os.getpid()
    host = socket.gethostname()[:64]
    return Holder(host, pid, _machine(), _started(pid), uuid.uuid4().hex, locked, time.time())


def _read(folder: Path) -> Holder | None:
    """Who stands in the lease's file: nobody in an empty one, or in one that no process of ours wrote whole.

    The file is opened anew: only then a network file system asks its server.
    """
    try:
        return Holder(**json.loads((folder / OWNER).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def _write(descriptor: int, holder: Holder) -> None:
    data = json.dumps(asdict(holder)).ljust(_WIDTH).encode()
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.write(descriptor, data)
    os.fsync(descriptor)


def _machine() -> str:
    """This boot of this machine and, of containers, this space of process numbers; else the host's name."""
    with suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot} {Path('/proc/self/ns/pid').readlink()}"
    return socket.gethostname()[:64]


def _exists(pid: int, started: int | None) -> bool:
    """Whether a process of this machine is there, and is the one that began then."""
    if sys.platform == "win32":
        return True  # asking would end it: the heartbeat decides
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass  # somebody else's process
    return started is None or _started(pid) == started


def _started(pid: int) -> int | None:
    """When a process began, in ticks since the boot; None where /proc does not tell, or it is dead."""
    try:
        # The name, in parentheses, may hold blanks and parentheses.
        state, *rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (OSError, ValueError):
        return None
    return None if state in "ZX" else int(rest[18])
