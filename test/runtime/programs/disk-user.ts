import * as fs from "node:fs";
import * as path from "node:path";

/** What became of each use of the disk, and how long it took, in milliseconds. */
export const uses: Record<string, string> = {};

async function use(name: string, action: () => unknown): Promise<void> {
  const startMs = performance.now();
  try {
    uses[name] = String(await action());
  } catch (error) {
    uses[name] = (error as NodeJS.ErrnoException).message;
  }
  uses[name] += ` after ${performance.now() - startMs} ms`;
}

const handle = await fs.promises.open("file", "w+");
await use("write", () => handle.writeFile("text"));
await use("sync", () => handle.sync());
await use("fsyncSync", () => fs.fsyncSync(handle.fd));
await use("read", () => fs.promises.readFile("/file", "utf8"));
await use("readFileSync", () => fs.readFileSync("file", "utf8"));
await use("folder", () => [process.cwd(), path.resolve("file"), path.relative("a", "/b"), fs.realpathSync("file")]);
await use("watch", () => fs.watch("/file"));
await use("open too many", () => {
  for (;;) fs.openSync("/dev/null", "r");
});
await use("classes", () => {
  const stats = fs.statSync("/file");
  const owns = [fs.readdirSync("/") instanceof Array, stats.mtime instanceof Date, fs.promises.access("/") instanceof Promise];
  return [...owns, stats.mtime.toISOString(), Object.getPrototypeOf(fs.readdirSync("/")) === Array.prototype];
});
setInterval(() => {}, 60_000);
