import { jsonText } from "../../../lib/jsonText";
import * as checks from "../checks";
import { update } from "../objects";
import type { CompleteCurrentParams } from "./params";
import type { Container, Handler, Pod } from "./pod";
import { agentPort, proxyContainerName } from "./settings";

/*
 * The kubelet does not support mutual TLS, and the proxy accepts TCP connections even if the application is
 * down. So probes go to the proxy's agent, which probes the application.
 */

/** Probes and hooks of a container, with the parts of the agent's path for each. */
const handlers = [
  { path: ["readinessProbe"], agentPath: "app-health", end: "readyz" },
  { path: ["livenessProbe"], agentPath: "app-health", end: "livez" },
  { path: ["startupProbe"], agentPath: "app-health", end: "startupz" },
  { path: ["lifecycle", "preStop"], agentPath: "app-lifecycle", end: "prestopz" },
  { path: ["lifecycle", "postStart"], agentPath: "app-lifecycle", end: "poststartz" },
] as const;

type HandlerPlace = (typeof handlers)[number];

const urlOf = ({ agentPath, end }: HandlerPlace, container: string) => `/${agentPath}/${container}/${end}`;

/** Agent port of rewritten probes; undefined if probes stay unchanged. */
export function probePort(pod: Pod, params: CompleteCurrentParams): number | undefined {
  const own = checks.parseBool(pod.annotation("sidecar.istio.io/rewriteAppHTTPProbers") ?? "");
  if (!(own ?? params.rewriteAppHTTPProbe)) return undefined;
  return Number(pod.annotation("status.sidecar.istio.io/port") ?? agentPort(pod, params));
}

/** The probes that the agent executes, as JSON; undefined without any. */
export function appProbers(pod: Pod, params: CompleteCurrentParams): string | undefined {
  if (probePort(pod, params) === undefined) return undefined;
  const taken = agentPort(pod, params);
  const probers = [...pod.initContainers, ...pod.containers]
    .filter(({ name }) => name !== proxyContainerName)
    .flatMap((container) =>
      handlers.flatMap((place) => {
        const handler = handlerAt(container, place);
        const asked = handler && asksAgent(place, handler) ? prober(handler, container, taken) : undefined;
        return asked ? [[urlOf(place, container.name), asked] as const] : [];
      }),
    );
  return probers.length === 0 ? undefined : jsonText(Object.fromEntries(probers));
}

/**
 * Redirects the probes of a container to the agent.
 * @param port port of the agent
 */
export function withRewrittenProbes(container: Container, port: number): Container {
  return handlers.reduce((result, place) => {
    const handler = handlerAt(result, place);
    if (handler == null || !asksAgent(place, handler)) return result;
    return update(result, place.path, () =>
      toAgent(handler, urlOf(place, container.name), port),
    ) as Container;
  }, container);
}

function handlerAt(container: Container, { path: [field, hook] }: HandlerPlace): Handler | undefined {
  if (hook === undefined) return container[field] as Handler | undefined;
  return container.lifecycle?.[hook];
}

/** Commands run in the container, and lifecycle hooks do not support gRPC. */
function asksAgent({ path }: HandlerPlace, { httpGet, tcpSocket, grpc }: Handler): boolean {
  return httpGet != null || tcpSocket != null || (path.length === 1 && grpc != null);
}

function toAgent(handler: Handler, path: string, port: number): Handler {
  const { tcpSocket: _, ...others } = handler;
  if (others.httpGet == null) delete others.grpc;
  const { scheme, ...action } = others.httpGet ?? {};
  return {
    ...others,
    // The agent serves HTTP; it uses HTTPS only toward the application.
    httpGet: { ...action, ...(scheme && { scheme: scheme === "HTTPS" ? "HTTP" : scheme }), path, port },
  };
}

/** The probe that the agent executes, with a numeric port; undefined if the named port does not exist. */
function prober(handler: Handler, { ports = [] }: Container, taken: number): object | undefined {
  const { httpGet, tcpSocket, grpc, timeoutSeconds } = handler;
  const timeout = timeoutSeconds ? { timeoutSeconds } : {};
  const action = httpGet ?? tcpSocket;
  if (action == null) return { grpc, ...timeout };
  const port =
    typeof action.port === "string"
      ? ports.find((each) => each?.name === action.port)?.containerPort
      : action.port === taken
        ? undefined
        : action.port;
  if (port === undefined) return undefined;
  return httpGet
    ? { httpGet: { ...httpGet, port }, ...timeout }
    : { tcpSocket: { ...tcpSocket, port }, ...timeout };
}
