import type { X509Certificate } from "node:crypto";
import tls from "node:tls";
import type { Options } from "../net/arguments.js";
import type { Realm } from "../realm.js";
import { certificatesIn, pathFrom } from "./certificates.js";
import { limits } from "./limits.js";

/** Versions of TLS, by their order. */
export const versions = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"] as const;
/** What `secureOptions` says to leave each of them out (SSL_OP_NO_TLSv1 …). */
const without = [0x04000000, 0x10000000, 0x08000000, 0x20000000];

/** What one end of a connection brings along. */
export interface Credentials {
  /** What it shows of itself: its certificate, and those that signed it. Nothing if it has none. */
  readonly chain: readonly X509Certificate[];
  /** Whom it trusts, if it says. */
  readonly trusted: readonly X509Certificate[] | undefined;
  /** The numbers of the versions that it speaks. */
  readonly versions: readonly number[];
}

/** What of a context is not simulated. */
const left = ["pfx", "crl", "clientCertEngine", "privateKeyEngine", "privateKeyIdentifier"];

/** The credentials in options, which Node itself has looked through. Throws what Node throws. */
export function credentialsOf(realm: Realm, options: Options = {}): Credentials {
  for (const name of left) {
    if (options[name] !== undefined && options[name] !== null)
      realm.host.refuse(`tls with ${name}`, "use cert, key and ca");
  }
  if (Array.isArray(options.cert) && options.cert.length > 1) {
    realm.host.refuse("tls with several certificates", "put a certificate and its issuers into one text");
  }
  const { DEFAULT_MIN_VERSION, DEFAULT_MAX_VERSION } = realm.module("tls");
  const { minVersion = DEFAULT_MIN_VERSION, maxVersion = DEFAULT_MAX_VERSION, secureProtocol } = options;
  const whole = secureProtocol ? options : { ...options, minVersion, maxVersion };
  const name = nameOf(whole);
  let credentials = known.get(name);
  if (credentials === undefined) {
    tls.createSecureContext(whole);
    credentials = read(whole);
    if (known.size === limits.keptContexts) known.clear();
    known.set(name, credentials);
  }
  return credentials;
}

/** The same options make the same credentials, and Node takes long to look through them: so they are kept. */
const known = new Map<string, Credentials>();

/** What matters to a context, as text. */
function nameOf(options: Options): string {
  const parts = Object.entries(options).filter(([name]) => relevant.includes(name));
  return JSON.stringify(parts, function (this: Options, name, value) {
    // What is given here of a buffer is a list of its bytes already.
    return ArrayBuffer.isView(this[name]) ? textOf(this[name]) : value;
  });
}

const relevant = [
  "ca cert key passphrase ciphers sigalgs ecdhCurve dhparam minVersion maxVersion secureProtocol secureOptions",
  "honorCipherOrder sessionIdContext sessionTimeout ticketKeys allowPartialTrustChain",
]
  .join(" ")
  .split(" ");

function read({ ca, cert, minVersion, maxVersion, secureProtocol, secureOptions = 0 }: Options): Credentials {
  const given = ca ? texts(ca).flatMap(certificatesIn) : undefined;
  const [leaf, ...sent] = texts(cert ?? []).flatMap(certificatesIn);
  // Who sends nobody who signed for it sends those whom it trusts itself.
  const chain = leaf === undefined ? [] : sent.length > 0 ? [leaf, ...sent] : pathFrom(leaf, given ?? []);
  const only = versions.find((version) => secureProtocol?.startsWith(`${version.replace(".", "_")}_`));
  const [least, most] = [only ?? minVersion, only ?? maxVersion].map((version) => versions.indexOf(version));
  return {
    chain,
    trusted: given,
    versions: versions
      .map((_, version) => version)
      .filter((version) => version >= (least as number) && (most === -1 || version <= (most as number)))
      .filter((version) => (secureOptions & (without[version] as number)) === 0),
  };
}

function texts(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map((part) =>
    textOf(part instanceof Object && "pem" in part ? part.pem : part),
  );
}

function textOf(value: unknown): string {
  return ArrayBuffer.isView(value)
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("latin1")
    : String(value);
}
