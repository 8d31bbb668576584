import { relative } from "node:path";
import { type TestContext, test } from "vitest";
import { Refusal } from "./kernel/refusal.js";
import type { ScenarioSource } from "./scenario/realise.js";
import type { Nodes } from "./scenario/scenario.js";
import { FailedRun } from "./testing/failed-run.js";
import { playSeeds } from "./testing/play-seeds.js";
import type { SeedsOption } from "./testing/seeds-to-play.js";

export { expectNoFailure } from "./testing/expect-no-failure.js";

export interface SimTestOptions {
  /** How many seeds to play, from 1 on (100 unless given), or which: `"1..200"`, `"1,5,9"`, `[1, 5, 9]`. */
  readonly seeds?: SeedsOption;
  /** Changes of the scenario, `path=value` each, as the command line takes them: `duration=5m`. */
  readonly set?: readonly string[];
  /** Whether the first seed that fails ends the test. It does unless this is false. */
  readonly bail?: boolean;
  /**
   * In milliseconds. None unless given: a run ends by its own clock or at a limit of its own, however slow the machine
   * is, and code that never returned would not let a timer go off either.
   */
  readonly timeout?: number;
}

/** A form, a function of draws, or the path of a scenario's file from where the tests are started. */
type Subject<N extends Nodes> = ScenarioSource<N> | string;

type SimTest = <N extends Nodes>(name: string, scenario: Subject<N>, options?: SimTestOptions) => void;

/**
 * A test that plays a scenario from many seeds and fails with the report of a run that failed. Seeds that have failed are
 * kept beside the test file, in `__regressions__`, and are played first. `SIM_SEED=17` plays just that seed,
 * `SIM_SEEDS=1..5000` others than those of the test.
 */
export const simTest: SimTest & { readonly only: SimTest; readonly skip: SimTest } = Object.assign(defineWith(test), {
  only: defineWith(test.only),
  skip: defineWith(test.skip),
});

type Runner = (name: string, options: { timeout: number }, body: (context: TestContext) => Promise<void>) => void;

function defineWith(runner: Runner): SimTest {
  return function define(name, scenario, { seeds, set = [], bail = true, timeout = 0 } = {}) {
    const place = { stack: "" };
    Error.captureStackTrace(place, define);
    runner(name, { timeout }, async ({ task, signal }) => {
      const { filepath } = task.file;
      const file = relative(".", filepath);
      try {
        await playSeeds({
          names: namesOf(task),
          file,
          scenario: scenario as ScenarioSource | string,
          seeds,
          set,
          bail,
          environment: process.env,
          signal,
        });
      } catch (thrown) {
        throw thrown instanceof FailedRun || thrown instanceof Refusal ? moved(thrown, place.stack) : thrown;
      }
    });
  };
}

/** The names of the groups that a test is in, and its own. */
function namesOf({ name, suite }: Pick<TestContext["task"], "name" | "suite">): readonly string[] {
  return suite === undefined ? [name] : [...namesOf(suite), name];
}

/** The error, as if it were thrown where the test is written down: where in faultline it was thrown tells nobody anything. */
function moved<E extends Error>(error: E, stack: string): E {
  error.stack = `${error.name}: ${error.message}\n${stack.slice(stack.indexOf("\n") + 1)}`;
  return error;
}
