import { tellSome, tellValue } from "../checks/tell.js";
import { type Bug, plural } from "../hunt/summary.js";
import { formatInstant } from "../kernel/time.js";
import { cut, cutStart, fill, fold } from "./columns.js";
import type { FollowUp } from "./hunt-circumstances.js";
import { oneLine, plainText } from "./plain-text.js";
import type { Style } from "./style.js";

const mostLines = 12;
const mostText = 600;
const mostName = 200;
const mostSeeds = 8;
const mostSeed = 40;
const labelWidth = 10;

/** Something that there is to say about a bug. What is to be copied is not folded. */
interface Entry {
  readonly label: string;
  readonly lines: readonly string[];
  readonly isCopied?: boolean;
}

/** What failed, in a line. */
export function bugTitle({ property }: Bug): string {
  return cut(oneLine(property), mostName);
}

/** All that a person needs of a bug: where, how often, why, what it looked like, and the commands to see it again. */
export function bugLines(bug: Bug, followUp: FollowUp, style: Style, width: number): readonly string[] {
  return entriesOf(bug, followUp).flatMap(({ label, lines, isCopied = false }) => {
    const folded = isCopied ? lines : lines.flatMap((line) => fold(line, width - labelWidth));
    return folded.map((line, place) => `${style.faint(fill(place === 0 ? label : "", labelWidth))}${line}`);
  });
}

function entriesOf({ scenario, seeds, shortest }: Bug, { commands, shrunk }: FollowUp): readonly Entry[] {
  const { seed, outcome, failure, reasons, events } = shortest;
  const { step = null, atUs = null, causes = [], evidence = [], losses = [], drawn = [] } = failure ?? {};
  const place = [
    `seed ${shortSeed(seed)}`,
    ...(failure === null ? [outcome] : []),
    ...(step === null ? [] : [`step ${step}`]),
    ...(atUs === null ? [] : [formatInstant(atUs)]),
    ...(events === 0 ? [] : [plural(events, "event")]),
  ];
  const entries: readonly Entry[] = [
    { label: "scenario", lines: [cutStart(oneLine(scenario), mostName)] },
    { label: "seeds", lines: [`${seeds.length}: ${tellSome(seeds, shortSeed, mostSeeds)}`] },
    { label: "because", lines: some(causes) },
    { label: "shortest", lines: [place.join(", "), ...some(evidence.length > 0 ? evidence : reasons)] },
    { label: "lost", lines: some(losses) },
    { label: "drawn", lines: some(drawn.map(({ name, value }) => `${name} ${tellValue(value)}`)) },
    { label: "shrunk", lines: shrunk === null ? [] : [`${shrunk.from} → ${shrunk.to}`] },
    { label: "", lines: (shrunk?.rows ?? []).map(plainText), isCopied: true },
    ...Object.entries(commands).map(([label, line]) => ({ label, lines: [plainText(line)], isCopied: true })),
  ];
  return entries.filter(({ lines }) => lines.length > 0);
}

function some(texts: readonly string[]): readonly string[] {
  const lines = texts.flatMap((text) => plainText(text).split("\n"));
  const shown = lines.slice(0, mostLines).map((line) => cut(line, mostText));
  return lines.length > mostLines ? [...shown, `… and ${plural(lines.length - mostLines, "more line")}`] : shown;
}

function shortSeed(seed: string): string {
  return cut(oneLine(seed), mostSeed);
}
