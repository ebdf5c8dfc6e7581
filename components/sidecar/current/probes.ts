import type { Lift } from "../lift";
import * as checks from "../checks";
import type { CompleteCurrentParams } from "./params";
import type { Container, Handler, Pod } from "./pod";
import { proxyContainerName } from "./proxyConstants";
import { agentPort } from "./settings";

/*
 * The kubelet speaks no mutual TLS, and the proxy would answer a TCP probe for an application that is not there. So
 * probes go to the proxy's agent, which asks the application itself.
 */

/** Where in a container probes and hooks are, and what the agent's path for each ends in. */
const handlers = [
  { path: ["readinessProbe"], agentPath: "app-health", end: "readyz" },
  { path: ["livenessProbe"], agentPath: "app-health", end: "livez" },
  { path: ["startupProbe"], agentPath: "app-health", end: "startupz" },
  { path: ["lifecycle", "preStop"], agentPath: "app-lifecycle", end: "prestopz" },
  { path: ["lifecycle", "postStart"], agentPath: "app-lifecycle", end: "poststartz" },
] as const;

type HandlerPlace = (typeof handlers)[number];

const urlOf = ({ agentPath, end }: HandlerPlace, container: string) => `/${agentPath}/${container}/${end}`;

/** The agent's port for rewritten probes; undefined where they stay as they are. */
export function probePort(pod: Pod, params: CompleteCurrentParams): number | undefined {
  const own = checks.parseBool(pod.annotation("sidecar.istio.io/rewriteAppHTTPProbers") ?? "");
  if (!(own ?? params.rewriteAppHTTPProbe)) return undefined;
  return Number(pod.annotation("status.sidecar.istio.io/port") ?? agentPort(pod, params));
}

/** What the agent is to ask for each rewritten probe, as JSON; undefined where there is none. */
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
  return probers.length === 0 ? undefined : JSON.stringify(Object.fromEntries(probers));
}

/**
 * A container whose probes go to the agent.
 * @param port the agent's
 */
export function withRewrittenProbes(lift: Lift, container: Container, port: number): Container {
  const { name } = container;
  const rewritten = (place: HandlerPlace, handler: unknown) =>
    handler == null
      ? handler
      : lift.derive({ name, handler: handler as Handler }, (known) =>
          asksAgent(place, known.handler)
            ? toAgent(known.handler, urlOf(place, known.name), port)
            : known.handler,
        );
  const result: Container = { ...container };
  for (const place of handlers) {
    const [field, hook] = place.path;
    if (result[field] == null) continue;
    result[field] = (
      hook === undefined
        ? rewritten(place, result[field])
        : lift.map(result[field], (hooks) => {
            const own = hooks as Record<string, unknown>;
            return own[hook] == null ? own : { ...own, [hook]: rewritten(place, own[hook]) };
          })
    ) as never;
  }
  return result;
}

function handlerAt(container: Container, { path: [field, hook] }: HandlerPlace): Handler | undefined {
  if (hook === undefined) return container[field] as Handler | undefined;
  return container.lifecycle?.[hook];
}

/** Commands run in the container, and hooks know no gRPC. */
function asksAgent({ path }: HandlerPlace, { httpGet, tcpSocket, grpc }: Handler): boolean {
  return httpGet != null || tcpSocket != null || (path.length === 1 && grpc != null);
}

function toAgent(handler: Handler, path: string, port: number): Handler {
  const { tcpSocket: _, ...others } = handler;
  if (others.httpGet == null) delete others.grpc;
  const { scheme, ...action } = others.httpGet ?? {};
  return {
    ...others,
    // The agent itself speaks HTTP, and HTTPS to the application.
    httpGet: { ...action, ...(scheme && { scheme: scheme === "HTTPS" ? "HTTP" : scheme }), path, port },
  };
}

/** What the agent asks, with the port's number in the place of its name; undefined where there is no such port. */
function prober(handler: Handler, { ports = [] }: Container, taken: number): object | undefined {
  const { httpGet, tcpSocket, grpc, timeoutSeconds } = handler;
  const timeout = timeoutSeconds ? { timeoutSeconds } : {};
  const action = httpGet ?? tcpSocket;
  if (action == null) return { grpc, ...timeout };
  const port =
    typeof action.port === "string"
      ? ports.find(({ name }) => name === action.port)?.containerPort
      : action.port === taken
        ? undefined
        : action.port;
  if (port === undefined) return undefined;
  return httpGet
    ? { httpGet: { ...httpGet, port }, ...timeout }
    : { tcpSocket: { ...tcpSocket, port }, ...timeout };
}
