import type { Recording } from "./recording.js";

/** The nodes at one step, as expressions ask for them. */
export interface Moment {
  readonly nowUs: number;
  readonly nodes: readonly NodeMoment[];
}

export interface NodeMoment {
  readonly name: string;
  readonly state: unknown;
  readonly status: string;
  readonly reason: string | null;
  readonly byzantine: boolean;
}

/** How the nodes were after a step, true until somebody asks about another one. */
export function momentOf(recording: Recording, step: number): Moment {
  return new MovingMoment(recording, step);
}

/** How the nodes were after a step, true until the step is set anew; what nobody asks for is not looked up. */
export class MovingMoment implements Moment {
  step: number;
  readonly nodes: readonly NodeMoment[];
  private readonly recording: Recording;

  constructor(recording: Recording, step: number) {
    this.recording = recording;
    this.step = step;
    this.nodes = Array.from({ length: recording.nodeCount }, (_, node) => new MovingNode(this, recording, node));
  }

  get nowUs(): number {
    return this.recording.atUs(this.step);
  }
}

class MovingNode implements NodeMoment {
  private readonly moment: MovingMoment;
  private readonly recording: Recording;
  private readonly node: number;

  constructor(moment: MovingMoment, recording: Recording, node: number) {
    this.moment = moment;
    this.recording = recording;
    this.node = node;
  }

  get name(): string {
    return this.recording.peers[this.node];
  }

  get state(): unknown {
    return this.recording.peekAt(this.node, this.moment.step);
  }

  get status(): string {
    return this.condition.status;
  }

  get reason(): string | null {
    return this.condition.reason;
  }

  get byzantine(): boolean {
    return this.condition.byzantine;
  }

  private get condition() {
    return this.recording.conditionAt(this.node, this.moment.step);
  }
}
