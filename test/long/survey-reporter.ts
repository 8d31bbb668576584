import type { Reporter, TestModule } from "vitest/node";
import { type Survey, surveyTable } from "../scenarios/survey.js";

declare module "vitest" {
  interface TaskMeta {
    survey?: Survey;
  }
}

/** Prints what all surveys have found as one table, though each was made in a process of its own. */
export default class SurveyReporter implements Reporter {
  private readonly startMs = performance.now();

  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap(({ children }) => [...children.allTests()]);
    const surveys = tests.flatMap((test) => test.meta().survey ?? []);
    const elapsedMinutes = (performance.now() - this.startMs) / 60_000;
    if (surveys.length > 0) console.log(`\n${surveyTable(surveys)}`);
    console.log(`\n${elapsedMinutes.toFixed(1)} minutes in all`);
  }
}
