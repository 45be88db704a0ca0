"""A market of its own in a temporary folder, with the service running on it."""

import os
import re
import socket
import subprocess
import tempfile
import time
import urllib.request


class Service:
    """Use as `with Service(program) as service`; the market is gone afterwards."""

    def __init__(self, program):
        self.program = program

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="techmarket-browser-")
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith("TECHMARKET_")
        } | {"TECHMARKET_DB": os.path.join(self.folder.name, "market.sqlite"), "TECHMARKET_LANG": "zh"}
        try:
            self.run("seed", "load")
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def run(self, *arguments, text=""):
        """Runs the command line on the market, and answers what it printed."""
        done = subprocess.run(
            [self.program, *arguments], env=self.environment, input=text, capture_output=True, text=True
        )
        assert done.returncode == 0, f"techmarket {' '.join(arguments)}: {done.stderr or done.stdout}"
        return done.stdout

    def _start(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self, *options):
        """Starts the service at its address; after `stop` again."""
        self.log = os.path.join(self.folder.name, "log")
        with open(self.log, "a") as log:
            self.process = subprocess.Popen(
                [self.program, "serve", "--port", str(self.port), *options], env=self.environment, stdout=log, stderr=log
            )
        end = time.monotonic() + 60
        while not self._answers():
            assert self.process.poll() is None, f"the service ended: {self.said()}"
            assert time.monotonic() < end, f"the service does not start: {self.said()}"
            time.sleep(0.1)

    def stop(self):
        """Asks the service to stop, as an operator does; it must not need longer than it is given."""
        self.process.terminate()
        assert self.process.wait(20) == 0, f"the service ended with {self.process.returncode}: {self.said()}"

    def _answers(self):
        try:
            return urllib.request.urlopen(self.address + "/healthz", timeout=5).status == 200
        except OSError:
            return False

    def said(self):
        with open(self.log) as log:
            return log.read()

    def claim_code(self):
        """The one-time code for the first administrator, as the terminal shows it."""
        found = re.search(r"\b([0-9A-F]{4}(?:-[0-9A-F]{4}){2,})\b", self.said())
        assert found, "no claim code on the terminal"
        return found[1]

    def __exit__(self, *_):
        process = getattr(self, "process", None)
        if process and process.poll() is None:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.folder.cleanup()
