"""Packs the command and its helper into a wheel: wheel.py BINARY VERSION FOLDER."""

import base64
import hashlib
import sys
import sysconfig
import zipfile
from pathlib import Path


def main(binary: str, version: str, folder: str) -> None:
    platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    tag = f"py3-none-{platform}"
    info = f"wxkit-{version}.dist-info"
    metadata = (
        f"Metadata-Version: 2.1\nName: wxkit\nVersion: {version}\nSummary: The wxkit command: publish articles and move"
        " media on WeChat.\nLicense: MIT OR Apache-2.0\nRequires-Python: >=3.9\nDescription-Content-Type: text/markdown\n\n"
    )
    top = Path(__file__).parents[3]
    metadata += (top / "README.md").read_text(encoding="utf-8")
    licences = [(f"{info}/licenses/{name}", (top / name).read_bytes(), 0o644) for name in ("LICENSE-MIT", "LICENSE-APACHE")]
    source = Path(__file__).parent / "wxkit"
    files = [(f"wxkit/{path.name}", path.read_bytes(), 0o644) for path in sorted(source.glob("*")) if path.is_file()]
    name = "wxkit/wxkit.exe" if binary.endswith(".exe") else "wxkit/wxkit"
    files += [
        (name, Path(binary).read_bytes(), 0o755),
        (f"{info}/METADATA", metadata.encode(), 0o644),
        (f"{info}/WHEEL", f"Wheel-Version: 1.0\nGenerator: wxkit\nRoot-Is-Purelib: false\nTag: {tag}\n".encode(), 0o644),
        *licences,
        (f"{info}/entry_points.txt", b"[console_scripts]\nwxkit = wxkit:main\n", 0o644),
    ]
    record = ""
    target = Path(folder) / f"wxkit-{version}-{tag}.whl"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as wheel:
        for path, content, mode in files:
            entry = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = (0o100000 | mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            wheel.writestr(entry, content)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            record += f"{path},sha256={digest},{len(content)}\n"
        wheel.writestr(f"{info}/RECORD", record + f"{info}/RECORD,,\n")
    print(target)


main(*sys.argv[1:])
