// A file that is a program, if it is started, and reads what lies beside it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const isStarted = import.meta.url === pathToFileURL(process.argv[1]).href;
export const words = readFileSync(new URL("./words.txt", import.meta.url), "utf8");
const __dirname = dirname(fileURLToPath(import.meta.url));
export const again = readFileSync(join(__dirname, "words.txt"), "utf8");
export const data = createRequire(import.meta.url)("./data.json");
export const place = import.meta.url.split("/").slice(-2);
