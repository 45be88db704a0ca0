"""Counts what passed and what failed, and says so in plain lines."""

import contextlib
import traceback


class Report:
    def __init__(self):
        self.passed = 0
        self.failed = 0

    @contextlib.contextmanager
    def check(self, name):
        """One check: passes unless what is inside raises. The checks after it still run."""
        try:
            yield
        except Exception as error:
            self.failed += 1
            print(f"FAIL  {name}\n      {type(error).__name__}: {str(error).strip()}", flush=True)
            steps = traceback.extract_tb(error.__traceback__)
            for step in [step for step in steps if "Tests/Browser" in step.filename][1:]:
                print(f"      at {step.filename.rsplit('/', 1)[-1]}:{step.lineno}: {step.line}", flush=True)
        else:
            self.passed += 1
            print(f"ok    {name}", flush=True)

    def go_through(self, name, steps):
        """A check for each step, under the name of who takes them; later ones build on what earlier ones made."""
        for words, step in steps:
            with self.check(f"{name}: {words}" if name else words):
                step()

    def finish(self):
        """Prints the sum and answers the exit code."""
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed or not self.passed else 0
