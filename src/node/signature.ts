import { Digest } from "../kernel/digest.js";
import { freeze } from "../kernel/plain.js";
import type { Seed } from "../kernel/random.js";

/** A value with proof of who vouches for it. */
export interface Signed<T> {
  readonly by: string;
  readonly value: T;
  readonly signature: string;
}

/*
 * A signature is a digest of the value and of a secret that only the simulator can derive. Nodes, Byzantine ones too,
 * are given `sign` for their own name only, so that nobody can forge another's; a signed value may still be replayed.
 */
function signatureOf(seed: Seed, by: string, value: unknown): string {
  const digest = new Digest();
  digest.word(seed.key(`secret of ${by}`));
  digest.text(by);
  digest.plain(value);
  return digest.toString();
}

export function sign<T>(seed: Seed, by: string, value: T): Signed<T> {
  return freeze({ by, value, signature: signatureOf(seed, by, value) });
}

/** Whether `by` really signed this very value. Anything may come over a wire: what is no signed value is not signed. */
export function verify(seed: Seed, signed: Signed<unknown>): boolean {
  return typeof signed?.by === "string" && signed.signature === signatureOf(seed, signed.by, signed.value);
}
