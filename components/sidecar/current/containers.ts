import { asList } from "../objects";
import { initContainer } from "./initContainer";
import { concat, withoutNames, type Injection } from "./injection";
import { overridden } from "./overrides";
import type { Container, Pod } from "./pod";
import { probePort, withRewrittenProbes } from "./probes";
import { initContainerName, proxyContainerName } from "./proxyConstants";
import { proxyContainer } from "./proxyContainer";
import { holdsApplication, interceptionMode, isNative } from "./settings";

/** Adds the proxy to the containers: last, or first if the application waits for it. */
export function containersWith(injection: Injection, own: unknown): unknown {
  const { lift, derive, params } = injection;
  const proxy = injected(injection, proxyContainer(injection));
  const others = application(injection, own, "containers");
  return lift.map(
    derive((pod) => (isNative(pod, params) ? "elsewhere" : holdsApplication(pod, params) ? "first" : "last")),
    (place) => {
      if (place === "elsewhere") return others;
      return place === "first" ? concat(injection, [proxy], others) : concat(injection, others, [proxy]);
    },
  );
}

/**
 * Adds the traffic redirection to the init containers. It comes last, because the other init containers would
 * not find a proxy yet; a native sidecar runs before them, so there it comes first.
 */
export function initContainersWith(injection: Injection, own: unknown): unknown {
  const { lift, derive, params } = injection;
  const others = application(injection, own, "initContainers");
  return lift.map(
    derive((pod) => ({ native: isNative(pod, params), redirects: interceptionMode(pod, params) !== "NONE" })),
    (found) => {
      const { native, redirects } = found as { native: boolean; redirects: boolean };
      const redirection = redirects ? [injected(injection, initContainer(injection))] : [];
      if (native)
        return concat(injection, redirection, [injected(injection, proxyContainer(injection))], others);
      return redirects ? concat(injection, others, redirection) : own == null ? own : others;
    },
  );
}

/** Applies the pod's own settings of an injected container. */
function injected({ lift, derive, params }: Injection, container: object): unknown {
  const { name } = container as Container;
  const generated = Object.fromEntries(Object.entries(container).filter(([, field]) => field !== undefined));
  return lift.map(
    derive((pod) => pod.container(name) !== undefined),
    (isOverridden) =>
      isOverridden === true
        ? derive((pod: Pod) => overridden(generated as Container, pod, params))
        : generated,
  );
}

/** Returns the pod's own containers with rewritten probes. */
function application(injection: Injection, own: unknown, field: string): unknown[] {
  const { lift, derive, params } = injection;
  const list = asList(own ?? [], injection.path(`spec.${field}`));
  return lift.map(withoutNames(injection, list, [proxyContainerName, initContainerName]), (others) =>
    lift.map(
      derive((pod) => probePort(pod, params)),
      (port) =>
        port === undefined
          ? others
          : (others as unknown[]).map((container) =>
              lift.map(container, (known) => withRewrittenProbes(lift, known as Container, port as number)),
            ),
    ),
  ) as unknown[];
}
