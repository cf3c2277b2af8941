"use strict";

const { spawn } = require("node:child_process");
const path = require("node:path");
const readline = require("node:readline");

/** The path of the command. */
const binary = path.join(__dirname, process.platform === "win32" ? "wxkit.exe" : "wxkit");

/** Starts a fake WeChat; `close()` ends it. */
async function sandbox(...args) {
  const child = spawn(binary, ["sandbox", "--json", ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const lines = readline.createInterface({ input: child.stdout });
  const info = await new Promise((resolve, reject) => {
    lines.once("line", (line) => resolve(JSON.parse(line)));
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the sandbox did not start: exit status ${code}`)));
  });
  const env = Object.fromEntries(Object.entries(info).map(([key, value]) => [`WXKIT_${key.toUpperCase()}`, String(value)]));
  // A program that forgets to close it, or fails before, leaves no sandbox behind.
  const kill = () => child.kill();
  process.once("exit", kill);
  const ended = new Promise((resolve) => child.once("exit", () => resolve()));
  const close = async () => {
    process.off("exit", kill);
    kill();
    await ended;
  };
  return { baseUrl: info.base_url, info, env, close };
}

module.exports = { binary, sandbox };
