import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path/posix";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { codeOf, importsOf, lineAt } from "./support/source.js";

/** A folder imports from lower floors only, never from a neighbour on its own floor. */
const floors = {
  8: ["testing"],
  7: ["cli"],
  6: ["tui", "reports"],
  5: ["hunt", "playback", "histories", "arbitraries", "maelstrom"],
  4: ["simulation"],
  3: ["scenario"],
  2: ["protocols", "services", "runtime", "faults", "checks"],
  1: ["network", "node", "objects", "crdt"],
  0: ["kernel", "clocks"],
} as const;

/** From this floor on there is an outside: files, real time, a console. */
const outside = 6;

/** What users import. They may import from any floor, and nobody imports them but who loads scenarios. */
const entries = ["src/index.ts", "src/fast-check.ts", "src/vitest.ts"];

/** Packages that not every user has, and where they are needed: only the entries may reach that. */
const optional: Readonly<Record<string, string>> = { "fast-check": "src/arbitraries/", vitest: "src/vitest.ts" };
const apart = ["arbitraries", "testing"];

/** Folders whose parts nobody imports but `index.ts`: a new one is one file and one line. */
const particular = ["protocols", "services"];

/** The files below the outside that know of Node, its event loop and its globals. */
const knowNode = ["src/runtime/", "src/node/microtasks.ts", "src/node/event-guard.ts"];

/** Where promises are made and awaited: by those who play runs, and by and for programs. */
const mayBeAsync = [
  ...knowNode,
  "src/node/program-context.ts",
  "src/simulation/play.ts",
  "src/simulation/run.ts",
  "src/simulation/verify.ts",
  "src/hunt/",
  "src/playback/record.ts",
  "src/protocols/",
  "src/services/",
];

interface Source {
  /** From the root of the project, as in `src/kernel/time.ts`. */
  readonly path: string;
  readonly text: string;
}

interface Rule {
  /** Finds, in code without comments and strings, what must not be there. */
  find(code: string): { readonly position: number; readonly what: string }[];
  readonly exceptions: readonly string[];
}

const exactMath = new Set(
  "abs ceil floor round trunc sign max min sqrt fround imul clz32 E LN2 LN10 LOG2E LOG10E PI SQRT1_2 SQRT2".split(" "),
);

