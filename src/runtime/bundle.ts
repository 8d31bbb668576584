import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, relative, resolve } from "node:path";
import { Refusal } from "../kernel/refusal.js";
import { type BuildFailure, esbuild, type OutputFile, refuseBuild } from "./esbuild.js";
import { filesBeside, marks, placed, places } from "./places.js";

/** A program with all that it imports, but Node's own modules, as one text of a script. */
export interface Bundle {
  /** The program's file, as an absolute path. */
  readonly file: string;
  /**
   * A script whose value is a function of (exports, require, metaOf) that runs the program and returns the promise of its
   * end; `metaOf` gives what `import.meta` is in a file. Lines are those of the source map.
   */
  readonly text: string;
  /** How many characters stand before the program on the first line. */
  readonly prefixLength: number;
  readonly sourceMap: string;
  /** Whether its file is an ES module, whose code runs in a microtask. */
  readonly isModule: boolean;
  /** What its file exports. */
  readonly exports: readonly string[];
  /** What lies beside its code and is named there, to be read by it: by absolute path. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** A hash of all its code, and of these files. */
  readonly code: string;
}

/** What the function is called that a program is put into. */
export const wrapper = "__program";

/** Marks Node's modules, so that an import of one can be told from a text that looks like one. */
const mark = "NODE_BUILTIN_6d1f";

const builtins = builtinModules.filter((name) => !name.startsWith("_") && !name.includes("/"));
const marked = [...builtins, "test", "sea", "sqlite"].flatMap((name) => [
  ...(builtins.includes(name) ? [[name, `${mark}:${name}`]] : []),
  [`node:${name}`, `${mark}:${name}`],
]);

/** Puts a program into one script. Throws a `Refusal` with file, line and column if there is something wrong with it. */
export function bundleProgram(file: string): Bundle {
  if (!existsSync(file) || !statSync(file).isFile()) {
    throw new Refusal([{ path: relative(".", file), problem: "there is no such file" }]);
  }
  const { outputFiles, metafile } = build(file);
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports);
  const absent = imports.filter(({ kind, external }) => kind === "dynamic-import" && external).map(({ path }) => path);
  const [map, script] = outputFiles as OutputFile[] as [OutputFile, OutputFile];
  const output = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint !== undefined);
  const { entryPoint: entry = "", exports = [] } = output ?? {};
  const inputs = Object.keys(metafile.inputs);
  const { text, used } = placed(script.text, inputs);
  const paths = used.map(({ input, ...rest }) => ({ ...rest, path: resolve(dirname(file), input) }));
  const files = filesBeside(paths.map(({ path }) => path));
  const code = createHash("sha256").update(script.text);
  for (const bytes of Object.values(files)) code.update(bytes);
  return {
    file,
    ...wrap(text, entry, places(paths), absent),
    sourceMap: map.text,
    exports,
    isModule: metafile.inputs[entry]?.format === "esm",
    files,
    code: code.digest("hex").slice(0, 16),
  };
}

/**
 * All that a program imports. A package may ask for others that need not be there, and does without them: that finds
 * nothing when it comes to it. Whatever else is missing is refused.
 */
function build(file: string) {
  const refuse = (failure: unknown) => refuseBuild(file, failure, dirname(file));
  try {
    return buildWithout(file, []);
  } catch (failure) {
    const absent = absentOf(failure);
    if (absent.length === 0) return refuse(failure);
    const built = attempt(() => buildWithout(file, absent), refuse);
    const imports = Object.values(built.metafile.inputs).flatMap((input) => input.imports);
    const isNeeded = imports.some(({ kind, path }) => kind === "import-statement" && absent.includes(path));
    return isNeeded ? refuse(failure) : built;
  }
}

function attempt<T>(act: () => T, otherwise: (failure: unknown) => never): T {
  try {
    return act();
  } catch (failure) {
    return otherwise(failure);
  }
}

/** The packages that only packages ask for and that are not there; none if something else is wrong as well. */
function absentOf(failure: unknown): string[] {
  const { errors = [] } = failure as Partial<BuildFailure>;
  const names = errors.map(({ text, location }) =>
    /(^|\/)node_modules\//.test(location?.file ?? "")
      ? /^Could not resolve "([^./][^"]*)"$/.exec(text)?.[1]
      : undefined,
  );
  return names.includes(undefined) ? [] : [...new Set(names as string[])];
}

