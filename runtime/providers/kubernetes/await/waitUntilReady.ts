import { nameOf, namespaceOf, numberAt, textAt, uidOf } from "../../../../lib/clients/kubernetes/object";
import type { KubernetesObject } from "../object";
import type { ApiClient } from "../../../../lib/clients/kubernetes/apiClient";
import { NoMatchError } from "../../../../lib/clients/kubernetes/apiError";
import type { Discovery } from "../../../../lib/clients/kubernetes/discovery";
import type { Informer, Informers } from "../../../../lib/clients/kubernetes/informer";
import type { StatusLog } from "../../../protocol/statusLog";
import { explainingEvents } from "./events";
import type { Awaiter, Verdict } from "./verdict";

/** The provider's services that a wait uses. */
export interface WaitServices {
  client: ApiClient;
  discovery: Discovery;
  informers: Informers;
  /** Aborted when the user cancels. */
  signal: AbortSignal;
}

export interface WaitRequest {
  object: KubernetesObject;
  previous?: KubernetesObject;
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
 * @returns the live object, and no errors when it is ready
 * @throws when the object itself cannot be watched
 */
export async function waitUntilReady(services: WaitServices, request: WaitRequest): Promise<WaitResult> {
  const { object, awaiter } = request;
  if (!request.isRead) {
    // Without watches, the server's response is the only source.
    const surroundings = {
      related: {},
      previous: request.previous,
      elapsed: 0,
      quiet: 0,
      isRead: false,
      isLast: false,
    };
    const verdict = awaiter.decide(object, surroundings);
    if (verdict.done) {
      for (const { text, severity } of verdict.messages) request.log.status(text, severity);
      return { object, errors: [] };
    }
  }
  const wait = new Wait(services, request);
  const own = services.informers.of(
    await services.discovery.collection(
      textAt(object, "apiVersion")!,
      textAt(object, "kind")!,
      namespaceOf(object),
    ),
    !awaiter.related && !awaiter.sharedWatch ? `metadata.name=${nameOf(object)}` : undefined,
  );
  const related: [string, Informer][] = [];
  for (const { apiVersion, kind } of awaiter.related ?? []) {
    try {
      const collection = await services.discovery.collection(apiVersion, kind, namespaceOf(object));
      related.push([kind, services.informers.of(collection)]);
    } catch (error) {
      // Old servers do not serve every kind; the awaiter then decides without it.
      if (!(error instanceof NoMatchError)) throw error;
    }
  }
  return wait.run(own, related);
}

/** Measures with a clock that does not jump when the machine's time is set. */
class Wait {
  private readonly started = performance.now();
  private changed = performance.now();
  private latest: KubernetesObject;
  private wake: () => void = () => {};

  constructor(
    private readonly services: WaitServices,
    private readonly request: WaitRequest,
  ) {
    this.latest = request.object;
  }

  async run(own: Informer, related: [string, Informer][]): Promise<WaitResult> {
    const informers = [own, ...related.map(([, informer]) => informer)];
    const unsubscribe = informers.map((informer) =>
      informer.subscribe(() => {
        this.changed = performance.now();
        this.wake();
      }),
    );
    const onAbort = () => this.wake();
    this.services.signal.addEventListener("abort", onAbort);
    try {
      await own.ready();
      await Promise.all(related.map(([, informer]) => informer.ready().catch(() => {})));
      return await this.loop(own, related);
    } finally {
      this.services.signal.removeEventListener("abort", onAbort);
      for (const stop of unsubscribe) stop();
    }
  }

  private async loop(own: Informer, related: [string, Informer][]): Promise<WaitResult> {
    const { awaiter, object, previous, timeout, isRead = false, log } = this.request;
    for (;;) {
      const live = own.items().find((candidate) => uidOf(candidate) === uidOf(object));
      if (live && isCurrent(live, object)) this.latest = live;
      const elapsed = performance.now() - this.started;
      const isLast = elapsed >= timeout;
      let verdict: Verdict = { done: false, messages: [], errors: [] };
      if (live === undefined || isCurrent(live, object)) {
        verdict = awaiter.decide(this.latest, {
          related: relatives(related),
          previous,
          elapsed,
          quiet: performance.now() - this.changed,
          isRead,
          isLast,
        });
      }
      for (const { text, severity } of verdict.messages) log.status(text, severity);
      if (verdict.done) return { object: this.latest, errors: [] };
      const name = nameOf(object);
      if (verdict.failed || isRead) {
        return this.failure(`Resource '${name}' was created but failed to initialize`, verdict, related);
      }
      if (this.services.signal.aborted) {
        return {
          object: this.latest,
          errors: [`Resource operation was cancelled for '${name}'`, ...verdict.errors],
        };
      }
      if (isLast) return this.failure(`'${name}' timed out waiting to be Ready`, verdict, related);
      const again = verdict.lookAgain === undefined ? Infinity : verdict.lookAgain;
      const quietLeft = again - Math.min(again, performance.now() - this.changed);
      await this.sleep(Math.min(timeout - elapsed, quietLeft > 0 ? quietLeft : again));
    }
  }

  private async failure(
    headline: string,
    verdict: Verdict,
    related: [string, Informer][],
  ): Promise<WaitResult> {
    const errors = [headline, ...verdict.errors];
    const objects = [this.latest, ...Object.values(relatives(related)).flat()];
    errors.push(...(await explainingEvents(this.services, this.latest, objects, errors)));
    return { object: this.latest, errors };
  }

  /** Resolves at the next change or after the timeout. */
  private sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        this.wake = () => {};
        resolve();
      };
      const timer = setTimeout(finish, Math.min(milliseconds, 2 ** 31 - 1));
      this.wake = finish;
    });
  }
}

/** The related objects by kind. Kinds without list permission are skipped. */
function relatives(related: [string, Informer][]): Record<string, KubernetesObject[]> {
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

/** False for an object that a watch cached before the awaited change. */
function isCurrent(live: KubernetesObject, changed: KubernetesObject): boolean {
  const generation = (object: KubernetesObject) => numberAt(object, "metadata", "generation") ?? 0;
  return generation(live) >= generation(changed);
}
