import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Random } from "../../src/kernel/random.js";
import { Disk, type DiskError } from "../../src/node/disk.js";
import { Errno } from "../../src/node/files/errno.js";
import { FileSystem } from "../../src/node/files/file-system.js";
import type { File } from "../../src/node/files/inode.js";
import { tellLoss } from "../../src/node/loss.js";
import type { DiskSpec } from "../../src/node/machine-spec.js";

function build(spec: DiskSpec = {}, seed = "files") {
  const disk = new Disk(spec, new Random("disk"));
  const ground = { capacity: spec.capacity ?? Number.POSITIVE_INFINITY, journalled: spec.journal === "ordered" };
  const clock = { nowUs: 0 };
  const files = new FileSystem({ disk, ...ground, random: new Random(seed), clock, wallUs: () => 0 });
  return { files, disk, clock };
}

function begin(disk: Disk, kind: DiskError["kind"], amount = 1): () => number {
  let effects = 0;
  disk.add({ kind, amount, random: new Random(kind), onEffect: () => effects++ });
  return () => effects;
}

const bytes = (text: string) => new TextEncoder().encode(text);

function create(files: FileSystem, path: string, text = ""): File {
  const file = files.open(path, { writes: true, creates: true, truncates: true }, 0o644) as File;
  files.write(file, 0, bytes(text));
  return file;
}

function sync(files: FileSystem, path: string): void {
  files.endSync(files.beginSync(files.look(path), 0));
}

function textOf(files: FileSystem, path: string): string | null {
  const { inode } = files.find(path);
  return inode === undefined ? null : new TextDecoder().decode(files.read(inode, 0, 1_000_000));
}

/** What is found after a crash, over many chances, each once. */
function outcomes<T>(prepare: (files: FileSystem) => void, look: (files: FileSystem) => T, spec: DiskSpec = {}): T[] {
  const found = new Map<string, T>();
  for (let seed = 0; seed < 200; seed++) {
    const { files } = build(spec, `seed ${seed}`);
    prepare(files);
    files.crash(false);
    const outcome = look(files);
    found.set(JSON.stringify(outcome), outcome);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, outcome]) => outcome);
}

function codeOf(action: () => unknown): string {
  try {
    action();
    return "done";
  } catch (thrown) {
    if (thrown instanceof Errno) return thrown.code;
    throw thrown;
  }
}

