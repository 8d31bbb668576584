import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";

/** Says what it has found, and writes something else in its place. */
const path = "/etc/app/settings.json";
console.log(readFileSync(path, "utf8"), readFileSync("/bytes").length);
const file = openSync(path, "w");
writeSync(file, '{"from":"the program"}');
fsyncSync(file);
closeSync(file);
setInterval(() => {}, 1000);
