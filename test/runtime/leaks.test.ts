import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { DrainMethod } from "../../src/node/microtasks.js";
import { program } from "../../src/runtime/program.js";
import { scenario } from "../../src/scenario/scenario.js";
import { run } from "../../src/simulation/run.js";

const form = (file: string) =>
  scenario({
    title: "leaks",
    duration: "1s",
    rest: "10s",
    nodes: { ann: program(file, { stdin: "input" }) },
    always: { "nothing is wrong": () => true },
  });

/** All programs of a folder. */
function programsIn(folder: string): string[] {
  const path = fileURLToPath(new URL(folder, import.meta.url));
  return readdirSync(path)
    .filter((name) => /\.[cm]js$/.test(name))
    .map((name) => path + name);
}

describe("what a program waits for that is real", () => {
  test.each<DrainMethod>(["in place", "event loop"])("is told with node, place and instant: %s", async (drain) => {
    const { verdict, reasons, nodes } = await run(form("./programs/outside/reaches.mjs"), { seed: 1, drain });
    expect([verdict, reasons]).toEqual(["inconclusive", ["ann reached what is real, and no part of the simulation"]]);
    expect(nodes[0]?.leaks?.map((leak) => leak.replace(/\/\S*\//, ""))).toEqual([
      "FSREQCALLBACK, at reaches.mjs:10:14, at 0.100 s",
      "Timeout, at reaches.mjs:15:18, at 0.200 s",
      "RANDOMBYTESREQUEST, at reaches.mjs:17:18, at 0.200 s",
      "TCPSERVERWRAP, at reaches.mjs:18:30, at 0.200 s",
      "GETADDRINFOREQWRAP, at reaches.mjs:19:15, at 0.200 s",
    ]);
  });

  test.each(
    ["./programs/alike/", "./conformance/", "./programs/net/", "./programs/"]
      .flatMap(programsIn)
      .filter((file) => !file.endsWith("other.cjs") && !file.endsWith("play.mjs"))
      .map((file) => [file.replace(/.*\/runtime\//, ""), file] as const),
  )("is nothing in %s", async (_, file) => {
    const { nodes } = await run(form(file), { seed: 1 });
    expect(nodes[0]?.leaks).toBeUndefined();
  });
});
