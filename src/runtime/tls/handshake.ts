/** What the ends of a connection say to each other before they trust it. */
export type Greeting =
  | {
      readonly kind: "client hello";
      readonly versions: readonly number[];
      /** The name of the server that is asked for (RFC 6066, section 3). */
      readonly name?: string;
      /** What the client would speak within (RFC 7301). */
      readonly protocols?: readonly string[];
    }
  | {
      readonly kind: "server hello";
      readonly version: number;
      readonly protocol?: string;
      readonly certificates: readonly string[];
      /** Whether it wants to see a certificate. */
      readonly asks: boolean;
    }
  | { readonly kind: "client finished"; readonly certificates: readonly string[] }
  /** Of the versions before 1.3, which take one round trip more. */
  | { readonly kind: "server finished" };

export function bytesOf(greeting: Greeting): Buffer {
  return Buffer.from(JSON.stringify(greeting));
}

/** What was said; nothing if it is none of ours. */
export function greetingIn(bytes: Buffer): Greeting | undefined {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
