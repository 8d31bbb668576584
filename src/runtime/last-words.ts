/** What is still to be done when the event under way is over and its microtasks have run. */
export class LastWords {
  private callbacks: (() => void)[] = [];

  add(callback: () => void): void {
    this.callbacks.push(callback);
  }

  say(): void {
    if (this.callbacks.length === 0) return;
    const { callbacks } = this;
    this.callbacks = [];
    for (const callback of callbacks) callback();
  }

  forget(): void {
    this.callbacks = [];
  }
}
