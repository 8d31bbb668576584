import { protocol } from "../../src/node/process.js";
import type { Rig } from "./rig.js";

/** What a mailbox was sent: who sent it, what it says, and when it came. */
export interface Letter {
  readonly from: string;
  readonly body: unknown;
  readonly atUs: number;
}

/** A node that keeps all the mail it is sent, and does nothing else. */
export const mailbox = protocol<{
  state: { letters: Letter[] };
  message: { kind: "mail"; body: unknown };
}>({
  state: () => ({ letters: [] }),
  on: {
    mail: (cx, { body }, from) => {
      cx.state.letters.push({ from, body, atUs: cx.nowUs });
    },
  },
});

export function mail(body: unknown): { kind: "mail"; body: unknown } {
  return { kind: "mail", body };
}

/** What has come to a mailbox, in order. */
export function lettersOf(rig: Rig, name: string): readonly Letter[] {
  return rig.state<{ letters: readonly Letter[] }>(name).letters;
}

export function bodiesOf(rig: Rig, name: string): readonly unknown[] {
  return lettersOf(rig, name).map(({ body }) => body);
}
