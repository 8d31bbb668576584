import { describe, expect, test } from "vitest";
import { type FaultSpan, type HealthChange, recoveryReport } from "../../src/checks/recovery.js";
import { type Duration, meanOfEndedUs, quantileUs, restrictedMeanUs, survival } from "../../src/checks/survival.js";

const s = 1_000_000;

/** Durations in seconds; a `+` means that the end was not seen. */
function durations(text: string): Duration[] {
  return text.split(" ").map((each) => ({ lengthUs: Number.parseFloat(each) * s, ended: !each.endsWith("+") }));
}

describe("the survival function after Kaplan and Meier (1958), worked out by hand", () => {
  test.each([
    {
      text: "2 4 4 5+ 9",
      shares: [
        [2, 0.8],
        [4, 0.4],
        [9, 0],
      ],
      mean: 5.6,
      median: 4,
      ended: 4.75,
    },
    {
      text: "2 4 4 10+ 10+",
      shares: [
        [2, 0.8],
        [4, 0.4],
      ],
      mean: 6,
      median: 4,
      ended: 10 / 3,
    },
    { text: "10+ 10+", shares: [], mean: 10, median: null, ended: null },
    // At a tie recoveries come before what is lost from sight.
    { text: "3 3+", shares: [[3, 0.5]], mean: 6.5, median: 3, ended: 3 },
  ])("$text", ({ text, shares, mean, median, ended }) => {
    const all = durations(text);
    expect(survival(all).map(({ lengthUs, share }) => [lengthUs / s, Number(share.toFixed(9))])).toEqual(shares);
    expect((restrictedMeanUs(all, 10 * s) ?? 0) / s).toBeCloseTo(mean, 9);
    expect(quantileUs(all, 0.5)).toBe(median === null ? null : median * s);
    expect(meanOfEndedUs(all)).toBe(ended === null ? null : ended * s);
  });

  test("without durations nothing is defined", () => {
    expect([restrictedMeanUs([], s), quantileUs([], 0.5), meanOfEndedUs([])]).toEqual([null, null, null]);
  });
});

/** Health as seconds at which it changes, healthy first. */
function health(...seconds: number[]): HealthChange[] {
  return seconds.map((second, at) => ({ atUs: second * s, healthy: at % 2 === 0 }));
}

function fault(text: string, from: number, to: number | null): FaultSpan {
  return { text, beganUs: from * s, firstEffectUs: from * s, endedUs: to === null ? null : to * s };
}

function report(changes: HealthChange[], faults: FaultSpan[], endS = 60, detectedS: number[] | null = null) {
  const detectionsUs = detectedS?.map((second) => second * s) ?? null;
  return recoveryReport({ changes, detectionsUs, faults, endUs: endS * s }, { withinUs: 10 * s, settleUs: 5 * s });
}

test("recovery is timed at the start of the first health that lasts, and confirmed when it has lasted", () => {
  const { episodes, mttrUs, downUs, observedUs } = report(health(1, 10, 12), [fault("crash", 10, 20)]);
  expect(episodes).toEqual([
    {
      beganUs: 10 * s,
      recoveredUs: 12 * s,
      lengthUs: 2 * s,
      recovered: true,
      causes: ["crash"],
      detectUs: null,
      recovery: "during the fault",
    },
  ]);
  expect({ mttrUs, downUs, observedUs }).toEqual({ mttrUs: 2 * s, downUs: 2 * s, observedUs: 59 * s });
});

test("health that does not last starts the waiting anew: the episode goes on", () => {
  const { episodes, downUs } = report(health(1, 10, 12, 14, 15), [fault("crash", 10, 13)]);
  expect(episodes.map(({ lengthUs, recovery }) => [lengthUs, recovery])).toEqual([[5 * s, "after the fault"]]);
  expect(downUs).toBe(3 * s);
});

test("what had not recovered, or not for long enough, at the end is censored and never averaged away", () => {
  const never = report(health(1, 10), [fault("crash", 10, 20)]);
  expect([never.recovered, never.censored, never.mttrUs, never.episodes[0].lengthUs]).toEqual([0, 1, null, 50 * s]);
  const unconfirmed = report(health(1, 10, 57), [fault("crash", 10, 20)]);
  expect([unconfirmed.recovered, unconfirmed.censored, unconfirmed.episodes[0].lengthUs]).toEqual([0, 1, 47 * s]);
  const mixed = report(health(1, 10, 12, 50), [fault("crash", 10, 20)]);
  expect([mixed.recovered, mixed.censored, mixed.mttrUs, mixed.restrictedMeanUs]).toEqual([1, 1, 2 * s, 6 * s]);
});

test("a fault that never makes the service unhealthy is tolerated, and no recovery in no time", () => {
  const { episodes, tolerated, mttrUs } = report(health(1), [fault("crash", 10, 20), fault("loss", 30, 40)]);
  expect({ episodes, tolerated, mttrUs }).toEqual({ episodes: [], tolerated: 2, mttrUs: null });
});

test("a fault without any effect is not counted as tolerated", () => {
  const idle: FaultSpan = { ...fault("loss", 10, 20), firstEffectUs: null };
  expect(report(health(1), [idle]).tolerated).toBe(0);
});

test("overlapping faults give one episode with several causes; an episode after all of them has the last one", () => {
  const faults = [fault("a", 5, 20), fault("b", 8, 30)];
  expect(report(health(1, 10, 12), faults).episodes[0].causes).toEqual(["a", "b"]);
  expect(report(health(1, 40, 41), faults).episodes[0].causes).toEqual(["b"]);
  expect(report(health(1, 3, 4), faults).episodes[0]).toMatchObject({ causes: [], recovery: "without a fault" });
});

test("time to detection runs from the impact; an episode that nobody noticed is counted", () => {
  const faults = [fault("a", 10, 12), fault("b", 30, 32)];
  const { episodes, mttdUs, undetected } = report(health(1, 10, 14, 30, 34), faults, 60, [11]);
  expect(episodes.map(({ detectUs }) => detectUs)).toEqual([1 * s, null]);
  expect({ mttdUs, undetected }).toEqual({ mttdUs: s, undetected: 1 });
});

test("a service that was never healthy has no episodes and no observed time", () => {
  const { startedUs, episodes, observedUs } = report([], [fault("a", 1, 2)]);
  expect({ startedUs, episodes, observedUs }).toEqual({ startedUs: null, episodes: [], observedUs: 0 });
});

test("the ninety-fifth percentile needs twenty episodes", () => {
  const changes = (count: number) =>
    health(1, ...Array.from({ length: count }, (_, at) => [10 + 20 * at, 12 + 20 * at]).flat());
  expect(report(changes(19), [], 1_000).p95Us).toBeNull();
  expect(report(changes(20), [], 1_000).p95Us).toBe(2 * s);
});
