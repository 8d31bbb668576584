import { expect, test } from "vitest";
import { explain, reportOf } from "../scenarios/survey.js";
import { slowTwins } from "../scenarios/twins.js";
import { endure } from "./endure.js";

endure("libp2p");

test.each(slowTwins)(
  "$of: $mistake is caught within $within seeds, by $caughtBy",
  async ({ broken, within, caughtBy }) => {
    const found: string[] = [];
    for (let seed = 1; seed <= within && found.length === 0; seed++) {
      const report = await reportOf(broken, seed);
      if (report.verdict === "failed") found.push(...explain(report));
    }
    expect(found.join("\n")).toContain(caughtBy);
  },
);
