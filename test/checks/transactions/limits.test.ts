import { describe, expect, test } from "vitest";
import { listAppend } from "../../../src/checks/list-append.js";
import { rwRegister } from "../../../src/checks/rw-register.js";
import { type Draft, historyOf, list, register, together } from "./draft.js";

const fork = together(list("a x 1"), list("a y 1"), list("r x 1", "r y"), list("r x", "r y 1"));

describe("where the steps are spent", () => {
  test("a model that the edges alone rule out is ruled out, and named", () => {
    const { verdict, forbidden, not, anomalies } = listAppend().analyse(historyOf(fork), 0);
    expect({ verdict, forbidden, not }).toEqual({
      verdict: "invalid",
      forbidden: ["snapshot-isolation-cycle-exists"],
      not: ["repeatable-read", "snapshot-isolation"],
    });
    expect(anomalies[0]!.explanation[1]).toBe(
      "The limit limits.searchSteps was reached before the circle itself was found.",
    );
  });

  test("a model of which it is not known is undecided, with the limit by name", () => {
    const analysis = listAppend({ models: ["consistent-view"] }).analyse(historyOf(fork), 0);
    expect({ verdict: analysis.verdict, reason: analysis.reason }).toEqual({
      verdict: "unknown",
      reason: "limits.searchSteps (0) was reached: it is undecided whether there is G-single-item",
    });
    expect(analysis.holds).not.toContain("consistent-view");
  });

  test("a model that does not depend on it is judged", () => {
    expect(listAppend({ models: ["parallel-snapshot-isolation"] }).analyse(historyOf(fork), 0).verdict).toBe("valid");
  });
});

test("what is found does not depend on how often one looks, and the history stays as it is", () => {
  const history = historyOf(fork);
  const text = JSON.stringify(history);
  const check = listAppend();
  expect(check.analyse(history)).toEqual(check.analyse(history));
  expect(JSON.stringify(history)).toBe(text);
});

test("a chain of ten thousand transactions that closes overflows no stack", () => {
  const length = 10_000;
  const drafts: Draft[] = Array.from({ length }, (_, at) => ({
    steps: [
      ["append", at, 1],
      ["r", (at + 1) % length, [1]],
    ],
    start: 0,
    end: 1,
    process: at,
  }));
  const { counts, anomalies } = listAppend().analyse(historyOf(drafts));
  expect(counts).toEqual({ G1c: 1 });
  expect(anomalies[0]!.transactions).toHaveLength(length);
});

test("many readers and many writers of one version cost no more than their number", () => {
  // All of them read the initial version and replace it, which is as bad as it can be for edges by pairs.
  const count = 2_000;
  const drafts = together(
    ...Array.from({ length: count }, (_, at) => register("r x", `w x ${at + 1}`)),
    ...Array.from({ length: count }, () => register("r x")),
  );
  const { counts, edges } = rwRegister().analyse(historyOf(drafts));
  expect(counts).toEqual({ "lost-update": 1, "G2-item": 1 });
  expect(edges).toBeLessThan(10 * count + 2 * count);
});

test("whoever alone replaces what many have read depends on them, and not on itself", () => {
  const drafts = together(
    ...Array.from({ length: 40 }, (_, at) => register("r x", `w k${at} 1`)),
    ...Array.from({ length: 40 }, (_, at) => register(`w x ${at + 1}`)),
    register("r x", "w x 99"),
  );
  const { counts, verdict } = rwRegister().analyse(historyOf(drafts));
  expect({ counts, verdict }).toEqual({ counts: {}, verdict: "valid" });
});
