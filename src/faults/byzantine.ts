import { mutate } from "../kernel/mutate.js";
import { freeze } from "../kernel/plain.js";
import type { Random } from "../kernel/random.js";
import { Refusal } from "../kernel/refusal.js";

/** What a Byzantine node does to a message on its way out: the messages that leave instead. */
export type Interposer = (to: number, message: unknown) => readonly unknown[];

/** Changes a message on its way to a node, given by name. */
export type Reshape = (message: never, to: string, random: Random) => unknown;

/** How a Byzantine node behaves. Each calls `onEffect` whenever it really changes something. */
export interface Guise {
  readonly names: readonly string[];
  readonly random: Random;
  readonly onEffect: () => void;
}

/** Says nothing to those named, or to nobody at all. */
export function silence({ names, onEffect }: Guise, to: readonly string[] | undefined): Interposer {
  return (receiver, message) => {
    if (to !== undefined && !to.includes(names[receiver])) return [message];
    onEffect();
    return [];
  };
}

const remembered = 64;

/** Sends, with this probability, an old message of its own along with the new one. */
export function replay({ random, onEffect }: Guise, probability: number): Interposer {
  const sent: unknown[] = [];
  return (_receiver, message) => {
    const again = sent.length > 0 && random.chance(probability) ? [random.pick(sent)] : [];
    if (again.length > 0) onEffect();
    if (sent.length === remembered) sent.shift();
    sent.push(message);
    return [message, ...again];
  };
}

/** Tells one half of the others, the same half throughout, something else than the other half. */
export function equivocate({ names, random, onEffect }: Guise, reshape: Reshape | undefined): Interposer {
  const deceived = random.sample(
    names.map((_, number) => number),
    Math.ceil(names.length / 2),
  );
  const lie = reshaper(reshape, random);
  return (receiver, message) => {
    if (!deceived.includes(receiver)) return [message];
    onEffect();
    return [lie(message, names[receiver])];
  };
}

/** Changes every message: by a function, or in one small place. */
export function tamper({ names, random, onEffect }: Guise, reshape: Reshape | undefined): Interposer {
  const change = reshaper(reshape, random);
  return (receiver, message) => {
    const changed = change(message, names[receiver]);
    if (changed !== message) onEffect();
    return [changed];
  };
}

function reshaper(reshape: Reshape | undefined, random: Random): (message: unknown, to: string) => unknown {
  if (reshape === undefined) return (message) => mutate(message, random);
  return (message, to) => {
    try {
      return freeze(reshape(message as never, to, random));
    } catch (thrown) {
      throw new Refusal([{ path: "faults[…].by", value: reshape, problem: `threw ${String(thrown)}` }]);
    }
  };
}
