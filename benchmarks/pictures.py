"""Drawing members' photos anew: `python -m benchmarks.pictures`. As the worker does, in the limited child.

Each photo is measured in a process of its own (`python -m benchmarks.pictures FILE`), which reports the
processor time and the largest memory of the child it started.
"""

import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import pillow_heif
from PIL import Image

from benchmarks.results import record, table_of
from fetching.child import run_limited

RUNS = 3
SIZES = {12: (4000, 3000), 24: (6000, 4000), 48: (8000, 6000)}
# What telephones send, and what is the largest of its kind; none is over the 25 MB that are taken.
PHOTOS = [("JPEG", 12), ("JPEG", 48), ("PNG", 12), ("WEBP", 24), ("HEIF", 12), ("HEIF", 48)]
QUALITY = {"HEIF": 60}
# Those of community/photo_limits.py, which needs Django; time is generous here, for a slow machine.
TARGET, MEMORY_MB, SECONDS = "fetching.pictures:reencode", 512, 120.0


def photo(megapixels: int, kind: str) -> bytes:
    """Return a photo that is as hard to pack as one from a telephone: soft shapes under fine noise."""
    width, height = SIZES[megapixels]
    channels = []
    for _channel in range(3):
        soft = Image.effect_noise((width // 40, height // 40), 120).resize(
            (width, height), Image.Resampling.BICUBIC
        )
        channels.append(Image.blend(soft, Image.effect_noise((width, height), 30), 0.15))
    file = io.BytesIO()
    Image.merge("RGB", channels).save(file, kind, quality=QUALITY.get(kind, 85))
    return file.getvalue()


def measure(path: Path) -> dict[str, float]:
    """Draw one photo anew and say what the child took."""
    payload = path.read_bytes()
    began = time.monotonic()
    made = run_limited(TARGET, payload, memory_mb=MEMORY_MB, seconds=SECONDS)
    took = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "wall": time.monotonic() - began,
        "cpu": took.ru_utime + took.ru_stime,
        "peak": took.ru_maxrss / 1024,
        "made": len(made),
    }


def measured(path: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.pictures", str(path)]
    found = [
        json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout) for _run in range(RUNS)
    ]
    return {name: median(one[name] for one in found) for name in found[0]}


def main() -> None:
    pillow_heif.register_heif_opener()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for kind, megapixels in PHOTOS:
            path = Path(folder) / f"{megapixels}.{kind.lower()}"
            path.write_bytes(photo(megapixels, kind))
            found = measured(path)
            rows.append([
                f"{kind}, {megapixels} Mpx", f"{path.stat().st_size / 1e6:.1f}", f"{found['cpu']:.1f}",
                f"{found['wall']:.1f}", f"{found['peak']:.0f}", f"{found['made'] / 1e3:.0f}",
            ])  # fmt: skip
            print(rows[-1], flush=True)
    head = ["photo", "MB", "CPU s", "seconds", "peak MB", "kB of three WebP"]
    how = f"median of {RUNS} runs each, the child limited to {MEMORY_MB} MB"
    print(record("Pictures", command="python -m benchmarks.pictures", how=how, table=table_of(head, rows)))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(Path(sys.argv[1]))))
    else:
        main()
