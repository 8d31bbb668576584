import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Random } from "../../src/kernel/random.js";
import { Disk, type DiskError, type Reading } from "../../src/node/disk.js";
import { tellLoss } from "../../src/node/loss.js";
import type { DiskSpec } from "../../src/node/machine-spec.js";
import { protocol } from "../../src/node/process.js";
import type { ProtocolContext } from "../../src/node/protocol-context.js";
import { Rig } from "../support/rig.js";

function build(spec: DiskSpec = {}, name = "disk"): Disk {
  return new Disk(spec, new Random(name));
}

/** A disk on which these records of the file "log" are durable. */
function withDurable(records: readonly unknown[], spec: DiskSpec = {}, name = "disk"): Disk {
  const disk = build(spec, name);
  for (const record of records) disk.append("log", record);
  disk.finishSync(disk.changes);
  return disk;
}

function begin(disk: Disk, kind: DiskError["kind"], amount = 1): { end: () => void; felt: () => number } {
  let effects = 0;
  const error: DiskError = { kind, amount, random: new Random(kind), onEffect: () => effects++ };
  disk.add(error);
  return { end: () => disk.remove(error), felt: () => effects };
}

function recordsOf(disk: Disk, file = "log"): readonly unknown[] {
  const reading = disk.readFile(file);
  if (reading.kind !== "read" || reading.damage !== null) throw new Error(`not readable: ${JSON.stringify(reading)}`);
  return reading.records;
}

