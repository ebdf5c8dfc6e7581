import { asList, withoutNames } from "../objects";
import { initContainer } from "./initContainer";
import { overridden } from "./overrides";
import type { CompleteCurrentParams } from "./params";
import type { Container, Pod } from "./pod";
import { probePort, withRewrittenProbes } from "./probes";
import { proxyContainer } from "./proxyContainer";
import {
  holdsApplication,
  initContainerName,
  interceptionMode,
  isNative,
  proxyContainerName,
} from "./settings";

/** Adds the proxy to the containers: last, or first if the application waits for it. */
export function containersWith(own: unknown, pod: Pod, params: CompleteCurrentParams): unknown[] {
  const others = application(own, "containers", pod, params);
  if (isNative(pod, params)) return others;
  const proxy = injected(proxyContainer(pod, params), pod, params);
  return holdsApplication(pod, params) ? [proxy, ...others] : [...others, proxy];
}

/**
 * Adds the traffic redirection to the init containers. It comes last, because the other init containers would
 * not find a proxy yet; a native sidecar runs before them, so there it comes first.
 */
export function initContainersWith(own: unknown, pod: Pod, params: CompleteCurrentParams): unknown {
  const others = application(own, "initContainers", pod, params);
  const redirects = interceptionMode(pod, params) !== "NONE";
  const redirection = redirects ? [injected(initContainer(pod, params), pod, params)] : [];
  if (isNative(pod, params))
    return [...redirection, injected(proxyContainer(pod, params), pod, params), ...others];
  return redirects || own != null ? [...others, ...redirection] : own;
}

/** Applies the pod's own settings of an injected container. */
function injected(container: Container, pod: Pod, params: CompleteCurrentParams): Container {
  const fields = Object.entries(container).filter(([, field]) => field !== undefined);
  return overridden(Object.fromEntries(fields) as Container, pod, params);
}

/** Returns the pod's own containers with rewritten probes. */
function application(own: unknown, field: string, pod: Pod, params: CompleteCurrentParams): unknown[] {
  const list = asList(own ?? [], pod.path(`spec.${field}`));
  const others = withoutNames(list, [proxyContainerName, initContainerName]);
  const port = probePort(pod, params);
  return port === undefined
    ? others
    : others.map((container) => withRewrittenProbes(container as Container, port));
}
