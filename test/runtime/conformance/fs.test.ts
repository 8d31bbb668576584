import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { program } from "../../../src/runtime/program.js";
import { Rig } from "../../support/rig.js";
import { type Case, cases } from "./fs-cases.js";
import { failureOf, outcomeOf } from "./outcome.js";

async function onNode({ run }: Case): Promise<unknown> {
  const root = fs.mkdtempSync(join(tmpdir(), "case-"));
  try {
    return outcomeOf(await run(fs, root), root);
  } catch (thrown) {
    return failureOf(thrown, root);
  } finally {
    fs.rmSync(root, { recursive: true, force: true });
  }
}

describe("a program does with the simulated files what it does with real ones", () => {
  let simulated: Readonly<Record<string, string>> = {};
  const apart: string[] = [];

  beforeAll(async () => {
    const rig = new Rig({ ann: program("../programs/fs-cases.ts", { inspect: "outcomes" }) });
    await rig.play("1h");
    expect(rig.failures).toEqual([]);
    simulated = rig.state("ann");
  });

  test.each(cases)("$name", async (one) => {
    const outcome = JSON.parse(simulated[one.name] ?? '"it did not come to this"');
    const real = await onNode(one);
    if (JSON.stringify(outcome) !== JSON.stringify(real)) apart.push(`${one.name} (${one.differs ?? "why?"})`);
    if (one.differs === undefined) expect(outcome).toEqual(real);
  });

  afterAll(() => {
    console.log(
      `fs: ${cases.length - apart.length} of ${cases.length} programs are alike; not so: ${apart.join(", ")}`,
    );
    expect(cases.length - apart.length).toBeGreaterThan(80);
  });
});