describe("a disk", () => {
  test("shows a node its own writes at once", () => {
    const disk = build();
    disk.append("log", { index: 1 });
    disk.append("log", { index: 2 });
    disk.append("vote", "ann");
    disk.replace("vote", ["bob", "cat"]);
    disk.truncate("log", 1);
    expect([recordsOf(disk), recordsOf(disk, "vote"), recordsOf(disk, "none")]).toEqual([
      [{ index: 1 }],
      ["bob", "cat"],
      [],
    ]);
  });

  test("loses in a crash what was not synced, of every kind of write, and keeps what was", () => {
    const disk = withDurable([1, 2, 3]);
    disk.append("log", 4);
    disk.truncate("log", 1);
    disk.replace("vote", ["ann"]);
    disk.crash(false);
    expect([recordsOf(disk), recordsOf(disk, "vote"), disk.contents()]).toEqual([
      [1, 2, 3],
      [],
      { log: { records: 3, durable: 3 } },
    ]);
  });

  test("makes durable what was written before a sync was asked for, and not what came while it lasted", () => {
    const disk = build();
    disk.append("log", 1);
    const covered = disk.changes;
    disk.append("log", 2);
    disk.finishSync(covered);
    disk.crash(false);
    expect(recordsOf(disk)).toEqual([1]);
  });

  test("ends syncs one after another, each as long as the device takes", () => {
    const disk = build({ sync: "2ms" });
    expect([disk.syncEndUs(1_000), disk.syncEndUs(1_500), disk.syncEndUs(10_000)]).toEqual([3_000, 5_000, 12_000]);
    disk.crash(false);
    expect(disk.syncEndUs(10_500)).toBe(12_500);
  });

  test("never lets a record be changed after it was written, nor a reading be written to the disk", () => {
    const disk = build();
    const record = { entries: [1] };
    disk.append("log", record);
    expect(() => record.entries.push(2)).toThrow(TypeError);
    (recordsOf(disk) as unknown[]).push("scribble");
    expect(recordsOf(disk)).toEqual([{ entries: [1] }]);
    const records = [1, 2];
    disk.replace("log", records);
    records.push(3);
    expect(recordsOf(disk)).toEqual([1, 2]);
  });

  test("refuses what is no plain data", () => {
    const disk = build();
    expect(() => disk.append("log", () => 1)).toThrow(TypeError);
    expect(() => disk.append("log", new Map())).toThrow(TypeError);
    expect(() => disk.replace("log", [{ at: new Date(0) }])).toThrow(TypeError);
    expect(recordsOf(disk)).toEqual([]);
  });

  type Step =
    | { readonly kind: "append"; readonly file: string; readonly value: number }
    | { readonly kind: "replace"; readonly file: string; readonly values: readonly number[] }
    | { readonly kind: "truncate"; readonly file: string; readonly length: number }
    | { readonly kind: "sync" | "end sync" | "crash" };
  const file = fc.constantFrom("log", "vote");
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ kind: fc.constant("append" as const), file, value: fc.nat(9) }),
    fc.record({ kind: fc.constant("append" as const), file, value: fc.nat(9) }),
    fc.record({ kind: fc.constant("replace" as const), file, values: fc.array(fc.nat(9), { maxLength: 3 }) }),
    fc.record({ kind: fc.constant("truncate" as const), file, length: fc.nat(4) }),
    fc.record({ kind: fc.constantFrom("sync" as const, "end sync" as const, "crash" as const) }),
  );

  /** The specification: two maps from file to records, and the list of changes between them. */
  class Model {
    cached: Record<string, number[]> = {};
    durable: Record<string, number[]> = {};
    pending: Step[] = [];
    syncs: number[] = [];

    perform(step: Step): void {
      if (step.kind === "crash") {
        this.cached = structuredClone(this.durable);
        this.pending = [];
        this.syncs = [];
      } else if (step.kind === "sync") {
        this.syncs.push(this.pending.length);
      } else if (step.kind === "end sync") {
        const count = this.syncs.shift();
        if (count === undefined) return;
        for (const change of this.pending.splice(0, count)) this.change(this.durable, change);
        this.syncs = this.syncs.map((other) => other - count);
      } else {
        this.change(this.cached, step);
        this.pending.push(step);
      }
    }

    private change(files: Record<string, number[]>, step: Step): void {
      if (step.kind === "append") files[step.file] = [...(files[step.file] ?? []), step.value];
      else if (step.kind === "replace") files[step.file] = [...step.values];
      else if (step.kind === "truncate") files[step.file] = (files[step.file] ?? []).slice(0, step.length);
    }
  }

  test("behaves as two maps and a list of changes would, whatever is written, synced and crashed", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: "max" }), (steps) => {
        const disk = build();
        const model = new Model();
        const syncs: number[] = [];
        for (const step of steps) {
          if (step.kind === "append") disk.append(step.file, step.value);
          else if (step.kind === "replace") disk.replace(step.file, step.values);
          else if (step.kind === "truncate") disk.truncate(step.file, step.length);
          else if (step.kind === "sync") syncs.push(disk.changes);
          else if (step.kind === "crash") {
            disk.crash(false);
            syncs.length = 0;
          } else {
            const covered = syncs.shift();
            if (covered !== undefined) disk.finishSync(covered);
          }
          model.perform(step);
          for (const file of ["log", "vote"]) expect(recordsOf(disk, file)).toEqual(model.cached[file] ?? []);
        }
        disk.crash(false);
        for (const file of ["log", "vote"]) expect(recordsOf(disk, file)).toEqual(model.durable[file] ?? []);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a torn crash", () => {
  /** What a file holds after a torn crash, over many disks. */
  function readings(write: (disk: Disk) => void, before: readonly unknown[] = []): Reading[] {
    const seen = new Map<string, Reading>();
    for (let n = 0; n < 300; n++) {
      const disk = withDurable(before, {}, `${n}`);
      write(disk);
      disk.crash(true);
      const reading = disk.readFile("log");
      seen.set(JSON.stringify(reading), reading);
    }
    return [...seen.keys()].sort().map((text) => seen.get(text) as Reading);
  }

  test("keeps the durable records, some of the others in order, and half of the next", () => {
    const outcomes = readings(
      (disk) => {
        for (const record of ["a", "b", "c"]) disk.append("log", record);
      },
      ["x"],
    );
    const shapes = new Set(
      outcomes.map((reading) => {
        if (reading.kind !== "read" || reading.damage === null) return "whole";
        const { at, cause, following, text } = reading.damage;
        const whole = JSON.stringify(["a", "b", "c"][at - 1]);
        expect([cause, following, reading.records.length, whole.startsWith(text), text.length < whole.length]).toEqual([
          "torn",
          0,
          at,
          true,
          true,
        ]);
        return reading.records.join("");
      }),
    );
    expect([...shapes].sort()).toEqual(["x", "xa", "xab"]);
  });

  test("leaves a replaced file as it was before or as it is after, never between", () => {
    const outcomes = readings(
      (disk) => {
        disk.replace("log", ["new", "newer"]);
        disk.append("other", 1);
      },
      ["old"],
    );
    expect(outcomes.map((reading) => reading.kind === "read" && reading.records)).toEqual([["new", "newer"], ["old"]]);
  });

  test("tears nothing when nothing was pending", () => {
    expect(readings(() => {}, ["x", "y"])).toEqual([{ kind: "read", records: ["x", "y"], damage: null }]);
  });

  test("leaves a file that can be mended: truncated at the damage, it takes new records", () => {
    const disk = withDurable(["x"], {}, "torn");
    disk.append("log", { value: "a long record" });
    disk.crash(true);
    const reading = disk.readFile("log");
    expect(reading).toMatchObject({ kind: "read", records: ["x"], damage: { at: 1, cause: "torn" } });
    disk.append("log", "hidden behind the damage");
    expect(disk.readFile("log")).toMatchObject({ records: ["x"], damage: { at: 1, following: 1 } });
    disk.truncate("log", 1);
    disk.append("log", "y");
    expect(recordsOf(disk)).toEqual(["x", "y"]);
    disk.finishSync(disk.changes);
    disk.crash(false);
    expect(recordsOf(disk)).toEqual(["x", "y"]);
  });

  test("happens in every crash while writes tear, and only then", () => {
    const disk = withDurable(["x"]);
    const tearing = begin(disk, "tearWrites");
    disk.append("log", { value: "a long record" });
    disk.crash(false);
    expect([disk.readFile("log"), tearing.felt()]).toMatchObject([{ damage: { at: 1, cause: "torn" } }, 1]);
    disk.crash(false);
    expect(tearing.felt()).toBe(1);
    tearing.end();
    disk.truncate("log", 1);
    disk.append("log", "lost");
    disk.crash(false);
    expect(disk.readFile("log")).toMatchObject({ damage: { at: 1, cause: "torn" } });
  });
});

