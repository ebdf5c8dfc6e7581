import { messageOf } from "./apiError";
import type { Endpoint } from "./endpoint";

/** The daemon does not answer. The message contains the address, the cause and a hint. */
export class DaemonUnreachableError extends Error {
  /** The address and the cause, and the hint, both without a full stop. */
  readonly failure: { text: string; fix: string };

  constructor(endpoint: Endpoint, cause: unknown) {
    const { found, advice } = explain(endpoint, cause);
    const reason = found.replace(/\.+$/, ""); // Messages of ssh and servers end with a period.
    const text = `the Docker daemon at ${endpoint.address} cannot be reached: ${reason}`;
    super(`${text}. ${advice}`, { cause });
    this.name = "DaemonUnreachableError";
    this.failure = { text, fix: advice };
  }
}

interface Explanation {
  found: string;
  advice: string;
}

/** The meaning of a connection error, and a hint. */
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
        advice: "Start Docker there (dockerd listens on TCP only with --host), or correct the host",
      };
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return { found: `the host name ${endpoint.host} is unknown`, advice: "Correct the host" };
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "ABORT_ERR":
      return {
        found: `${at} does not answer`,
        advice: "Check that the host is up and that no firewall blocks the connection",
      };
  }
  if (isTlsError(code, message)) {
    return {
      found: `TLS failed: ${message}`,
      advice: endpoint.tls
        ? "caMaterial and certMaterial with keyMaterial (or the files in certPath) must be those of this daemon"
        : "It seems to require TLS: set certPath, or caMaterial, certMaterial and keyMaterial",
    };
  }
  const advice = endpoint.tls
    ? "Check that it is a Docker daemon with TLS"
    : "Check that it is a Docker daemon, and whether it requires TLS (certPath)";
  return { found: message, advice };
}

function explainSocket(path: string, code: string | undefined, message: string): Explanation {
  const elsewhere = "set another daemon by `host`, `context` or DOCKER_HOST";
  const start = `Start Docker (systemctl start docker), or ${elsewhere}`;
  switch (code) {
    case "ENOENT":
      return { found: `the socket ${path} does not exist`, advice: start };
    case "EACCES":
      return {
        found: `permission denied on the socket ${path}`,
        advice: `Add the user to its group (usermod -aG docker USER, then log in again), or ${elsewhere}`,
      };
    case "ECONNREFUSED":
      return { found: `nothing listens on the socket ${path}`, advice: start };
    default:
      return { found: message, advice: "Check Docker's log (journalctl -u docker)" };
  }
}

function explainSsh(
  { destination }: Endpoint & { kind: "ssh" },
  code: string | undefined,
  message: string,
): Explanation {
  if (code === "ENOENT") {
    return { found: "the program ssh is not installed", advice: "Install an OpenSSH client" };
  }
  if (/permission denied \(|too many authentication/i.test(message)) {
    return {
      found: `ssh was rejected: ${message}`,
      advice: `\`ssh ${destination}\` must work without a prompt: add the key to the agent, or set it in sshOpts (-i)`,
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
      found: `no Docker CLI connects there: ${message}`,
      advice: `\`ssh ${destination} docker version\` must work: install Docker there`,
    };
  }
  if (/docker\.sock|docker daemon/i.test(message)) {
    return {
      found: `ssh connects, but Docker does not: ${message}`,
      advice: `\`ssh ${destination} docker version\` must work: start Docker, or add the user to the group docker there`,
    };
  }
  return { found: `ssh: ${message}`, advice: `Check \`ssh ${destination}\`` };
}

const isTlsError = (code: string | undefined, message: string): boolean =>
  /CERT|TLS|SSL|EPROTO|SELF_SIGNED|UNABLE_TO|ALTNAME/i.test(code ?? "") ||
  /certificate|tls|ssl|Client sent an HTTP request to an HTTPS server/i.test(message);
