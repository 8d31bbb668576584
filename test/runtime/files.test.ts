import { readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { Random } from "../../src/kernel/random.js";
import type { DiskError } from "../../src/node/disk.js";
import { program } from "../../src/runtime/program.js";
import { Rig } from "../support/rig.js";

function wrong(kind: DiskError["kind"], amount = 1): DiskError {
  return { kind, amount, random: new Random(kind), onEffect() {} };
}

/** Crashes a store at instants drawn from a seed, and collects what it says in all its lives. */
async function crashOften(seed: number, env: Record<string, string> = {}) {
  const rig = new Rig({ ann: program("./programs/wal-store-main.ts", { env }) }, { seed });
  const lines: string[] = [];
  rig.cluster.recorder = { event() {}, effect: (effect) => effect.kind === "log" && lines.push(effect.text) };
  const random = new Random(`crashes ${seed}`);
  const ann = rig.machine("ann");
  for (let atMs = 0, n = 0; n < 20; n++) {
    atMs += random.int(1, 60_000) / 1000;
    const upMs = atMs + 1;
    rig.at(`${atMs}ms`, () => ann.crash("pulled the plug")).at(`${upMs}ms`, () => ann.revive());
    atMs = upMs;
  }
  await rig.play("2s");
  return { lines, failures: rig.failures, digest: String(rig.cluster.digest) };
}

/** What a store lost, by what it says. */
function lossesIn(lines: readonly string[]): string[] {
  let acknowledged = 0;
  return lines.flatMap((line) => {
    const [word = "", ...rest] = line.split(" ");
    if (word === "acknowledged") acknowledged = Number(rest[0]);
    if (word !== "found") return [];
    const count = Number(JSON.parse(rest.join(" ")).count ?? 0);
    const lost = count < acknowledged ? [`found ${count} of ${acknowledged}`] : [];
    acknowledged = count;
    return lost;
  });
}

describe("the files of a real program", () => {
  test("survive crashes as far as it synced them, and are the same again from the same seed", async () => {
    const runs = [];
    for (let seed = 1; seed <= 5; seed++) runs.push(await crashOften(seed));
    expect(runs.flatMap(({ lines }) => lossesIn(lines))).toEqual([]);
    expect(runs.flatMap(({ failures }) => failures)).toEqual([]);
    const [first] = runs;
    expect(first?.lines.filter((line) => line.startsWith("found")).length).toBe(21);
    expect(await crashOften(1)).toEqual(first);
  });

  test.each(["sync of the log", "sync of the folder after it was made", "sync of the folder after the rename"])(
    "are lost in crashes if it forgets a %s",
    async (FORGETS) => {
      const losses: string[] = [];
      for (let seed = 1; seed <= 5; seed++) losses.push(...lossesIn((await crashOften(seed, { FORGETS })).lines));
      expect(losses).not.toEqual([]);
    },
  );

  test("take as long as the disk does, and fail as it does", async () => {
    const user = program("./programs/disk-user.ts", { inspect: "uses" });
    const rig = new Rig({ ann: user, bob: user, cat: user }, { machine: { disk: { sync: "5ms", read: "2ms" } } });
    rig.machine("bob").disk.add(wrong("slowDisk", 10));
    rig.machine("bob").disk.add(wrong("failReads"));
    rig.machine("cat").disk.add(wrong("fillDisk"));
    await rig.play("1s");
    expect(rig.state("ann")).toEqual({
      write: "undefined after 0 ms",
      sync: "undefined after 5 ms",
      fsyncSync: "undefined after 5 ms",
      read: "text after 2 ms",
      readFileSync: "text after 2 ms",
      folder: "/,/file,../b,/file after 0 ms",
      watch: expect.stringContaining("fs.watch is not simulated (ann, "),
      "open too many": "EMFILE: too many open files, open '/dev/null' after 0 ms",
      classes: "true,true,true,2026-01-01T00:00:00.000Z,true after 4 ms",
    });
    expect(rig.state("bob")).toMatchObject({
      sync: "undefined after 50 ms",
      read: "EIO: i/o error, read after 20 ms",
    });
    expect(rig.failures.map(({ node, error }) => `${node}: ${error.message}`)).toEqual([
      "cat: Error: ENOSPC: no space left on device, open 'file'",
    ]);
  });
});

describe("what is on a machine before it first starts", () => {
  const files = { "/etc/app/settings.json": '{"from":"the scenario"}', "/bytes": Uint8Array.of(1, 2, 3) };

  test("is there, whatever crashes, and is the program's to change", async () => {
    const machine = { disk: { capacity: 25 } };
    const rig = new Rig({ ann: program("./programs/furnished.mjs", { files }) }, { machine });
    // It takes no room, and is there where there is none.
    const full = wrong("fillDisk");
    rig.machine("ann").disk.add(full);
    const lines: string[] = [];
    rig.cluster.recorder = { event() {}, effect: (effect) => effect.kind === "log" && lines.push(effect.text) };
    const ann = rig.machine("ann");
    // At the same instant, before anything can have been synced.
    rig.at("0ms", () => ann.crash("pulled the plug")).at("1ms", () => ann.revive());
    rig.at("0ms", () => ann.disk.remove(full));
    rig.at("1s", () => ann.crash("pulled the plug")).at("2s", () => ann.revive());
    await rig.play("3s");
    expect(rig.failures).toEqual([]);
    expect(lines).toEqual(['{"from":"the scenario"} 3', '{"from":"the program"} 3']);
  });

  test("has to have a place, and contents", () => {
    const made = (files: object) => () =>
      program("./programs/furnished.mjs", { files: files as Record<string, string> });
    expect(made({ "cert.pem": "x" })).toThrow('files["cert.pem"]: is no absolute path of a file');
    expect(made({ "/cert.pem": 5 })).toThrow(
      'files["/cert.pem"]: 5 is neither a text, nor bytes, nor the URL of a file or folder',
    );
    expect(made({ "/a": new URL("./nowhere", import.meta.url), "/b": new URL("http://ann/") })).toThrow(
      /^files\["\/a"\]: there is no file or folder \/.*\/test\/runtime\/nowhere\nfiles\["\/b"\]: http:\/\/ann\/ is not the URL of a file$/,
    );
  });

  test("may be copied from where the scenario is, whole folders too", async () => {
    const files = {
      "/public": new URL("./programs/", import.meta.url),
      "/etc/me.mjs": new URL("./programs/shows-files.mjs", import.meta.url),
    };
    const rig = new Rig({ ann: program("./programs/shows-files.mjs", { files }) });
    await rig.play("1s");
    const real = fileURLToPath(files["/public"]);
    const names = readdirSync(real, { recursive: true, encoding: "utf8" }).filter((name) =>
      statSync(real + name).isFile(),
    );
    const { stdout } = rig.state<{ stdout: readonly string[] }>("ann");
    expect(stdout).toEqual([
      names.sort().join(),
      readFileSync(files["/etc/me.mjs"], "utf8").trim().replaceAll("\n", "\\n"),
    ]);
  });
});