function buildWithout(file: string, absent: readonly string[]) {
  return esbuild().buildSync({
    entryPoints: [file],
    bundle: true,
    write: false,
    outdir: dirname(file),
    absWorkingDir: dirname(file),
    platform: "node",
    // The one format with a top-level `await`.
    format: "esm",
    target: "node20",
    charset: "utf8",
    alias: Object.fromEntries(marked),
    // A script that says in its first line what it is run by needs no ending.
    loader: { "": "js" },
    external: [`${mark}:*`, ...absent],
    define: marks,
    sourcemap: "external",
    metafile: true,
    logLevel: "silent",
    logLimit: 0,
  });
}

/**
 * Makes a function of a module: its imports of Node's modules are taken first, as they would be, and its exports can be
 * seen from the beginning. What was a line of the program stays one.
 */
function wrap(
  text: string,
  entry: string,
  begin: string,
  absent: readonly string[],
): { text: string; prefixLength: number } {
  const taken: string[] = [];
  const shown: string[] = [];
  const body = text
    .replace(
      new RegExp(`^import (?:([^;"']+) from )?"(${mark}:[^"]+)";$`, "gm"),
      (lines, names: string | undefined, from) => {
        taken.push(taking(names?.replace(/\s+/g, " "), from, taken.length));
        return lines.replace(/[^\n]/g, "");
      },
    )
    .replace(new RegExp(`^export \\* from "${mark}:[^"]+";$`, "gm"), "")
    .replace(new RegExp(`\\bimport\\("${mark}:`, "g"), `require.later("${mark}:`)
    .replace(/\bimport\(("[^"]+")\)/g, (call, name) =>
      absent.includes(JSON.parse(name)) ? `require.later(${name})` : call,
    )
    .replace(/^export default (.*);$/m, (_, value) => `__exports.default = ${value};`)
    .replace(/^export \{\n((?: {2}.*\n)*)\};$/m, (lines, names: string) => {
      shown.push(...names.split("\n").filter(Boolean).map(showing));
      return lines.replace(/[^\n]/g, "");
    })
    .replace(/^#!.*/, "")
    // The first file asks whether it is that: `require.main === module`.
    .replace(`${JSON.stringify(entry)}(exports, module) {`, (start) => `${start} require.main = module;`);
  const prefix =
    `(function ${wrapper}(__exports, require, __metaOf) { ` +
    `${begin} ${taken.join(" ")} return (async () => { Object.defineProperties(__exports, { ${shown.join(", ")} }); `;
  return { text: `${prefix}${body}\n})(); })`, prefixLength: prefix.length };
}

/** An import as a statement: `a, { b as c }` or `* as a`. */
function taking(names: string | undefined, from: string, number: number): string {
  const all = `__builtin${number}`;
  const [, byDefault, star, list] = names?.match(/^([\w$]+)?(?:, )?(?:\* as ([\w$]+))?(?:\{(.*)\})?$/) ?? [];
  return [
    `const ${all} = require("${from}");`,
    ...(byDefault === undefined ? [] : [`const ${byDefault} = ${all};`]),
    ...(star === undefined ? [] : [`const ${star} = { __proto__: null, ...${all}, default: ${all} };`]),
    ...(list === undefined
      ? []
      : [
          `const {${list.replaceAll(" as ", ": ")}} = ${/\bdefault as /.test(list) ? `{ ...${all}, default: ${all} }` : all};`,
        ]),
  ].join(" ");
}

/** An export, `a` or `a as b`, as a property that always shows its value. */
function showing(name: string): string {
  const [inside, outside] = name.replace(/,$/, "").trim().split(" as ") as [string, string | undefined];
  return `${outside ?? inside}: { enumerable: true, get: () => ${inside} }`;
}

/** The name of one of Node's modules as a program asks for it. */
export function builtinName(specifier: string): string {
  return specifier
    .replace(`${mark}:`, "")
    .replace(/^node:/, "")
    .replace(/\/$/, "");
}
