import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import type { Builtin } from "../../../src/runtime/builtin.js";
import { program } from "../../../src/runtime/program.js";
import { Rig } from "../../support/rig.js";
import { type Case, cases } from "./fs-cases.js";
import { failureOf, outcomeOf } from "./outcome.js";

/** What came of the same small program on Node itself and in a realm. */
export interface Comparison {
  readonly module: string;
  readonly name: string;
  readonly real: unknown;
  readonly simulated: unknown;
  /** Why they are known to differ. */
  readonly differs?: string;
}

/** Programs that note what they see, in files of many. */
const programs = ["net", "tls", "http", "http-clients", "http-deadlines", "https", "datagrams", "zlib"];

const mostTries = 3;

/** What is known to differ, by its name. */
const knownDifferences: Readonly<Record<string, string>> = {
  "a session that a client is given for the next time": "there are no sessions: each connection begins anew",
  "ciphers that do not meet": "ciphers have to make sense, but are never what a handshake fails by",
  "a request that is destroyed at once": "a loopback has connected before anybody can change their mind",
  "fetch: how many connections are kept": "Node's fetch opens a second connection though the first one is free",
};

/** Cases of sockets: on Node over the loopback of this machine, in a realm over the links of a cluster. */
export async function compareSockets(): Promise<Comparison[]> {
  const found: Comparison[] = [];
  for (const file of programs) {
    const simulated = await inRealm(file);
    const reals = onNodeLike(simulated, file);
    if (reals.length !== simulated.size)
      throw new Error(`${reals.length} cases of ${file}, and ${simulated.size} in a realm`);
    for (const real of reals) {
      const [, module = file.split("-")[0] as string] = real.name.match(/^(\w+): /) ?? [];
      const differs = knownDifferences[real.name];
      const outcomes = { real, simulated: simulated.get(real.name) };
      found.push({ module, name: real.name, ...outcomes, ...(differs === undefined ? {} : { differs }) });
    }
  }
  return found;
}

/** What a case has noted, and how it ended, as a line of its program. */
interface Outcome {
  readonly name: string;
  readonly notes: object;
}

const outcomes = (lines: readonly string[]): Outcome[] =>
  lines.filter((line) => line.startsWith('{"name"')).map((line) => JSON.parse(line));

const pathOf = (file: string) => fileURLToPath(new URL(`./${file}.mjs`, import.meta.url));

/** Node itself is late where the machine is busy: what comes out otherwise gets another try. */
function onNodeLike(simulated: ReadonlyMap<string, Outcome>, file: string): Outcome[] {
  const isAlike = (real: Outcome) => real.name in knownDifferences || isDeepStrictEqual(real, simulated.get(real.name));
  let reals = onNode(file);
  for (let tries = 1; tries < mostTries && !reals.every(isAlike); tries++) {
    const again = new Map(onNode(file).map((real) => [real.name, real]));
    reals = reals.map((real) => (isAlike(real) ? real : (again.get(real.name) ?? real)));
  }
  return reals;
}

function onNode(file: string): Outcome[] {
  const { stdout, stderr, status } = spawnSync(process.execPath, [pathOf(file)], { encoding: "utf8", timeout: 60_000 });
  if (stderr !== "") process.stderr.write(stderr);
  // Cases that neither Node nor a realm comes to would be alike.
  if (status !== 0) throw new Error(`${file} has not come to its end`);
  return outcomes(stdout.split("\n"));
}

/** What the cases of a file note in a realm, by their names; with modules in place of ours if there are any. */
export async function inRealm(
  file: string,
  builtins: Readonly<Record<string, Builtin>> = {},
): Promise<ReadonlyMap<string, Outcome>> {
  const rig = new Rig({ ann: program(pathOf(file), { builtins }) });
  const lines: string[] = [];
  rig.cluster.recorder = {
    event() {},
    effect(effect) {
      if (effect.kind === "log") lines.push(effect.text);
    },
  };
  await rig.play("1h");
  const found = outcomes(lines);
  if (found.length === 0) throw new Error(lines.slice(-5).join("\n"));
  return new Map(found.map((outcome) => [outcome.name, outcome]));
}

/** Cases of files: on Node in a folder of this machine, in a realm on the files of its own. */
export async function compareFiles(): Promise<Comparison[]> {
  const rig = new Rig({ ann: program("../programs/fs-cases.ts", { inspect: "outcomes" }) });
  await rig.play("1h");
  if (rig.failures.length > 0) throw new Error(rig.failures[0]?.error.message);
  const simulated = rig.state<Readonly<Record<string, string>>>("ann");
  const found: Comparison[] = [];
  for (const { name, differs, run } of cases) {
    found.push({
      module: "fs",
      name,
      real: await inFolder(run),
      simulated: JSON.parse(simulated[name] ?? '"it did not come to this"'),
      ...(differs === undefined ? {} : { differs }),
    });
  }
  return found;
}

async function inFolder(run: Case["run"]): Promise<unknown> {
  const root = fs.mkdtempSync(join(tmpdir(), "case-"));
  try {
    return outcomeOf(await run(fs, root), root);
  } catch (thrown) {
    return failureOf(thrown, root);
  } finally {
    fs.rmSync(root, { recursive: true, force: true });
  }
}