describe("what a crash takes of records is told", () => {
  test("by file, with how many they were and when they were written, and whether a sync was lost", () => {
    const clock = { nowUs: 0 };
    const disk = new Disk({}, new Random("disk"), clock);
    disk.append("log", "kept");
    disk.finishSync(disk.changes);
    const losing = begin(disk, "loseSyncs");
    disk.append("log", 1);
    disk.finishSync(disk.changes);
    losing.end();
    clock.nowUs = 2_000;
    disk.append("log", 2);
    clock.nowUs = 3_000;
    disk.append("log", 3);
    disk.replace("vote", ["ann"]);
    expect(disk.crash(false).map(tellLoss)).toEqual([
      "log: 1 record at 0.000 s, synced in vain: its disk loses syncs",
      "log: 2 records from 0.002 s to 0.003 s, no sync had ended",
      "vote: 1 replacement at 0.003 s, no sync had ended",
    ]);
    expect(disk.crash(false)).toEqual([]);
  });
});

describe("a disk error", () => {
  test("that loses syncs lies about them, until it ends: the next sync makes all durable", () => {
    const disk = build();
    disk.append("log", 1);
    const losing = begin(disk, "loseSyncs");
    disk.finishSync(disk.changes);
    expect([disk.contents(), losing.felt()]).toEqual([{ log: { records: 1, durable: 0 } }, 1]);
    disk.append("log", 2);
    losing.end();
    disk.finishSync(disk.changes);
    disk.crash(false);
    expect(recordsOf(disk)).toEqual([1, 2]);
  });

  test("that fills the disk refuses what grows, not what shrinks", () => {
    const disk = withDurable([1, 2]);
    const full = begin(disk, "fillDisk");
    expect([disk.append("log", 3), disk.replace("log", []), disk.truncate("log", 1)]).toEqual([
      "full",
      "full",
      "written",
    ]);
    expect([recordsOf(disk), full.felt()]).toEqual([[1], 2]);
    full.end();
    expect([disk.append("log", 3), recordsOf(disk)]).toEqual(["written", [1, 3]]);
  });

  test("that slows the disk down slows syncs and reads, by all factors at once", () => {
    const disk = build({ sync: "2ms", read: "1ms" });
    const slow = begin(disk, "slowDisk", 3);
    const slower = begin(disk, "slowDisk", 10);
    expect([disk.syncEndUs(0), disk.readUs()]).toEqual([60_000, 30_000]);
    slow.end();
    expect([disk.syncEndUs(100_000), disk.readUs(), slow.felt(), slower.felt()]).toEqual([120_000, 10_000, 2, 4]);
    slower.end();
    expect([disk.syncEndUs(200_000), disk.readUs()]).toEqual([202_000, 1_000]);
  });

  test("that fails reads fails as many as it should; trying again may succeed", () => {
    const disk = withDurable([1]);
    const failing = begin(disk, "failReads", 0.25);
    let unreadable = 0;
    for (let n = 0; n < 4_000; n++) if (disk.readFile("log").kind === "unreadable") unreadable++;
    expect(Math.abs(unreadable - 1_000)).toBeLessThan(120);
    expect(failing.felt()).toBe(unreadable);
    failing.end();
    expect(recordsOf(disk)).toEqual([1]);
  });

  test("that flips bits damages records for good, once each, and the reading says which", () => {
    const disk = withDurable(["aaaa", "bbbb", "cccc"]);
    const flipping = begin(disk, "flipBits", 1);
    const reading = disk.readFile("log");
    expect(reading).toMatchObject({ kind: "read", records: [], damage: { at: 0, cause: "flipped", following: 2 } });
    const text = (reading as { damage: { text: string } }).damage.text;
    expect([text === '"aaaa"', text.length, flipping.felt()]).toEqual([false, 6, 3]);
    flipping.end();
    disk.crash(false);
    expect([disk.readFile("log"), flipping.felt()]).toEqual([reading, 3]);
    disk.replace("log", ["whole"]);
    expect(recordsOf(disk)).toEqual(["whole"]);
  });

  test("that flips bits in what is not durable yet loses the damage in a crash, with the record", () => {
    const disk = withDurable(["x"]);
    disk.append("log", "y");
    const flipping = begin(disk, "flipBits", 1);
    disk.readFile("log");
    flipping.end();
    disk.crash(false);
    expect(disk.readFile("log")).toMatchObject({ records: [], damage: { at: 0, following: 0 } });
  });

  test("ends by itself: another of its kind goes on", () => {
    const disk = build();
    const first = begin(disk, "fillDisk");
    const second = begin(disk, "fillDisk");
    first.end();
    expect(disk.append("log", 1)).toBe("full");
    second.end();
    expect(disk.append("log", 1)).toBe("written");
  });
});

