"""No file names the host of a package registry or a folder of this machine: neither is true
anywhere else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# In two halves each, so that this file does not name them either.
HOSTS = (
    "pypi" + ".org",
    "files.pythonhosted" + ".org",
    "registry.npmjs" + ".org",
    "registry.yarnpkg" + ".com",
    "deb.debian" + ".org",
    "security.debian" + ".org",
)
# Folders that exist everywhere say nothing about this machine.
EVERYWHERE = {"/", "/tmp", "/home", "/usr", "/opt", "/srv", "/var", "/etc", "/mnt"}
# What the clients on this machine are set up to ask, whatever that may be.
CLIENTS = (
    ["npm", "config", "get", "registry"],
    [sys.executable, "-m", "pip", "config", "list"],
    ["apt-get", "indextargets", "--format", "$(SITE)"],
)


def main() -> int:
    """Print file, line and finding for each, and return 1 when there is one."""
    needles = sorted({*HOSTS, *_configured_hosts(), *_folders(), "file:" + "///"})
    pattern = re.compile("|".join(re.escape(needle) for needle in needles).encode(), re.IGNORECASE)
    findings = 0
    for path in _files():
        for number, line in enumerate(path.read_bytes().splitlines(), 1):
            if found := pattern.search(line):
                findings += 1
                print(
                    f"{path.relative_to(ROOT)}:{number}: {found.group().decode()}", file=sys.stderr
                )
    if not findings:
        print("addresses: fine")
    return 1 if findings else 0


def _configured_hosts() -> set[str]:
    hosts: set[str] = set()
    for command in CLIENTS:
        try:
            said = subprocess.run(
                command, capture_output=True, text=True, check=False, cwd=ROOT, timeout=60
            ).stdout
        except OSError:  # this client is not on this machine
            continue
        hosts.update(re.findall(r"https?://(?:[^/@\s]*@)?([a-z0-9.-]+\.[a-z]{2,})", said.lower()))
    return hosts


def _folders() -> set[str]:
    folders = {str(ROOT.parent), str(Path(os.environ.get("HOME") or ROOT.parent).resolve())}
    return {f"{folder}/" for folder in folders - EVERYWHERE}


def _files() -> list[Path]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(
            "addresses: this check asks git which files belong to the project, and git did not"
            " answer"
        )
    return [
        path for name in sorted(done.stdout.split("\0")) if name and (path := ROOT / name).is_file()
    ]


if __name__ == "__main__":
    sys.exit(main())
