import { canonical } from "../../kernel/plain.js";
import { realise } from "../../scenario/realise.js";
import type { Failing } from "./candidate.js";
import { type Change, changeSettings } from "./change-settings.js";
import { timetableOf, writeTimetable } from "./timetable.js";

/** The seeds that shrinking turns to where that of the run that failed is not the best: so many. */
export function seedsLike(seed: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `${seed}.${at + 1}`);
}

/** The changes that keep what a run has drawn from its seed, where it is to be played with another one. */
export function keepDrawn(now: Failing, seed: string): readonly Change[] {
  const draws = (now.form.drawn ?? []).map(({ name, value }) => ({ path: `draw.${name}`, value }));
  const { faults } = realise(now.source, seed, changeSettings(now.set, draws));
  const isSame = canonical(faults ?? []) === canonical(now.form.faults ?? []);
  return isSame ? draws : [...draws, ...writeTimetable(timetableOf(now), now)];
}
