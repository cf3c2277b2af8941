"""The wxkit command, and its sandbox for tests.

    with wxkit.Sandbox() as sandbox:
        requests.get(sandbox.base_url + "/cgi-bin/token", params={...})
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Sequence

__all__ = ["Sandbox", "binary", "main"]


def binary() -> str:
    """The path of the command."""
    return str(Path(__file__).parent / ("wxkit.exe" if os.name == "nt" else "wxkit"))


class Sandbox:
    """A fake WeChat that runs until the block ends.

    `info` has all that it tells: base_url, appid, secret, corpid and so on; `env` the same as the command's variables.
    """

    base_url: str
    info: dict[str, Any]

    def __init__(self, *args: str) -> None:
        self._args: Sequence[str] = args
        self._process: subprocess.Popen[str] | None = None
        self.base_url = ""
        self.info = {}

    def __enter__(self) -> Sandbox:
        command = [binary(), "sandbox", "--json", *self._args]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the sandbox did not start: exit status {self._process.wait()}")
        self.info = json.loads(line)
        self.base_url = self.info["base_url"]
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.communicate()

    @property
    def env(self) -> dict[str, str]:
        """The variables by which the command finds this sandbox."""
        return {f"WXKIT_{key.upper()}": str(value) for key, value in self.info.items()}


def main() -> int:
    """Runs the command with the arguments of this process."""
    command = [binary(), *sys.argv[1:]]
    if os.name != "nt":
        os.execv(command[0], command)
    return subprocess.call(command)
