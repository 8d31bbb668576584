import { X509Certificate } from "node:crypto";
import tls from "node:tls";
import type { Realm } from "../realm.js";
import { certificatesIn } from "./certificates.js";
import type { Credentials } from "./secure-context.js";

/** Whom somebody trusts: those that they name, or else all that Node knows of. */
export function trustedBy(realm: Realm, { trusted }: Credentials): readonly X509Certificate[] {
  return trusted ?? [...extraRoots(realm), ...rootsOfTheWeb()];
}

const extraRootsOf = new WeakMap<Realm, readonly X509Certificate[]>();

/** Those in a file that the environment names: Node takes no notice if it cannot be read. */
function extraRoots(realm: Realm): readonly X509Certificate[] {
  let extra = extraRootsOf.get(realm);
  if (extra === undefined) {
    const file = realm.host.env.NODE_EXTRA_CA_CERTS;
    try {
      extra = file === undefined ? [] : certificatesIn(realm.module("fs").readFileSync(file, "utf8"));
    } catch {
      extra = [];
    }
    extraRootsOf.set(realm, extra);
  }
  return extra;
}

let webRoots: readonly X509Certificate[] | undefined;

/** Whom Node trusts unless it is told whom to trust. */
function rootsOfTheWeb(): readonly X509Certificate[] {
  webRoots ??= tls.rootCertificates.map((pem) => new X509Certificate(pem));
  return webRoots;
}
