import { describe, expect, test } from "vitest";
import { listAppend } from "../../../src/checks/list-append.js";
import { rwRegister } from "../../../src/checks/rw-register.js";
import { type Draft, historyOf, list, register, together } from "./draft.js";

const found = (check: ReturnType<typeof listAppend>, drafts: readonly Draft[]) => {
  const { counts, not } = check.analyse(historyOf(drafts));
  return { found: Object.keys(counts), not };
};

describe("Adya's histories (1999, chapter 3), on lists and registers", () => {
  test("H-wcycle: two transactions overwrite one another, and violate PL-1", () => {
    const drafts = together(list("a x 1", "a y 1"), list("a x 2", "a y 2"), list("r x 1 2", "r y 2 1"));
    expect(found(listAppend(), drafts)).toEqual({ found: ["G0"], not: ["read-uncommitted"] });
  });

  test("H1a: what was aborted was read", () => {
    const aborted: Draft = { steps: register("w x 1"), start: 0, end: 1, outcome: "failed" };
    const drafts = [aborted, ...together(register("r x 1"))];
    expect(found(rwRegister(), drafts)).toEqual({ found: ["G1a"], not: ["read-committed"] });
  });

  test("H1b: what was overwritten by its own writer was read", () => {
    const drafts = together(register("w x 1", "w x 2"), register("r x 1"));
    expect(found(rwRegister(), drafts)).toEqual({ found: ["G1b"], not: ["read-committed"] });
  });

  test("H1c: two transactions read from one another", () => {
    const drafts = together(register("w x 1", "r y 2"), register("w y 2", "r x 1"));
    expect(found(rwRegister(), drafts)).toEqual({ found: ["G1c"], not: ["read-committed"] });
  });
});

describe("the phenomena of Berenson et al. (1995)", () => {
  test("A5A, read skew: one register from before a transaction, the other from after it", () => {
    const drafts = together(register("r x", "r y 1"), register("w x 1", "w y 1"));
    expect(found(rwRegister(), drafts)).toEqual({
      found: ["G-single-item"],
      not: ["consistent-view", "repeatable-read"],
    });
  });

  test("A5B, write skew: snapshot isolation allows it, serializability does not", () => {
    const drafts = together(register("r x", "r y", "w y 1"), register("r x", "r y", "w x 1"));
    expect(found(rwRegister(), drafts)).toEqual({ found: ["G2-item"], not: ["repeatable-read"] });
    const snapshot = rwRegister({ models: ["snapshot-isolation"] }).analyse(historyOf(drafts));
    expect({ verdict: snapshot.verdict, forbidden: snapshot.forbidden }).toEqual({ verdict: "valid", forbidden: [] });
  });

  test("P4, lost update: two add to what they both have read", () => {
    const drafts = together(list("r x", "a x 1"), list("r x", "a x 2"), list("r x 1 2"));
    expect(found(listAppend(), drafts)).toEqual({
      found: ["lost-update", "G-single-item"],
      not: ["cursor-stability", "update-atomic"],
    });
  });
});

test("a long fork (Sovran et al. 2011): parallel snapshot isolation allows it, snapshot isolation does not", () => {
  const drafts = together(list("a x 1"), list("a y 1"), list("r x 1", "r y"), list("r x", "r y 1"));
  const { counts, not, holds } = listAppend().analyse(historyOf(drafts));
  expect(Object.keys(counts)).toEqual(["G-nonadjacent-item"]);
  expect(not).toEqual(["repeatable-read", "snapshot-isolation"]);
  expect(holds).toEqual(expect.arrayContaining(["parallel-snapshot-isolation", "update-serializable"]));
});

