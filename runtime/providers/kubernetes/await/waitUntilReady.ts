import { nameOf, namespaceOf, numberAt, uidOf } from "../../../../lib/clients/kubernetes/object";
import type { KubernetesObject } from "../object";
import { NoMatchError } from "../../../../lib/clients/kubernetes/apiError";
import { Changes, type Informer } from "../../../../lib/clients/kubernetes/informer";
import type { StatusLog } from "../../../protocol/statusLog";
import type { Cluster } from "../cluster";
import type { Awaiter } from "./awaiters";
import { explainingEvents } from "./events";
import type { Verdict } from "./verdict";

interface WaitRequest {
  object: KubernetesObject;
  awaiter: Awaiter;
  /** Milliseconds; 0 evaluates once. */
  timeout: number;
  isRead?: boolean;
  log: StatusLog;
}

/** The last seen object. When it is not ready, also the errors, with the headline first. */
export interface WaitResult {
  object: KubernetesObject;
  errors: string[];
}

/**
 * Waits for an object according to its awaiter. All waits in a namespace share their watches.
 * @param signal aborted when the user cancels
 * @returns the live object, and no errors when it is ready
 * @throws when the object itself cannot be watched
 */
export async function waitUntilReady(
  cluster: Pick<Cluster, "client" | "discovery" | "informers">,
  signal: AbortSignal,
  request: WaitRequest,
): Promise<WaitResult> {
  const { object, awaiter, timeout, isRead = false, log } = request;
  let shown = "[]";
  const show = ({ messages }: Verdict) => {
    // A cluster reports many changes that do not change the verdict, and a log has one row for each message.
    const texts = JSON.stringify(messages);
    if (texts === shown) return;
    shown = texts;
    for (const { text, severity } of messages) log.status(text, severity);
  };
  if (!isRead) {
    // Without watches, the server's response is the only source.
    const around = { related: {}, elapsed: 0, quiet: 0, isRead, isLast: false };
    const verdict = awaiter.decide(object, around);
    if (verdict.done) {
      show(verdict);
      return { object, errors: [] };
    }
  }
  // A clock that does not jump when the machine's time is set.
  const started = performance.now();
  const isAlone = !awaiter.related?.length && !awaiter.sharedWatch;
  const own = cluster.informers.of(
    await cluster.discovery.collectionOf(object),
    isAlone ? `metadata.name=${nameOf(object)}` : undefined,
  );
  const related = await relatedInformers(cluster, request);
  const changes = new Changes([own, ...related.values()], signal);
  try {
    await changes.ready(own);
    await Promise.all([...related.values()].map((informer) => changes.ready(informer).catch(() => {})));
    let latest = object;
    for (;;) {
      const elapsed = performance.now() - started;
      const quiet = performance.now() - changes.last;
      const isLast = elapsed >= timeout;
      const live = own.items().find((candidate) => uidOf(candidate) === uidOf(object));
      let verdict: Verdict = { done: false, messages: [], errors: [] };
      // A watch may have cached the object before the awaited change.
      if (live === undefined || generationOf(live) >= generationOf(object)) {
        latest = live ?? latest;
        verdict = awaiter.decide(latest, { related: itemsOf(related), elapsed, quiet, isRead, isLast });
      }
      show(verdict);
      if (verdict.done) return { object: latest, errors: [] };
      let headline: string | undefined;
      if (verdict.failed || isRead) {
        headline = `Resource '${nameOf(object)}' was created but failed to initialize`;
      } else if (signal.aborted) {
        const errors = [`Resource operation was cancelled for '${nameOf(object)}'`, ...verdict.errors];
        return { object: latest, errors };
      } else if (isLast) headline = `'${nameOf(object)}' timed out waiting to be Ready`;
      if (headline !== undefined) {
        const errors = [headline, ...verdict.errors];
        const objects = [latest, ...Object.values(itemsOf(related)).flat()];
        errors.push(...(await explainingEvents(cluster, latest, objects, errors)));
        return { object: latest, errors };
      }
      const { lookAgain = Infinity } = verdict;
      await changes.sleep(Math.min(timeout - elapsed, lookAgain > quiet ? lookAgain - quiet : lookAgain));
    }
  } finally {
    changes.close();
  }
}

async function relatedInformers(
  { discovery, informers }: Pick<Cluster, "discovery" | "informers">,
  { object, awaiter }: WaitRequest,
): Promise<Map<string, Informer>> {
  const related = new Map<string, Informer>();
  for (const { apiVersion, kind } of awaiter.related ?? []) {
    try {
      related.set(kind, informers.of(await discovery.collection(apiVersion, kind, namespaceOf(object))));
    } catch (error) {
      // Old servers do not serve every kind; the awaiter then decides without it.
      if (!(error instanceof NoMatchError)) throw error;
    }
  }
  return related;
}

/** The related objects by kind. Kinds without list permission are skipped. */
function itemsOf(related: Map<string, Informer>): Record<string, KubernetesObject[]> {
  const found: Record<string, KubernetesObject[]> = {};
  for (const [kind, informer] of related) {
    try {
      found[kind] = informer.items();
    } catch {
      // Forbidden: the awaiter decides without this kind.
    }
  }
  return found;
}

const generationOf = (object: KubernetesObject): number => numberAt(object, "metadata", "generation") ?? 0;
