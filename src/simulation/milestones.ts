import type { Digest } from "../kernel/digest.js";

/** Keeps at most this many digests: enough to tell where two runs part to within half a percent of their steps. */
const most = 512;

/** The digest of a run at every so many steps: `digests[i]` is that after `(i + 1) * every` events were taken. */
export interface Milestones {
  readonly every: number;
  readonly digests: readonly string[];
}

/** Notes milestones as a run goes on; with its length grows the distance between them. */
export class MilestoneRecorder {
  private every = 64;
  private readonly digests: string[] = [];
  /** The number of events at which the next one is due. */
  next = this.every;

  note(digest: Digest): void {
    this.digests.push(digest.toString());
    if (this.digests.length === most) {
      for (let at = 0; at < most / 2; at++) this.digests[at] = this.digests[2 * at + 1];
      this.digests.length = most / 2;
      this.every *= 2;
    }
    this.next = (this.digests.length + 1) * this.every;
  }

  soFar(): Milestones {
    return { every: this.every, digests: [...this.digests] };
  }
}

/** Between which two numbers of events two runs part, as far as their milestones tell; null if they never do. */
export function partingOf(one: Milestones, other: Milestones): readonly [from: number, to: number] | null {
  const every = Math.max(one.every, other.every);
  const count = Math.min(...[one, other].map((run) => Math.floor((run.digests.length * run.every) / every)));
  const at = (run: Milestones, place: number) => run.digests[((place + 1) * every) / run.every - 1];
  for (let place = 0; place < count; place++) {
    if (at(one, place) !== at(other, place)) return [place * every, (place + 1) * every];
  }
  return null;
}
