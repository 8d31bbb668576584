import { expect, test } from "vitest";
import { survey } from "../scenarios/survey.js";
import { swarms } from "../scenarios/swarms.js";

const seeds = Number(process.env.SEEDS ?? 500);

test.each(Object.entries(swarms))(`%s gives no false alarm on ${seeds} seeds of drawn faults`, async (name, form) => {
  const { failed, empty, diverged, distinct, passed } = await survey(name, form, seeds);
  expect({ failed, empty, diverged, distinct }).toEqual({ failed: [], empty: [], diverged: [], distinct: seeds });
  expect(passed).toBeGreaterThan(0.95 * seeds);
});
