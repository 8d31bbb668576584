import { type Arbitrary, integer, noBias, noShrink } from "./arbitrary.js";

/** Seeds of runs. They are not made smaller: another seed is another run, and no simpler one. */
export function seeds(): Arbitrary<number> {
  return noShrink(noBias(integer({ min: 1, max: 1_000_000_000 })));
}

/** How many nodes there are; the fewer the simpler. */
export function clusterSizes(fewest = 1, most = 7): Arbitrary<number> {
  return integer({ min: fewest, max: most });
}
