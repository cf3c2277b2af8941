#!/usr/bin/env node
"use strict";

const { spawnSync } = require("node:child_process");
const { binary } = require("./index.js");

const ended = spawnSync(binary, process.argv.slice(2), { stdio: "inherit" });
process.exit(ended.status ?? 1);
