import { Mistakes, type NodeError } from "../mistakes.js";

/** The errors of the system that the network gives, by their names: number on Linux, and what the system says of them. */
const systemErrors = {
  EACCES: [-13, "permission denied"],
  EADDRINUSE: [-98, "address already in use"],
  EADDRNOTAVAIL: [-99, "address not available"],
  EBADF: [-9, "bad file descriptor"],
  ECANCELED: [-125, "operation canceled"],
  ECONNREFUSED: [-111, "connection refused"],
  ECONNRESET: [-104, "connection reset by peer"],
  EHOSTUNREACH: [-113, "host is unreachable"],
  EINVAL: [-22, "invalid argument"],
  EMSGSIZE: [-90, "message too long"],
  ENOTFOUND: [-3008, "name not found"],
  EPIPE: [-32, "broken pipe"],
  ETIMEDOUT: [-110, "connection timed out"],
} as const;

export type SystemErrorCode = keyof typeof systemErrors;

/** Makes the errors that the network gives. */
export class Errors extends Mistakes {
  /** A call of the system failed, as Node tells of one: `read ECONNRESET`. */
  system(syscall: string, code: SystemErrorCode): NodeError {
    return this.failed(`${syscall} ${code}`, code, syscall);
  }

  /** The same with whom it was about: `connect ECONNREFUSED 10.0.0.2:80`. */
  about(syscall: string, code: SystemErrorCode, address: string, port?: number): NodeError {
    const place = port === undefined ? address : `${address}:${port}`;
    return Object.assign(this.failed(`${syscall} ${code} ${place}`, code, syscall), { address, ...given({ port }) });
  }

  /** The same with what the system says of it: `listen EADDRINUSE: address already in use :::80`. */
  explained(syscall: string, code: SystemErrorCode, address: string, port?: number): NodeError {
    const place = port === undefined || port === 0 ? address : `${address}:${port}`;
    const message = `${syscall} ${code}: ${systemErrors[code][1]} ${place}`;
    return Object.assign(this.failed(message, code, syscall), { address, ...given({ port: port || undefined }) });
  }

  /** A name stands for nothing: `getaddrinfo ENOTFOUND zoe`. */
  unknownName(syscall: string, hostname: string): NodeError {
    const error = this.failed(`${syscall} ENOTFOUND ${hostname}`, "ENOTFOUND", syscall);
    if (syscall !== "getaddrinfo") error.errno = undefined;
    return Object.assign(error, { hostname });
  }

  private failed(message: string, code: SystemErrorCode, syscall: string): NodeError {
    return Object.assign(this.make("Error", message), { errno: systemErrors[code][0], code, syscall });
  }
}

function given<T extends object>(parts: T): Partial<T> {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as Partial<T>;
}
