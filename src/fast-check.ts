// What property tests with fast-check draw from. It is apart from the rest, so that nobody needs fast-check who has no use for it.

export { latencies } from "./arbitraries/latencies.js";
export { clusterSizes, seeds } from "./arbitraries/numbers.js";
export { type Ensemble, type TimetableOptions, timetables } from "./arbitraries/timetables.js";
export { type WorkloadOptions, workloads } from "./arbitraries/workloads.js";
export { expectNoFailure } from "./testing/expect-no-failure.js";
