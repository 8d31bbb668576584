import type { Realm } from "../realm.js";

/** `performance` and the module around it, on the monotonic clock. Marks and measures are taken and kept by nobody. */
export function makePerformance(realm: Realm) {
  const { host } = realm;
  const now = () => host.nowUs / 1000;
  const entry = (entryType: string, name: string, detail: unknown) => ({
    name,
    entryType,
    startTime: now(),
    duration: 0,
    detail,
  });
  const performance = {
    now,
    // The wall clock, as it was right when the run began: it may be set later on, and this does not follow.
    timeOrigin: (host.wallUs - host.nowUs) / 1000,
    timing: {},
    mark: (name: string, options?: { detail?: unknown }) => entry("mark", name, options?.detail),
    measure: (name: string, options?: { detail?: unknown }) => entry("measure", name, options?.detail),
    clearMarks() {},
    clearMeasures() {},
    clearResourceTimings() {},
    setResourceTimingBufferSize() {},
    markResourceTiming() {},
    getEntries: () => [],
    getEntriesByName: () => [],
    getEntriesByType: () => [],
    timerify: <F>(measured: F) => measured,
    eventLoopUtilization: () => ({ idle: 0, active: 0, utilization: 0 }),
    nodeTiming: { name: "node", entryType: "node", startTime: 0, duration: 0 },
    addEventListener() {},
    removeEventListener() {},
    toJSON: () => ({ timeOrigin: performance.timeOrigin }),
  };
  class PerformanceObserver {
    static readonly supportedEntryTypes = [];
    observe() {}
    disconnect() {}
    takeRecords() {
      return [];
    }
  }
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
    performance,
    PerformanceObserver,
    monitorEventLoopDelay: histogram,
    createHistogram: histogram,
    constants: {},
  };
}
