import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { program } from "../../../src/runtime/program.js";
import { Rig } from "../../support/rig.js";

/** What a case has noted, and how it ended, as a line of its program. */
interface Outcome {
  readonly name: string;
  readonly notes: object;
}

const outcomes = (lines: readonly string[]): Outcome[] =>
  lines.filter((line) => line.startsWith('{"name"')).map((line) => JSON.parse(line));

/** On Node itself, over the loopback of this machine. */
function onNode(file: string): Outcome[] {
  const { stdout, stderr } = spawnSync(process.execPath, [file], { encoding: "utf8", timeout: 60_000 });
  if (stderr !== "") process.stderr.write(stderr);
  return outcomes(stdout.split("\n"));
}

/** In a realm, over the links of a cluster. */
async function inRealm(file: string): Promise<Outcome[]> {
  const rig = new Rig({ ann: program(file) });
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
  return found;
}

describe.each(["net", "tls", "http", "http-clients", "http-deadlines", "https", "datagrams"])(
  "%s does on simulated links what it does on a loopback",
  async (name) => {
    const file = fileURLToPath(new URL(`./${name}.mjs`, import.meta.url));
    const real = onNode(file);
    const simulated = new Map((await inRealm(file)).map((outcome) => [outcome.name, outcome]));
    test.each(real.map((outcome) => [outcome.name, outcome]))("%s", (_, outcome) => {
      expect(simulated.get(outcome.name)).toEqual(outcome);
    });
  },
);
