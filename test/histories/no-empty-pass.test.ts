import { describe, expect, test } from "vitest";
import type { History, Operation } from "../../src/checks/history.js";
import { chooseChecks } from "../../src/histories/choose-checks.js";
import { amounts } from "../../src/histories/claims.js";
import { judgeAll } from "../../src/histories/judge-history.js";
import { historyModels } from "../../src/histories/models.js";

/** Whatever can be asked for without a value of its own. */
const anything: Readonly<Record<string, unknown>> = {
  txn: [["r", "x", null]],
  transfer: { from: "a", to: "b", amount: 1 },
  cas: [1, 2],
};

describe.each(historyModels.map((model) => [model.name, model] as const))("a %s", (_, model) => {
  const claims = Object.keys(model.claims).map((name) =>
    Object.hasOwn(amounts, name) ? `${name}=${amounts[name]!.example}` : name,
  );
  const { transactional } = model;
  const all = [...claims, ...(transactional === undefined ? [] : ["read-uncommitted"])];

  function verdicts(history: History, names: readonly string[]): readonly string[] {
    const found = judgeAll(history, chooseChecks(model, names)(history), 1e6);
    return found.map(({ name, judgement }) => `${name}: ${judgement.verdict}`);
  }

  function operations(outcome: Operation["outcome"]): History {
    return model.verbs.map((verb, at) => {
      const asked = verb.ask(anything[verb.names[0]!] ?? 1, { process: at, isFinal: false });
      const key = model.keys === "required" ? { key: "x" } : {};
      const times = { invokedAt: 2 * at, invokedUs: 2 * at, completedAt: 2 * at + 1, completedUs: 2 * at + 1 };
      const request = verb.kind === null ? asked : { kind: verb.kind, ...key, ...(asked as object) };
      return { process: at, request, ...times, outcome, result: undefined, node: "ann" };
    });
  }

  test("that is empty is valid by none of its checks", () => {
    for (const names of [[], ...all.map((name) => [name])]) {
      expect(verdicts([], names).filter((verdict) => !verdict.endsWith("unknown"))).toEqual([]);
    }
  });

  test("in which all has failed, or nobody knows, is valid by none of its checks", () => {
    for (const outcome of ["failed", "unknown"] as const) {
      for (const names of [[], ...all.map((name) => [name])]) {
        expect(verdicts(operations(outcome), names).filter((verdict) => verdict.endsWith(": valid"))).toEqual([]);
      }
    }
  });
});
