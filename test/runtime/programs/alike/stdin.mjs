// A program that reads its stdin at once, as scripts do.
import { readFileSync, readSync } from "node:fs";

const two = Buffer.alloc(2);
console.log(readSync(0, two), String(two));
console.log(readFileSync(0, "utf8"));
console.log(readFileSync(0).length);
