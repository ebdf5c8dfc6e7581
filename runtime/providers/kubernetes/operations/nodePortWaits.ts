/** The Services whose updates wait for NodePorts of each other, by id. */
export class NodePortWaits {
  private readonly waiting = new Map<string, { held: number[]; wanted: number[] }>();

  add(id: string, held: number[], wanted: number[]): void {
    this.waiting.set(id, { held, wanted: wanted.filter((port) => !held.includes(port)) });
  }

  remove(id: string): void {
    this.waiting.delete(id);
  }

  /** True when the Service waits for itself, through the Services that hold the ports that it waits for. */
  isInCycle(id: string): boolean {
    const reached = new Set<string>();
    const follow = (from: string): void => {
      for (const port of this.waiting.get(from)?.wanted ?? []) {
        for (const [holder, { held }] of this.waiting) {
          if (!held.includes(port) || reached.has(holder)) continue;
          reached.add(holder);
          follow(holder);
        }
      }
    };
    follow(id);
    return reached.has(id);
  }
}
