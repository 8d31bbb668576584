import { expect, test } from "vitest";
import { atRandom, everywhere, type Trouble } from "../runtime/support/store-crashes.js";

const troubles: readonly Trouble[] = [{}, { fault: "tearWrites" }, { spec: { journal: "ordered" } }];

test.each(troubles)("a store that syncs all it has to loses nothing in thousands of crashes: %j", async (trouble) => {
  const everywhereFound = await everywhere(trouble, 100);
  const randomFound = await atRandom(trouble, 500, 12);
  expect([...everywhereFound.found, ...randomFound.found]).toEqual([]);
  console.log(`${everywhereFound.crashes} crashes everywhere, ${randomFound.crashes} at random`);
});