describe("files", () => {
  test("may lose a name whose directory was not synced, with all that was synced under it", () => {
    const prepare = (files: FileSystem) => {
      create(files, "/a", "text");
      sync(files, "/a");
    };
    expect(outcomes(prepare, (files) => textOf(files, "/a"))).toEqual(["text", null]);
  });

  test("may lose contents that were not synced, under a name that was, or keep a size of them", () => {
    const prepare = (files: FileSystem) => {
      create(files, "/a", "text");
      sync(files, "/");
    };
    expect(outcomes(prepare, (files) => textOf(files, "/a"))).toEqual(["", "\0\0\0\0", "text"]);
  });

  test("lose nothing of what was synced, content and name", () => {
    const prepare = (files: FileSystem) => {
      files.makeDirectory("/d", 0o755);
      create(files, "/d/a", "text");
      for (const path of ["/d/a", "/d", "/"]) sync(files, path);
      files.write(files.look("/d/a"), 4, bytes("more"));
    };
    const found = outcomes(prepare, (files) => textOf(files, "/d/a")?.slice(0, 4));
    expect(found).toEqual(["text"]);
  });

  test("are found under the old name or the new one after a rename, wherever it leads", () => {
    const prepare = (files: FileSystem) => {
      create(files, "/a", "new");
      create(files, "/b", "old");
      for (const path of ["/a", "/b", "/"]) sync(files, path);
      files.makeDirectory("/d", 0o755);
      files.rename("/a", "/b");
      files.rename("/b", "/d/c");
      sync(files, "/d");
    };
    const look = (files: FileSystem) => ["/a", "/b", "/d/c"].map((path) => codeOf(() => files.look(path)));
    // A sync of the folder that a name has come to covers what makes the folder itself to be found.
    expect(outcomes(prepare, look)).toEqual([["ENOENT", "ENOENT", "done"]]);
    const unsynced = (files: FileSystem) => {
      create(files, "/a", "new");
      create(files, "/b", "old");
      for (const path of ["/a", "/b", "/"]) sync(files, path);
      files.rename("/a", "/b");
    };
    const texts = (files: FileSystem) => [textOf(files, "/a"), textOf(files, "/b")];
    expect(outcomes(unsynced, texts)).toEqual([
      ["new", "old"],
      [null, "new"],
    ]);
  });

  test("keep changes of names in their order on an ordered journal, and in any order without", () => {
    const prepare = (files: FileSystem) => {
      create(files, "/a", "A");
      create(files, "/b", "B");
    };
    const names = (files: FileSystem) =>
      ["a", "b"].filter((name) => files.find(`/${name}`).inode !== undefined).join("");
    expect(outcomes(prepare, names)).toEqual(["", "a", "ab", "b"]);
    expect(outcomes(prepare, names, { journal: "ordered" })).toEqual(["", "a", "ab"]);
  });

  test("bring nothing back that was cut off, and tear within pages only while writes tear", () => {
    const prepare = (files: FileSystem) => {
      const file = create(files, "/a", "secret");
      for (const path of ["/a", "/"]) sync(files, path);
      files.resize(file, 0);
      files.write(file, 0, bytes("public"));
    };
    const found = outcomes(prepare, (files) => textOf(files, "/a"));
    expect(found).toEqual(["", "\0\0\0\0\0\0", "public", "secret"]);
    const { files, disk } = build();
    const felt = begin(disk, "tearWrites");
    const texts = new Set<string | null>();
    for (let n = 0; n < 50; n++) {
      const file = create(files, "/b", "????????");
      for (const path of ["/b", "/"]) sync(files, path);
      files.write(file, 0, bytes("!!!!!!!!"));
      files.crash(false);
      texts.add(textOf(files, "/b"));
    }
    expect(texts).toContain("!!!?????");
    expect(felt()).toBeGreaterThan(10);
  });

  test("feel what is wrong with the disk", () => {
    const { files, disk } = build({ capacity: 10 });
    const file = create(files, "/a", "12345678");
    expect([codeOf(() => files.write(file, 8, bytes("9abc"))), textOf(files, "/a")]).toEqual(["done", "123456789a"]);
    expect(codeOf(() => files.write(file, 10, bytes("b")))).toBe("ENOSPC");
    files.resize(file, 4);
    expect(codeOf(() => files.write(file, 4, bytes("5")))).toBe("done");
    const felt = { full: begin(disk, "fillDisk"), lost: begin(disk, "loseSyncs"), flipped: begin(disk, "flipBits") };
    expect([codeOf(() => create(files, "/b")), codeOf(() => files.write(file, 0, bytes("x")))]).toEqual([
      "ENOSPC",
      "done",
    ]);
    expect(textOf(files, "/a")).not.toBe("x2345");
    for (const path of ["/a", "/"]) sync(files, path);
    const unreadable = begin(disk, "failReads");
    expect(codeOf(() => textOf(files, "/a"))).toBe("EIO");
    expect([felt.full(), felt.lost(), felt.flipped(), unreadable()]).toEqual([1, 2, 1, 1]);
  });

  type Step = readonly [kind: "write" | "resize" | "sync" | "rename" | "unlink" | "crash", name: string, at: number];
  const name = fc.constantFrom("a", "b", "c");
  const kind = fc.constantFrom<Step[0]>("write", "write", "write", "resize", "sync", "rename", "unlink", "crash");
  const steps: fc.Arbitrary<Step[]> = fc.array(fc.tuple(kind, name, fc.integer({ min: 0, max: 9000 })), {
    maxLength: 40,
  });

  test("law: after a sync of everything a crash changes nothing, and a second crash never does", () => {
    fc.assert(
      fc.property(steps, fc.constantFrom("none" as const, "ordered" as const), (list, journal) => {
        const { files } = build({ journal });
        const contents = () => ["a", "b", "c"].map((file) => textOf(files, `/${file}`));
        for (const [step, name, at] of list) {
          const path = `/${name}`;
          const { inode } = files.find(path);
          if (step === "write")
            files.write(files.open(path, { writes: true, creates: true }, 0o644), at, bytes("x".repeat(at % 5000)));
          else if (step === "crash") files.crash(at % 2 === 0);
          else if (inode?.kind !== "file") continue;
          else if (step === "resize") files.resize(inode, at);
          else if (step === "sync") sync(files, path);
          else if (step === "unlink") files.unlink(path);
          else files.rename(path, at % 2 === 0 ? "/a" : "/b");
        }
        const before = contents();
        for (const file of ["a", "b", "c"]) if (files.find(`/${file}`).inode !== undefined) sync(files, `/${file}`);
        sync(files, "/");
        files.crash(true);
        expect(contents()).toEqual(before);
        files.write(files.open("/a", { writes: true, creates: true }, 0o644), 100, bytes("y".repeat(9000)));
        files.crash(true);
        const after = contents();
        files.crash(true);
        expect(contents()).toEqual(after);
      }),
      { numRuns: 300 },
    );
  });
});

