// What the installed package is tried with: a client that knows nothing of wxkit uploads to the sandbox, and so does the command.
"use strict";

const assert = require("node:assert");
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const { sandbox } = require("wxkit");

const PICTURE = Buffer.from("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x02\x08\x06\0\0\0", "latin1");

(async () => {
  const wechat = await sandbox();
  try {
    const ask = async (path, body) => (await fetch(wechat.baseUrl + path, body && { method: "POST", body })).json();
    const { appid, secret } = wechat.info;
    const { access_token } = await ask(`/cgi-bin/token?grant_type=client_credential&appid=${appid}&secret=${secret}`);
    const form = new FormData();
    form.append("media", new Blob([PICTURE], { type: "image/png" }), "茶.png");
    const reply = await ask(`/cgi-bin/media/uploadimg?access_token=${access_token}`, form);
    assert(reply.url.startsWith("http"), JSON.stringify(reply));

    fs.writeFileSync("茶.png", PICTURE);
    const args = ["--offline", "wxkit", "official", "media", "image", "茶.png", "--json"];
    const told = execFileSync("npx", args, { env: { ...process.env, ...wechat.env } });
    assert(JSON.parse(told).url.startsWith("http"), String(told));
  } finally {
    await wechat.close();
  }
  console.log("the npm package works");
})();
