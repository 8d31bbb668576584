import { X509Certificate } from "node:crypto";
import { limits } from "./limits.js";

const block = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[^-]+-----END (?:X509 |TRUSTED )?CERTIFICATE-----/g;

/** The certificates in a text of PEM, in its order. */
export function certificatesIn(pem: string): readonly X509Certificate[] {
  return (pem.match(block) ?? []).map(certificateOf);
}

/** Reading the same text gives the same certificate, which takes Node a while: so it is kept, whichever realm asks. */
const known = new Map<string, X509Certificate>();

/** A certificate as PEM, or its bytes in base64. */
export function certificateOf(text: string): X509Certificate {
  let certificate = known.get(text);
  if (certificate === undefined) {
    certificate = new X509Certificate(text.startsWith("-") ? text : Buffer.from(text, "base64"));
    if (known.size === limits.keptCertificates) known.clear();
    known.set(text, certificate);
  }
  return certificate;
}

export function isSelfSigned(certificate: X509Certificate): boolean {
  return certificate.checkIssued(certificate);
}

export function isSame(one: X509Certificate, other: X509Certificate): boolean {
  return one.fingerprint256 === other.fingerprint256;
}

/** The certificates from one to the end of its chain, as far as they are among those given. */
export function pathFrom(leaf: X509Certificate, others: readonly X509Certificate[]): readonly X509Certificate[] {
  const path = [leaf];
  for (let last = leaf; !isSelfSigned(last) && path.length < limits.longestPath; ) {
    const issuer = others.find((other) => last.checkIssued(other));
    if (issuer === undefined) break;
    path.push(issuer);
    last = issuer;
  }
  return path;
}

/** As `getPeerCertificate` shows it: each with its issuer, the last one of a whole chain with itself. */
export function shownChain(path: readonly X509Certificate[]): object {
  const shown = path.map((certificate) => certificate.toLegacyObject() as { issuerCertificate?: object });
  for (const [index, one] of shown.entries()) {
    const issuer = shown[index + 1] ?? (isSelfSigned(path[index] as X509Certificate) ? one : undefined);
    if (issuer !== undefined) one.issuerCertificate = issuer;
  }
  return shown[0] as object;
}
