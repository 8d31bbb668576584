import { createHistogram } from "node:perf_hooks";

export const read = [];
const intervals = createHistogram();
intervals.recordDelta();
setInterval(() => {
  intervals.recordDelta();
  read.push([Date.now(), performance.now(), Math.round(intervals.mean / 1e6)]);
}, 1000);
