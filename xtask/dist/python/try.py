"""What the installed package is tried with: a client that knows nothing of wxkit uploads to the sandbox, and so does the command."""

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

import wxkit

PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x02\x08\x06\0\0\0"

with wxkit.Sandbox() as sandbox:

    def ask(path: str, data: "bytes | None" = None, kind: str = "application/json") -> dict:
        request = urllib.request.Request(sandbox.base_url + path, data, {"Content-Type": kind})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    account = f"appid={sandbox.info['appid']}&secret={sandbox.info['secret']}"
    token = ask(f"/cgi-bin/token?grant_type=client_credential&{account}")["access_token"]
    head = '--tea\r\nContent-Disposition: form-data; name="media"; filename="茶.png"\r\nContent-Type: image/png\r\n\r\n'
    body = head.encode() + PICTURE + b"\r\n--tea--\r\n"
    reply = ask(f"/cgi-bin/media/uploadimg?access_token={token}", body, "multipart/form-data; boundary=tea")
    assert reply["url"].startswith("http"), reply

    with tempfile.TemporaryDirectory() as folder:
        picture = os.path.join(folder, "茶.png")
        with open(picture, "wb") as file:
            file.write(PICTURE)
        command = [str(Path(sys.executable).parent / "wxkit"), "official", "media", "image", picture, "--json"]
        told = subprocess.run(command, env={**os.environ, **sandbox.env}, check=True, stdout=subprocess.PIPE)
        assert json.loads(told.stdout)["url"].startswith("http"), told.stdout

print("the wheel works")
