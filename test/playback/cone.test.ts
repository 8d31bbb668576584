import { describe, expect, test } from "vitest";
import { Random } from "../../src/kernel/random.js";
import { clockOf, coneOf, relationOf } from "../../src/playback/cone.js";
import { record } from "../../src/playback/record.js";
import type { Recording } from "../../src/playback/recording.js";
import { type Causality, causality } from "../../src/simulation/causality.js";
import { lively } from "../simulation/forms.js";

const runs = await Promise.all(["1", "2", "3"].map((seed) => record(lively(), { seed })));

function causalityOf(recording: Recording): Causality {
  return causality(Array.from({ length: recording.length }, (_, step) => recording.stepAt(step)));
}

describe.each(runs)("a step of run $seed", (recording) => {
  const { length } = recording;
  const known = causalityOf(recording);
  const random = new Random("steps");
  const chosen = [0, length - 1, ...Array.from({ length: 60 }, () => random.int(0, length - 1))];

  test("has in its past and future what its vector clock says", () => {
    const all = Array.from({ length }, (_, step) => step);
    const reached = all.map((step) => recording.hasReached(step));
    for (const step of chosen) {
      const { past, future } = coneOf(recording, step);
      expect([...past].map(Boolean)).toEqual(all.map((other) => reached[other] && known.happensBefore(other, step)));
      expect([...future].map(Boolean)).toEqual(all.map((other) => reached[other] && known.happensBefore(step, other)));
    }
  });

  test("has the past and future that one finds by following every way", () => {
    const causes = (step: number) => recording.stepAt(step).causes;
    const reach = (step: number, next: (step: number) => readonly number[]) => {
      const seen = new Set<number>();
      for (const agenda = [...next(step)]; agenda.length > 0; ) {
        const other = agenda.pop() as number;
        if (!seen.has(other)) agenda.push(...next(other));
        seen.add(other);
      }
      return [...seen].filter((other) => recording.hasReached(other)).sort((one, other) => one - other);
    };
    const effects: number[][] = Array.from({ length }, () => []);
    for (let step = 0; step < length; step++) for (const cause of causes(step)) effects[cause].push(step);
    for (const step of chosen.slice(0, 20)) {
      const { past, future } = coneOf(recording, step);
      expect(stepsIn(past)).toEqual(reach(step, causes));
      expect(stepsIn(future)).toEqual(recording.hasReached(step) ? reach(step, (from) => effects[from]) : []);
    }
  });

  test("stands to another as the vector clocks of both say, and the other the other way round", () => {
    const opposite = { same: "same", before: "after", after: "before", concurrent: "concurrent" };
    for (const one of chosen) {
      for (const other of chosen.slice(0, 12)) {
        const relation = relationOf(recording, one, other);
        expect(opposite[relationOf(recording, other, one)]).toBe(relation);
        if (relation === "before") expect(known.happensBefore(one, other)).toBe(true);
        if (known.areConcurrent(one, other)) expect(relation).toBe("concurrent");
        if (known.happensBefore(one, other)) expect(relation).toBe("before");
      }
      expect(clockOf(recording, one)).toEqual(known.clockOf(one));
    }
  });
});

test("what reached nobody has a past, and no future", () => {
  const [recording] = runs;
  const lost = Array.from({ length: recording.length }, (_, step) => step).filter(
    (step) => recording.whoOf(step) >= 0 && !recording.hasReached(step),
  );
  expect(lost.length).toBeGreaterThan(0);
  for (const step of lost) {
    expect(stepsIn(coneOf(recording, step).future)).toEqual([]);
    expect(stepsIn(coneOf(recording, step).past)).not.toEqual([]);
    expect(clockOf(recording, step)).toBeNull();
  }
});

function stepsIn(cone: Uint8Array): number[] {
  return [...cone].flatMap((mark, step) => (mark === 1 ? [step] : []));
}
