import type { Operation } from "../checks/history.js";
import { canonical } from "../kernel/plain.js";
import { formatInstant } from "../kernel/time.js";
import { describeStep } from "../simulation/trace.js";
import { describeChange, shorten } from "./describe.js";
import { isArrival } from "./other-end.js";
import type { FaultSpan, Recording, Span } from "./recording.js";
import { before } from "./sorted.js";
import { violationsOf } from "./violations.js";

/** Something that a step came of, and the step at which to look at it. */
export interface Reason {
  readonly text: string;
  readonly step: number;
}

/** Why it came to a step, as far as the recording knows: the nearest reasons first. */
export function reasonsFor(recording: Recording, step: number): readonly Reason[] {
  const all = [
    ...scheduled(recording, step),
    ...beforehand(recording, step),
    ...troubles(recording, step),
    ...violated(recording, step),
    ...faults(recording, step),
    ...unhealthy(recording, step),
  ];
  const texts = all.map(({ text }) => text);
  return all.filter((reason, place) => reason.step !== step && texts.indexOf(reason.text) === place);
}

function at(recording: Recording, step: number): string {
  return `at ${formatInstant(recording.atUs(step))}`;
}

function tell(recording: Recording, step: number): string {
  return shorten(describeStep(recording.stepAt(step)));
}

/** What has scheduled it. */
function scheduled(recording: Recording, step: number): Reason[] {
  const cause = recording.causeOf(step);
  if (cause < 0) return [];
  const when = at(recording, cause);
  const who = recording.peers[recording.whoOf(step)];
  if (isArrival(recording, step)) {
    return [{ text: `${recording.peers[recording.fromOf(step)]} sent this ${when}`, step: cause }];
  }
  if (recording.kindOf(step) === "timer") return [{ text: `${who} set this timer ${when}`, step: cause }];
  return [{ text: `this follows from what happened ${when}: ${tell(recording, cause)}`, step: cause }];
}

/** What the same node or client did before. */
function beforehand(recording: Recording, step: number): Reason[] {
  const earlier = recording.beforeOf(step);
  if (earlier < 0 || earlier === recording.causeOf(step)) return [];
  return [{ text: `the step before, ${at(recording, earlier)}: ${tell(recording, earlier)}`, step: earlier }];
}

/** Why the node is down, or paused, or no longer honest; or, if it was down before, why that was. */
function troubles(recording: Recording, step: number): Reason[] {
  const who = recording.whoOf(step);
  const own = recording.troubles.filter(({ node, from }) => node === who && from <= step);
  const lasting = own.filter((trouble) => lasts(trouble, step));
  const last = own.findLast(({ kind }) => kind === "crashed" || kind === "stopped");
  const shown = last === undefined || lasting.includes(last) ? lasting : [...lasting, last];
  return shown.map(({ kind, from, to }) => {
    const why = recording.whoOf(from) < 0 ? `: ${tell(recording, from)}` : "";
    const began = formatInstant(recording.atUs(from));
    const ended = to !== null && to <= step ? formatInstant(recording.atUs(to)) : null;
    const when = ended === null ? `is ${kind} since ${began}` : `was ${kind} from ${began} to ${ended}`;
    return { text: `${recording.peers[who]} ${when}${why}`, step: from };
  });
}

function lasts({ from, to }: Span, step: number): boolean {
  return from <= step && (to === null || step < to);
}

/** Where what is violated here, or was before, came from: for each node that shows it, its last change until then. */
function violated(recording: Recording, step: number): Reason[] {
  return violationsOf(recording).flatMap(({ property, steps }) => {
    const seen = steps.findLast((place) => place <= step);
    if (seen === undefined) return [];
    const operation = recording.history.find(
      ({ completedAt }) => property.kind === "consistency" && completedAt === seen,
    );
    const names = operation === undefined ? property.nodes.map(({ name }) => name) : [operation.node];
    const nodes = names.map((name) => recording.peers.indexOf(name));
    return [
      { text: `"${property.name}" stopped holding ${at(recording, seen)}`, step: seen },
      ...(operation === undefined ? [] : askedFor(recording, operation)),
      ...nodes.flatMap((node) => lastChange(recording, node, seen)),
      ...nodes.flatMap((node) => faultsOf(recording, node, seen)),
    ];
  });
}

function askedFor(recording: Recording, { invokedAt, request }: Operation): Reason[] {
  return [{ text: `it was asked for ${at(recording, invokedAt)}: ${shorten(canonical(request))}`, step: invokedAt }];
}

/** The last change of a node's role, and of anything else in its state. */
function lastChange(recording: Recording, node: number, step: number): Reason[] {
  if (node < 0) return [];
  const steps = recording.stepsOf(node);
  let last: Reason | null = null;
  for (let place = before(steps, step + 1); place >= 0; place--) {
    const changes = recording.changesOf(steps[place]).filter((change) => change.node === node);
    const role = changes.find(({ path }) => path.join() === "role");
    const shown = role ?? changes.at(0);
    if (shown === undefined) continue;
    const text = `${shorten(describeChange(recording.peers, shown))}, ${at(recording, steps[place])}`;
    const reason = { text, step: steps[place] };
    if (role !== undefined) return last === null ? [reason] : [reason, last];
    last ??= reason;
  }
  return last === null ? [] : [last];
}

/** What is wrong with the node from outside. */
function faults(recording: Recording, step: number): Reason[] {
  const who = recording.whoOf(step);
  return [who, recording.fromOf(step)].flatMap((node) => faultsOf(recording, node, step));
}

function faultsOf(recording: Recording, node: number, step: number): Reason[] {
  const touching = recording.faults.filter((span) => node >= 0 && span.nodes.includes(node) && lasts(span, step));
  return touching.map((span) => ({ text: tellFault(recording, span), step: span.from }));
}

function tellFault(recording: Recording, { text, nodes, from }: FaultSpan): string {
  const names = nodes.map((node) => recording.peers[node]).join(", ");
  return `${text}${names === "" ? "" : ` (${names})`} since ${formatInstant(recording.atUs(from))}`;
}

/** Since when the service is not healthy, and the last thing that went wrong before. */
function unhealthy(recording: Recording, step: number): Reason[] {
  const { health } = recording;
  const change = health?.changes.findLast((change) => change.step <= step);
  if (change === undefined || change.holds) return [];
  const { step: began } = change;
  const ill = { text: `the service is not healthy since ${formatInstant(recording.atUs(began))}`, step: began };
  const begun = [recording.faults, recording.troubles].map((spans) => spans.findLast(({ from }) => from <= began));
  const impact = Math.max(...begun.map((span) => span?.from ?? -1));
  if (impact < 0) return [ill];
  return [
    ill,
    { text: `the last that went wrong before, ${at(recording, impact)}: ${tell(recording, impact)}`, step: impact },
  ];
}
