import * as fs from "node:fs";
import { cases } from "../conformance/fs-cases.js";
import { failureOf, outcomeOf } from "../conformance/outcome.js";

/** What became of each case, by its name: as text, so that it is the same wherever it was made. */
export const outcomes: Record<string, string> = {};

for (const { name, run } of cases) {
  const root = fs.mkdtempSync("/tmp/case-");
  try {
    outcomes[name] = JSON.stringify(outcomeOf(await run(fs, root), root));
  } catch (thrown) {
    outcomes[name] = JSON.stringify(failureOf(thrown, root));
  } finally {
    fs.rmSync(root, { recursive: true, force: true });
  }
}

// Who has exited has nothing to show.
setInterval(() => {}, 60_000);
