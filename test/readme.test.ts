import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";

const readme = readFileSync("README.md", "utf8");
const folder = mkdtempSync(resolve("scenarios/.readme-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The blocks of the README in a language; those without one show what the command prints. */
function blocks(language: string): string[] {
  return [...readme.matchAll(/^```(\w*)\n(.*?)^```$/gms)]
    .filter((match) => match[1] === language)
    .map(([, , text]) => text);
}

/** What is measured differs from run to run. */
function withoutTimes(text: string): string {
  return text.replace(/in [\d.]+ m?s,/g, "in a moment,").trim();
}

const [failing, own, processes, server, serverScenario, simTests, properties] = blocks("ts");
const [passed, failed, shrunk, hunted, checked] = blocks("");
const [history] = blocks("json");

test("the first run of the README prints what it shows", () => {
  const printed = execFileSync(process.execPath, ["dist/cli.js", "run", "--seed", "42", "scenarios/partition.ts"]);
  expect(withoutTimes(printed.toString())).toBe(withoutTimes(passed));
});

test("the failure of the README, and what it shrinks to, print what it shows, where that is not left out", () => {
  const file = join(folder, "no-fencing.ts");
  writeFileSync(file, failing.replace("./clock-skew.js", "../clock-skew.js"));
  const args = ["dist/cli.js", "run", "--seed", "1", file, "--capsules", folder];
  const { stdout, status } = spawnSync(process.execPath, args, { encoding: "utf8" });
  const [head, commands] = failed.split("  …\n");
  expect(status).toBe(1);
  expect(stdout.trim().startsWith(head.trim())).toBe(true);
  const shrink = ["dist/cli.js", "shrink", join(folder, "no-fencing-1.json"), "--capsules", folder];
  const smaller = spawnSync(process.execPath, shrink, { encoding: "utf8" });
  expect(smaller.stdout.trim().startsWith(shrunk.split("  …\n")[0].trim())).toBe(true);
  expect(
    commands
      .replaceAll(/\S+(no-fencing)/g, "$1")
      .trim()
      .split("\n").length,
  ).toBe(3);
});

test("the bug of the README is found by a hunt, as it shows it", () => {
  const file = join(folder, "no-fencing.ts");
  writeFileSync(file, failing.replace("./clock-skew.js", "../clock-skew.js"));
  const args = ["dist/cli.js", "hunt", file, "--seeds", "1..10", "--results", join(folder, "hunt")];
  const { stdout, status } = spawnSync(process.execPath, args, { encoding: "utf8" });
  expect(status).toBe(1);
  expect(stdout.replaceAll(file, "scenarios/no-fencing.ts")).toContain(hunted);
});

test("the history of the README is judged as it shows", () => {
  writeFileSync(join(folder, "stale.jsonl"), history);
  const args = [resolve("dist/cli.js"), "check", "stale.jsonl"];
  const { stdout, status } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  expect(stdout.trim()).toBe(checked.trim());
  expect(status).toBe(1);
});

test("the server of the README holds what its scenario asks, and not without the sync that it says", () => {
  const play = (name: string, store: string, seed: string) => {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, "store.ts"), store);
    writeFileSync(join(folder, name, "scenario.ts"), serverScenario);
    const args = ["dist/cli.js", "run", "--seed", seed, join(folder, name, "scenario.ts"), "--capsules", folder];
    return spawnSync(process.execPath, args, { encoding: "utf8" });
  };
  expect(play("store", server, "1")).toMatchObject({ status: 0 });
  const forgetful = server.replace("  fsyncSync(folder);\n", "");
  expect(play("forgetful", forgetful, "1").stdout).toContain(
    'consistency "linearizable key-value store" stopped holding at',
  );
});

test("the code of the README compiles", () => {
  const all = { "no-fencing": failing, own, processes, store: server, serverScenario, simTests, properties };
  for (const [name, text] of Object.entries(all)) {
    writeFileSync(join(folder, `${name}.ts`), text.replace(/"\.\/(clock-skew|partition)\.js"/, '"../$1.js"'));
  }
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({
      extends: "../../tsconfig.json",
      compilerOptions: { noUnusedLocals: false },
      include: ["*.ts"],
    }),
  );
  const { stdout } = spawnSync("node_modules/.bin/tsc", ["-p", folder, "--pretty", "false"], { encoding: "utf8" });
  expect(stdout).toBe("");
});
