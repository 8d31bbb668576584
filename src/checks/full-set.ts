import { formatLength } from "../kernel/time.js";
import { consistency, type Findings } from "./findings.js";
import type { Consistency, History, Judgement } from "./history.js";
import { SetReads } from "./set-reads.js";
import { tellOperation, tellSome, tellValue } from "./tell.js";

/*
 * Requests: `{ kind: "add", element }`, each element once, whatever it is answered; `{ kind: "read" }`, answered by a
 * list of elements.
 */

export interface FullSetOptions {
  /** Whether an element has to be in every read that is invoked after it is known. */
  readonly linearizable?: boolean;
}

/** What became of the elements of a set. An element is known from its acknowledgement on, or its first read. */
export interface FullSetReport {
  /** Attempted: all that somebody tried to add. */
  readonly attempted: number;
  /** In the last reads that could have seen them. */
  readonly stable: readonly unknown[];
  /** Missing in a read that was invoked after they were known, and in all from there on. */
  readonly lost: readonly unknown[];
  /** Missing in a read that was invoked after they were known, and there again later: a part of the stable ones. */
  readonly stale: readonly unknown[];
  /** In no read, without having been known to any of them. */
  readonly neverRead: readonly unknown[];
  /** How long after they were known stable elements were still missing, in order of size; 0 for most, one would hope. */
  readonly stableLatenciesUs: readonly number[];
  /** How long after they were known lost elements were seen for the last time, in order of size. */
  readonly lostLatenciesUs: readonly number[];
  /** Elements that were read before anybody had tried to add them, or without. */
  readonly phantoms: readonly unknown[];
  /** Elements that were in one read more than once. */
  readonly duplicates: readonly unknown[];
  /** By lost, stable and stale elements alone: without phantoms and duplicates, which others do not look for. */
  readonly verdict: Judgement["verdict"];
}

/**
 * A set to which elements are only added, element by element. Invalid if one is lost, or stale where the set is to be
 * linearizable, or a phantom, or a duplicate; otherwise unknown if none is stable.
 */
export function fullSet(options: FullSetOptions = {}): Consistency {
  return consistency("full set", (history, findings) => {
    judgeFullSet(new SetReads(history, "add", "element", findings), options, findings);
  });
}

/** All that there is to tell about the elements. `maxSteps` is a bound on what is read: operations and elements. */
export function fullSetReport(history: History, options: FullSetOptions = {}): FullSetReport | null {
  let report: FullSetReport | null = null;
  consistency("full set", (sorted, findings) => {
    report = reportOf(new SetReads(sorted, "add", "element", findings), options);
  }).judge(history, Number.POSITIVE_INFINITY);
  return report;
}

export function judgeFullSet(reads: SetReads, options: FullSetOptions, findings: Findings): void {
  const { lost, stale, phantoms, duplicates, stable } = reportOf(reads, options);
  const some = (elements: readonly unknown[]) => tellSome(elements, tellValue);
  if (lost.length > 0) {
    findings.violation(() => [`known, and lost: ${some(lost)}`, ...tellMissing(reads, lost[0])]);
  }
  if (stale.length > 0 && options.linearizable === true) {
    findings.violation(() => [`known, and missing for a while: ${some(stale)}`, ...tellMissing(reads, stale[0])]);
  }
  if (phantoms.length > 0) findings.violation(() => `read before anybody had tried to add them: ${some(phantoms)}`);
  if (duplicates.length > 0) findings.violation(() => `more than once in a read: ${some(duplicates)}`);
  if (stable.length === 0) findings.doubt("no element was read to the end");
}

function tellMissing(reads: SetReads, element: unknown): readonly string[] {
  const number = reads.find(element);
  const missing = reads.lastMissing[number];
  const latency = formatLength(Math.max(0, reads.history[missing].invokedUs - reads.knownUs[number]));
  return [
    `  ${tellValue(element)} was known ${latency} before it was missing in`,
    `  ${tellOperation({ ...reads.history[missing], result: "…" })}`,
  ];
}

function reportOf(reads: SetReads, { linearizable = false }: FullSetOptions): FullSetReport {
  const { history, elements, attempts, lastPresent, lastMissing, knownAt, knownUs, phantoms, duplicates } = reads;
  const [stable, lost, stale, neverRead]: unknown[][] = [[], [], [], []];
  const [stableLatenciesUs, lostLatenciesUs]: number[][] = [[], []];
  for (let element = 0; element < elements.length; element++) {
    if (attempts[element] === 0) continue;
    const present = lastPresent[element];
    const missing = lastMissing[element];
    const isMissed = missing !== -1 && history[missing].invokedAt > knownAt[element];
    if (present > missing) {
      stable.push(elements[element]);
      if (isMissed) stale.push(elements[element]);
      stableLatenciesUs.push(isMissed ? Math.max(0, history[missing].invokedUs - knownUs[element]) : 0);
    } else if (isMissed) {
      lost.push(elements[element]);
      lostLatenciesUs.push(present === -1 ? 0 : Math.max(0, history[present].invokedUs - knownUs[element]));
    } else neverRead.push(elements[element]);
  }
  const isInvalid = lost.length > 0 || (linearizable && stale.length > 0);
  return {
    attempted: stable.length + lost.length + neverRead.length,
    stable,
    lost,
    stale,
    neverRead,
    stableLatenciesUs: stableLatenciesUs.sort((a, b) => a - b),
    lostLatenciesUs: lostLatenciesUs.sort((a, b) => a - b),
    phantoms,
    duplicates,
    verdict: isInvalid ? "invalid" : stable.length === 0 ? "unknown" : "valid",
  };
}