describe("a disk with a capacity", () => {
  test("is full when its bytes are used up, and has room again after a truncation or a crash", () => {
    const disk = build({ capacity: 100 });
    const record = "x".repeat(38);
    expect([disk.append("log", record), disk.append("log", record), disk.append("log", record)]).toEqual([
      "written",
      "written",
      "full",
    ]);
    expect(recordsOf(disk)).toEqual([record, record]);
    disk.truncate("log", 1);
    expect(disk.append("log", record)).toBe("written");
    disk.crash(false);
    expect([disk.append("log", record), disk.append("log", record), disk.append("log", record)]).toEqual([
      "written",
      "written",
      "full",
    ]);
  });

  test("never holds more than fits, whatever is written", () => {
    const write = fc.record({
      size: fc.nat(60),
      kind: fc.constantFrom("append", "append", "replace", "truncate", "crash"),
    });
    fc.assert(
      fc.property(fc.array(write), (writes) => {
        const disk = build({ capacity: 200 });
        for (const { size, kind } of writes) {
          const record = "x".repeat(size);
          if (kind === "append") disk.append("log", record);
          else if (kind === "replace") disk.replace("log", [record]);
          else if (kind === "truncate") disk.truncate("log", 1);
          else {
            disk.finishSync(disk.changes - 1);
            disk.crash(false);
          }
          const held = recordsOf(disk).reduce((sum: number, record) => sum + (record as string).length + 2, 0);
          expect(held).toBeLessThanOrEqual(200);
        }
      }),
    );
  });
});

