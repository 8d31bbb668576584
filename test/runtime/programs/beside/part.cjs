const { readFileSync } = require("node:fs");

exports.bytes = readFileSync(`${__dirname}/empty.wasm`);
exports.place = __filename.split("/").slice(-2);
