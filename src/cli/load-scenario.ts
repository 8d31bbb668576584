import { createHash } from "node:crypto";
import { existsSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { BuildFailure, Plugin } from "esbuild";
import { Refusal } from "../kernel/refusal.js";
import type { Scenario } from "../scenario/scenario.js";

/** A scenario as its file has it, and a hash of all the code that it is made of. */
export interface Loaded {
  readonly form: Scenario;
  readonly code: string;
}

/**
 * Loads a scenario from a TypeScript or JavaScript file, on every supported Node and without a build step. Its imports
 * of `faultline` mean the faultline that is running. Throws a `Refusal` if there is nothing to be had.
 */
export async function loadScenario(path: string): Promise<Loaded> {
  const file = resolve(path);
  if (!existsSync(file)) refuse(path, "there is no such file");
  if (!statSync(file).isFile()) refuse(path, "this is not a file");
  const code = await bundle(path, file);
  const form = await importCode(path, file, code);
  return {
    form,
    code: createHash("sha256").update(code.split("\n//# sourceMappingURL")[0]).digest("hex").slice(0, 16),
  };
}

async function bundle(path: string, file: string): Promise<string> {
  const { build } = await import("esbuild");
  try {
    const { outputFiles } = await build({
      entryPoints: [file],
      bundle: true,
      write: false,
      platform: "node",
      format: "esm",
      target: "node20",
      packages: "external",
      sourcemap: "inline",
      logLevel: "silent",
      plugins: [runningFaultline],
    });
    return outputFiles[0].text;
  } catch (failure) {
    const [error] = (failure as Partial<BuildFailure>).errors ?? [];
    if (error === undefined) throw failure;
    const { location, text } = error;
    const place = location === null ? path : `${relative(".", location.file)}:${location.line}:${location.column + 1}`;
    return refuse(place, text);
  }
}

const runningFaultline: Plugin = {
  name: "running faultline",
  setup(build) {
    const index = new URL("./index.js", import.meta.url).href;
    build.onResolve({ filter: /^faultline$/ }, () => ({ path: index, external: true }));
  },
};

/** Imports code from a file beside the scenario, so that its own imports and its stack traces are right. */
async function importCode(path: string, file: string, code: string): Promise<Scenario> {
  const beside = join(dirname(file), `.${basename(file)}.${process.pid}.mjs`);
  process.setSourceMapsEnabled(true);
  let loaded: { readonly default?: unknown };
  try {
    writeFileSync(beside, code);
    loaded = await import(pathToFileURL(beside).href);
  } catch (thrown) {
    if (thrown instanceof Refusal) throw thrown;
    const { code: errno, syscall } = thrown as NodeJS.ErrnoException;
    if (syscall !== undefined) refuse(path, `a file must be written beside it for a moment, and that fails: ${errno}`);
    return refuse(path, `it throws when it is loaded: ${String(thrown)}${placeOf(thrown)}`);
  } finally {
    rmSync(beside, { force: true });
  }
  const form = loaded.default;
  if (form === undefined) refuse(path, "it has no default export: it needs `export default scenario({ … })`");
  if (typeof form !== "object" || form === null) refuse(path, `its default export is a ${typeof form}, not a scenario`);
  return form as Scenario;
}

/** Where in the user's files an error was thrown, if its stack says so. */
function placeOf(thrown: unknown): string {
  const frames = thrown instanceof Error ? (thrown.stack ?? "").split("\n") : [];
  const own = dirname(fileURLToPath(import.meta.url));
  const frame = frames.find((line) => /\.[cm]?[jt]s:\d+/.test(line) && !line.includes("node:") && !line.includes(own));
  const place = frame?.match(/(?:file:\/\/)?([^\s()]+:\d+:\d+)/)?.[1];
  return place === undefined ? "" : ` (${relative(".", place)})`;
}

function refuse(path: string, problem: string): never {
  throw new Refusal([{ path, problem }]);
}
