import { isArrival } from "./other-end.js";
import type { Recording } from "./recording.js";

/** So many numbers of one level are one of the next. */
const fanout = 32;

/** Per recording: the earliest sending of all that arrives in so many steps, level above level. */
const known = new WeakMap<Recording, readonly Int32Array[]>();

function levelsOf(recording: Recording): readonly Int32Array[] {
  let levels = known.get(recording);
  if (levels === undefined) {
    const { length } = recording;
    let level = new Int32Array(Math.ceil(length / fanout)).fill(length);
    for (let step = 0; step < length; step++) {
      if (!isArrival(recording, step)) continue;
      const place = Math.floor(step / fanout);
      level[place] = Math.min(level[place], recording.causeOf(step));
    }
    const built = [level];
    while (level.length > 1) {
      const next = new Int32Array(Math.ceil(level.length / fanout)).fill(length);
      level.forEach((sent, place) => {
        const above = Math.floor(place / fanout);
        next[above] = Math.min(next[above], sent);
      });
      level = next;
      built.push(level);
    }
    levels = built;
    known.set(recording, levels);
  }
  return levels;
}

/**
 * The steps after `last` in which something arrives that was sent before `first`: at most so many, the earliest. Costs no
 * more than a look at the index for each.
 */
export function arrivalsAcross(recording: Recording, first: number, last: number, most: number): readonly number[] {
  const levels = levelsOf(recording);
  const found: number[] = [];
  // `stepsEach` is what one number of the level stands for.
  const search = (level: number, place: number, stepsEach: number) => {
    if (found.length >= most) return;
    if (level < 0) {
      if (place > last && isArrival(recording, place) && recording.causeOf(place) < first) found.push(place);
      return;
    }
    // All of it arrives by `last`, or was sent later.
    if ((place + 1) * stepsEach - 1 <= last || levels[level][place] >= first) return;
    const below = level === 0 ? recording.length : levels[level - 1].length;
    const end = Math.min(below, (place + 1) * fanout);
    for (let part = place * fanout; part < end; part++) search(level - 1, part, stepsEach / fanout);
  };
  const stepsEach = levels.reduce((product) => product * fanout, 1);
  levels.at(-1)?.forEach((_, place) => {
    search(levels.length - 1, place, stepsEach);
  });
  return found;
}
