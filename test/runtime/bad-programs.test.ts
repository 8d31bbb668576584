import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { Refusal } from "../../src/kernel/refusal.js";
import type { MachineSpec } from "../../src/node/machine-spec.js";
import { type NodeProgramOptions, program } from "../../src/runtime/program.js";
import { scenario } from "../../src/scenario/scenario.js";
import type { Report } from "../../src/simulation/report.js";
import { run } from "../../src/simulation/run.js";
import { verifyDeterminism } from "../../src/simulation/verify.js";

const folder = mkdtempSync(join(tmpdir(), "faultline-bad-"));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;

/** A program of this text in a file of its own, whose name is of no account. */
function programOf(text: string, options: NodeProgramOptions = {}, name = `${++count}.mjs`) {
  writeFileSync(join(folder, name), text);
  return program(join(folder, name), options);
}

function form(bob: ReturnType<typeof programOf>, machine: MachineSpec = {}) {
  const ann = programOf("setInterval(() => {}, 100);");
  return scenario({
    title: "bad",
    duration: "2s",
    rest: "1s",
    nodes: { ann, bob },
    machine,
    limits: { eventSeconds: 1 },
    always: { "nothing is wrong": () => true },
  });
}

const play = (text: string, machine?: MachineSpec) => run(form(programOf(text), machine), { seed: 1 });

