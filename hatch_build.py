"""Build hook: a wheel carries the front-end files, so an installed Larum needs no Node and no network to serve them."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class VendorHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs scripts/vendor.py before a wheel is packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        # An editable install serves the checkout's own folder, which `dev.py` fills.
        if version == "editable":
            return
        subprocess.run([sys.executable, str(Path(self.root) / "scripts" / "vendor.py")], check=True)  # noqa: S603 - our own script
