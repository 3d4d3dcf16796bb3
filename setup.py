"""What setup.cfg cannot say: the wheel carries corpus/manifest.csv, which lies outside the package.

A second copy inside the package could drift, so the build makes it.
"""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

MANIFEST = ("corpus/manifest.csv", "extractor/corpus/data/manifest.csv")


class Build(build_py):
    def run(self) -> None:
        super().run()
        if not self.editable_mode:  # an editable install reads the checkout's own
            source, place = MANIFEST
            target = Path(self.build_lib, place)
            self.mkpath(str(target.parent))
            self.copy_file(source, str(target))


setup(cmdclass={"build_py": Build})
