import { expect, test } from "vitest";
import type { History, Operation } from "../../src/checks/history.js";
import { type KafkaLogOptions, kafkaLog, kafkaLogReport } from "../../src/checks/kafka-log.js";

/** An operation of a process, one after another; without a result it failed, or is of unknown outcome. */
type Row = readonly [process: number, request: unknown, result?: unknown, outcome?: Operation["outcome"]];

function historyOf(rows: readonly Row[]): History {
  return rows.map(([process, request, result, outcome = "ok"], at) => ({
    process,
    request,
    result,
    outcome,
    invokedAt: 2 * at,
    invokedUs: 2_000 * at,
    completedAt: outcome === "unknown" ? Number.POSITIVE_INFINITY : 2 * at + 1,
    completedUs: outcome === "unknown" ? Number.POSITIVE_INFINITY : 2_000 * at + 1_000,
    node: "ann",
  }));
}

const send = (value: string) => ({ kind: "send", key: "k", value });
const poll = { kind: "poll" };
const assign = { kind: "assign", keys: ["k"] };
const sent: readonly Row[] = [
  [1, send("a"), 0],
  [1, send("b"), 3],
  [1, send("c"), 4],
];
const all = {
  k: [
    [0, "a"],
    [3, "b"],
    [4, "c"],
  ],
};

/** Which errors there are, and how often; what is allowed in brackets. */
function errorsOf(rows: readonly Row[], options: KafkaLogOptions = {}): readonly string[] {
  const report = kafkaLogReport(historyOf(rows), options)!;
  return report.errors.map(
    ({ error, count, allowed }) => (allowed ? `(${error})` : error) + (count > 1 ? ` ${count}` : ""),
  );
}

/** Of two keys with two messages each, one poll has not yet seen the last of the one, and the next not that of the other. */
const laggingPolls: readonly Row[] = [
  [1, send("a"), 0],
  [1, { kind: "send", key: "j", value: "b" }, 0],
  [1, send("c"), 1],
  [1, { kind: "send", key: "j", value: "d" }, 1],
  [
    2,
    poll,
    {
      k: [[0, "a"]],
      j: [
        [0, "b"],
        [1, "d"],
      ],
    },
  ],
  [
    3,
    poll,
    {
      k: [
        [0, "a"],
        [1, "c"],
      ],
      j: [[0, "b"]],
    },
  ],
];

