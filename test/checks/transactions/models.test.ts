import { describe, expect, test } from "vitest";
import { anomalyOrder } from "../../../src/checks/transactions/anomaly-types.js";
import { cycleTypes } from "../../../src/checks/transactions/cycle-types.js";
import { includedIn, modelNamed, models } from "../../../src/checks/transactions/models.js";
import { forbids, standing } from "../../../src/checks/transactions/rule-out.js";

describe("the lattice of models", () => {
  test("names each model once, and includes only what is there", () => {
    const names = models.flatMap(({ name, otherNames }) => [name, ...otherNames]);
    expect(new Set(names).size).toBe(names.length);
    expect(models.flatMap(({ includes }) => includes).filter((name) => modelNamed(name) === undefined)).toEqual([]);
    expect(models.filter(({ source }) => source === "")).toEqual([]);
  });

  test("has no cycle", () => {
    for (const model of models) {
      for (const name of model.includes) expect(includedIn(modelNamed(name)!)).not.toContain(model.name);
    }
  });

  test("grows: a stronger model forbids whatever a weaker one forbids", () => {
    for (const model of models) {
      for (const name of model.includes) {
        const lost = anomalyOrder.filter((type) => forbids(modelNamed(name)!, type) && !forbids(model, type));
        expect({ model: model.name, lost }).toEqual({ model: model.name, lost: [] });
      }
    }
  });

  test("has strict serializability at its top, which forbids everything", () => {
    const strict = modelNamed("PL-SS")!;
    expect(includedIn(strict).size).toBe(models.length);
    expect(anomalyOrder.filter((type) => !forbids(strict, type))).toEqual([]);
  });

  test("says of each anomaly which models are the weakest to forbid it", () => {
    const weakest = anomalyOrder.map((type) => `${type}: ${standing([type], []).not.join(", ")}`);
    expect(weakest).toMatchInlineSnapshot(`
      [
        "garbage-read: read-uncommitted",
        "duplicate-elements: read-uncommitted",
        "cyclic-versions: read-uncommitted",
        "incompatible-order: read-committed",
        "future-read: read-committed",
        "internal: read-atomic",
        "dirty-update: read-committed",
        "G1a: read-committed",
        "G1b: read-committed",
        "lost-update: cursor-stability, update-atomic",
        "G0: read-uncommitted",
        "G1c: read-committed",
        "G-single-item: consistent-view, repeatable-read",
        "G-nonadjacent-item: repeatable-read, snapshot-isolation",
        "G2-item: repeatable-read",
        "G0-process: strong-session-read-uncommitted",
        "G1c-process: strong-session-read-committed",
        "G-single-item-process: strong-session-snapshot-isolation",
        "G-nonadjacent-item-process: strong-session-snapshot-isolation",
        "G2-item-process: strong-session-serializable",
        "G0-realtime: strong-read-uncommitted",
        "G1c-realtime: strong-read-committed",
        "G-single-item-realtime: strong-snapshot-isolation",
        "G-nonadjacent-item-realtime: strong-snapshot-isolation",
        "G2-item-realtime: strict-serializable",
      ]
    `);
  });
});

test("every type of cycle is ordered, and what its component proves rules out the model that it names", () => {
  for (const { name, proves, unfound } of cycleTypes) {
    expect(anomalyOrder).toContain(name);
    expect(anomalyOrder).toContain(proves);
    const { not } = standing([unfound], []);
    expect(not.map((model) => `${model}-cycle-exists`)).toContain(unfound);
  }
});

test("what depends on an undecided type neither holds nor does not", () => {
  const { not, alsoNot, holds } = standing([], ["G-single-item"]);
  expect([...not, ...alsoNot]).toEqual([]);
  expect(holds).not.toContain("snapshot-isolation");
  expect(holds).toContain("read-committed");
});
