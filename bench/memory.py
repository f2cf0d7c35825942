"""What a process holds and takes, read from the kernel; memory peaks can be reset, so that one
download's is told apart."""

from __future__ import annotations

import os
from pathlib import Path

from bench.serve import Server

MIB = 1024.0


def resident(pid: int) -> float:
    """Return the resident memory of a process in MiB."""
    return _status(pid, "VmRSS")


def peak(pid: int) -> float:
    """Return the most it held since it started or since `forget_peak`, in MiB."""
    return _status(pid, "VmHWM")


def forget_peak(pid: int) -> None:
    """Let the peak begin anew at what is held now."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def idle(server: Server) -> dict[int, float]:
    """Return what each worker holds now, and begin their peaks anew."""
    for pid in server.workers():
        forget_peak(pid)
    return {pid: resident(pid) for pid in server.workers()}


def above(server: Server, before: dict[int, float]) -> float:
    """Return by how much the worker that grew most went above what it held before."""
    return max(peak(pid) - before.get(pid, 0.0) for pid in server.workers())


def processor_seconds(server: Server) -> float:
    """Return the processor time that the workers have taken so far."""
    ticks = 0
    for pid in server.workers():
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _status(pid: int, name: str) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / MIB
    return 0.0