const planted: readonly (readonly [
  what: string,
  errors: readonly string[],
  rows: readonly Row[],
  options?: KafkaLogOptions,
])[] = [
  [
    "everything is polled in order",
    [],
    [
      ...sent,
      [2, poll, { k: [[0, "a"]] }],
      [
        2,
        poll,
        {
          k: [
            [3, "b"],
            [4, "c"],
          ],
        },
      ],
    ],
  ],
  [
    "one offset holds two values",
    ["inconsistent-offsets"],
    [...sent, [2, poll, all], [4, send("x"), null, "unknown"], [3, poll, { k: [[3, "x"]] }]],
  ],
  [
    "one value is at two offsets",
    ["duplicate"],
    [
      ...sent,
      [
        2,
        poll,
        {
          k: [
            [0, "a"],
            [3, "b"],
            [4, "c"],
            [5, "a"],
          ],
        },
      ],
    ],
  ],
  [
    "an acknowledged value is never polled",
    ["unseen"],
    [
      ...sent,
      [
        2,
        poll,
        {
          k: [
            [0, "a"],
            [3, "b"],
          ],
        },
      ],
    ],
  ],
  [
    "an acknowledged value is jumped over by all",
    ["lost-write", "unseen", "int-poll-skip"],
    [
      ...sent,
      [
        2,
        poll,
        {
          k: [
            [0, "a"],
            [4, "c"],
          ],
        },
      ],
    ],
  ],
  [
    "a value appears that nobody sent",
    ["unwritten"],
    [
      ...sent,
      [
        2,
        poll,
        {
          k: [
            [0, "a"],
            [3, "b"],
            [4, "c"],
            [5, "?"],
          ],
        },
      ],
    ],
  ],
  [
    "a value appears whose send failed",
    ["G1a"],
    [
      ...sent,
      [1, send("d"), undefined, "failed"],
      [
        2,
        poll,
        {
          k: [
            [0, "a"],
            [3, "b"],
            [4, "c"],
            [5, "d"],
          ],
        },
      ],
    ],
  ],
  [
    "a transaction polls what it sends",
    ["precommitted-read"],
    [
      [
        1,
        [["send", "k", "a"], ["poll"]],
        [
          ["send", "k", [0, "a"]],
          ["poll", { k: [[0, "a"]] }],
        ],
      ],
    ],
  ],
  [
    "a poll goes back",
    ["int-nonmonotonic-poll"],
    [
      ...sent,
      [
        2,
        poll,
        {
          k: [
            [0, "a"],
            [3, "b"],
            [4, "c"],
            [3, "b"],
          ],
        },
      ],
    ],
  ],
  [
    "the next poll skips a value",
    ["poll-skip"],
    [...sent, [3, poll, all], [2, poll, { k: [[0, "a"]] }], [2, poll, { k: [[4, "c"]] }]],
  ],
  [
    "the next poll skips a value, of those who subscribe",
    ["(poll-skip)"],
    [...sent, [3, poll, all], [2, poll, { k: [[0, "a"]] }], [2, poll, { k: [[4, "c"]] }]],
    { subscribe: true },
  ],
  ["the next poll goes back", ["nonmonotonic-poll"], [...sent, [2, poll, all], [2, poll, { k: [[4, "c"]] }]]],
  [
    "the next poll goes back, after an assignment",
    [],
    [...sent, [2, poll, all], [2, assign, null], [2, poll, { k: [[4, "c"]] }]],
  ],
  [
    "a process sends backwards",
    ["nonmonotonic-send"],
    [
      [1, send("a"), 1],
      [1, send("b"), 0],
      [
        2,
        poll,
        {
          k: [
            [0, "b"],
            [1, "a"],
          ],
        },
      ],
    ],
  ],
  [
    "a transaction sends backwards",
    ["int-nonmonotonic-send"],
    [
      [
        1,
        [
          ["send", "k", "a"],
          ["send", "k", "b"],
        ],
        [
          ["send", "k", [1, "a"]],
          ["send", "k", [0, "b"]],
        ],
      ],
      [
        2,
        poll,
        {
          k: [
            [0, "b"],
            [1, "a"],
          ],
        },
      ],
    ],
  ],
  [
    "a transaction lets others in between its sends",
    ["(int-send-skip)"],
    [
      [3, send("c"), 1],
      [
        1,
        [
          ["send", "k", "a"],
          ["send", "k", "b"],
        ],
        [
          ["send", "k", [0, "a"]],
          ["send", "k", [2, "b"]],
        ],
      ],
      [
        2,
        poll,
        {
          k: [
            [0, "a"],
            [1, "c"],
            [2, "b"],
          ],
        },
      ],
    ],
  ],
  [
    "two transactions poll what the other one sends",
    ["G1c"],
    [
      [
        1,
        [["send", "k", "a"], ["poll"]],
        [
          ["send", "k", [0, "a"]],
          ["poll", { j: [[0, "b"]] }],
        ],
      ],
      [
        2,
        [["send", "j", "b"], ["poll"]],
        [
          ["send", "j", [0, "b"]],
          ["poll", { k: [[0, "a"]] }],
        ],
      ],
    ],
  ],
  ["two polls lag behind in different keys", [], laggingPolls],
  [
    "two polls lag behind in different keys, which always read to the end",
    ["G2"],
    laggingPolls,
    { antiDependencies: true },
  ],
];

test.each(planted.map(([what, errors, rows, options]) => [what, errors, rows, options] as const))(
  "%s: %j",
  (_, errors, rows, options) => {
    expect(errorsOf(rows, options)).toEqual(errors);
    const verdict = errors.some((error) => !error.startsWith("(")) ? "invalid" : "valid";
    expect(kafkaLog(options).judge(historyOf(rows), 1_000).verdict).toBe(verdict);
  },
);

test("what went wrong with a log is told", () => {
  const rows = [
    ...sent,
    [
      2,
      poll,
      {
        k: [
          [0, "a"],
          [4, "c"],
        ],
      },
    ],
  ] as const;
  expect(kafkaLog().judge(historyOf(rows), 1_000)).toMatchInlineSnapshot(`
    {
      "evidence": [
        "lost-write:",
        "  process 1: send("k", "b") answered 3 by ann, 0.002 s – 0.003 s: k was polled up to 4, without it",
        "unseen:",
        "  process 1: send("k", "b") answered 3 by ann, 0.002 s – 0.003 s: "b" was never polled from k",
        "int-poll-skip:",
        "  process 2: poll() answered {"k":[[0,"a"],[4,"c"]]} by ann, 0.006 s – 0.007 s: in k, "c" came after "a", and "b" was left out",
      ],
      "steps": 6,
      "verdict": "invalid",
    }
  `);
});

test("a value that is sent to a key twice makes a log unknown", () => {
  const rows = [...sent, [1, send("a"), 9], [2, poll, all]] as const;
  expect(kafkaLog().judge(historyOf(rows), 1_000)).toMatchInlineSnapshot(`
    {
      "reason": ""a" was sent to k twice: process 1: send("k", "a") answered 0 by ann, 0.000 s – 0.001 s; process 1: send("k", "a") answered 9 by ann, 0.006 s – 0.007 s",
      "steps": 8,
      "verdict": "unknown",
    }
  `);
});
