import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import { program } from "../../src/runtime/program.js";
import { Rig } from "../support/rig.js";

const folder = fileURLToPath(new URL("./programs/alike/", import.meta.url));
const programs = readdirSync(folder).filter((name) => name !== "other.cjs");

/** What a program says on stdout in a real process, and how that ends. */
function inProcess(file: string): Said {
  const env = { PATH: process.env.PATH, TZ: "UTC", LANG: "en_US.UTF-8" };
  const { stdout, status } = spawnSync(process.execPath, [file], { input: "input", encoding: "utf8", env });
  // In stacks, modules have no paths but URLs.
  return {
    lines: stdout
      .replace(/(at (?:async )?|\()file:\/\//g, "$1")
      .split("\n")
      .slice(0, -1),
    status,
  };
}

async function inRealm(file: string): Promise<Said> {
  const rig = new Rig({ ann: program(file, { stdin: "input" }) });
  const lines: string[] = [];
  rig.cluster.recorder = {
    event() {},
    effect(effect) {
      if (effect.kind === "log" && !effect.text.startsWith("stderr: ")) lines.push(effect.text);
    },
  };
  await rig.play("1h");
  const { exitCode } = rig.state<{ exitCode: number }>("ann");
  return { lines, status: exitCode };
}

interface Said {
  readonly lines: readonly string[];
  readonly status: number | null;
}

describe("a program says the same, and ends the same way, in a realm as in a process of its own", () => {
  test.each(programs)("%s", async (name) => {
    const said = await inRealm(folder + name);
    let real = inProcess(folder + name);
    // Node itself is late where the machine is busy.
    for (let tries = 1; tries < 3 && !isDeepStrictEqual(said, real); tries++) real = inProcess(folder + name);
    expect(said).toEqual(real);
  });
});