const rules: readonly Rule[] = [
  { find: nodeProcess, exceptions: knowNode },
  {
    find: (code) => words(code, /(?<![.\w$])(?:console|globalThis|Intl|WeakRef|FinalizationRegistry|eval)\b(?!\s*:)/g),
    exceptions: knowNode,
  },
  { find: (code) => words(code, /(?<![.\w$])(?<!\binstanceof\s+)Date\b(?!\s*:)/g), exceptions: knowNode },
  { find: (code) => words(code, /(?<![.\w$])(?:performance|crypto)\s*\??\.\s*\w+/g), exceptions: knowNode },
  {
    find: (code) =>
      words(code, /(?<![.\w$])(?:(?:set|clear)(?:Timeout|Interval|Immediate)|queueMicrotask|require)\b(?!\s*:)/g),
    exceptions: knowNode,
  },
  { find: (code) => words(code, /\.\s*(?:toLocale\w+|localeCompare)\b/g), exceptions: [] },
  { find: inexactMath, exceptions: [] },
  { find: powers, exceptions: [] },
  {
    find: (code) =>
      words(
        code,
        /(?<![.\w$])(?:async\b(?=\s*(?:function\b|\(|<|\*|\[|[\w$]+\s*(?:[(<]|=>)))|await\b(?!\s*:)|new\s+Promise\b|Promise\s*\.)|\.\s*then\s*\(/g,
      ),
    exceptions: mayBeAsync,
  },
];

function words(code: string, pattern: RegExp): { position: number; what: string }[] {
  return [...code.matchAll(pattern)].map((match) => ({
    position: match.index,
    what: match[0].replace(/\s+/g, " ").trim(),
  }));
}

/** Members of Node's `process`; a node's own process, which is bound in its file, has none of these. */
const processMembers = new Set<string>();
for (
  let object: object | null = process;
  object !== null && object !== Object.prototype;
  object = Object.getPrototypeOf(object)
) {
  for (const name of Object.getOwnPropertyNames(object)) if (name !== "constructor") processMembers.add(name);
}

function nodeProcess(code: string): { position: number; what: string }[] {
  const members = [...code.matchAll(/(?<![.\w$])process\s*(?:\??\.\s*(\w+)|(\[))/g)]
    .filter(([, member]) => member === undefined || processMembers.has(member))
    .map((match) => ({ position: match.index, what: match[0] }));
  const isBound = /\b(?:const|let|var|function)\s+process\b|[({,]\s*process\s*[,:})=]/.test(code);
  return isBound ? members : words(code, /(?<![.\w$])process\b(?!\s*:)(?:\s*\??\.\s*\w+)?/g);
}

function inexactMath(code: string): { position: number; what: string }[] {
  return [...code.matchAll(/(?<![.\w$])Math\b(?:\s*\.\s*(\w+))?/g)]
    .filter(([, member]) => member === undefined || !exactMath.has(member))
    .map((match) => ({ position: match.index, what: match[0] }));
}

/** A power is exact on every engine when it is one of two literals that makes an exact integer, or a power of two. */
function powers(code: string): { position: number; what: string }[] {
  const found: { position: number; what: string }[] = [];
  for (const match of code.matchAll(/([\w$.)\]]*)\s*\*\*(=?)\s*(-?[\w$.([!+~]*)/g)) {
    const [text, left, assigns, right] = match as unknown as [string, string, string, string];
    const [base, exponent] = [
      Number(left.replaceAll("_", "") || Number.NaN),
      Number(right.replaceAll("_", "") || Number.NaN),
    ];
    const isExact = base === 2 ? Number.isInteger(exponent) : exponent >= 0 && Number.isSafeInteger(base ** exponent);
    if (assigns !== "" || !isExact) found.push({ position: match.index, what: text.trim() });
  }
  return found;
}

function folderOf(path: string): string {
  return path.split("/")[1] as string;
}

function floorOf(folder: string): number {
  return Number(
    Object.entries(floors).find(([, folders]) => (folders as readonly string[]).includes(folder))?.[0] ?? -1,
  );
}

/** What breaks the rules in these files, one line each. */
function violations(sources: readonly Source[], dependencies: readonly string[]): string[] {
  const found = sources.flatMap((source) => [...importViolations(source, dependencies), ...wordViolations(source)]);
  return [...found, ...wrapViolations(sources, dependencies)];
}

function importViolations({ path, text }: Source, dependencies: readonly string[]): string[] {
  if (entries.includes(path)) return [];
  const folder = folderOf(path);
  const floor = floorOf(folder);
  if (floor < 0) return [`${path}: belongs to no floor`];
  return importsOf(text).flatMap(({ specifier, line }) => {
    const refuse = (why: string) => [`${path}:${line}: imports "${specifier}", ${why}`];
    if (specifier.startsWith("node:")) {
      const mayKnow = floor >= outside || knowNode.some((allowed) => path.startsWith(allowed));
      return mayKnow ? [] : refuse("but only the outside knows Node");
    }
    const place = optional[packageOf(specifier)];
    if (place !== undefined) return path.startsWith(place) ? [] : refuse(`which only ${place} may need`);
    if (!specifier.startsWith(".")) {
      return dependencies.includes(packageOf(specifier)) ? [] : refuse("which is no dependency");
    }
    const target = normalize(join(dirname(path), specifier));
    if (!target.startsWith("src/")) return refuse("which lies outside of src");
    // Who loads scenarios hands them the whole interface.
    if (target === "src/index.js" && folder === "cli") return [];
    const targetFolder = folderOf(target);
    const targetFloor = floorOf(targetFolder);
    if (targetFloor < 0) return refuse("which is on no floor");
    if (targetFolder === folder) return [];
    if (apart.includes(targetFolder)) return refuse("but only an entry may need what is optional");
    if (targetFloor > floor) return refuse(`which is above (${targetFolder} ${targetFloor}, ${folder} ${floor})`);
    if (targetFloor === floor) return refuse(`which is a neighbour on floor ${floor}`);
    if (particular.includes(targetFolder)) return refuse(`but only index.ts imports particular ${targetFolder}`);
    return [];
  });
}

function wordViolations({ path, text }: Source): string[] {
  if (entries.includes(path) || floorOf(folderOf(path)) >= outside) return [];
  const code = codeOf(text);
  return rules.flatMap(({ find, exceptions }) =>
    exceptions.some((allowed) => path.startsWith(allowed))
      ? []
      : find(code).map(({ position, what }) => `${path}:${lineAt(text, position)}: says "${what}"`),
  );
}

/** Each dependency is imported by one file, which wraps it. */
function wrapViolations(sources: readonly Source[], dependencies: readonly string[]): string[] {
  return dependencies.flatMap((dependency) => {
    const importers = sources.flatMap(({ path, text }) => {
      const first = importsOf(text).find(({ specifier }) => packageOf(specifier) === dependency);
      return first === undefined ? [] : [`${path}:${first.line}`];
    });
    const [, ...others] = importers;
    return others.map((place) => `${place}: imports "${dependency}", as ${importers[0]} does already`);
  });
}

/** The package of a specifier: `yargs` of `yargs/helpers`. */
function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

const root = fileURLToPath(new URL("..", import.meta.url));

function projectSources(): Source[] {
  return readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .map((path) => `src/${path.replaceAll("\\", "/")}`)
    .filter((path) => /\.tsx?$/.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

describe("the architecture", () => {
  test("holds: imports go down, the engine knows no outside, and each dependency is wrapped by one file", () => {
    const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const sources = projectSources();
    expect(sources.length).toBeGreaterThan(20);
    expect(Object.keys(peerDependencies)).toEqual(Object.keys(optional));
    expect(violations(sources, Object.keys({ ...dependencies, ...peerDependencies }))).toEqual([]);
  });
});

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: the samples are code
describe("the architecture test", () => {
  const in_ = (path: string, text: string) => violations([{ path, text }], ["seedrandom", "@scope/pack"]);

  test.each<[path: string, text: string, found: string]>([
    [
      "src/kernel/a.ts",
      'import { x } from "../node/b.js";',
      'src/kernel/a.ts:1: imports "../node/b.js", which is above (node 1, kernel 0)',
    ],
    [
      "src/kernel/a.ts",
      '\n\nimport type { x } from "../clocks/b.js";',
      'src/kernel/a.ts:3: imports "../clocks/b.js", which is a neighbour on floor 0',
    ],
    [
      "src/node/a.ts",
      'export * from "../network/b.js";',
      'src/node/a.ts:1: imports "../network/b.js", which is a neighbour on floor 1',
    ],
    [
      "src/checks/a/b.ts",
      'import {\n  x,\n} from "../../faults/c.js";',
      'src/checks/a/b.ts:3: imports "../../faults/c.js", which is a neighbour on floor 2',
    ],
    [
      "src/scenario/a.ts",
      'const x = await import("../hunt/b.js");',
      'src/scenario/a.ts:1: imports "../hunt/b.js", which is above (hunt 5, scenario 3)',
    ],
    [
      "src/node/a.ts",
      'type X = import("../cli/b.js").X;',
      'src/node/a.ts:1: imports "../cli/b.js", which is above (cli 7, node 1)',
    ],
    [
      "src/tui/a.tsx",
      'import x from "../reports/b.js";',
      'src/tui/a.tsx:1: imports "../reports/b.js", which is a neighbour on floor 6',
    ],
    [
      "src/hunt/a.ts",
      'import { raft } from "../protocols/raft.js";',
      'src/hunt/a.ts:1: imports "../protocols/raft.js", but only index.ts imports particular protocols',
    ],
    [
      "src/hunt/a.ts",
      'import { x } from "../index.js";',
      'src/hunt/a.ts:1: imports "../index.js", which is on no floor',
    ],
    [
      "src/hunt/a.ts",
      'import "../../test/a.js";',
      'src/hunt/a.ts:1: imports "../../test/a.js", which lies outside of src',
    ],
    [
      "src/hunt/a.ts",
      'import fc from "fast-check";',
      'src/hunt/a.ts:1: imports "fast-check", which only src/arbitraries/ may need',
    ],
    [
      "src/cli/a.ts",
      'import { seeds } from "../arbitraries/b.js";',
      'src/cli/a.ts:1: imports "../arbitraries/b.js", but only an entry may need what is optional',
    ],
    [
      "src/testing/a.ts",
      'import { simTest } from "../vitest.js";',
      'src/testing/a.ts:1: imports "../vitest.js", which is on no floor',
    ],
    ["src/util/a.ts", "", "src/util/a.ts: belongs to no floor"],
    ["src/a.ts", "", "src/a.ts: belongs to no floor"],
    [
      "src/simulation/a.ts",
      'import { readFileSync } from "node:fs";',
      'src/simulation/a.ts:1: imports "node:fs", but only the outside knows Node',
    ],
    ["src/simulation/a.ts", 'import fs from "fs";', 'src/simulation/a.ts:1: imports "fs", which is no dependency'],
    ["src/cli/a.ts", 'import x from "left-pad/sub";', 'src/cli/a.ts:1: imports "left-pad/sub", which is no dependency'],
    ["src/node/a.ts", "const { x } = 1 as never;\nprocess.exit(1);", 'src/node/a.ts:2: says "process.exit"'],
    ["src/node/a.ts", "const p = process;", 'src/node/a.ts:1: says "process"'],
    [
      "src/node/a.ts",
      "function f(process: Process) {\n  process.kind;\n  return process.env;\n}",
      'src/node/a.ts:3: says "process.env"',
    ],
    ["src/node/a.ts", "console.log(1);", 'src/node/a.ts:1: says "console"'],
    ["src/node/a.ts", "globalThis.x = 1;", 'src/node/a.ts:1: says "globalThis"'],
    ["src/node/a.ts", "x = new Date();", 'src/node/a.ts:1: says "Date"'],
    ["src/node/a.ts", "x = `now ${Date.now()} then`;", 'src/node/a.ts:1: says "Date"'],
    ["src/node/a.ts", "x = performance.now();", 'src/node/a.ts:1: says "performance.now"'],
    ["src/node/a.ts", "x = crypto.randomUUID();", 'src/node/a.ts:1: says "crypto.randomUUID"'],
    ["src/node/a.ts", "setTimeout(f, 1);", 'src/node/a.ts:1: says "setTimeout"'],
    ["src/node/a.ts", "const later = setImmediate;", 'src/node/a.ts:1: says "setImmediate"'],
    ["src/node/a.ts", "queueMicrotask(f);", 'src/node/a.ts:1: says "queueMicrotask"'],
    ["src/node/a.ts", "x = new WeakRef(y);", 'src/node/a.ts:1: says "WeakRef"'],
    ["src/node/a.ts", "x.localeCompare(y);", 'src/node/a.ts:1: says ".localeCompare"'],
    ["src/node/a.ts", "x.toLocaleString();", 'src/node/a.ts:1: says ".toLocaleString"'],
    ["src/node/a.ts", "x = new Intl.NumberFormat();", 'src/node/a.ts:1: says "Intl"'],
    ["src/node/a.ts", "x = Math.random();", 'src/node/a.ts:1: says "Math.random"'],
    ["src/node/a.ts", "x = Math.log2(y);", 'src/node/a.ts:1: says "Math.log2"'],
    ["src/node/a.ts", "const { log } = Math;", 'src/node/a.ts:1: says "Math"'],
    ["src/node/a.ts", "x = 2 ** n;", 'src/node/a.ts:1: says "2 ** n"'],
    ["src/node/a.ts", "x = (a + b) ** 2;", 'src/node/a.ts:1: says "b) ** 2"'],
    ["src/node/a.ts", "x = 10 ** -5;", 'src/node/a.ts:1: says "10 ** -5"'],
    ["src/node/a.ts", "x **= 2;", 'src/node/a.ts:1: says "x **= 2"'],
    ["src/node/a.ts", "async function f() {}", 'src/node/a.ts:1: says "async"'],
    ["src/node/a.ts", "const f = async () => 1;", 'src/node/a.ts:1: says "async"'],
    ["src/node/a.ts", "const o = { async go() {} };", 'src/node/a.ts:1: says "async"'],
    ["src/node/a.ts", "x = f().then(g);", 'src/node/a.ts:1: says ".then("'],
    ["src/node/a.ts", "return new Promise(f);", 'src/node/a.ts:1: says "new Promise"'],
    ["src/node/a.ts", "return Promise.resolve(1);", 'src/node/a.ts:1: says "Promise."'],
  ])("finds in %s: %j", (path, text, found) => {
    expect(in_(path, text)).toContain(found);
  });

  test.each<[path: string, text: string]>([
    ["src/node/a.ts", 'import { x } from "../kernel/b.js";\nimport { y } from "./b.js";\nimport z from "seedrandom";'],
    ["src/checks/a/b.ts", 'import { x } from "../c.js";\nimport { y } from "./d.js";\nimport w from "@scope/pack/x";'],
    ["src/cli/a.ts", 'import fs from "node:fs";\nconsole.log(process.env, new Date(), Math.random() ** x, await f());'],
    ["src/node/microtasks.ts", 'import { x } from "node:async_hooks";\nprocess.nextTick(f); setImmediate(g);'],
    ["src/runtime/a/b.ts", 'import vm from "node:vm";\nglobalThis.x = await process.hrtime();'],
    ["src/index.ts", 'export { raft } from "./protocols/raft.js";\nexport { run } from "./simulation/run.js";'],
    ["src/vitest.ts", 'import { test } from "vitest";\nimport { playSeeds } from "./testing/a.js";\nawait f(process);'],
    ["src/arbitraries/a.ts", 'import { integer } from "fast-check";'],
    ["src/testing/a.ts", 'import { commandFor } from "../cli/b.js";\nimport { readFileSync } from "node:fs";'],
    [
      "src/node/a.ts",
      '// import { x } from "../cli/b.js"; process.exit(Date.now());\n/* Math.random()\nconsole.log */',
    ],
    [
      "src/node/a.ts",
      "x = \"process.exit() // not a comment\"; y = 'Date.now() \\' Math.random()'; z = `console.log`;",
    ],
    ["src/node/a.ts", 'const quote = /["\'`]/; x = "await f()"; y = a / b / "Date".length;'],
    ["src/node/a.ts", "x = `outer ${ { a: `inner Date ${y} process.env` }.a } console.log`;"],
    ["src/node/a.ts", "if (x instanceof Date || x instanceof Promise) throw new TypeError();"],
    [
      "src/node/a.ts",
      "function f(process: AnyProcess): Promise<void> {\n  return process.kind === y ? process.main(cx) : this.process.env;\n}",
    ],
    ["src/node/a.ts", "interface X { readonly process: Y; readonly performance: Z; Date: never; console: string }"],
    [
      "src/node/a.ts",
      "x = cx.setTimeout(1); y = a.crypto.z; list.then; const thenable = o.then2(1); scene.console.log(1);",
    ],
    ["src/node/a.ts", "x = 2 ** 32 + 2 ** -53 + 10 ** 6 + Math.floor(Math.LN2 * Math.sqrt(y)); /** a ** b */"],
    [
      "src/node/a.ts",
      "x = { [Symbol.asyncIterator]: f }; type A = Promise<Awaited<X>>; const o = { async: true, await: false };",
    ],
    ["src/node/a.ts", 'x = Array.from("../cli/a.js"); const from = \'y\'; z = o.import("../cli/b.js");'],
    ["src/protocols/a.ts", "const main = async (cx) => { await cx.sleep(1); };"],
    ["src/kernel/a.ts", "x = a\n  / b // Date.now()\n  / c;"],
  ])("finds nothing in %s: %j", (path, text) => {
    expect(in_(path, text)).toEqual([]);
  });

  test("finds a dependency that two files import", () => {
    const sources = ["src/kernel/a.ts", "src/kernel/b.ts"].map((path) => ({
      path,
      text: '\nimport x from "seedrandom";',
    }));
    expect(violations(sources, ["seedrandom"])).toEqual([
      'src/kernel/b.ts:2: imports "seedrandom", as src/kernel/a.ts:2 does already',
    ]);
  });

  test("keeps every character of the code in its place", () => {
    const text = 'const a = "x\\"y"; // why\nconst b = `t ${a + `${1}`} u`;\nconst c = /[/"]\\//g.test(a) ? 1 : 2;\n';
    expect(codeOf(text)).toBe(
      'const a = "    ";       \nconst b = `  ${a + `${1}`}  `;\nconst c = /      /g.test(a) ? 1 : 2;\n',
    );
  });
});
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: see above
