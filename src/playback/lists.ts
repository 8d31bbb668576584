/** Numbers from 0 on, sorted into lists by what each belongs to; those that belong to nothing, below 0, into none. */
export class Lists {
  private readonly starts: Int32Array;
  private readonly members: Int32Array;

  constructor(lists: number, count: number, listOf: (member: number) => number) {
    this.starts = new Int32Array(lists + 1);
    for (let member = 0; member < count; member++) {
      const list = listOf(member);
      if (list >= 0) this.starts[list + 1]++;
    }
    for (let list = 0; list < lists; list++) this.starts[list + 1] += this.starts[list];
    this.members = new Int32Array(this.starts[lists]);
    const next = this.starts.slice();
    for (let member = 0; member < count; member++) {
      const list = listOf(member);
      if (list >= 0) this.members[next[list]++] = member;
    }
  }

  /** One list, in order. */
  of(list: number): Int32Array {
    return this.members.subarray(this.starts[list], this.starts[list + 1]);
  }
}