describe("what a crash takes is told", () => {
  /** Of some seeds, one in which the crash takes all that it can. */
  function lossesOf(prepare: (parts: ReturnType<typeof build>) => void): readonly string[] {
    const told = Array.from({ length: 40 }, (_, seed) => {
      const parts = build({}, `seed ${seed}`);
      prepare(parts);
      return parts.files.crash(false).map(tellLoss);
    });
    return told.reduce((most, lines) => (lines.length > most.length ? lines : most));
  }

  test("by file, with how much it was, when it was written, and which sync was missing", () => {
    const losses = lossesOf(({ files, clock }) => {
      create(files, "/log", "old ");
      for (const path of ["/log", "/"]) sync(files, path);
      clock.nowUs = 1_000;
      files.write(files.look("/log"), 4, bytes("new"));
      clock.nowUs = 3_000;
      files.write(files.look("/log"), 7, bytes("er"));
    });
    expect(losses).toEqual(["/log: 5 bytes written from 0.001 s to 0.003 s, not synced since"]);
  });

  test("by name, where a folder was not synced, and not once more for what was in it", () => {
    const losses = lossesOf(({ files, clock }) => {
      clock.nowUs = 2_000;
      files.makeDirectory("/d", 0o755);
      create(files, "/d/a", "text");
      sync(files, "/d/a");
      create(files, "/b", "b");
      sync(files, "/b");
      files.rename("/b", "/c");
    });
    expect(losses).toEqual([
      "/d: its creation at 0.002 s with all that is in it, folder / not synced since",
      "/c: its rename at 0.002 s with its 1 byte, folder / not synced since",
    ]);
  });

  test("with what became of a sync: it was under way, or its disk has lost it", () => {
    const prepare =
      (sync: (parts: ReturnType<typeof build>) => void) =>
      (parts: ReturnType<typeof build>): void => {
        const { files } = parts;
        create(files, "/log");
        files.endSync(files.beginSync(files.root, 0));
        files.write(files.look("/log"), 0, bytes("new"));
        sync(parts);
      };
    const underWay = prepare(({ files }) => files.beginSync(files.look("/log"), 0));
    const inVain = prepare(({ files, disk }) => {
      begin(disk, "loseSyncs");
      sync(files, "/log");
    });
    expect(lossesOf(underWay)).toEqual(["/log: 3 bytes written at 0.000 s, being synced"]);
    expect(lossesOf(inVain)).toEqual(["/log: 3 bytes written at 0.000 s, synced in vain: its disk loses syncs"]);
  });

  test("law: whoever finds anything else after a crash than before has been told of a loss", () => {
    const paths = ["/a", "/b", "/d/a", "/d/b"];
    const operation = fc.record({
      kind: fc.constantFrom("create", "write", "resize", "rename", "unlink", "sync", "sync folder"),
      path: fc.constantFrom(...paths),
      other: fc.constantFrom(...paths),
      at: fc.nat({ max: 9000 }),
    });
    type Operation = typeof operation extends fc.Arbitrary<infer O> ? O : never;
    const law = (operations: readonly Operation[], seed: number, torn: boolean) => {
      const { files } = build({}, `seed ${seed}`);
      files.makeDirectory("/d", 0o755);
      for (const { kind, path, other, at } of operations) {
        codeOf(() => {
          if (kind === "create") create(files, path, "x".repeat(at % 5000));
          if (kind === "write") files.write(files.look(path), at, bytes(`${at}`));
          if (kind === "resize") files.resize(files.look(path) as File, at);
          if (kind === "rename") files.rename(path, other);
          if (kind === "unlink") files.unlink(path);
          if (kind === "sync") sync(files, path);
          if (kind === "sync folder") sync(files, path.startsWith("/d") ? "/d" : "/");
        });
      }
      const found = () => JSON.stringify(paths.map((path) => codeOrText(files, path)));
      const before = found();
      const losses = files.crash(torn);
      if (found() !== before) expect(losses).not.toEqual([]);
      expect(files.crash(torn)).toEqual([]);
    };
    fc.assert(fc.property(fc.array(operation, { maxLength: 12 }), fc.nat(), fc.boolean(), law), { numRuns: 400 });
  });

  function codeOrText(files: FileSystem, path: string): string {
    let text = "";
    const code = codeOf(() => {
      text = String(textOf(files, path));
    });
    return code === "done" ? text : code;
  }
});
