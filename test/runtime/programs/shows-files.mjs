import { readdirSync, readFileSync, statSync } from "node:fs";

const names = readdirSync("public", { recursive: true });
console.log(names.filter((name) => statSync(`public/${name}`).isFile()).sort().join());
console.log(readFileSync("/etc/me.mjs", "utf8").trim().replaceAll("\n", "\\n"));
