import { type CreateHistogramOptions, createHistogram } from "node:perf_hooks";
import type { Realm } from "../realm.js";
import { makeTimeline } from "./timeline.js";

/** `performance` and the module around it, on the monotonic clock. */
export function makePerformance(realm: Realm) {
  const { host } = realm;
  const now = () => host.nowUs / 1000;
  const { timeline, classes } = makeTimeline(realm);
  class Performance extends EventTarget {}
  const performance = Object.assign(new Performance(), {
    ...timeline,
    now,
    // The wall clock, as it was right when the run began: it may be set later on, and this does not follow.
    timeOrigin: (host.wallUs - host.nowUs) / 1000,
    timing: {},
    clearResourceTimings() {},
    setResourceTimingBufferSize() {},
    markResourceTiming() {},
    timerify: <F>(measured: F) => measured,
    eventLoopUtilization: () => ({ idle: 0, active: 0, utilization: 0 }),
    nodeTiming: { name: "node", entryType: "node", startTime: 0, duration: 0 },
    toJSON: () => ({ timeOrigin: performance.timeOrigin }),
  });
  const histogram = () => ({
    min: 0,
    max: 0,
    mean: 0,
    stddev: 0,
    exceeds: 0,
    count: 0,
    percentiles: new Map(),
    percentile: () => 0,
    enable: () => true,
    disable: () => true,
    reset() {},
    record() {},
    recordDelta() {},
  });
  return {
    ...classes,
    Performance,
    performance,
    monitorEventLoopDelay: histogram,
    createHistogram: (options?: CreateHistogramOptions) => {
      const made = createHistogram(options);
      let beforeUs: number | undefined;
      // Node would read a clock of its own.
      const recordDelta = () => {
        if (beforeUs !== undefined) made.record(Math.max(1, 1000 * (host.nowUs - beforeUs)));
        beforeUs = host.nowUs;
      };
      return Object.assign(made, { recordDelta });
    },
    constants: {},
  };
}
