import { canonical } from "../../kernel/plain.js";
import { realise } from "../../scenario/realise.js";
import type { Failing } from "./candidate.js";
import { type Change, changeSettings } from "./change-settings.js";
import { timetableOf, writeTimetable } from "./timetable.js";

/** How many other seeds a simpler story is tried with. */
const mostSeeds = 8;

/** The seeds that shrinking turns to: the first is that of the run that failed. */
export function seedsLike(seed: string): readonly string[] {
  return [seed, ...Array.from({ length: mostSeeds }, (_, at) => `${seed}.${at + 1}`)];
}

/** The changes that keep what a run has drawn from its seed, where it is to be played with another one. */
export function keepDrawn(now: Failing, seed: string): readonly Change[] {
  const draws = (now.form.drawn ?? []).map(({ name, value }) => ({ path: `draw.${name}`, value }));
  const { faults } = realise(now.source, seed, changeSettings(now.set, draws));
  const isSame = canonical(faults ?? []) === canonical(now.form.faults ?? []);
  return isSame ? draws : [...draws, ...writeTimetable(timetableOf(now), now)];
}
