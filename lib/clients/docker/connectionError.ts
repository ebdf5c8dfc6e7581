import { messageOf } from "./apiError";
import type { Endpoint } from "./endpoint";

/** The engine does not answer: what was tried, what came of it, what to do. */
export class DaemonUnreachableError extends Error {
  constructor(endpoint: Endpoint, cause: unknown) {
    const { found, advice } = explain(endpoint, cause);
    super(`the Docker engine at ${endpoint.address} cannot be reached: ${found}. ${advice}`, { cause });
    this.name = "DaemonUnreachableError";
  }
}

interface Explanation {
  found: string;
  advice: string;
}

/** Pure: what an error of a connection means, and what there is to do about it. */
export function explain(endpoint: Endpoint, cause: unknown): Explanation {
  const { code } = cause as { code?: string };
  const message = messageOf(cause);
  if (endpoint.kind === "ssh") return explainSsh(endpoint, code, message);
  if (endpoint.kind === "unix") return explainSocket(endpoint.socketPath, code, message);
  const at = `${endpoint.host}:${endpoint.port}`;
  switch (code) {
    case "ECONNREFUSED":
      return {
        found: `nothing listens on ${at}`,
        advice: "Start Docker there (dockerd listens on TCP only when told: --host), or correct the host",
      };
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return { found: `the name ${endpoint.host} is not known`, advice: "Correct the host" };
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "ABORT_ERR":
      return {
        found: `${at} does not answer`,
        advice: "See whether the host is up and a firewall lets this through",
      };
  }
  if (isTlsError(code, message)) {
    return {
      found: `TLS failed: ${message}`,
      advice: endpoint.tls
        ? "caMaterial and certMaterial with keyMaterial (or the files in certPath) must be those of this engine"
        : "It seems to want TLS: give certPath, or caMaterial, certMaterial and keyMaterial",
    };
  }
  const advice = endpoint.tls
    ? "See whether it is an engine that speaks TLS"
    : "See whether it is an engine, and whether it wants TLS (certPath)";
  return { found: message, advice };
}

function explainSocket(path: string, code: string | undefined, message: string): Explanation {
  const elsewhere = "name another one by `host` of docker.Provider, by DOCKER_HOST or by `context`";
  switch (code) {
    case "ENOENT":
      return {
        found: `there is no socket ${path}`,
        advice: `Start Docker (systemctl start docker), or ${elsewhere}`,
      };
    case "EACCES":
      return {
        found: `this user may not use the socket ${path}`,
        advice: `Add the user to its group (usermod -aG docker USER, then log in again), or ${elsewhere}`,
      };
    case "ECONNREFUSED":
      return {
        found: `nothing listens on the socket ${path}`,
        advice: `Docker has ended: start it (systemctl start docker), or ${elsewhere}`,
      };
    default:
      return { found: message, advice: "See Docker's log (journalctl -u docker)" };
  }
}

function explainSsh(
  { destination }: Endpoint & { kind: "ssh" },
  code: string | undefined,
  message: string,
): Explanation {
  if (code === "ENOENT") {
    return { found: "there is no program ssh on this machine", advice: "Install an OpenSSH client" };
  }
  if (/permission denied \(|too many authentication/i.test(message)) {
    return {
      found: `ssh was refused: ${message}`,
      advice: `\`ssh ${destination}\` must work without a question: add the key to the agent, or name it by sshOpts (-i)`,
    };
  }
  if (/host key verification failed/i.test(message)) {
    return {
      found: `ssh does not know this host: ${message}`,
      advice: "Add its key to known_hosts (ssh-keyscan), once you have checked it",
    };
  }
  if (/docker: (command )?not found|dial-stdio/i.test(message)) {
    return {
      found: `there is no Docker CLI that connects: ${message}`,
      advice: `\`ssh ${destination} docker version\` must work: install Docker there`,
    };
  }
  if (/docker\.sock|docker daemon/i.test(message)) {
    return {
      found: `ssh connects, and Docker does not: ${message}`,
      advice: `\`ssh ${destination} docker version\` must work: start Docker, or add the user to the group docker there`,
    };
  }
  return { found: `ssh: ${message}`, advice: `See what \`ssh ${destination}\` says` };
}

const isTlsError = (code: string | undefined, message: string): boolean =>
  /CERT|TLS|SSL|EPROTO|SELF_SIGNED|UNABLE_TO|ALTNAME/i.test(code ?? "") ||
  /certificate|tls|ssl|Client sent an HTTP request to an HTTPS server/i.test(message);
