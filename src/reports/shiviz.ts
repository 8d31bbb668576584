import type { Range } from "../playback/action.js";
import type { Recording } from "../playback/recording.js";
import { describeStep } from "../simulation/trace.js";

/** What ShiViz is given to read the log by. */
export const parserExpression = String.raw`(?<host>\S+) (?<clock>{.*})\n(?<event>.*)`;

/**
 * Steps as a log for ShiViz (Beschastnikh et al., 2016), which draws who has heard of what: each that reached a node or
 * client on two lines, its host with a vector clock, and what happened. Clocks count from the first of the steps on, since
 * ShiViz wants them to begin at 1 and to leave nothing out.
 */
export function* shivizLog(recording: Recording, [first, last]: Range): Generator<string> {
  yield `${parserExpression}\n\n`;
  // Hosts have no spaces in them.
  const hosts = recording.peers.map((name) => name.replaceAll(" ", "-"));
  const width = hosts.length;
  const clocks = new Uint32Array((last - first + 1) * width);
  for (let step = first; step <= last; step++) {
    const own = clocks.subarray((step - first) * width, (step - first + 1) * width);
    for (const earlier of [recording.causeOf(step), recording.beforeOf(step)]) {
      const known = (earlier - first) * width;
      if (earlier >= first)
        for (let peer = 0; peer < width; peer++) own[peer] = Math.max(own[peer], clocks[known + peer]);
    }
    if (!recording.hasReached(step)) continue;
    const who = recording.whoOf(step);
    own[who]++;
    const clock = Object.fromEntries(
      hosts.map((host, peer) => [host, own[peer]] as const).filter(([, count]) => count > 0),
    );
    const { event } = recording.stepAt(step);
    yield `${hosts[who]} ${JSON.stringify(clock)}\n${step} ${describeStep({ who: null, event })}\n`;
  }
}