const withoutFolders = (text: string) => text.replaceAll(/\/\S*\//g, "").replaceAll(/\b\d+\.mjs/g, "it.mjs");

function outcome({ verdict, reasons, nodes }: Report) {
  const bob = nodes.find(({ name }) => name === "bob");
  return [verdict, withoutFolders(reasons[0] ?? ""), bob?.status, withoutFolders(bob?.reason ?? "")];
}

describe("a program that has no end is ended, with node, step, instant and line", () => {
  const hangs = (where: string, step = 4, at = "0.250 s") => [
    "inconclusive",
    `limits.eventSeconds (1) was reached: one event lasts longer: bob in step ${step}, at ${at}, in ${where}`,
    "crashed",
    "it did not come to the end of a step",
  ];
  test.each<[how: string, text: string, expected: readonly unknown[]]>([
    [
      "in a loop",
      "function work() {\n  let n = 0;\n  for (;;) {\n    n += 1;\n  }\n}\nsetTimeout(work, 250);",
      hangs("work (it.mjs:4)"),
    ],
    [
      "in promises",
      "async function spin() {\n  for (;;) await null;\n}\nsetTimeout(spin, 250);",
      hangs("spin (it.mjs:2)"),
    ],
    [
      "in ticks",
      "function again() {\n  process.nextTick(again);\n}\nsetTimeout(again, 250);",
      hangs("again (it.mjs:2)"),
    ],
    [
      "in several ways at once",
      `const spin = async () => { for (;;) await null; };
       setTimeout(() => { spin(); process.nextTick(() => { for (;;); }); process.nextTick(() => { for (;;); }); for (;;); }, 250);`,
      hangs("a function (it.mjs:2)"),
    ],
    [
      "in a stream",
      `import { Readable } from "node:stream";\nconst endless = new Readable({ read() { this.push("x"); } });
       setTimeout(() => endless.on("data", () => {}), 250);`,
      hangs("read (it.mjs:2)"),
    ],
    [
      "in an expression that tries all ways",
      'setTimeout(() => /^(a+)+$/.test("a".repeat(60) + "b"), 250);',
      hangs("a function (it.mjs:1)"),
    ],
    ["as soon as it is loaded", "while (true) {}", hangs("a function (it.mjs:1)", 1, "0.000 s")],
    [
      "in immediates",
      "function again() {\n  setImmediate(again);\n}\nsetTimeout(again, 250);",
      ["inconclusive", "limits.eventsPerInstant (100000) was reached: at 250000 us bob keeps it there", "up", ""],
    ],
  ])("%s", async (_, text, expected) => {
    const [verdict, reason, ...rest] = outcome(await play(text));
    // Of the lines of a loop it is any that the thread was met in.
    const line = /\.mjs:\d+/;
    const expectedReason = String(expected[1]).replace(line, ".mjs:N");
    expect([verdict, String(reason).replace(line, ".mjs:N"), ...rest]).toEqual([
      expected[0],
      expectedReason,
      ...expected.slice(2),
    ]);
  });

  test("which leaves nothing behind: the next run in the same thread is the one that it is", async () => {
    const good = form(programOf("setInterval(() => {}, 10);"));
    const { digest, verdict } = await run(good, { seed: 1 });
    await play("const again = () => process.nextTick(again);\nsetTimeout(again, 10);");
    expect(await run(good, { seed: 1 })).toMatchObject({ digest, verdict });
    expect(verdict).toBe("passed");
  });
});

describe("a program is refused before the run, with its file and line", () => {
  test.each<[what: string, text: string, problem: RegExp]>([
    ["that is no program", "export const b = ;", /it\.mjs:1:18: Unexpected ";"$/],
    ["that imports what is not there", 'import "./nowhere.js";', /it\.mjs:1:8: Could not resolve ".\/nowhere.js"$/],
    [
      "that imports a package that is not there",
      'import "no-such-package";',
      /it\.mjs:1:8: Could not resolve "no-such-package"$/,
    ],
    [
      "with a native add-on",
      'import "./binding.node";',
      /it\.mjs:1:8: binding\.node is a native add-on, which .* cannot be simulated$/,
    ],
  ])("%s", (_, text, problem) => {
    writeFileSync(join(folder, "binding.node"), "ELF");
    const refused = () => programOf(text);
    expect(refused).toThrow(Refusal);
    try {
      refused();
    } catch (refusal) {
      expect(withoutFolders(String((refusal as Error).message))).toMatch(problem);
    }
  });

  test("that does not export its state", () => {
    expect(() => programOf("export const a = 1, b = 2;", { inspect: "c" })).toThrow(
      /^inspect: "c" is not exported by .*\.mjs, which exports a, b$/,
    );
  });
});

describe("a program that ends badly says so", () => {
  test.each<[how: string, text: string, expected: readonly unknown[], machine?: MachineSpec]>([
    ["exits at once", "process.exit(0);", ["passed", "", "stopped", "it exited with code 0"]],
    ["gives up at once", "process.exit(1);", ["passed", "", "crashed", "it exited with code 1"]],
    [
      "gives up as often as it is started",
      "process.exit(1);",
      ["passed", "", "crashed", "it exited with code 1"],
      { restart: "100ms" },
    ],
    [
      "gives up as often as it is started at once",
      "process.exit(1);",
      [
        "inconclusive",
        "limits.startsPerInstant (100) was reached: at 0 us bob ends as often as it is started again",
        "crashed",
        "it exited with code 1",
      ],
      { restart: "0s" },
    ],
    [
      "throws at once",
      'throw new Error("no configuration");',
      [
        "failed",
        "bob failed by itself at 0.000 s: Error: no configuration",
        "crashed",
        "it failed: Error: no configuration",
      ],
    ],
    [
      "throws nothing",
      "throw null;",
      ["failed", "bob failed by itself at 0.000 s: null", "crashed", "it failed: null"],
    ],
    [
      "listens where it listens already",
      'import { createServer } from "node:http";\ncreateServer().listen(80);\ncreateServer().listen(80);',
      [
        "failed",
        "bob failed by itself at 0.000 s: Error: listen EADDRINUSE: address already in use :::80",
        "crashed",
        "it failed: Error: listen EADDRINUSE: address already in use :::80",
      ],
    ],
    [
      "awaits what never comes",
      "await new Promise(() => {});",
      ["passed", "", "crashed", "it exited with code 13: what it awaits at its top level never comes"],
    ],
    [
      "requires what it has computed",
      'import { createRequire } from "node:module";\ncreateRequire(import.meta.url)("./" + "other.mjs");',
      [
        "failed",
        "bob failed by itself at 0.000 s: Error: Cannot find module './other.mjs': only what the code names as a text is bundled",
        "crashed",
        "it failed: Error: Cannot find module './other.mjs': only what the code names as a text is bundled",
      ],
    ],
    [
      "imports what it has computed",
      'const name = [".", "other.mjs"].join("/");\nawait import(name);',
      [
        "failed",
        "bob failed by itself at 0.000 s: Error: import() of a name that the code does not name as a text: only such are bundled",
        "crashed",
        "it failed: Error: import() of a name that the code does not name as a text: only such are bundled",
      ],
    ],
    [
      "makes a text too long for any memory",
      'let text = "x";\nfor (;;) text += text;',
      [
        "failed",
        "bob failed by itself at 0.000 s: RangeError: Invalid string length",
        "crashed",
        "it failed: RangeError: Invalid string length",
      ],
    ],
  ])("%s", async (_, text, expected, machine) => {
    const [verdict, reason, ...rest] = outcome(await play(text, machine));
    expect([verdict, reason, ...rest]).toEqual(expected);
  });
});

describe("what a program prints or shows is kept within bounds", () => {
  const stateOf = async (text: string, options: NodeProgramOptions = {}, eventSeconds = 60) => {
    let shown: unknown;
    const summary = (state: object) => {
      shown = state;
      return [];
    };
    const bob = programOf(text, { ...options, summary });
    const { nodes } = await run({ ...form(bob), limits: { eventSeconds } }, { seed: 1 });
    return { shown, told: nodes[1]?.refused?.map(withoutFolders) };
  };

  test("100 MB of lines", async () => {
    const text =
      'const line = "x".repeat(1023) + "\\n";\nfor (let n = 0; n < 102_400; n++) process.stdout.write(line);\nsetInterval(() => {}, 1000);';
    const { stdout, lines } = (await stateOf(text)).shown as { stdout: readonly string[]; lines: number };
    expect([stdout.length, stdout[0]?.length, lines]).toEqual([20, 1023, 102_400]);
  });

  test("half a line, at its end; and bytes that are no text", async () => {
    const { stdout } = (
      await stateOf(
        'process.stdout.write(Buffer.from([0, 27, 255, 10]));\nprocess.stdout.write("half a line");\nprocess.on("exit", () => {});\nsetTimeout(() => process.exit(0), 10);',
      )
    ).shown as { stdout: readonly string[] };
    expect(stdout).toEqual(["\0\u001b\ufffd", "half a line"]);
  });

  test.each<[what: string, text: string, shown: unknown, told?: readonly string[]]>([
    ["a function", "export const state = () => ({ made: true });", { made: true }],
    [
      "a function that throws",
      'export const state = () => { throw new Error("not now"); };',
      {},
      ["its own state, which cannot be shown: Error: not now"],
    ],
    [
      "a function without an end",
      "export const state = () => { for (;;); };",
      {},
      ["its own state, which cannot be shown: Error: Script execution timed out after 1000ms"],
    ],
    [
      "a cycle",
      'export const state = { name: "c" };\nstate.self = state;',
      {},
      ["its own state, which cannot be shown: TypeError: a state contains itself"],
    ],
    [
      "a declaration that it has not come to",
      "await new Promise((ring) => setTimeout(ring, 9e6));\nexport let state;",
      {},
    ],
    ["large", "export const state = Array.from({ length: 100_000 }, (_, n) => n);", { length: 100_000 }],
  ])("a state that is %s", async (_, text, shown, told) => {
    const found = await stateOf(`${text}\nsetInterval(() => {}, 1000);`, { inspect: "state" }, 1);
    expect(found.shown).toMatchObject(shown as object);
    expect(found.told).toEqual(told);
  });
});

describe("two plays that are compared find what leaks in without anybody waiting for it", () => {
  test.each([
    ["state on what the host shares", "leaks-state.mjs", { inspect: "state" }],
    ["chance of the host's", "leaks-chance.mjs", { inspect: "state" }],
    ["the clock of the host", "leaks-clock.mjs", {}],
  ])("%s, at the event where they part", async (_, name, options) => {
    const verification = await verifyDeterminism(form(program(`./programs/outside/${name}`, options)), { seed: 1 });
    expect(verification).toMatchObject({ deterministic: false, step: 3, atUs: 100_000 });
  });

  test("and nothing in a program that stays inside", async () => {
    const busy = form(program("./programs/busy.mjs", { inspect: "state" }));
    expect(await verifyDeterminism(busy, { seed: 1 })).toMatchObject({ deterministic: true });
  });

  test("nor in stacks, which say nothing of how promises are drained, nor of anything else outside", async () => {
    const told = ({ node }: { node: { bob: { state: object } } }) => Object.values(node.bob.state) as string[];
    const stacks = scenario({
      ...form(program("./programs/stacks.mjs", { inspect: "state" })),
      always: { "nothing of Node and the simulator": (world) => !/node:|\.[jt]s:/.test(told(world).join("\n")) },
      sometimes: {
        "each has a place": (world) => told(world).filter((stack) => stack.includes("\n    at ")).length === 18,
      },
    });
    expect(await run(stacks, { seed: 1 })).toMatchObject({ verdict: "passed" });
    expect(await verifyDeterminism(stacks, { seed: 1 })).toMatchObject({ deterministic: true });
  });
});

describe("what a package asks for that is not there", () => {
  const install = (name: string, file: string, text: string) => {
    mkdirSync(join(folder, "node_modules", name), { recursive: true });
    writeFileSync(join(folder, "node_modules", name, "package.json"), JSON.stringify({ main: file }));
    writeFileSync(join(folder, "node_modules", name, file), text);
  };

  test("is not missed as long as the package does without it", async () => {
    install(
      "modest",
      "index.js",
      `const found = (name, ask) => { try { return ask(); } catch ({ code }) { return code; } };
       exports.needs = () => require("absent-one/part");
       exports.found = found("absent-two", () => require("absent-two"));
       exports.later = import("absent-three").catch(({ code }) => code);`,
    );
    const messageOf = async (text: string) => (await play(`import modest from "modest"; ${text}`)).errors[0]?.message;
    const told = "throw new Error([modest.found, await modest.later].join());";
    expect(await messageOf(told)).toContain("MODULE_NOT_FOUND,MODULE_NOT_FOUND");
    expect(await messageOf("modest.needs();")).toContain("Cannot find module 'absent-one/part'");
  });

  test("is refused if the package imports it, and if the program asks for it itself", () => {
    install("needy", "index.mjs", 'import all from "absent-four"; export default all;');
    expect(() => programOf('import needy from "needy";')).toThrow(/Could not resolve "absent-four"/);
    expect(() => programOf('require("absent-five");')).toThrow(/Could not resolve "absent-five"/);
    expect(() => programOf('import "modest"; import "./absent-six.js";')).toThrow(
      /Could not resolve ".*absent-six.js"/,
    );
  });
});
