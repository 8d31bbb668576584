import { promisify } from "node:util";

type Fs = typeof import("node:fs");

/** A small program: what it returns, or throws, is the same on Node and on the simulated files. */
export interface Case {
  readonly name: string;
  /** Not so on all versions of Node, or not on ours: why. */
  readonly differs?: string;
  run(fs: Fs, root: string): unknown;
}

const one = (name: string, run: Case["run"], differs?: string): Case => ({
  name,
  run,
  ...(differs === undefined ? {} : { differs }),
});

/** Whatever it throws is part of what it returns, so that a case can try several things. */
function attempts(...actions: (() => unknown)[]): unknown[] {
  return actions.map((action) => {
    try {
      return action();
    } catch (error) {
      return told(error);
    }
  });
}

async function asyncAttempts(...actions: (() => unknown)[]): Promise<unknown[]> {
  const results: unknown[] = [];
  for (const action of actions) {
    try {
      results.push(await action());
    } catch (error) {
      results.push(told(error));
    }
  }
  return results;
}

function told(error: unknown): unknown {
  const { name, message, code, errno, syscall, path, dest } = error as NodeJS.ErrnoException & { dest?: string };
  return { name, message, code, errno, syscall, path, dest };
}

/** A promise of what a function with a callback gives. */
const called = (call: (callback: (...results: unknown[]) => void) => void) =>
  new Promise((resolve) =>
    call((...results) => resolve(results.map((part) => (part instanceof Error ? told(part) : part)))),
  );

// biome-ignore lint/suspicious/noExplicitAny: wrong arguments are what these cases are about
const wrong = (value: unknown): any => value;

