import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { bundleScenario, evaluateScenario, loadScenario } from "../../src/cli/load-scenario.js";
import { describeMistake, type Refusal } from "../../src/kernel/refusal.js";
import { run } from "../../src/simulation/run.js";

const folder = mkdtempSync(join(tmpdir(), "faultline-program-"));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};
const file = write(
  "scenario.ts",
  `import { program, replicas, scenario } from "faultline";
   export default scenario({
     title: "a real program",
     duration: "5s",
     nodes: replicas(2, program("./server.ts", { inspect: "state" })),
     sometimes: { "it counts": ({ nodes }) => nodes.every(({ state }) => state.count > 3) },
   });`,
);
const server = (step: number) =>
  write(
    "server.ts",
    `export const state: { count: number } = { count: 0 };
     setInterval(() => { state.count += ${step}; }, 1000);`,
  );

test("a program is found beside its scenario, and its code is code of the scenario", async () => {
  server(1);
  const { source, code } = await loadScenario(file);
  expect(await run(source, { seed: 1 })).toMatchObject({ verdict: "passed" });
  expect((await loadScenario(file)).code).toBe(code);
  server(2);
  expect((await loadScenario(file)).code).not.toBe(code);
});

test("a program is found beside the file that names it, though another scenario imports that", async () => {
  server(1);
  const elsewhere = join(folder, "elsewhere");
  mkdirSync(elsewhere);
  const importing = join(elsewhere, "importing.ts");
  writeFileSync(importing, 'import form from "../scenario.js";\nexport default { ...form, title: "imported" };');
  const { source, code } = await loadScenario(importing);
  expect(await run(source, { seed: 1 })).toMatchObject({ verdict: "passed", title: "imported" });
  server(2);
  expect((await loadScenario(importing)).code).not.toBe(code);
});

test("a scenario that was bundled plays with the program as it was then", async () => {
  server(1);
  const bundle = await bundleScenario(file);
  server(0);
  expect(await run(await evaluateScenario(bundle), { seed: 1 })).toMatchObject({ verdict: "passed" });
});

test("a mistake in a program is told with its file and line before anything runs", async () => {
  write("server.ts", "export const state = {};\nconst = 1;\n");
  const mistakes = await loadScenario(file).catch((error: Refusal) => error.mistakes);
  expect((mistakes as Refusal["mistakes"]).map(describeMistake)).toEqual([
    expect.stringMatching(/server\.ts:2:7: Expected identifier but found "="$/),
  ]);
});
