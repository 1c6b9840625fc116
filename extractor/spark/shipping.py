"""Settings on their way to executors, with the word lists that only the driver has.

The files of a user's folder go along as bytes, and an executor lays them down once, in the folder that Spark
gives an application on each machine and removes with it. Word lists and program must be those of the driver:
rows that depend on the machine they were found on would be worse than none.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from pyspark import SparkFiles

import extractor
from extractor.batch.settings import Settings
from extractor.errors import BatchError
from extractor.lexicon import INDICES, WEIGHTS

_PLACES = ("", WEIGHTS, INDICES)
_WAY_OUT = "install the same jucuo on the driver and on the executors"


@dataclass(frozen=True, slots=True)
class Shipment:
    """Settings as they travel: ``folders`` holds the files of each folder of word lists, by their names
    there; ``version`` is that of all word lists and ``program`` that of jucuo, on the driver."""

    settings: Settings
    folders: tuple[tuple[tuple[str, bytes], ...], ...]
    version: str
    program: str

    @classmethod
    def of(cls, settings: Settings) -> Shipment:
        """Packed on the driver. Raises `LexiconError` for word lists with mistakes."""
        version = settings.lexicon.version
        return cls(settings, tuple(map(_pack, settings.lexicons)), version, extractor.__version__)

    def unpack(self) -> Settings:
        """The settings on an executor, their folders laid down there.

        Raises `BatchError` where the word lists or the program are not those of the driver.
        """
        return _unpack(self)


def _pack(folder: Path) -> tuple[tuple[str, bytes], ...]:
    """The word lists and tables in a folder, by their names below it."""
    paths = (path for place in _PLACES for path in sorted((folder / place).glob("*.tsv")))
    return tuple((path.relative_to(folder).as_posix(), path.read_bytes()) for path in paths)


@lru_cache(maxsize=4)
def _unpack(shipment: Shipment) -> Settings:
    if shipment.program != extractor.__version__:
        raise BatchError(
            f"jucuo {extractor.__version__} on an executor is not jucuo {shipment.program} on the driver; "
            f"{_WAY_OUT}"
        )
    settings = replace(shipment.settings, lexicons=_lay_down(shipment))
    if settings.lexicon.version != shipment.version:
        raise BatchError(
            f"the word lists on an executor (version {settings.lexicon.version}) are not those on the driver "
            f"({shipment.version}); {_WAY_OUT}"
        )
    return settings


def _lay_down(shipment: Shipment) -> tuple[Path, ...]:
    """The folders on this machine, complete: whoever comes first makes them, all others find them."""
    if not shipment.folders:
        return ()
    root = Path(SparkFiles.getRootDirectory())
    place = root / f"jucuo-{shipment.version}"
    if not place.is_dir():
        draft = Path(tempfile.mkdtemp(prefix="jucuo-", dir=root))
        for number, files in enumerate(shipment.folders):
            for name, data in files:
                path = draft / str(number) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        try:
            os.replace(draft, place)  # noqa: PTH105 - of a folder
        except OSError:  # another worker was faster
            shutil.rmtree(draft, ignore_errors=True)
    return tuple(place / str(number) for number in range(len(shipment.folders)))
