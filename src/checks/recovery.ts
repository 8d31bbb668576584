import { type Duration, meanOfEndedUs, quantileUs, restrictedMeanUs } from "./survival.js";

/** From this instant on the service is healthy, or is not. */
export interface HealthChange {
  readonly atUs: number;
  readonly healthy: boolean;
}

/** A fault as far as recovery is concerned. */
export interface FaultSpan {
  readonly text: string;
  readonly beganUs: number;
  /** When it first changed anything; null if it never did. */
  readonly firstEffectUs: number | null;
  /** Null if it outlasted the run. */
  readonly endedUs: number | null;
}

/** What a run showed of its service's health. */
export interface HealthRecord {
  /** In order, each different from the one before. The service is not healthy before the first one. */
  readonly changes: readonly HealthChange[];
  /** When somebody in the system noticed that something was wrong; null if nobody was asked. */
  readonly detectionsUs: readonly number[] | null;
  readonly faults: readonly FaultSpan[];
  /** Where observation ends. */
  readonly endUs: number;
}

/** How recovery is judged. */
export interface RecoveryLimits {
  /** How long the service may stay unhealthy, from the first impact. */
  readonly withinUs: number;
  /** How long it must stay healthy to count as recovered. */
  readonly settleUs: number;
}

/** One time that the service was not healthy, from the first impact to the start of the first lasting health. */
export interface Episode {
  readonly beganUs: number;
  /** When lasting health began; null if that was not seen. */
  readonly recoveredUs: number | null;
  /** Time to recovery; where recovery was not seen, how long the episode had lasted: censored. */
  readonly lengthUs: number;
  readonly recovered: boolean;
  /** The faults that were on when it began; if none was, the one that had ended last. */
  readonly causes: readonly string[];
  /** Time to detection; null if it was not detected, or nobody was asked. */
  readonly detectUs: number | null;
  readonly recovery: "during the fault" | "after the fault" | "without a fault" | "not seen";
}

/** Everything that recovery is reported by. What is undefined is null, never 0. */
export interface RecoveryReport {
  readonly episodes: readonly Episode[];
  /** Faults that had an effect and never made the service unhealthy: not recoveries in no time. */
  readonly tolerated: number;
  readonly recovered: number;
  readonly censored: number;
  /** Mean time to recovery of the episodes that recovered: a lower bound if some are censored. */
  readonly mttrUs: number | null;
  readonly p50Us: number | null;
  /** Needs twenty episodes: with fewer the largest would pass for it. */
  readonly p95Us: number | null;
  /** Mean over all episodes, none counted as longer than the limit (Kaplan-Meier). */
  readonly restrictedMeanUs: number | null;
  /** Mean time to detection of the episodes that were detected. */
  readonly mttdUs: number | null;
  readonly undetected: number | null;
  /** When the service was first healthy; null if it never was. Observation begins here. */
  readonly startedUs: number | null;
  readonly downUs: number;
  readonly observedUs: number;
}

/** Finds the episodes in a record of health, and what they amount to. */
export function recoveryReport(record: HealthRecord, limits: RecoveryLimits): RecoveryReport {
  const startedUs = record.changes.find(({ healthy }) => healthy)?.atUs ?? null;
  const episodes = startedUs === null ? [] : findEpisodes(record, limits.settleUs);
  const durations: Duration[] = episodes.map(({ lengthUs, recovered }) => ({ lengthUs, ended: recovered }));
  const recovered = episodes.filter((episode) => episode.recovered).length;
  const detected = episodes.flatMap(({ detectUs }) => (detectUs === null ? [] : [detectUs]));
  const effective = record.faults.filter(({ firstEffectUs }) => firstEffectUs !== null);
  return {
    episodes,
    tolerated:
      startedUs === null ? 0 : effective.filter((fault) => !episodes.some((one) => overlaps(fault, one))).length,
    recovered,
    censored: episodes.length - recovered,
    mttrUs: meanOfEndedUs(durations),
    p50Us: quantileUs(durations, 0.5),
    p95Us: durations.length < 20 ? null : quantileUs(durations, 0.95),
    restrictedMeanUs: restrictedMeanUs(durations, limits.withinUs),
    mttdUs: detected.length === 0 ? null : detected.reduce((sum, each) => sum + each, 0) / detected.length,
    undetected: record.detectionsUs === null ? null : episodes.length - detected.length,
    startedUs,
    downUs: startedUs === null ? 0 : downUs(record, startedUs),
    observedUs: startedUs === null ? 0 : record.endUs - startedUs,
  };
}

function findEpisodes(record: HealthRecord, settleUs: number): Episode[] {
  const { changes, endUs } = record;
  const episodes: Episode[] = [];
  const first = changes.findIndex(({ healthy }) => healthy);
  let beganUs: number | null = null;
  for (let at = first + 1; at < changes.length; at++) {
    const { atUs, healthy } = changes[at];
    if (!healthy) {
      beganUs ??= atUs;
      continue;
    }
    const lastsUs = (changes[at + 1]?.atUs ?? endUs) - atUs;
    if (beganUs === null || lastsUs < settleUs) continue;
    episodes.push(episode(record, beganUs, atUs, true));
    beganUs = null;
  }
  if (beganUs !== null) {
    // Healthy at the end, but not for long enough: it is known only that it had not recovered before.
    const last = changes.at(-1) as HealthChange;
    episodes.push(episode(record, beganUs, last.healthy ? last.atUs : endUs, false));
  }
  return episodes;
}

function episode(record: HealthRecord, beganUs: number, untilUs: number, recovered: boolean): Episode {
  const causes = causesAt(record, beganUs);
  const removedUs = Math.max(...causes.map(({ endedUs }) => endedUs ?? Number.POSITIVE_INFINITY));
  const detected = record.detectionsUs?.find((atUs) => atUs >= beganUs && atUs <= untilUs);
  return {
    beganUs,
    recoveredUs: recovered ? untilUs : null,
    lengthUs: untilUs - beganUs,
    recovered,
    causes: causes.map(({ text }) => text),
    detectUs: detected === undefined ? null : detected - beganUs,
    recovery: !recovered
      ? "not seen"
      : causes.length === 0
        ? "without a fault"
        : untilUs < removedUs
          ? "during the fault"
          : "after the fault",
  };
}

function causesAt({ faults, endUs }: HealthRecord, beganUs: number): readonly FaultSpan[] {
  const before = faults.filter((fault) => fault.beganUs <= beganUs && fault.firstEffectUs !== null);
  const endOf = (fault: FaultSpan) => fault.endedUs ?? endUs;
  const active = before.filter((fault) => endOf(fault) >= beganUs);
  if (active.length > 0 || before.length === 0) return active;
  return [before.reduce((last, fault) => (endOf(fault) >= endOf(last) ? fault : last))];
}

function overlaps(fault: FaultSpan, { beganUs, lengthUs }: Episode): boolean {
  return fault.beganUs <= beganUs + lengthUs && (fault.endedUs ?? Number.POSITIVE_INFINITY) >= beganUs;
}

/** How long the service was not healthy, in all. */
function downUs({ changes, endUs }: HealthRecord, startedUs: number): number {
  let sum = 0;
  changes.forEach(({ atUs, healthy }, at) => {
    if (!healthy && atUs >= startedUs) sum += (changes[at + 1]?.atUs ?? endUs) - atUs;
  });
  return sum;
}
