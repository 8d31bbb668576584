import { describe, expect, test } from "vitest";
import { chooseChecks } from "../../src/histories/choose-checks.js";
import { judgeAll, worst } from "../../src/histories/judge-history.js";
import { readPieces, refusalOf } from "./read-text.js";

function lines(...events: readonly object[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join("");
}

function event(process: number, type: string, f: string, value: unknown = null): object {
  return { process, type, f, value };
}

/** The format and the model that a text is seen to be of, and what becomes of it. */
function check(text: string, model: string | null = null, consistency: readonly string[] = []): readonly string[] {
  const read = readPieces([text], { model });
  const findings = judgeAll(read.history, chooseChecks(read.model, consistency)(read.history), 100_000);
  return [read.format, read.model.name, worst(findings.map(({ judgement }) => judgement.verdict))];
}

const stale = lines(
  event(0, "invoke", "write", 1),
  event(0, "ok", "write", 1),
  event(0, "invoke", "write", 2),
  event(0, "ok", "write", 2),
  event(1, "invoke", "read"),
  event(1, "ok", "read", 1),
);

describe("a history is seen for what it is, and judged", () => {
  const session = (...events: readonly (readonly [f: string, asked: unknown, answered: unknown])[]) =>
    events
      .map(
        ([f, asked, answered]) =>
          `${JSON.stringify(event(0, "invoke", f, asked))}\n${JSON.stringify(event(0, "ok", f, answered))}\n`,
      )
      .join("");

  test.each<[model: string, valid: string, invalid: string]>([
    [
      "insert-skew",
      session(["insert", [1, [5, null]], [1, [5, null]]], ["insert", [2, [6, null]], [2, [6, null]]]),
      session(["insert", [1, [5, null]], [1, [5, null]]], ["insert", [1, [null, 6]], [1, [null, 6]]]),
    ],
    [
      "monotonic-registers",
      session(["inc", "x", "x"], ["read", null, { x: 1, y: 0 }], ["read", null, { x: 1, y: 1 }]),
      session(["inc", "x", "x"], ["read", null, { x: 1, y: 0 }], ["read", null, { x: 0, y: 1 }]),
    ],
    [
      "long-fork",
      session(
        ["write", [["w", 1, 1]], [["w", 1, 1]]],
        ["read", [1, 2], { 1: 1, 2: null }],
        ["read", [1, 2], { 1: 1, 2: 1 }],
      ),
      session(
        [
          "read",
          [
            ["r", 1, null],
            ["r", 2, null],
          ],
          [
            ["r", 1, 1],
            ["r", 2, null],
          ],
        ],
        [
          "read",
          [
            ["r", 1, null],
            ["r", 2, null],
          ],
          [
            ["r", 1, null],
            ["r", 2, 1],
          ],
        ],
      ),
    ],
    [
      "keys-in-order",
      session(["write", 7, 7], ["read", 7, [7, [null, "b", "a"]]]),
      session(["write", 7, 7], ["read", 7, [7, ["c", null, "a"]]]),
    ],
    [
      "causal-register",
      session(["read-init", [7, null], [7, 0]], ["write", [7, 1], [7, 1]], ["read", [7, null], [7, 1]]),
      session(["read-init", [7, null], [7, 0]], ["write", [7, 1], [7, 1]], ["read", [7, null], [7, 0]]),
    ],
  ])("a %s", (model, valid, invalid) => {
    expect(check(valid, model)).toEqual(["jsonl", model, "valid"]);
    expect(check(invalid, model)).toEqual(["jsonl", model, "invalid"]);
  });

  test("a chain with links and positions beside its values, as Jepsen writes it", () => {
    const chain = (link: number) => `
      {:process 0, :type :invoke, :f :read-init, :value [1 nil], :link :init}
      {:process 0, :type :ok, :f :read-init, :value [1 0], :link :init, :position 12}
      {:process 0, :type :invoke, :f :write, :value [1 1], :link ${link}}
      {:process 0, :type :ok, :f :write, :value [1 1], :link ${link}, :position 15}`;
    expect(check(chain(12), "causal")).toEqual(["edn", "causal-register", "valid"]);
    expect(check(chain(11), "causal")).toEqual(["edn", "causal-register", "unknown"]);
  });

  test("shares and lengths are part of what is claimed", () => {
    const late = [0, 1, 2, 3, 4, 5].map((second, at) => ({
      ...JSON.parse(stale.split("\n")[at]!),
      time: second * 1e9,
    }));
    expect(check(lines(...late), null, ["bounded-staleness=1s"])[2]).toBe("valid");
    expect(check(lines(...late), null, ["bounded-staleness=999ms"])[2]).toBe("invalid");
    const half = lines(
      event(0, "invoke", "write", 1),
      event(0, "ok", "write", 1),
      event(0, "invoke", "read"),
      event(0, "fail", "read"),
    );
    expect(check(half, null, ["availability=0.5"])[2]).toBe("valid");
    expect(check(half, null, ["availability=0.51"])[2]).toBe("invalid");
  });

  test("JSON lines, with a register whose read comes too late", () => {
    expect(check(stale)).toEqual(["jsonl", "register", "invalid"]);
    expect(check(stale, null, ["sequential"])).toEqual(["jsonl", "register", "valid"]);
    expect(check(stale, null, ["sequential", "linearizable"])).toEqual(["jsonl", "register", "invalid"]);
  });

  test("a JSON list over several lines", () => {
    const list = JSON.stringify(
      stale
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
      null,
      2,
    );
    expect(check(list)).toEqual(["json", "register", "invalid"]);
    expect(check("[]", "register")).toEqual(["json", "register", "unknown"]);
  });

  test("registers by key, whose operations have the key beside the value or in a pair with it", () => {
    const pairs = (read: number) => `
      {:process 0, :type :invoke, :f :write, :value [1 5]}
      {:process 0, :type :ok, :f :write, :value [1 5]}
      {:process 0, :type :invoke, :f :cas, :value [1 [5 6]]}
      {:process 0, :type :ok, :f :cas, :value [1 [5 6]]}
      {:process 0, :type :invoke, :f :read, :value [2 nil]}
      {:process 0, :type :ok, :f :read, :value [2 nil]}
      {:process 0, :type :invoke, :f :read, :value [1 nil]}
      {:process 0, :type :ok, :f :read, :value [1 ${read}]}`;
    expect(check(pairs(6), "register")).toEqual(["edn", "register", "valid"]);
    expect(check(pairs(5), "register")).toEqual(["edn", "register", "invalid"]);
    const [{ request }] = readPieces([lines({ ...event(0, "invoke", "write", 5), key: 1 })]).history;
    expect(request).toEqual({ kind: "write", key: 1, value: 5 });
  });

  test("Jepsen's EDN, with two transactions that each miss the other", () => {
    const skew = `; history of a run
      [#jepsen.history.Op{:index 0, :time 10, :type :invoke, :process 0, :f :txn, :value [[:append 1 1] [:r 2 nil]]}
       #jepsen.history.Op{:index 1, :time 20, :type :invoke, :process 1, :f :txn, :value [[:append 2 1] [:r 1 nil]]}
       {:index 2, :time 30, :type :info, :process :nemesis, :f :start-partition, :value "[cut \\"off\\""}
       {:index 3, :time 40, :type :ok, :process 0, :f :txn, :value [[:append 1 1] [:r 2 []]]}
       {:index 4, :time 50, :type :ok, :process 1, :f :txn, :value [[:append 2 1] [:r 1 []]]}
       {:index 5, :time 60, :type :invoke, :process 1, :f :txn, :value [[:r 1 nil] [:r 2 nil]]}
       {:index 6, :time 70, :type :ok, :process 1, :f :txn, :value [[:r 1 [1]] [:r 2 [1]]]}]`;
    expect(check(skew)).toEqual(["edn", "list-append", "invalid"]);
    expect(check(skew, null, ["snapshot-isolation"])).toEqual(["edn", "list-append", "valid"]);
  });

  test("transactions of registers", () => {
    const read = (value: number | null) =>
      lines(
        event(0, "invoke", "txn", [["w", "x", 1]]),
        event(0, "ok", "txn", [["w", "x", 1]]),
        event(1, "invoke", "txn", [["r", "x", null]]),
        event(1, "ok", "txn", [["r", "x", value]]),
      );
    expect(check(read(1))).toEqual(["jsonl", "rw-register", "valid"]);
    expect(check(read(null))).toEqual(["jsonl", "rw-register", "invalid"]);
    expect(check(read(null), null, ["serializable", "causal"])).toEqual(["jsonl", "rw-register", "valid"]);
  });

  test("the log of Jepsen's tests of etcd, in which a failed compare-and-set has seen another value", () => {
    const log = (read: string) =>
      [
        "INFO  jepsen.core - Worker 0 starting",
        "INFO  jepsen.util - 0\t:invoke\t:write\t3",
        "INFO  jepsen.util - 0\t:ok\t:write\t3",
        "INFO  jepsen.util - :nemesis\t:info\t:start\tnil",
        "INFO  jepsen.util - 1\t:invoke\t:cas\t[3 4]",
        "INFO  jepsen.util - 2\t:invoke\t:write\t1",
        "INFO  jepsen.util - 1\t:fail\t:cas\t[3 4]",
        "INFO  jepsen.util - 2\t:info\t:write\t:timed-out",
        "INFO  jepsen.util - 1\t:invoke\t:read\tnil",
        `INFO  jepsen.util - 1\t:ok\t:read\t${read}`,
        "INFO  jepsen.util - 0\t:invoke\t:read\tnil",
        "INFO  jepsen.util - 0\t:fail\t:read\t:timed-out",
      ].join("\n");
    // The write of unknown outcome must have come before the compare-and-set.
    expect(check(log("1"))).toEqual(["log", "register", "valid"]);
    expect(check(log("3"))).toEqual(["log", "register", "invalid"]);
  });

  test("Porcupine's key-value files, where a key begins as an empty text", () => {
    const file = (last: string) => `{:process 0, :type :invoke, :f :get, :key "0", :value nil}
{:process 1, :type :invoke, :f :append, :key "0", :value "x 1 0 y"}
{:process 0, :type :ok, :f :get, :key "0", :value ""}
{:process 1, :type :ok, :f :append, :key "0", :value "x 1 0 y"}
{:process 0, :type :invoke, :f :get, :key "0", :value nil}
{:process 0, :type :ok, :f :get, :key "0", :value "${last}"}
`;
    expect(check(file("x 1 0 y"))).toEqual(["edn", "key-value", "valid"]);
    expect(check(file(""))).toEqual(["edn", "key-value", "invalid"]);
  });

  test.each<[model: string, verdict: string, events: readonly object[]]>([
    ["unique-ids", "invalid", [0, 1].flatMap((p) => [event(p, "invoke", "generate"), event(p, "ok", "generate", 7)])],
    ["stack", "invalid", [event(0, "invoke", "pop"), event(0, "ok", "pop", 3)]],
    ["mutex", "invalid", [0, 1].flatMap((p) => [event(p, "invoke", "acquire"), event(p, "ok", "acquire")])],
    [
      "broadcast",
      "invalid",
      [
        event(0, "invoke", "broadcast", 1),
        event(0, "ok", "broadcast", 1),
        event(1, "invoke", "read"),
        event(1, "ok", "read", [2]),
      ],
    ],
    [
      "bank",
      "invalid",
      [
        { a: 5, b: 5 },
        { a: 5, b: 6 },
      ].flatMap((balances) => [event(0, "invoke", "read"), event(0, "ok", "read", balances)]),
    ],
    [
      "kafka",
      "valid",
      [
        event(0, "invoke", "send", [["send", "k", 1]]),
        event(0, "ok", "send", [["send", "k", [0, 1]]]),
        event(1, "invoke", "poll", [["poll"]]),
        event(1, "ok", "poll", [["poll", { k: [[0, 1]] }]]),
      ],
    ],
  ])("a %s, %s", (model, verdict, events) => {
    expect(check(lines(...events))).toEqual(["jsonl", model, verdict]);
  });

  test("what is read at rest, and transactions of registers whose values repeat", () => {
    const rest = (value: number) =>
      lines(event(0, "invoke", "add", -2), event(0, "ok", "add", -2), event(1, "invoke", "read", null)) +
      lines({ ...event(1, "ok", "read", value), final: true });
    const asked = rest(-2).replaceAll('"f":"read"', '"f":"read","final?":true');
    expect(check(asked, "pn-counter")).toEqual(["jsonl", "pn-counter", "valid"]);
    expect(check(asked.replace('"value":-2,"final"', '"value":0,"final"'), "pn-counter")[2]).toBe("invalid");
    const twice = (read: number) =>
      [0, 1]
        .map((p) => lines(event(p, "invoke", "txn", [["w", "x", 1]]), event(p, "ok", "txn", [["w", "x", 1]])))
        .concat(lines(event(2, "invoke", "txn", [["r", "x", null]]), event(2, "ok", "txn", [["r", "x", read]])))
        .join("");
    expect(check(twice(1), "multi-register")).toEqual(["jsonl", "multi-register", "valid"]);
    expect(check(twice(2), "multi-register")).toEqual(["jsonl", "multi-register", "invalid"]);
    // What a check cannot make sense of, it has not found valid.
    expect(check(twice(1), "rw-register")).toEqual(["jsonl", "rw-register", "unknown"]);
  });

  test("nothing answered is nothing tested", () => {
    expect(check(lines(event(0, "invoke", "write", 1), event(0, "info", "write", 1)))).toEqual([
      "jsonl",
      "register",
      "unknown",
    ]);
  });
});

describe("refused is, with its place,", () => {
  const first = lines(event(0, "invoke", "write", 1));
  test.each<[what: string, text: string, message: string]>([
    [
      "bad JSON",
      `${stale.split("\n").slice(0, 2).join("\n")}\n{"process": 0, "type": invoke}`,
      'h:3:24: "invoke}" is where this is no JSON any more',
    ],
    ["JSON that ends", `${first}{"process": 0`, "h:2:14: is no JSON: it ends too early"],
    ["what is no event", "[1]\n", "h:1:1: [1] is no event: it must be an object"],
    [
      "a type that is none",
      lines(event(0, "invok", "read")),
      'h:1:1: type: "invok" must be invoke, ok, fail or info; did you mean "invoke"?',
    ],
    [
      "a process without a number",
      lines({ type: "invoke", f: "read" }),
      "h:1:1: process is missing: it must be a whole number, one for each client",
    ],
    [
      "a process with a name",
      lines({ ...event(0, "invoke", "read"), process: "client 1" }),
      'h:1:1: process: "client 1" must be a whole number, one for each client',
    ],
    [
      "a completion without an invocation",
      `${first}${lines(event(1, "ok", "read", 1))}`,
      'h:2:1: type: "ok" completes nothing: process 1 has no operation open',
    ],
    [
      "a process with two open operations",
      `${first}${lines(event(0, "invoke", "read"))}`,
      "h:2:1: process: 0 has an operation open since line 1, and has one at a time",
    ],
    [
      "a process that goes on after an unknown outcome",
      `${first}${lines(event(0, "info", "write", 1), event(0, "invoke", "read"))}`,
      "h:3:1: process: 0 was left with an operation of unknown outcome in line 2: who goes on needs a new number",
    ],
    [
      "a completion of something else",
      `${first}${lines(event(0, "ok", "read", 1))}`,
      'h:2:1: f: "read" completes what was invoked as write in line 1',
    ],
    [
      "what is out of order",
      `${lines({ ...event(0, "invoke", "read"), index: 3 }, { ...event(0, "ok", "read", null), index: 2 })}`,
      "h:2:1: index: 2 comes after 3: events must be in their order",
    ],
    [
      "an unknown operation",
      `${first}${lines(event(0, "ok", "write", 1), event(0, "invoke", "wirte", 1))}`,
      'h:3:1: f: "wirte" is nothing that a register does (read, write, cas); did you mean "write"?',
    ],
    [
      "an operation of another model",
      `${lines(event(0, "invoke", "enqueue", 1))}`,
      'h:1:1: f: "enqueue" is nothing that a register does (read, write, cas), though queue, fifo-queue, total-queue, unordered-queue may',
    ],
    [
      "a value that asks for nothing",
      lines(event(0, "invoke", "cas", 1)),
      "h:1:1: value: 1 must be [expected, new], to cas",
    ],
    [
      "EDN that is none",
      "{:process 0, :type :invoke, :f :read}\n{:process 0,\n :type :ok, :f :read, :value 1x}",
      "h:3:30: is no EDN: 1x is no number",
    ],
    [
      "EDN that does not end",
      "{:process 0, :type :invoke, :f :read}\n  {:process",
      "h:2:3: what begins here does not end before the file does",
    ],
    ["EDN that closes too much", "{:process 0, :type :invoke, :f :read}}", "h:1:38: closes nothing"],
    ["a log line that is no EDN", "INFO x - 0 :invoke :write [1", "h:1:27: is no EDN: [ is not closed"],
  ])("%s", (_, text, message) => {
    expect(refusalOf(text, { model: "register", format: text.startsWith("[") ? "jsonl" : null })).toBe(message);
  });

  test("a history that may be of several models, or of none", () => {
    const set = lines(event(0, "invoke", "add", 1), event(0, "ok", "add", 1));
    expect(refusalOf(set)).toMatch(/^--model: h has add: say whether it is a counter, .*set, final-set, full-set/);
    expect(refusalOf(lines(event(0, "invoke", "jump")))).toBe(
      "--model: h has jump, which fits none of the models: say which one is meant, and see what does not fit",
    );
  });
});