describe("a protocol's disk", () => {
  interface Words {
    state: { log: unknown[] };
    message: { kind: "do"; act: string };
  }
  type Act = (cx: ProtocolContext<Words>) => void;

  function run(
    acts: Readonly<Record<string, Act>>,
    machine = { disk: { sync: "10ms" as const, read: "3ms" as const } },
  ) {
    const log: unknown[] = [];
    const process = protocol<Words>({
      state: () => ({ log: [] }),
      recover: (cx) => void log.push(cx.disk.read("log")),
      synced: (cx, token) => void log.push(["synced", token, cx.nowUs / 1_000]),
      on: { do: (cx, { act }) => acts[act]!(cx) },
    });
    const rig = new Rig({ ann: process }, { machine });
    const tell = (ms: number, act: string) => rig.at(ms * 1_000, () => rig.send("ann", "ann", { kind: "do", act }));
    return { rig, log, tell };
  }

  test("tells when a sync has ended, by its token", () => {
    const { rig, log, tell } = run({
      write: (cx) => {
        cx.disk.append("log", 1);
        cx.disk.sync(7);
        cx.disk.sync();
      },
    });
    tell(1, "write");
    rig.run();
    expect(log).toEqual([
      ["synced", 7, 11],
      ["synced", 0, 21],
    ]);
  });

  test("makes nothing durable by a sync that a crash cuts short, and never tells of it", () => {
    const { rig, log, tell } = run({
      write: (cx) => {
        cx.disk.append("log", cx.nowUs);
        cx.disk.sync();
      },
    });
    tell(1, "write");
    tell(20, "write");
    rig.at("25ms", () => rig.machine("ann").crash("struck"));
    rig.at("26ms", () => rig.machine("ann").revive());
    rig.run();
    expect(log).toEqual([["synced", 0, 11], { kind: "read", records: [1_000], damage: null }]);
  });

  test("keeps the node waiting while it reads, and a slow CPU does not make that longer", () => {
    const { rig, log, tell } = run({
      read: (cx) => {
        cx.disk.read("log");
        log.push(cx.nowUs / 1_000);
      },
    });
    rig.machine("ann").addSlowness({ factor: 10, onEffect: () => expect.unreachable() });
    tell(1, "read");
    tell(2, "read");
    rig.run();
    expect(log).toEqual([4, 7]);
  });

  test("draws chance of its own: reading and syncing shift no draw of the process", () => {
    const draws = [false, true].map((busy) => {
      const drawn: number[] = [];
      const { rig, tell } = run(
        {
          draw: (cx) => {
            if (busy) {
              cx.disk.append("log", 1);
              cx.disk.sync();
              cx.disk.read("log");
            }
            drawn.push(cx.random.word());
          },
        },
        { disk: { sync: ["1ms", "9ms"], read: ["1ms", "2ms"] } as never },
      );
      tell(1, "draw");
      tell(50, "draw");
      rig.run();
      return drawn;
    });
    expect(draws[1]).toEqual(draws[0]);
  });
});
