import type { X509Certificate } from "node:crypto";
import { isSame, isSelfSigned } from "./certificates.js";
import { limits } from "./limits.js";

/** Why a certificate is not trusted, by the codes of OpenSSL, and what it says of each. */
export const distrust = {
  CERT_HAS_EXPIRED: "certificate has expired",
  CERT_NOT_YET_VALID: "certificate is not yet valid",
  CERT_SIGNATURE_FAILURE: "certificate signature failure",
  DEPTH_ZERO_SELF_SIGNED_CERT: "self-signed certificate",
  INVALID_CA: "invalid CA certificate",
  INVALID_PURPOSE: "unsuitable certificate purpose",
  SELF_SIGNED_CERT_IN_CHAIN: "self-signed certificate in certificate chain",
  UNABLE_TO_GET_ISSUER_CERT: "unable to get issuer certificate",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "unable to get local issuer certificate",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "unable to verify the first certificate",
} as const;

export type Distrust = keyof typeof distrust;

/** What a certificate that restricts its use must allow (RFC 5280, section 4.2.1.12). */
const purposes = { server: "1.3.6.1.5.5.7.3.1", client: "1.3.6.1.5.5.7.3.2" } as const;

/**
 * Why the first certificate of those that a peer sent is not trusted, if so. OpenSSL finds all that is wrong and Node
 * tells the last it found: first whose chain does not end in somebody trusted, then purposes, then signatures and times
 * from the end of the chain to its beginning.
 */
export function distrustOf(
  sent: readonly [X509Certificate, ...X509Certificate[]],
  trusted: readonly X509Certificate[],
  purpose: keyof typeof purposes,
  wallMs: number,
): Distrust | undefined {
  const { path, fromTrusted } = chainOf(sent, trusted);
  const last = path[path.length - 1] as X509Certificate;
  const isWhole = isSelfSigned(last);
  let found: Distrust | undefined;
  if (!isWhole) found = fromTrusted ? "UNABLE_TO_GET_ISSUER_CERT" : "UNABLE_TO_GET_ISSUER_CERT_LOCALLY";
  else if (!trusted.some((one) => isSame(one, last))) {
    found = path.length === 1 ? "DEPTH_ZERO_SELF_SIGNED_CERT" : "SELF_SIGNED_CERT_IN_CHAIN";
  }
  for (const [depth, certificate] of path.entries()) {
    if (depth > 0 && !certificate.ca) found = "INVALID_CA";
    const { keyUsage: usage } = certificate as { keyUsage?: readonly string[] };
    if ((depth > 0 && !certificate.ca) || usage?.includes(purposes[purpose]) === false) found = "INVALID_PURPOSE";
  }
  if (!isWhole && path.length === 1) found = "UNABLE_TO_VERIFY_LEAF_SIGNATURE";
  for (let depth = path.length - 1; depth >= 0; depth--) {
    const certificate = path[depth] as X509Certificate;
    const issuer = path[depth + 1];
    if (issuer !== undefined && !isSigned(certificate, issuer)) found = "CERT_SIGNATURE_FAILURE";
    // An issuer whose own issuer is missing is only looked at for its key.
    if (issuer !== undefined || isWhole || depth === 0) found = outOfTime(certificate, wallMs) ?? found;
  }
  return found;
}

/** From the peer's certificate to the end: over those that are trusted as soon as possible, before over those it sent. */
function chainOf(
  [leaf, ...sent]: readonly [X509Certificate, ...X509Certificate[]],
  trusted: readonly X509Certificate[],
) {
  const path = [leaf];
  let fromTrusted = false;
  for (let last = leaf; !isSelfSigned(last) && path.length < limits.longestPath; ) {
    const isIssuer = (one: X509Certificate) => last.checkIssued(one);
    const anchor = trusted.find(isIssuer);
    fromTrusted ||= anchor !== undefined;
    const issuer = anchor ?? (fromTrusted ? undefined : sent.find(isIssuer));
    if (issuer === undefined) break;
    path.push(issuer);
    last = issuer;
  }
  return { path, fromTrusted };
}

const signatures = new WeakMap<X509Certificate, WeakMap<X509Certificate, boolean>>();

/** Certificates do not change, so that it is found out once. */
function isSigned(certificate: X509Certificate, issuer: X509Certificate): boolean {
  const known = signatures.get(certificate) ?? new WeakMap<X509Certificate, boolean>();
  signatures.set(certificate, known);
  let isGood = known.get(issuer);
  if (isGood === undefined) {
    isGood = certificate.verify(issuer.publicKey);
    known.set(issuer, isGood);
  }
  return isGood;
}

function outOfTime({ validFrom, validTo }: X509Certificate, wallMs: number): Distrust | undefined {
  if (wallMs < instantOf(validFrom)) return "CERT_NOT_YET_VALID";
  return wallMs > instantOf(validTo) ? "CERT_HAS_EXPIRED" : undefined;
}

const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** Milliseconds since 1970 of a time as OpenSSL writes it: `Jan  1 00:00:00 2020 GMT`. */
function instantOf(text: string): number {
  const [, month = "", day, hour, minute, second, year] =
    text.match(/^(\w+) +(\d+) (\d+):(\d+):(\d+) (\d+) GMT$/) ?? [];
  return Date.UTC(Number(year), months.indexOf(month), Number(day), Number(hour), Number(minute), Number(second));
}
