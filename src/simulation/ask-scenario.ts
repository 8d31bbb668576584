import { freeze } from "../kernel/plain.js";
import { Refusal } from "../kernel/refusal.js";

/** What a function of the scenario gives, frozen; what it throws is its author's mistake. */
export function askScenario<T>(path: string, value: unknown, call: () => T): T {
  try {
    return freeze(call());
  } catch (thrown) {
    throw new Refusal([{ path, value, problem: `threw ${String(thrown)}` }]);
  }
}
