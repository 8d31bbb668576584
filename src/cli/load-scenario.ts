import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { createRequire, Module } from "node:module";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Refusal } from "../kernel/refusal.js";
import { bundleProgram, type Bundle as ProgramBundle } from "../runtime/bundle.js";
import { provideCode } from "../runtime/code.js";
import { esbuild, type Plugin, refuseBuild } from "../runtime/esbuild.js";
import type { ScenarioSource } from "../scenario/realise.js";
import { guardProcess } from "./process-guard.js";

/** All the code of a scenario, as one text that can be evaluated again and again, and sent to another thread. */
export interface Bundle {
  /** The scenario's file, as it was named. */
  readonly path: string;
  readonly text: string;
  /** The real programs that it names where it makes nodes of them, as far as it does so by a text. */
  readonly programs: readonly ProgramBundle[];
  /** A hash of all that code. */
  readonly code: string;
}

/** A scenario as its file has it, and a hash of all the code that it is made of. */
export interface Loaded {
  readonly source: ScenarioSource;
  readonly code: string;
}

/**
 * Loads a scenario from a TypeScript or JavaScript file, on every supported Node and without a build step. Its imports
 * of `faultline` mean the faultline that is running. Throws a `Refusal` if there is nothing to be had.
 */
export async function loadScenario(path: string): Promise<Loaded> {
  const bundle = await bundleScenario(path);
  if (bundle.programs.length > 0) guardProcess();
  return { source: await evaluateScenario(bundle), code: bundle.code };
}

/** Puts a scenario and all that it imports, but Node and faultline itself, into one text. */
export async function bundleScenario(path: string): Promise<Bundle> {
  const file = resolve(path);
  if (!existsSync(file)) refuse(path, "there is no such file");
  if (!statSync(file).isFile()) refuse(path, "this is not a file");
  const { text, folders } = await build(path, file);
  const programs = programsIn(text, folders);
  const hash = createHash("sha256").update(text.split("\n//# sourceMappingURL")[0]);
  for (const program of programs) hash.update(program.code);
  return { path, text, programs, code: hash.digest("hex").slice(0, 16) };
}

/** The programs that a scenario names, from the folder of any of its files: so that they are bundled once, and threads are given what the first one has read. */
function programsIn(text: string, folders: readonly string[]): readonly ProgramBundle[] {
  const mentions = text.matchAll(/\b(?:program\)?\(|maelstrom\)?\(\{[^}]*?\bbin: )"([^"\n]+)"/g);
  const names = [...mentions].flatMap(([, name]) => folders.map((folder) => resolve(folder, name)));
  return [...new Set(names)].filter((name) => existsSync(name)).map(bundleProgram);
}

async function build(path: string, file: string): Promise<{ text: string; folders: readonly string[] }> {
  try {
    const { outputFiles, metafile } = await esbuild().build({
      entryPoints: [file],
      bundle: true,
      write: false,
      // Where it is evaluated: from there, the source map tells where the files are.
      outfile: `${file}.js`,
      platform: "node",
      // A module of this kind can be evaluated many times over, and is forgotten afterwards.
      format: "cjs",
      target: "node20",
      define: { "import.meta.url": "__url" },
      banner: { js: `const __url = ${JSON.stringify(pathToFileURL(file).href)};` },
      sourcemap: "inline",
      metafile: true,
      logLevel: "silent",
      plugins: [runningFaultline],
    });
    const folders = [...new Set(Object.keys(metafile.inputs).map((input) => dirname(resolve(input))))];
    return { text: outputFiles[0].text, folders };
  } catch (failure) {
    return refuseBuild(path, failure);
  }
}

const runningFaultline: Plugin = {
  name: "running faultline",
  setup(build) {
    build.onResolve({ filter: /^faultline$/ }, () => ({ path: "faultline", external: true }));
  },
};

/** Whatever transpiles modules for Node compiles them through this, and Node finds their source maps by it. */
type Compilable = NodeJS.Module & { _compile(text: string, file: string): void };

/** Evaluates a bundle, with modules of its own: nothing that an earlier evaluation has left in them is seen by this one. */
export async function evaluateScenario({ path, text, programs }: Bundle): Promise<ScenarioSource> {
  const faultline = await import("../index.js");
  const file = resolve(path);
  for (const program of programs) provideCode(program);
  process.setSourceMapsEnabled(true);
  const module = new Module(file) as Compilable;
  const fromFile = createRequire(file);
  module.require = ((id: string) => (id === "faultline" ? faultline : fromFile(id))) as NodeJS.Require;
  try {
    module._compile(text, file);
  } catch (thrown) {
    if (thrown instanceof Refusal) throw thrown;
    return refuse(path, `it throws when it is loaded: ${String(thrown)}${placeOf(thrown)}`);
  }
  const { default: source } = module.exports as { readonly default?: unknown };
  if (source === undefined) refuse(path, "it has no default export: it needs `export default scenario({ … })`");
  if (typeof source !== "function" && (typeof source !== "object" || source === null))
    refuse(path, `its default export is a ${typeof source}, not a scenario`);
  return source as ScenarioSource;
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
