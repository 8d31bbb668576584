// The clock of the host, in how long a timer takes.
const { performance } = Buffer.constructor("return globalThis")();

setTimeout(() => setTimeout(() => {}, 1 + Math.floor(performance.now() * 1000) % 100_000), 100);