describe("examples of Kingsbury & Alvaro (2020)", () => {
  const before: Draft = { steps: list("a 34 2", "a 34 1"), start: 0, end: 1 };
  const tidb = [
    before,
    { steps: list("r 34 2 1", "a 36 5", "a 34 4"), start: 2, end: 5 },
    { steps: list("a 34 5"), start: 2, end: 5 },
    { steps: list("r 34 2 1 5 4"), start: 6, end: 7 },
  ];

  test("TiDB's read skew is told step by step, drawn, and written for Graphviz", () => {
    const { verdict, anomalies } = listAppend().analyse(historyOf(tidb));
    expect({ verdict, anomalies }).toMatchInlineSnapshot(`
      {
        "anomalies": [
          {
            "dot": "digraph "G-single-item" {
        T1 [shape=box, label="T1: r 34 [2, 1] · append 36 5 · append 34 4"];
        T2 [shape=box, label="T2: append 34 5"];
        T1 -> T2 [label="rw 34"];
        T2 -> T1 [label="ww 34"];
      }",
            "drawing": [
              "╭─▶ T1  r 34 [2, 1] · append 36 5 · append 34 4",
              "│   │ rw 34",
              "│   ▼",
              "│   T2  append 34 5",
              "╰───╯ ww 34",
            ],
            "explanation": [
              "T1 read 34 as [2, 1], without the 5 that T2 appended next; hence T1 came before T2.",
              "T2 appended 5 to 34, and T1 appended 4 behind it; hence T2 came before T1.",
              "So T1 came before T1: a contradiction.",
            ],
            "transactions": [
              1,
              2,
            ],
            "type": "G-single-item",
          },
        ],
        "verdict": "invalid",
      }
    `);
    const judgement = listAppend({ models: ["snapshot-isolation"] }).judge(historyOf(tidb), 1_000);
    expect(judgement).toMatchInlineSnapshot(`
      {
        "evidence": [
          "found: G-single-item",
          "so this is not consistent-view, nor repeatable-read; it may still be parallel-snapshot-isolation",
          "G-single-item: T1, T2",
          "  T1: r 34 [2, 1] · append 36 5 · append 34 4 (process 1001, 0.002 s – 0.005 s)",
          "  T2: append 34 5 (process 1002, 0.002 s – 0.005 s)",
          "  T1 read 34 as [2, 1], without the 5 that T2 appended next; hence T1 came before T2.",
          "  T2 appended 5 to 34, and T1 appended 4 behind it; hence T2 came before T1.",
          "  So T1 came before T1: a contradiction.",
          "    ╭─▶ T1  r 34 [2, 1] · append 36 5 · append 34 4",
          "    │   │ rw 34",
          "    │   ▼",
          "    │   T2  append 34 5",
          "    ╰───╯ ww 34",
        ],
        "steps": 1,
        "verdict": "invalid",
      }
    `);
  });

  test("FaunaDB's transaction that does not see its own append is internally inconsistent", () => {
    expect(found(listAppend(), together(list("a 0 6", "r 0")))).toEqual({ found: ["internal"], not: ["read-atomic"] });
  });
});

test("a cycle through time is told by the clock", () => {
  const drafts = [
    { steps: register("w x 1"), start: 0, end: 1 },
    { steps: register("r y"), start: 2, end: 3 },
    { steps: register("r x"), start: 4, end: 5 },
  ];
  const { anomalies, holds } = rwRegister().analyse(historyOf(drafts));
  expect(holds[0]).toBe("strong-session-serializable");
  expect(anomalies).toMatchInlineSnapshot(`
    [
      {
        "dot": "digraph "G-single-item-realtime" {
      T2 [shape=box, label="T2: r x nothing"];
      T0 [shape=box, label="T0: w x 1"];
      T2 -> T0 [label="rw x"];
      T0 -> T2 [label="realtime"];
    }",
        "drawing": [
          "╭─▶ T2  r x nothing",
          "│   │ rw x",
          "│   ▼",
          "│   T0  w x 1",
          "╰───╯ realtime",
        ],
        "explanation": [
          "T2 read x as nothing, which T0 replaced by 1 (the initial value comes first); hence T2 came before T0.",
          "T0 completed (0.001 s) before T2 was invoked (0.004 s); hence T0 came before T2.",
          "So T2 came before T2: a contradiction.",
        ],
        "transactions": [
          2,
          0,
        ],
        "type": "G-single-item-realtime",
      },
    ]
  `);
});

test("versions that come before one another are told as a cycle", () => {
  const drafts = together(register("r x 2", "w x 1"), register("r x 1", "w x 2"));
  const { anomalies } = rwRegister().analyse(historyOf(drafts));
  expect(anomalies[0]).toMatchInlineSnapshot(`
    {
      "explanation": [
        "x: 1, written by T0, comes before 2 (T1 read the one and then wrote the other).",
        "x: 2, written by T1, comes before 1 (T0 read the one and then wrote the other).",
        "So 1 came before itself: its values have no order.",
      ],
      "transactions": [
        0,
        1,
      ],
      "type": "cyclic-versions",
    }
  `);
});

describe("what is assumed of registers decides what is found", () => {
  const stale = [
    { steps: register("w x 1"), start: 0, end: 1, process: 1 },
    { steps: register("w x 2"), start: 2, end: 3, process: 1 },
    { steps: register("r x 1", "w y 1"), start: 0, end: 5, process: 2 },
    { steps: register("r y 1", "r x 2"), start: 0, end: 5, process: 3 },
    { steps: register("r y", "r x 2"), start: 0, end: 5, process: 4 },
  ];

  test.each([
    { assumptions: {}, types: [] },
    { assumptions: { sequentialKeys: true }, types: ["G2-item"] },
  ])("with $assumptions: $types", ({ assumptions, types }) => {
    const { counts } = rwRegister(assumptions).analyse(historyOf(stale));
    expect(Object.keys(counts)).toEqual(types);
  });

  test("a register that goes back contradicts linearizable keys, and without them only real time", () => {
    const back = [
      { steps: register("w x 1"), start: 0, end: 1 },
      { steps: register("r x 1", "w x 2"), start: 2, end: 3 },
      { steps: register("r x 2"), start: 4, end: 5 },
      { steps: register("r x 1"), start: 6, end: 7 },
    ];
    expect(found(rwRegister(), back).found).toEqual(["G-single-item-realtime"]);
    expect(found(rwRegister({ linearizableKeys: true }), back).found).toContain("cyclic-versions");
  });
});