export const cases: readonly Case[] = [
  // Whole files
  one("write and read text", (fs, r) => {
    fs.writeFileSync(`${r}/a`, "grüß dich");
    return [
      fs.readFileSync(`${r}/a`, "utf8"),
      fs.readFileSync(`${r}/a`),
      fs.readFileSync(`${r}/a`, { encoding: "latin1" }),
    ];
  }),
  one("write bytes of several kinds", (fs, r) => {
    fs.writeFileSync(`${r}/a`, new Uint16Array([1, 2]));
    fs.appendFileSync(`${r}/a`, wrong(new DataView(new ArrayBuffer(2))));
    fs.appendFileSync(`${r}/a`, Buffer.from("x"));
    return fs.readFileSync(`${r}/a`);
  }),
  one("write with an encoding", (fs, r) => {
    fs.writeFileSync(`${r}/a`, "68656c6c6f", "hex");
    fs.writeFileSync(`${r}/b`, "aGVsbG8=", { encoding: "base64" });
    return [fs.readFileSync(`${r}/a`, "utf8"), fs.readFileSync(`${r}/b`, "utf8"), fs.readFileSync(`${r}/b`, "hex")];
  }),
  one("append makes the file and adds to it", (fs, r) => {
    fs.appendFileSync(`${r}/a`, "1");
    fs.appendFileSync(`${r}/a`, "2");
    fs.writeFileSync(`${r}/a`, "3", { flag: "a" });
    return fs.readFileSync(`${r}/a`, "utf8");
  }),
  one("write again truncates", (fs, r) => {
    fs.writeFileSync(`${r}/a`, "long text");
    fs.writeFileSync(`${r}/a`, "x");
    return fs.readFileSync(`${r}/a`, "utf8");
  }),
  one("write with r+ overwrites in place", (fs, r) => {
    fs.writeFileSync(`${r}/a`, "long text");
    fs.writeFileSync(`${r}/a`, "LO", { flag: "r+" });
    return [fs.readFileSync(`${r}/a`, "utf8"), ...attempts(() => fs.writeFileSync(`${r}/none`, "", { flag: "r+" }))];
  }),
  one("write exclusively", (fs, r) => {
    fs.writeFileSync(`${r}/a`, "1", { flag: "wx" });
    return attempts(
      () => fs.writeFileSync(`${r}/a`, "2", { flag: "wx" }),
      () => fs.readFileSync(`${r}/a`, "utf8"),
    );
  }),
  one("write and read through a descriptor", (fs, r) => {
    const fd = fs.openSync(`${r}/a`, "w+");
    fs.writeFileSync(fd, "hello");
    const rest = fs.readFileSync(fd, "utf8");
    fs.closeSync(fd);
    return [rest, fs.readFileSync(`${r}/a`, "utf8")];
  }),
  one("read what is not there", (fs, r) => fs.readFileSync(`${r}/none`)),
  one("read a directory", (fs, r) => fs.readFileSync(r)),
  one("write to a directory", (fs, r) => fs.writeFileSync(r, "x")),
  one("write below what is not there", (fs, r) => fs.writeFileSync(`${r}/none/a`, "x")),
  one("write below a file", (fs, r) => {
    fs.writeFileSync(`${r}/a`, "");
    fs.writeFileSync(`${r}/a/b`, "x");
  }),
  one("write with flush", (fs, r) => fs.writeFileSync(`${r}/a`, "x", wrong({ flush: true }))),
  one("write something else", (fs, r) =>
    attempts(
      () => fs.writeFileSync(`${r}/a`, wrong(5)),
      () => fs.writeFileSync(`${r}/a`, wrong({})),
      () => fs.writeFileSync(`${r}/a`, wrong(null)),
      () => fs.appendFileSync(`${r}/a`, wrong(undefined)),
      () => fs.existsSync(`${r}/a`),
    ),
  ),
  one("wrong paths", (fs) =>
    attempts(
      () => fs.readFileSync(wrong(undefined)),
      () => fs.readFileSync(wrong({})),
      () => fs.statSync(wrong(null)),
      () => fs.statSync("a\0b"),
      () => fs.mkdirSync(wrong(true)),
      () => fs.renameSync(wrong(1), "a"),
      () =>
        fs.renameSync(
          "a",
          wrong(() => 1),
        ),
      () => fs.linkSync(wrong(1), "a"),
      () => fs.symlinkSync(wrong(1), "a"),
      () => fs.copyFileSync(wrong(1), "a"),
      () => fs.copyFileSync("a", wrong([])),
    ),
  ),
  one("the empty path", (fs) =>
    attempts(
      () => fs.readFileSync(""),
      () => fs.statSync(""),
      () => fs.mkdirSync(""),
    ),
  ),
  one("wrong options", (fs, r) =>
    attempts(
      () => fs.readFileSync(r, wrong("nonsense")),
      () => fs.readFileSync(r, wrong(5)),
      () => fs.openSync(r, "nonsense"),
      () => fs.openSync(r, "w", "nonsense"),
      () => fs.openSync(r, wrong(4.5)),
      () => fs.rmSync(r, wrong({ recursive: 5 })),
      () => fs.mkdirSync(`${r}/x`, wrong({ recursive: 5 })),
      () => fs.chmodSync(r, "x"),
      () => fs.readFileSync(`${r}/none`, { flag: "wrong" }),
    ),
  ),
  one("paths as Buffer and URL", (fs, r) => {
    fs.writeFileSync(Buffer.from(`${r}/a b`), "x");
    return fs.readFileSync(new URL(`file://${r}/a%20b`), "utf8");
  }),
  one("paths with dots and slashes", (fs, r) => {
    fs.mkdirSync(`${r}/d/e`, { recursive: true });
    fs.writeFileSync(`${r}//d/./e/../f`, "x");
    return [
      fs.readFileSync(`${r}/d/e/../../d/f`, "utf8"),
      ...attempts(
        () => fs.readFileSync(`${r}/d/f/`),
        () => fs.openSync(`${r}/new/`, "w"),
      ),
    ];
  }),
  one("a name that is too long", (fs, r) => fs.writeFileSync(`${r}/${"x".repeat(256)}`, "")),

  // Descriptors
  one("read piece by piece", (fs, r) => {
    fs.writeFileSync(`${r}/a`, "abcdefgh");
    const fd = fs.openSync(`${r}/a`, "r");
    const buffer = Buffer.alloc(8, ".");
    const counts = [
      fs.readSync(fd, buffer, 0, 2, null),
      fs.readSync(fd, buffer, 2, 2, 6),
      fs.readSync(fd, buffer, 4, 2, null),
      fs.readSync(fd, buffer, { offset: 6, length: 1 }),
      fs.readSync(fd, Buffer.alloc(100)),
      fs.readSync(fd, Buffer.alloc(100)),
    ];
    fs.closeSync(fd);
    return [counts, buffer.toString()];
  }),
  one(
    "read with wrong ranges",
    (fs, r) => {
      fs.writeFileSync(`${r}/a`, "abc");
      const fd = fs.openSync(`${r}/a`, "r");
      return attempts(
        () => fs.readSync(fd, Buffer.alloc(3), 5, 5, null),
        () => fs.readSync(fd, Buffer.alloc(3), 0, 5, null),
        () => fs.readSync(fd, Buffer.alloc(3), -1, 5, null),
        () => fs.readSync(fd, Buffer.alloc(3), 0, -1, null),
        () => fs.readSync(fd, Buffer.alloc(0)),
        () => fs.readSync(fd, wrong("text")),
        () => fs.readSync(fd, Buffer.alloc(3), 0, 0, null),
        () => fs.closeSync(fd),
      );
    },
    "an offset beyond the buffer is told differently by Node 20",
  ),
  one("write piece by piece", (fs, r) => {
    const fd = fs.openSync(`${r}/a`, "w");
    const counts = [
      fs.writeSync(fd, "abc"),
      fs.writeSync(fd, Buffer.from("0123456789"), 2, 3),
      fs.writeSync(fd, Buffer.from("XY"), 0, 2, 1),
      fs.writeSync(fd, "é", 10, "latin1"),
      fs.writeSync(fd, "end"),
      fs.writeSync(fd, Buffer.from("0123"), wrong({ offset: 1, length: 2 })),
    ];
    fs.closeSync(fd);
    return [counts, fs.readFileSync(`${r}/a`)];
  }),
  one("append ignores the position", (fs, r) => {
    fs.writeFileSync(`${r}/a`, "abc");
    const fd = fs.openSync(`${r}/a`, "a+");
    fs.writeSync(fd, "X", 0);
    const buffer = Buffer.alloc(4);
    const count = fs.readSync(fd, buffer, 0, 4, 0);
    fs.writeSync(fd, "Y");
    fs.closeSync(fd);
    return [count, buffer.toString(), fs.readFileSync(`${r}/a`, "utf8")];
  }),
  one(
    "readv and writev",
    (fs, r) => {
      const fd = fs.openSync(`${r}/a`, "w+");
      const written = fs.writevSync(fd, [Buffer.from("ab"), new Uint8Array([99, 100]), Buffer.from("ef")]);
      const parts = [Buffer.alloc(4), Buffer.alloc(4)];
      const read = fs.readvSync(fd, parts, 1);
      const again = fs.writevSync(fd, [Buffer.from("Z")], 0);
      fs.closeSync(fd);
      return [
        written,
        read,
        again,
        parts,
        fs.readFileSync(`${r}/a`, "utf8"),
        ...attempts(
          () => fs.writevSync(1, wrong(5)),
          () => fs.readvSync(1, wrong([5])),
        ),
      ];
    },
    "what is said of a wrong list",
  ),
  one("a hole reads as zeros", (fs, r) => {
    const fd = fs.openSync(`${r}/a`, "w");
    fs.writeSync(fd, "x", 5);
    fs.closeSync(fd);
    return fs.readFileSync(`${r}/a`);
  }),
  one("descriptors that are not open", (fs) =>
    attempts(
      () => fs.closeSync(999),
      () => fs.readSync(999, Buffer.alloc(1)),
      () => fs.writeSync(999, "x"),
      () => fs.writeSync(999, Buffer.from("x")),
      () => fs.fstatSync(999),
      () => fs.fsyncSync(999),
      () => fs.fdatasyncSync(999),
      () => fs.ftruncateSync(999),
      () => fs.fchmodSync(999, 0o600),
      () => fs.fchownSync(999, 0, 0),
      () => fs.futimesSync(999, 1, 1),
      () => fs.readFileSync(999),
      () => fs.writeFileSync(999, "x"),
      () => fs.readvSync(999, [Buffer.alloc(1)]),
    ),
  ),
  one("descriptors that are none", (fs) =>
    attempts(
      () => fs.closeSync(wrong("a")),
      () => fs.closeSync(-1),
      () => fs.readSync(1.5, Buffer.alloc(1)),
      () => fs.fsyncSync(wrong(undefined)),
    ),
  ),
  one("read and write what is not open for it", (fs, r) => {
    const out = fs.openSync(`${r}/a`, "w");
    const reading = attempts(() => fs.readSync(out, Buffer.alloc(1)));
    fs.closeSync(out);
    const into = fs.openSync(`${r}/a`, "r");
    const writing = attempts(
      () => fs.writeSync(into, "x"),
      () => fs.ftruncateSync(into, 0),
    );
    fs.closeSync(into);
    return [reading, writing];
  }),
  one("close twice", (fs, r) => {
    const fd = fs.openSync(`${r}/a`, "w");
    fs.closeSync(fd);
    return attempts(() => fs.closeSync(fd));
  }),
  one("open flags", (fs, r) => {
    const { O_CREAT, O_EXCL, O_RDWR, O_TRUNC, O_DIRECTORY, O_NOFOLLOW } = fs.constants;
    fs.writeFileSync(`${r}/a`, "abc");
    fs.symlinkSync("a", `${r}/l`);
    return attempts(
      () => fs.closeSync(fs.openSync(`${r}/b`, O_CREAT | O_EXCL | O_RDWR, 0o600)),
      () => fs.openSync(`${r}/b`, O_CREAT | O_EXCL | O_RDWR),
      () => fs.closeSync(fs.openSync(`${r}/a`, O_RDWR | O_TRUNC)),
      () => fs.readFileSync(`${r}/a`, "utf8"),
      () => fs.openSync(`${r}/a`, O_DIRECTORY),
      () => fs.openSync(`${r}/l`, O_NOFOLLOW),
      () => fs.closeSync(fs.openSync(r, O_DIRECTORY)),
      () => fs.openSync(r, O_RDWR),
      () => fs.openSync(r, "w"),
      () => fs.statSync(`${r}/b`),
    );
  }),
  one("a file that was removed while it is open", (fs, r) => {
    fs.writeFileSync(`${r}/a`, "abc");
    const fd = fs.openSync(`${r}/a`, "r+");
    fs.unlinkSync(`${r}/a`);
    fs.writeSync(fd, "X", 0);
    const text = fs.readFileSync(fd, "utf8");
    const { nlink } = fs.fstatSync(fd);
    fs.closeSync(fd);
    return [text, nlink, fs.existsSync(`${r}/a`)];
  }),
  one("truncate", (fs, r) => {
    fs.writeFileSync(`${r}/a`, "abcdef");
    fs.truncateSync(`${r}/a`, 3);
    const short = fs.readFileSync(`${r}/a`, "utf8");
    fs.truncateSync(`${r}/a`, 5);
    const long = fs.readFileSync(`${r}/a`);
    const fd = fs.openSync(`${r}/a`, "r+");
    fs.ftruncateSync(fd, 1);
    fs.closeSync(fd);
    return [
      short,
      long,
      fs.readFileSync(`${r}/a`),
      ...attempts(
        () => fs.truncateSync(`${r}/none`),
        () => fs.truncateSync(r),
        () => fs.ftruncateSync(1, wrong("a")),
      ),
    ];
  }),
  one("sync", (fs, r) => {
    const fd = fs.openSync(`${r}/a`, "w");
    const results = [fs.fsyncSync(fd), fs.fdatasyncSync(fd)];
    fs.closeSync(fd);
    const directory = fs.openSync(r, "r");
    results.push(fs.fsyncSync(directory));
    fs.closeSync(directory);
    return results;
  }),
  one("read an open directory", (fs, r) => {
    const fd = fs.openSync(r, "r");
    const results = attempts(
      () => fs.readSync(fd, Buffer.alloc(1)),
      () => fs.fstatSync(fd),
    );
    fs.closeSync(fd);
    return results;
  }),

  // Stats and attributes
  one("stat of a file", (fs, r) => {
    fs.writeFileSync(`${r}/a`, "abc", { mode: 0o640 });
    return [fs.statSync(`${r}/a`), fs.lstatSync(`${r}/a`), fs.statSync(`${r}/a`, { bigint: true })];
  }),
  one("stat of a directory and a link", (fs, r) => {
    fs.mkdirSync(`${r}/d`, 0o700);
    fs.symlinkSync("d", `${r}/l`);
    return [fs.statSync(`${r}/d`), fs.lstatSync(`${r}/l`), fs.statSync(`${r}/l`)];
  }),
  one("stat of what is not there", (fs, r) => {
    fs.writeFileSync(`${r}/a`, "");
    return attempts(
      () => fs.statSync(`${r}/none`),
      () => fs.lstatSync(`${r}/none`),
      () => fs.statSync(`${r}/a/b`),
      () => fs.statSync(`${r}/none`, { throwIfNoEntry: false }),
      () => fs.lstatSync(`${r}/a/b`, { throwIfNoEntry: false }),
    );
  }),
  one("the fields of stats", (fs, r) => {
    fs.writeFileSync(`${r}/a`, "abc");
    const stats = fs.statSync(`${r}/a`);
    const big = fs.statSync(`${r}/a`, { bigint: true });
    const types = (value: object) =>
      Object.entries(value)
        .filter(([, field]) => typeof field !== "object")
        .map(([key, field]) => `${key} ${typeof field}`);
    return [
      types(stats),
      types(big),
      stats instanceof fs.Stats,
      stats.isFIFO(),
      stats.isSocket(),
      stats.isBlockDevice(),
    ];
  }),
  one("times are set", (fs, r) => {
    fs.writeFileSync(`${r}/a`, "");
    fs.utimesSync(`${r}/a`, 100, new Date(200_500));
    const first = fs.statSync(`${r}/a`);
    const fd = fs.openSync(`${r}/a`, "r+");
    fs.futimesSync(fd, "300.25", 400);
    fs.closeSync(fd);
    const second = fs.statSync(`${r}/a`);
    return [
      [first.atimeMs, first.mtimeMs, first.mtime.toISOString(), second.atimeMs, second.mtime.getTime()],
      ...attempts(
        () => fs.utimesSync(`${r}/none`, 1, 1),
        () => fs.lutimesSync(`${r}/none`, 1, 1),
      ),
    ];
  }),
  one("modes", (fs, r) => {
    fs.writeFileSync(`${r}/a`, "");
    fs.chmodSync(`${r}/a`, 0o600);
    const first = fs.statSync(`${r}/a`).mode;
    const fd = fs.openSync(`${r}/a`, "r");
    fs.fchmodSync(fd, "755");
    fs.closeSync(fd);
    return [
      first,
      fs.statSync(`${r}/a`).mode,
      ...attempts(
        () => fs.chmodSync(`${r}/none`, 0o600),
        () => fs.chownSync(`${r}/none`, 0, 0),
        () => fs.lchownSync(`${r}/none`, 0, 0),
      ),
    ];
  }),
  one("access", (fs, r) => {
    fs.writeFileSync(`${r}/a`, "");
    return attempts(
      () => fs.accessSync(`${r}/a`),
      () => fs.accessSync(`${r}/a`, fs.constants.R_OK | fs.constants.W_OK),
      () => fs.accessSync(`${r}/a`, fs.constants.X_OK),
      () => fs.accessSync(r, fs.constants.X_OK),
      () => fs.accessSync(`${r}/none`),
    );
  }),
  one("exists", (fs, r) => {
    fs.symlinkSync("nowhere", `${r}/l`);
    return [
      fs.existsSync(r),
      fs.existsSync(`${r}/none`),
      fs.existsSync(wrong(undefined)),
      fs.existsSync(wrong({})),
      fs.existsSync(`${r}/l`),
    ];
  }),

  // Directories
  one("make and remove a directory", (fs, r) => {
    const results = attempts(
      () => fs.mkdirSync(`${r}/d`),
      () => fs.mkdirSync(`${r}/d`),
      () => fs.mkdirSync(`${r}/x/y`),
      () => fs.rmdirSync(`${r}/d`),
      () => fs.rmdirSync(`${r}/d`),
    );
    return [results, fs.readdirSync(r)];
  }),
  one("make all of a path", (fs, r) => {
    fs.writeFileSync(`${r}/f`, "");
    return attempts(
      () => fs.mkdirSync(`${r}/a/b/c`, { recursive: true }),
      () => fs.mkdirSync(`${r}/a/b/c`, { recursive: true }),
      () => fs.mkdirSync(`${r}/a/b/d/`, { recursive: true }),
      () => fs.mkdirSync(`${r}/f`, { recursive: true }),
      () => fs.mkdirSync(`${r}/f/g`, { recursive: true }),
      () => fs.mkdirSync(`${r}/f/g/h`, { recursive: true }),
      () => fs.mkdirSync(`${r}/f`),
    );
  }),
  one("remove what is not empty, or no directory", (fs, r) => {
    fs.mkdirSync(`${r}/d/e`, { recursive: true });
    fs.writeFileSync(`${r}/f`, "");
    return attempts(
      () => fs.rmdirSync(`${r}/d`),
      () => fs.rmdirSync(`${r}/f`),
      () => fs.unlinkSync(`${r}/d`),
      () => fs.unlinkSync(`${r}/none`),
    );
  }),
  one("list a directory", (fs, r) => {
    for (const name of ["b", "a", "B", "10", "9", "ä"]) fs.writeFileSync(`${r}/${name}`, "");
    fs.mkdirSync(`${r}/c`);
    fs.symlinkSync("a", `${r}/l`);
    return [fs.readdirSync(r), fs.readdirSync(`${r}/`, { withFileTypes: true }), fs.readdirSync(r, "buffer")];
  }),
  one("list a directory with all below it", (fs, r) => {
    fs.mkdirSync(`${r}/a/b/c`, { recursive: true });
    fs.mkdirSync(`${r}/d`);
    for (const name of ["a/1", "a/b/2", "a/b/c/3", "d/4", "5"]) fs.writeFileSync(`${r}/${name}`, "");
    const names = fs.readdirSync(r, { recursive: true });
    const entries = fs.readdirSync(r, { recursive: true, withFileTypes: true });
    return [names.sort(), entries.map(({ name, parentPath }) => `${parentPath}/${name}`).sort()];
  }),
  one("list what is no directory", (fs, r) => {
    fs.writeFileSync(`${r}/a`, "");
    return attempts(
      () => fs.readdirSync(`${r}/a`),
      () => fs.readdirSync(`${r}/none`),
    );
  }),
  one("open a directory", (fs, r) => {
    fs.writeFileSync(`${r}/a`, "");
    fs.mkdirSync(`${r}/b`);
    const dir = fs.opendirSync(r);
    const entries = [dir.readSync(), dir.readSync()].sort((x, y) => ((x?.name ?? "") < (y?.name ?? "") ? -1 : 1));
    const end = dir.readSync();
    dir.closeSync();
    return [
      entries,
      end,
      dir.path,
      ...attempts(
        () => dir.readSync(),
        () => dir.closeSync(),
      ),
    ];
  }),
  one(
    "open what is no directory",
    (fs, r) => fs.opendirSync(`${r}/none`),
    "Node forgets the path in this one error, and ours tells it",
  ),
  one("a directory for a while", (fs, r) => {
    const path = fs.mkdtempSync(`${r}/x-`);
    return [
      path.length - r.length,
      path.startsWith(`${r}/x-`),
      fs.statSync(path),
      ...attempts(() => fs.mkdtempSync(`${r}/none/x`)),
    ];
  }),
  one("remove recursively", (fs, r) => {
    fs.mkdirSync(`${r}/a/b/c`, { recursive: true });
    fs.writeFileSync(`${r}/a/b/f`, "");
    fs.symlinkSync(r, `${r}/a/l`);
    return attempts(
      () => fs.rmSync(`${r}/none`),
      () => fs.rmSync(`${r}/none`, { force: true }),
      () => fs.rmSync(`${r}/a/b/f`),
      () => fs.rmSync(`${r}/a`, { recursive: true }),
      () => fs.readdirSync(r),
    );
  }),
  one("remove a directory without saying so", (fs, r) => fs.rmSync(r), "Node changes its words between majors"),

  // Names
  one("rename", (fs, r) => {
    fs.writeFileSync(`${r}/a`, "A");
    fs.writeFileSync(`${r}/b`, "B");
    fs.renameSync(`${r}/a`, `${r}/b`);
    return [fs.readdirSync(r), fs.readFileSync(`${r}/b`, "utf8")];
  }),
  one("rename of directories", (fs, r) => {
    for (const name of ["d/x", "e", "f/y"]) fs.mkdirSync(`${r}/${name}`, { recursive: true });
    fs.writeFileSync(`${r}/file`, "");
    return attempts(
      () => fs.renameSync(`${r}/d`, `${r}/e`),
      () => fs.renameSync(`${r}/e`, `${r}/f`),
      () => fs.renameSync(`${r}/e`, `${r}/file`),
      () => fs.renameSync(`${r}/file`, `${r}/e`),
      () => fs.renameSync(`${r}/e`, `${r}/e/x/z`),
      () => fs.renameSync(`${r}/none`, `${r}/z`),
      () => fs.renameSync(`${r}/file`, `${r}/none/z`),
      () => fs.renameSync(`${r}/e`, `${r}/e`),
      () => fs.renameSync(`${r}/e/x`, `${r}/moved`),
      () => fs.readdirSync(r),
    );
  }),
  one("hard links", (fs, r) => {
    fs.writeFileSync(`${r}/a`, "A");
    fs.linkSync(`${r}/a`, `${r}/b`);
    fs.writeFileSync(`${r}/b`, "B");
    const links = fs.statSync(`${r}/a`).nlink;
    const same = fs.statSync(`${r}/a`).ino === fs.statSync(`${r}/b`).ino;
    fs.renameSync(`${r}/a`, `${r}/b`);
    return [
      links,
      same,
      fs.readFileSync(`${r}/a`, "utf8"),
      fs.readdirSync(r),
      ...attempts(
        () => fs.linkSync(`${r}/a`, `${r}/b`),
        () => fs.linkSync(`${r}/none`, `${r}/c`),
        () => fs.linkSync(r, `${r}/c`),
      ),
    ];
  }),
  one("symbolic links", (fs, r) => {
    fs.mkdirSync(`${r}/d`);
    fs.writeFileSync(`${r}/d/a`, "A");
    fs.symlinkSync("d", `${r}/l`);
    fs.symlinkSync(`${r}/d/a`, `${r}/m`);
    fs.symlinkSync("../d/a", `${r}/d/n`);
    return [
      fs.readFileSync(`${r}/l/a`, "utf8"),
      fs.readFileSync(`${r}/m`, "utf8"),
      fs.readFileSync(`${r}/l/n`, "utf8"),
      fs.readlinkSync(`${r}/l`),
      fs.readlinkSync(`${r}/m`, "buffer"),
      fs.realpathSync(`${r}/l/n`),
      fs.realpathSync.native(`${r}/l/../l/a`),
      ...attempts(
        () => fs.symlinkSync("x", `${r}/l`),
        () => fs.readlinkSync(`${r}/d`),
        () => fs.readlinkSync(`${r}/none`),
        () => fs.rmdirSync(`${r}/l`),
      ),
    ];
  }),
  one("links that lead nowhere", (fs, r) => {
    fs.symlinkSync("none", `${r}/l`);
    fs.symlinkSync("y", `${r}/x`);
    fs.symlinkSync("x", `${r}/y`);
    return attempts(
      () => fs.readFileSync(`${r}/l`),
      () => fs.statSync(`${r}/l`),
      () => fs.realpathSync.native(`${r}/l`),
      () => fs.readFileSync(`${r}/x`),
      () => fs.statSync(`${r}/x/z`),
      () => fs.writeFileSync(`${r}/l`, "made"),
      () => fs.readFileSync(`${r}/none`, "utf8"),
      () => fs.openSync(`${r}/x`, "wx"),
      () => fs.unlinkSync(`${r}/x`),
      () => fs.readdirSync(r),
    );
  }),
  one("real paths of what is not there", (fs, r) =>
    attempts(
      () => fs.realpathSync(`${r}/none/a`),
      () => fs.realpathSync.native(`${r}/none`),
      () => fs.realpathSync(`${r}/.`),
    ),
  ),
  one("copy a file", (fs, r) => {
    fs.writeFileSync(`${r}/a`, "A", { mode: 0o600 });
    fs.writeFileSync(`${r}/b`, "long text");
    fs.copyFileSync(`${r}/a`, `${r}/b`);
    fs.copyFileSync(`${r}/a`, `${r}/c`);
    return [
      fs.readFileSync(`${r}/b`, "utf8"),
      fs.statSync(`${r}/c`),
      ...attempts(
        () => fs.copyFileSync(`${r}/a`, `${r}/b`, fs.constants.COPYFILE_EXCL),
        () => fs.copyFileSync(`${r}/none`, `${r}/b`),
        () => fs.copyFileSync(`${r}/a`, r),
        () => fs.copyFileSync(r, `${r}/z`),
      ),
    ];
  }),
  one("the null device", (fs) => {
    fs.writeFileSync("/dev/null", "x");
    return [fs.readFileSync("/dev/null"), fs.statSync("/dev/null").isCharacterDevice()];
  }),

  // Callbacks
  one("callbacks get results", async (fs, r) => [
    await called((done) => fs.writeFile(`${r}/a`, "abc", done)),
    await called((done) => fs.appendFile(`${r}/a`, "def", done)),
    await called((done) => fs.readFile(`${r}/a`, done)),
    await called((done) => fs.readFile(`${r}/a`, "utf8", done)),
    await called((done) => fs.stat(`${r}/a`, done)),
    await called((done) => fs.mkdir(`${r}/d/e`, { recursive: true }, done)),
    await called((done) => fs.mkdir(`${r}/f`, done)),
    await called((done) => fs.readdir(r, done)),
    await called((done) => fs.rename(`${r}/a`, `${r}/b`, done)),
    await called((done) => fs.access(`${r}/b`, done)),
    await called((done) => fs.copyFile(`${r}/b`, `${r}/c`, done)),
    await called((done) => fs.truncate(`${r}/c`, 2, done)),
    await called((done) => fs.rm(`${r}/d`, { recursive: true }, done)),
    await called((done) => fs.unlink(`${r}/b`, done)),
    await called((done) => fs.realpath(`${r}/c`, done)),
    await called((done) => fs.realpath.native(`${r}/c`, done)),
    await called((done) => fs.exists(`${r}/c`, wrong(done))),
    await called((done) => fs.exists(`${r}/none`, wrong(done))),
  ]),
  one("callbacks get errors", async (fs, r) => [
    await called((done) => fs.readFile(`${r}/none`, done)),
    await called((done) => fs.readFile(r, done)),
    await called((done) => fs.readdir(`${r}/none`, done)),
    await called((done) => fs.rename(`${r}/none`, `${r}/b`, done)),
    await called((done) => fs.rmdir(`${r}/none`, done)),
    await called((done) => fs.close(999, done)),
    await called((done) => fs.opendir(`${r}/none`, done)),
    await called((done) => fs.rm(`${r}/none`, done)),
  ]),
  one("callbacks of descriptors", async (fs, r) => {
    const [, fd] = (await called((done) => fs.open(`${r}/a`, "w+", done))) as [null, number];
    const buffer = Buffer.alloc(3);
    return [
      await called((done) => fs.write(fd, "abc", done)),
      await called((done) => fs.write(fd, Buffer.from("xyz"), 1, 2, 0, done)),
      await called((done) => fs.writev(fd, [Buffer.from("1"), Buffer.from("2")], done)),
      await called((done) => fs.read(fd, buffer, 0, 3, 0, done)),
      await called((done) => fs.read(fd, { buffer: Buffer.alloc(2), position: 3 }, done)),
      await called((done) => fs.readv(fd, [Buffer.alloc(2)], 0, done)),
      await called((done) => fs.fstat(fd, done)),
      await called((done) => fs.fsync(fd, done)),
      await called((done) => fs.ftruncate(fd, 1, done)),
      await called((done) => fs.close(fd, done)),
    ];
  }),
  one("promises made of callbacks", async (fs, r) => {
    const fd = await promisify(fs.open)(`${r}/a`, "w+");
    const results = [
      await promisify(fs.write)(fd, Buffer.from("abc"), 0, 3, 0),
      await promisify(fs.read)(fd, Buffer.alloc(3), 0, 3, 0),
      await promisify(fs.exists)(`${r}/a`),
      await promisify(fs.exists)(`${r}/none`),
      await promisify(fs.readFile)(`${r}/a`, "utf8"),
    ];
    await promisify(fs.close)(fd);
    return results;
  }),
  one("a callback is needed", (fs, r) =>
    attempts(
      () => wrong(fs.readFile)(r),
      () => wrong(fs.stat)(r, "x"),
      () => wrong(fs.mkdir)(r),
      () => fs.readFile(wrong(undefined), () => {}),
      () => fs.close(wrong("x"), () => {}),
      () => fs.open(r, "nonsense", () => {}),
    ),
  ),
  one("callbacks come later", async (fs, r) => {
    const order: string[] = [];
    const promise = called((done) => fs.stat(r, (error) => done(order.push(error === null ? "stat" : "error"))));
    process.nextTick(() => order.push("tick"));
    order.push("now");
    await promise;
    return order;
  }),

  // Promises
  one("promises of whole files", async (fs, r) => {
    const { readFile, writeFile, appendFile, copyFile, rm, truncate } = fs.promises;
    return asyncAttempts(
      () => writeFile(`${r}/a`, "abc"),
      () => appendFile(`${r}/a`, "def"),
      () => readFile(`${r}/a`, "utf8"),
      () => readFile(`${r}/a`),
      () => copyFile(`${r}/a`, `${r}/b`),
      () => truncate(`${r}/b`, 2),
      () => readFile(`${r}/b`, { encoding: "utf8" }),
      () => rm(`${r}/b`),
      () => rm(`${r}/b`),
      () => rm(`${r}/b`, { force: true }),
      () => readFile(`${r}/b`),
      () => readFile(r),
      () => writeFile(`${r}/none/a`, ""),
      () => writeFile(`${r}/a`, wrong(5)),
      () => readFile(wrong(undefined)),
      () => copyFile(`${r}/none`, `${r}/c`),
      () => copyFile(`${r}/a`, `${r}/a`, fs.constants.COPYFILE_EXCL),
    );
  }),
  one("promises of names", async (fs, r) => {
    const { mkdir, readdir, rename, stat, lstat, symlink, readlink, realpath, link, rmdir, access, unlink, mkdtemp } =
      fs.promises;
    return asyncAttempts(
      () => mkdir(`${r}/d`),
      () => mkdir(`${r}/d`),
      () => mkdir(`${r}/e/f`, { recursive: true }),
      () => symlink("d", `${r}/l`),
      () => readlink(`${r}/l`),
      () => realpath(`${r}/l`),
      () => realpath(`${r}/none`),
      () => lstat(`${r}/l`),
      () => stat(`${r}/none`),
      () => readdir(r, { withFileTypes: true }),
      () => readdir(`${r}/none`),
      () => rename(`${r}/d`, `${r}/g`),
      () => rename(`${r}/d`, `${r}/g`),
      () => rmdir(`${r}/e`),
      () => access(`${r}/none`),
      () => access(r),
      () => link(r, `${r}/h`),
      () => unlink(`${r}/l`),
      async () => (await mkdtemp(`${r}/t-`)).length - r.length,
    );
  }),
  one("handles", async (fs, r) => {
    const handle = await fs.promises.open(`${r}/a`, "w+");
    const results = await asyncAttempts(
      () => handle.write("hello"),
      () => handle.write(Buffer.from("XYZ"), 1, 2, 0),
      () => handle.writev([Buffer.from("1"), Buffer.from("2")]),
      () => handle.read(Buffer.alloc(4), 0, 4, 0),
      () => handle.read({ buffer: Buffer.alloc(3), position: 1 }),
      () => handle.readv([Buffer.alloc(2)], 5),
      () => handle.stat(),
      () => handle.sync(),
      () => handle.datasync(),
      () => handle.truncate(4),
      () => handle.chmod(0o600),
      () => handle.utimes(1, 2),
      () => handle.appendFile("end"),
      () => handle.writeFile("more"),
      () => typeof handle.fd,
      () => handle.close(),
      () => handle.fd,
      () => handle.close(),
      () => handle.read(Buffer.alloc(1)),
      () => handle.writeFile("x"),
      () => fs.promises.readFile(`${r}/a`, "utf8"),
    );
    return results;
  }),
  one("a handle reads on from where it is", async (fs, r) => {
    fs.writeFileSync(`${r}/a`, "abcdef");
    const handle = await fs.promises.open(`${r}/a`);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2));
    const rest = await handle.readFile("utf8");
    const again = await fs.promises.readFile(handle, "utf8");
    let closed = 0;
    wrong(handle).on("close", () => closed++);
    await handle.close();
    return [bytesRead, buffer, rest, again, closed];
  }),
  one("handles of what is not there", async (fs, r) =>
    asyncAttempts(
      () => fs.promises.open(`${r}/none`),
      () => fs.promises.open(r, "w"),
      () => fs.promises.open(r, "nonsense"),
      () => fs.promises.open(wrong(5)),
    ),
  ),
  one("a handle that may not write", async (fs, r) => {
    fs.writeFileSync(`${r}/a`, "abc");
    const handle = await fs.promises.open(`${r}/a`);
    const results = await asyncAttempts(
      () => handle.write("x"),
      () => handle.truncate(0),
      () => handle.writeFile("x"),
    );
    await handle.close();
    return results;
  }),
  one("iterate over a directory", async (fs, r) => {
    for (const name of ["a", "b", "c"]) fs.writeFileSync(`${r}/${name}`, "");
    const names: string[] = [];
    for await (const { name } of await fs.promises.opendir(r)) names.push(name);
    const dir = await fs.promises.opendir(r);
    for await (const _ of dir) break;
    return [
      names.sort(),
      ...(await asyncAttempts(
        () => dir.read(),
        () => fs.promises.opendir(`${r}/none`),
      )),
    ];
  }),
  one("write what comes piece by piece", async (fs, r) => {
    async function* pieces() {
      yield "a";
      yield Buffer.from("b");
      yield "c";
    }
    await fs.promises.writeFile(`${r}/a`, pieces());
    await fs.promises.writeFile(`${r}/b`, wrong(["x", "y"]));
    return [fs.readFileSync(`${r}/a`, "utf8"), fs.readFileSync(`${r}/b`, "utf8")];
  }),
  one("abort", async (fs, r) => {
    fs.writeFileSync(`${r}/a`, "abc");
    const signal = AbortSignal.abort();
    return asyncAttempts(
      () => fs.promises.readFile(`${r}/a`, { signal }),
      () => fs.promises.writeFile(`${r}/b`, "x", { signal }),
      () => called((done) => fs.readFile(`${r}/a`, { signal }, done)),
      () => called((done) => fs.writeFile(`${r}/b`, "x", { signal }, done)),
      () => fs.existsSync(`${r}/b`),
    );
  }),

  // Streams
  one("a stream reads", async (fs, r) => {
    fs.writeFileSync(`${r}/a`, "abcdefghij");
    const events: unknown[] = [];
    const stream = fs.createReadStream(`${r}/a`, { encoding: "utf8", highWaterMark: 4 });
    for (const name of ["open", "ready", "end", "close"]) stream.on(name, () => events.push(name));
    for await (const part of stream) events.push(part);
    return [events, stream.bytesRead, stream.path];
  }),
  one("a stream reads a part", async (fs, r) => {
    fs.writeFileSync(`${r}/a`, "abcdefghij");
    const parts: unknown[] = [];
    for await (const part of fs.createReadStream(`${r}/a`, { start: 2, end: 5 })) parts.push(part);
    return parts;
  }),
  one("a stream of what is not there", async (fs, r) => {
    const stream = fs.createReadStream(`${r}/none`);
    return [await called((done) => stream.on("error", done)), stream.destroyed];
  }),
  one("a stream writes", async (fs, r) => {
    const stream = fs.createWriteStream(`${r}/a`);
    const events: string[] = [];
    for (const name of ["open", "ready", "finish", "close"]) stream.on(name, () => events.push(name));
    stream.write("abc");
    stream.write(Buffer.from("def"));
    await called((done) => stream.end("ghi", () => stream.on("close", () => done())));
    return [events, stream.bytesWritten, fs.readFileSync(`${r}/a`, "utf8")];
  }),
  one("a stream appends, and one writes in the middle", async (fs, r) => {
    fs.writeFileSync(`${r}/a`, "abcdef");
    await called((done) => fs.createWriteStream(`${r}/a`, { flags: "a" }).end("X", done));
    await called((done) => fs.createWriteStream(`${r}/a`, { flags: "r+", start: 2 }).end("YZ", done));
    return fs.readFileSync(`${r}/a`, "utf8");
  }),
  one("a stream writes where it cannot", async (fs, r) => {
    const stream = fs.createWriteStream(`${r}/none/a`);
    return called((done) => stream.on("error", done));
  }),
  one("streams of handles", async (fs, r) => {
    const out = await fs.promises.open(`${r}/a`, "w");
    await called((done) => out.createWriteStream().end("abc", () => done()));
    const into = await fs.promises.open(`${r}/a`);
    const parts: unknown[] = [];
    for await (const part of into.createReadStream({ encoding: "utf8" })) parts.push(part);
    return parts;
  }),
  one("streams as classes", async (fs, r) => {
    const out = new fs.WriteStream(wrong(`${r}/a`));
    await called((done) => out.end("abc", done));
    const into = new fs.ReadStream(wrong(`${r}/a`));
    const parts: unknown[] = [];
    for await (const part of into) parts.push(part);
    return [parts, out instanceof fs.WriteStream, into instanceof fs.ReadStream];
  }),

  // What there is
  one("constants", (fs) => {
    const { UV_FS_SYMLINK_DIR: _, ...rest } = fs.constants as unknown as Record<string, number>;
    const known = Object.entries(rest).filter(([name]) => /^(?:O_|S_|[FRWX]_OK|COPYFILE|UV_(?!FS_O))/.test(name));
    return [known.sort(), wrong(fs).F_OK, fs.promises.constants === fs.constants];
  }),
  one("names of what is exported", (fs) => [
    Object.keys(fs)
      // Newer versions do not list the constants of access any more.
      .filter((name) => !/^(?:default|_|lchmod|[FRWX]_OK)/.test(name))
      .sort(),
    Object.keys(fs.promises).sort(),
  ]),
];
