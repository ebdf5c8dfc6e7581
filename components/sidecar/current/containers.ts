import { asList } from "../objects";
import { initContainer } from "./initContainer";
import { concat, withoutNames, type Injection } from "./injection";
import { overridden } from "./overrides";
import type { Container, Pod } from "./pod";
import { probePort, withRewrittenProbes } from "./probes";
import { initContainerName, proxyContainerName } from "./proxyConstants";
import { proxyContainer } from "./proxyContainer";
import { holdsApplication, interceptionMode, isNative } from "./settings";

/** The containers of pods with the proxy: as the last one, or as the first where the others wait for it. */
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
 * The init containers of pods with the redirection of their traffic: after the others, whose traffic would find no
 * proxy yet; where the proxy is one of them itself, before them.
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

/** An injected container with what the pods themselves say of it. */
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

/** The pods' own containers, their probes rewritten. */
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
