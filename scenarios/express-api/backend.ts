import { Agent } from "node:http";
import axios from "axios";
import {
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
  retry,
  TimeoutStrategy,
  timeout,
  wrap,
} from "cockatiel";

/** A service that this one needs, behind retries, a circuit breaker and a timeout. */
export interface Backend {
  readonly breaker: "closed" | "open" | "half-open";
  /** Sends a request, again if need be: whoever gets it knows it again by its key. */
  post(path: string, key: string, body: object): Promise<void>;
}

export function connect(url: string): Backend {
  const client = axios.create({ baseURL: url, httpAgent: new Agent({ keepAlive: true }) });
  const failures = handleWhen((error) => !isRefusal(error));
  const breaker = circuitBreaker(failures, { halfOpenAfter: 1_000, breaker: new ConsecutiveBreaker(5) });
  const policy = wrap(
    retry(failures, { maxAttempts: 2, backoff: new ExponentialBackoff({ initialDelay: 50, maxDelay: 200 }) }),
    breaker,
    timeout(250, TimeoutStrategy.Aggressive),
  );
  return {
    get breaker() {
      if (breaker.state === CircuitState.Closed) return "closed";
      return breaker.state === CircuitState.HalfOpen ? "half-open" : "open";
    },
    async post(path, key, body) {
      await policy.execute(({ signal }) =>
        client.post(path, body, { headers: { "Idempotency-Key": key }, signal: signal as AbortSignal }),
      );
    },
  };
}

/** The service has understood the request, and does not want it: to ask again is of no use. */
function isRefusal(error: unknown): boolean {
  return axios.isAxiosError(error) && error.response !== undefined && error.response.status < 500;
}
