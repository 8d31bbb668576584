import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { simIn } from "./command.js";

const folder = mkdtempSync(join(tmpdir(), "sim-check-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sim = (...args: readonly (string | { readonly input: string })[]) => {
  const texts = args.filter((one) => typeof one === "string");
  const input = args.find((one) => typeof one !== "string")?.input;
  return simIn(folder, texts, {}, undefined, input);
};

function file(name: string, ...events: readonly (readonly [number, string, string, unknown])[]): string {
  const lines = events.map(
    ([process, type, f, value], at) => `${JSON.stringify({ process, type, f, value, time: at * 1_000_000 })}\n`,
  );
  writeFileSync(join(folder, name), lines.join(""));
  return name;
}

mkdirSync(join(folder, "many"));
mkdirSync(join(folder, "empty"));

const written = [
  [0, "invoke", "write", 1],
  [0, "ok", "write", 1],
] as const;
const good = file("many/good.jsonl", ...written, [1, "invoke", "read", null], [1, "ok", "read", 1]);
const stale = file(
  "many/stale.jsonl",
  ...written,
  [0, "invoke", "cas", [1, 2]],
  [0, "ok", "cas", [1, 2]],
  [1, "invoke", "read", null],
  [1, "ok", "read", 1],
);
const silent = file("silent.jsonl", [0, "invoke", "read", null]);
const orphan = file("orphan.jsonl", ...written, [1, "ok", "read", 1]);

describe("sim check", () => {
  test("says that a history is valid, and what was checked", async () => {
    const { exitCode, out, err } = await sim("check", good);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: "" });
    expect(out).toMatchInlineSnapshot(`
      "✓ valid    many/good.jsonl

        consistency linearizable register                    valid by zones of values written once (Gibbons & Korach 1997), 2 steps

        history     2 operations of 2 processes: 2 ok, 0 failed, 0 unknown
        read as     register, jsonl
      "
    `);
  });

  test("shows where a history is invalid, and exits with 1", async () => {
    const { exitCode, out, err } = await sim("check", stale);
    expect({ exitCode, err }).toEqual({ exitCode: 1, err: "" });
    expect(out).toMatchInlineSnapshot(`
      "✗ invalid  many/stale.jsonl

            the register: the first 2 of 3 answered operations to complete fit into an order, up to 0.003 s; the next one fits into none:
              process 1: read() answered 1 by the system, 0.004 s – 0.005 s
            one order is: write(1) → null, then cas(1, 2) → true
            every order that could make a difference leads to one of these states:
              2, after cas(1, 2) of process 0: read() would answer 2

            process 0 ├1:write(1)┤├2:cas(1, 2)→true┤
            process 1                               ╞read()→1╡
                                                    ^ fits into no order

        consistency linearizable register                    invalid by search, 5 steps

        history     3 operations of 2 processes: 3 ok, 0 failed, 0 unknown
        read as     register, jsonl
      "
    `);
  });

  test("asks for what it is told to", async () => {
    const { exitCode, out } = await sim("check", "--consistency", "sequential, causal", stale);
    expect(out).toMatch(/consistency sequentially consistent register +valid/);
    expect(out).toMatch(/consistency causal +valid/);
    expect(exitCode).toBe(0);
  });

  test("knows that nothing answered is nothing tested, and that a search may be too long: 3", async () => {
    const untested = await sim("check", silent);
    expect(untested.exitCode).toBe(3);
    expect(untested.out).toContain("no operation was answered: nothing was tested");
    const cut = await sim("check", "--max-steps", "1", stale);
    expect(cut.exitCode).toBe(3);
    expect(cut.out).toContain("was reached");
  });

  test("gives a line to each of several histories, and the worst verdict decides", async () => {
    const { exitCode, out } = await sim("check", "many", silent);
    expect(exitCode).toBe(1);
    expect(out).toMatchInlineSnapshot(`
      "✓ valid    many/good.jsonl   linearizable register, 2 operations
      ✗ invalid  many/stale.jsonl  linearizable register, 3 operations
      ? unknown  silent.jsonl      linearizable register, 1 operation: no operation was answered: nothing was tested

        3 histories: 1 valid, 1 invalid, 1 unknown

        why       sim check --model register many/stale.jsonl
      "
    `);
  });

  test("looks into directories within directories, and in those of Jepsen at the history alone", async () => {
    for (const name of ["deep/a/b", "deep/test/20260101"]) mkdirSync(join(folder, name), { recursive: true });
    file("deep/a/b/one.jsonl", ...written);
    file("deep/two.jsonl", ...written);
    writeFileSync(
      join(folder, "deep/test/20260101/history.edn"),
      "{:process 0, :type :invoke, :f :read, :value nil}\n{:process 0, :type :ok, :f :read, :value 3}\n",
    );
    writeFileSync(join(folder, "deep/test/20260101/results.edn"), "{:valid? false}");
    symlinkSync("20260101", join(folder, "deep/test/latest"));
    const { exitCode, out } = await sim("check", "deep");
    expect(exitCode).toBe(1);
    expect(
      out
        .split("\n")
        .slice(0, 4)
        .map((line) => line.split(/ {2,}/).slice(0, 2)),
    ).toEqual([
      ["✓ valid", "deep/two.jsonl"],
      ["✓ valid", "deep/a/b/one.jsonl"],
      ["✗ invalid", "deep/test/20260101/history.edn"],
      [""],
    ]);
  });

  test("reads standard input, where a dash stands for a file", async () => {
    const { exitCode, out } = await sim("check", "-", { input: readFileSync(join(folder, stale), "utf8") });
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^✗ invalid {2}\/dev\/stdin$/m);
    expect((await sim("check", "-", { input: "" })).exitCode).toBe(2);
  });

  test("reads the others where one cannot be read", async () => {
    const { exitCode, out, err } = await sim("check", good, orphan);
    expect(exitCode).toBe(2);
    expect(out).toContain("2 histories: 1 valid, 0 invalid, 0 unknown, 1 not read");
    expect(err).toContain('orphan.jsonl:3:1: type: "ok" completes nothing: process 1 has no operation open');
  });

  test("prints one JSON object", async () => {
    const { exitCode, out } = await sim("check", "--json", stale);
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      verdict: "invalid",
      histories: [
        {
          file: "many/stale.jsonl",
          format: "jsonl",
          model: "register",
          counts: { operations: 3, ok: 3, failed: 0, unknown: 0, processes: 2 },
          findings: [{ name: "linearizable register", verdict: "invalid", decidedBy: "search" }],
        },
      ],
    });
  });

  test("writes a page", async () => {
    expect((await sim("check", "--html", "page.html", stale)).exitCode).toBe(1);
    expect(readFileSync(join(folder, "page.html"), "utf8")).toMatch(/is invalid<\/h1>.*class="bar stuck"/s);
    expect((await sim("check", "--html", "page.html", good)).exitCode).toBe(0);
    expect(readFileSync(join(folder, "page.html"), "utf8")).toContain("is valid</h1>");
  });

  test("tells of all models for transactions which are violated and which may hold: in text, JSON and the page", async () => {
    const skew = file(
      "skew.jsonl",
      [
        0,
        "invoke",
        "txn",
        [
          ["r", "x", null],
          ["append", "y", 1],
        ],
      ],
      [
        1,
        "invoke",
        "txn",
        [
          ["r", "y", null],
          ["append", "x", 1],
        ],
      ],
      [
        0,
        "ok",
        "txn",
        [
          ["r", "x", []],
          ["append", "y", 1],
        ],
      ],
      [
        1,
        "ok",
        "txn",
        [
          ["r", "y", []],
          ["append", "x", 1],
        ],
      ],
      [
        2,
        "invoke",
        "txn",
        [
          ["r", "x", null],
          ["r", "y", null],
        ],
      ],
      [
        2,
        "ok",
        "txn",
        [
          ["r", "x", [1]],
          ["r", "y", [1]],
        ],
      ],
    );
    const text = await sim("check", "--consistency", "snapshot-isolation", "--html", "skew.html", skew);
    expect(text.exitCode).toBe(0);
    expect(text.out).toContain(
      "  violated    strict-serializable, strong-session-serializable, serializable,\n" +
        "              repeatable-read (G2-item)\n" +
        "  may hold    strong-snapshot-isolation, ",
    );
    const page = readFileSync(join(folder, "skew.html"), "utf8");
    expect(page).toContain("<tr><td>repeatable-read</td><td>violated</td><td>G2-item</td></tr>");
    expect(page).toContain("<tr><td>read-uncommitted</td><td>may hold</td><td></td></tr>");
    const json = JSON.parse((await sim("check", "--json", skew)).out);
    expect(json.histories[0].findings[0].lattice).toHaveLength(25);
    expect(json.histories[0].findings[0].lattice[0]).toEqual({
      model: "strict-serializable",
      verdict: "violated",
      because: null,
    });
  });

  test("says nothing of models where no transaction depends on another one", async () => {
    const alone = file(
      "alone.jsonl",
      [0, "invoke", "txn", [["append", "y", 1]]],
      [0, "ok", "txn", [["append", "y", 1]]],
    );
    const { exitCode, out } = await sim("check", alone);
    expect(exitCode).toBe(3);
    expect(out).not.toContain("may hold");
  });

  test("lists the models in its help", async () => {
    const { out } = await sim("check", "--help");
    expect(out).toMatch(/^ {2}list-append +txn /m);
    expect(out).toMatch(/^ {2}fifo-queue +first in, first out: enqueue, dequeue$/m);
  });

  test.each<[args: readonly string[], message: string]>([
    [["--model", "regster", good], '--model: "regster" is no model; did you mean "register"?\n'],
    [
      ["--consistency", "linearisable", good],
      '--consistency: "linearisable" cannot be claimed of a register; did you mean "linearizable"?\n',
    ],
    [
      ["--model", "list-append", "--consistency", "pram", good],
      '--consistency: "pram" cannot be claimed of a list-append',
    ],
    [
      ["--consistency", "availability", good],
      '--consistency: "availability" needs an amount, as in availability=0.99\n',
    ],
    [["--consistency", "bounded-staleness=5", good], '--consistency: "bounded-staleness=5" needs a unit, as in "5s"\n'],
    [["--consistency", "causal=5", good], '--consistency: "causal=5" takes no amount: it is causal alone\n'],
    [["-", "-"], "/dev/stdin: can be read once, and is given more than once\n"],
    [["absent.jsonl"], "absent.jsonl: it cannot be read: ENOENT"],
    [["empty"], "empty: there is no history in this directory"],
    [["--max-steps", "none", good], "--max-steps: NaN must be a number of at least 1"],
    [["--html", "x.html", "many"], '--html: "x.html" is for one history, and these are 2'],
    [["--formt", "edn", good], "--formt: is no option of this command; did you mean --format?"],
    [[orphan], "orphan.jsonl:3:1: type"],
    [["--model", "queue", good], 'many/good.jsonl:1:1: f: "write" is nothing that a queue does (enqueue, dequeue)'],
  ])("refuses %j with 2", async (args, message) => {
    const { exitCode, out, err } = await sim("check", ...args);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: "" });
    expect(err.slice(0, message.length)).toBe(message);
  });
});

describe("sim run --history", () => {
  test.each(["run.jsonl", "run.edn"])("writes what sim check reads: %s", async (name) => {
    const scenario = resolve("scenarios/partition.ts");
    const ran = await sim(
      "run",
      "--seed",
      "42",
      "--set",
      "duration=3s",
      "--set",
      "faults=[]",
      "--history",
      name,
      scenario,
    );
    expect(ran.err).toBe("");
    expect(ran.out).toContain(`history   sim check ${name}`);
    const checked = await sim("check", name);
    expect(checked.out).toMatch(/consistency linearizable key-value store +valid/);
    expect(checked.exitCode).toBe(0);
  });
});
