import { expect, test } from "vitest";
import { type ShippedName, seedsOf, shipped } from "../scenarios/shipped.js";
import { survey } from "../scenarios/survey.js";

/** The worst scenario is inconclusive on fewer than one seed in ten: on one in five, it would have lost its subject. */
const leastPassed = 0.8;

/** Tests one scenario. Each has a file of its own, so that they share the machine's cores. */
export function endure(name: ShippedName): void {
  const seeds = Number(process.env.SEEDS ?? seedsOf(name).many);
  test(`${name} gives no false alarm on ${seeds} seeds, is the same run again from each, and another from another`, async ({
    task,
  }) => {
    const found = await survey(name, shipped[name], seeds);
    task.meta.survey = found;
    const { failed, empty, diverged, distinct, passed } = found;
    expect({ failed, empty, diverged, distinct }).toEqual({ failed: [], empty: [], diverged: [], distinct: seeds });
    expect(passed).toBeGreaterThanOrEqual(leastPassed * seeds);
  });
}
