/** Where all cases play. */
export const host = "127.0.0.1";

/** Waits until all of these have closed. */
export const closed = (...emitters) =>
  Promise.all(emitters.map((each) => new Promise((resolve) => each.on("close", () => resolve()))));

/** All that can be read of a stream, or of a message. */
export async function textOf(stream) {
  let text = "";
  for await (const part of stream) text += part;
  return text;
}

/** Calls something that throws, and gives the error. */
export const thrown = (call) => {
  try {
    call();
    return "nothing";
  } catch (error) {
    return error;
  }
};

/** How to ask by http or https, and wait for the head of the answer. */
export const asking =
  ({ request }, always = {}) =>
  (port, options = {}, body = undefined) =>
    new Promise((resolve, reject) => {
      const asked = request({ port, host, agent: false, ...always, ...options }, resolve);
      asked.on("error", reject);
      asked.end(body);
    });
