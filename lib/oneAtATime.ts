interface Waiting {
  rank: number;
  start: () => void;
}

/** The waiting actions by the name of their queue; a queue exists while an action runs. */
const queues = new Map<string, Waiting[]>();

/**
 * Runs the actions of one queue one after another: those of a lower rank first, else in the order of the calls.
 * @param rank default 0
 */
export async function oneAtATime<T>(queue: string, action: () => Promise<T>, rank = 0): Promise<T> {
  const others = queues.get(queue);
  if (others === undefined) queues.set(queue, []);
  else await new Promise<void>((start) => others.push({ rank, start }));
  try {
    return await action();
  } finally {
    const waiting = queues.get(queue)!;
    const next = waiting.sort((a, b) => a.rank - b.rank).shift();
    if (next === undefined) queues.delete(queue);
    else next.start();
  }
}
