"""A real JupyterLab in a real browser, without a screen.

`server(folder)` starts JupyterLab with settings of its own, `browser()` an
installed Chromium, and `Notebook` is one notebook in a tab. Nothing of the
person's own configuration is read or written.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "course"
STARTED_WITHIN = 60  # seconds for JupyterLab to answer
RUN_WITHIN = 180_000  # milliseconds for all cells of a notebook
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
    },
}
READY = """async () => {
  const app = window.jupyterapp;
  await app.restored;
  const widget = app.shell.currentWidget;
  await widget.context.ready;
  await widget.sessionContext.ready;
  await widget.sessionContext.session.kernel.info;
}"""


def find_chromium() -> str | None:
    """Return the path of an installed Chromium or Chrome, if there is one."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


@contextlib.contextmanager
def server(
    folder: Path, private: Path, **environ: str
) -> Iterator[tuple[str, Path]]:
    """Start JupyterLab on `folder`; yield its address and the log's path."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = private / "jupyterlab.log"
    command = [
        *(sys.executable, "-m", "jupyter", "lab", "--no-browser"),
        *("--allow-root", "--ServerApp.ip=127.0.0.1"),
        f"--ServerApp.port={port}",
        f"--IdentityProvider.token={TOKEN}",
        f"--ServerApp.root_dir={folder}",
        "--LabApp.expose_app_in_browser=True",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    with log.open("w") as out:
        process = subprocess.Popen(
            command,
            env={**os.environ, **_folders(private), **environ},
            stdout=out,
            stderr=out,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_until_up(f"{address}/api/status?token={TOKEN}", process, log)
        yield address, log
    finally:
        process.terminate()
        process.wait(20)


def _folders(private: Path) -> dict[str, str]:
    names = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    for plugin, values in SETTINGS.items():
        package, _, name = plugin.partition("/")
        path = private / "settings" / "@jupyterlab" / package
        path.mkdir(parents=True, exist_ok=True)
        (path / f"{name}.jupyterlab-settings").write_text(json.dumps(values))
    return {name: str(private / folder) for name, folder in names.items()}


def _wait_until_up(
    address: str, process: subprocess.Popen[bytes], log: Path
) -> None:
    end = time.monotonic() + STARTED_WITHIN
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()}")


class Notebook:
    """One notebook, open in a browser's tab."""

    def __init__(
        self, page: Any, address: str, name: str, folder: str = "notebooks"
    ) -> None:
        self.page = page
        self.strangers: list[str] = []
        page.on("request", self._note_stranger)
        url = f"{address}/lab/tree/{folder}/{name}?token={TOKEN}&reset"
        page.goto(url)
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
        page.evaluate(READY)

    def _note_stranger(self, request: Any) -> None:
        local = ("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:")
        if not request.url.startswith(local):
            self.strangers.append(request.url)

    def run_all(self) -> None:
        """Run all cells, as the menu does, and wait for the last one."""
        self.page.set_default_timeout(RUN_WITHIN)
        self.page.evaluate(
            "window.jupyterapp.commands.execute('notebook:run-all-cells')"
        )

    def save(self) -> None:
        """Save the notebook, as the menu and the autosave do."""
        self.page.evaluate(
            "window.jupyterapp.shell.currentWidget.context.save()"
        )

    def run_cell(self, index: int) -> None:
        """Select one cell and run it."""
        self.page.evaluate(
            """async index => {
              const app = window.jupyterapp;
              app.shell.currentWidget.content.activeCellIndex = index;
              app.shell.currentWidget.content.deselectAll();
              await app.commands.execute('notebook:run-cell');
            }""",
            index,
        )

    def source(self, index: int, text: str | None = None) -> str:
        """Return a cell's source; with `text`, replace it first."""
        found: str = self.page.evaluate(
            """([index, text]) => {
              const widget = window.jupyterapp.shell.currentWidget;
              const model = widget.content.widgets[index].model.sharedModel;
              if (text !== null) model.setSource(text);
              return model.getSource();
            }""",
            [index, text],
        )
        return found

    def index_of(self, cell_id: str) -> int:
        """Return the place of the cell with this id."""
        found: int = self.page.evaluate(
            """id => window.jupyterapp.shell.currentWidget.content.widgets
                 .findIndex(cell => cell.model.id === id)""",
            cell_id,
        )
        assert found >= 0, f"no cell {cell_id!r}"
        return found

    def output_text(self, index: int) -> str:
        """Return the text that a cell shows below itself."""
        cells = self.page.query_selector_all(".jp-Notebook .jp-Cell")
        areas = cells[index].query_selector_all(".jp-OutputArea-output")
        return "\n".join(area.inner_text() for area in areas)

    def not_run(self) -> list[int]:
        """Return the places of code cells that no kernel answered."""
        places: list[int] = self.page.evaluate(
            """() => window.jupyterapp.shell.currentWidget.content.widgets
                 .map((cell, place) => [cell.model, place])
                 .filter(([model, _]) => model.type === 'code'
                         && model.executionCount === null)
                 .map(([_, place]) => place)"""
        )
        return places

    def errors(self) -> list[str]:
        """Return the text of each output that is an error."""
        found = self.page.query_selector_all(
            ".jp-OutputArea-output.jp-mod-error,"
            "[data-mime-type='application/vnd.jupyter.stderr']"
        )
        return [each.inner_text() for each in found]

    def close(self) -> None:
        """Shut the kernel down; what was not saved is lost."""
        self.page.evaluate(
            """async () => {
              const widget = window.jupyterapp.shell.currentWidget;
              await widget.sessionContext?.shutdown(); // a picture has none
            }"""
        )
        self.page.close()
