import { execFile, type ExecFileException } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { readText } from "../../fileProblem";
import type { Connection, ExecPlugin } from "./connection";

/** The headers and certificates that authenticate one request. */
export interface Authentication {
  headers: Record<string, string | string[]>;
  clientCertificate?: string;
  clientKey?: string;
}

const TOKEN_FILE_LIFETIME = 60_000;
/** Renew a credential this long before it expires, so that no running request outlives it. */
const RENEWAL_MARGIN = 10_000;

/** Converts a connection's credentials to headers and certificates; caches valid ones. */
export class Authenticator {
  private current: Promise<Authentication> | undefined;
  private validUntil = 0;

  constructor(private readonly connection: Connection) {}

  /** @throws when the token file cannot be read or the credential plugin fails */
  authenticate(): Promise<Authentication> {
    if (!this.current || Date.now() >= this.validUntil) {
      this.validUntil = Number.POSITIVE_INFINITY;
      this.current = this.load();
      this.current.catch(() => (this.current = undefined));
    }
    return this.current;
  }

  /** Drops a rejected credential; true when its source can supply a new one. */
  renew(): boolean {
    const { tokenFile, exec } = this.connection.credentials;
    this.current = undefined;
    return tokenFile !== undefined || exec !== undefined;
  }

  private async load(): Promise<Authentication> {
    const { token, tokenFile, username, password, exec, impersonate, clientCertificate, clientKey } =
      this.connection.credentials;
    const headers = impersonationHeaders(impersonate);
    if (token !== undefined) headers.authorization = `Bearer ${token}`;
    else if (tokenFile !== undefined) {
      this.validUntil = Date.now() + TOKEN_FILE_LIFETIME;
      const name = `tokenFile: ${tokenFile}`;
      const text = readText(tokenFile, { expected: "a file with a token", name });
      headers.authorization = `Bearer ${text.trim()}`;
    } else if (username !== undefined) {
      const basic = Buffer.from(`${username}:${password ?? ""}`).toString("base64");
      headers.authorization = `Basic ${basic}`;
    } else if (exec && clientCertificate === undefined) {
      const status = await runPlugin(exec, this.connection);
      if (status.expirationTimestamp) {
        this.validUntil = Date.parse(status.expirationTimestamp) - RENEWAL_MARGIN;
      }
      if (status.token) headers.authorization = `Bearer ${status.token}`;
      return {
        headers,
        clientCertificate: status.clientCertificateData,
        clientKey: status.clientKeyData,
      };
    }
    return { headers, clientCertificate, clientKey };
  }
}

function impersonationHeaders(
  impersonate: Connection["credentials"]["impersonate"],
): Record<string, string | string[]> {
  if (!impersonate) return {};
  return {
    "impersonate-user": impersonate.user,
    ...(impersonate.uid ? { "impersonate-uid": impersonate.uid } : {}),
    ...(impersonate.groups.length > 0 ? { "impersonate-group": impersonate.groups } : {}),
  };
}

interface ExecStatus {
  expirationTimestamp?: string;
  token?: string;
  clientCertificateData?: string;
  clientKeyData?: string;
}

/** Runs a credential plugin without a shell and parses the ExecCredential that it prints. */
async function runPlugin(plugin: ExecPlugin, connection: Connection): Promise<ExecStatus> {
  const command =
    plugin.command.includes("/") && !plugin.command.startsWith("/")
      ? join(plugin.directory, plugin.command)
      : plugin.command;
  const info = {
    apiVersion: plugin.apiVersion,
    kind: "ExecCredential",
    spec: {
      interactive: false,
      ...(plugin.provideClusterInfo ? { cluster: clusterInfo(connection) } : {}),
    },
  };
  const env: NodeJS.ProcessEnv = { ...process.env, KUBERNETES_EXEC_INFO: JSON.stringify(info) };
  for (const { name, value } of plugin.env) env[name] = value;
  const run = promisify(execFile)(command, plugin.args, { env, timeout: 60_000, maxBuffer: 1 << 20 });
  run.child.stdin?.end(); // as in client-go, no user can answer a question
  const { stdout } = await run.catch(({ code, signal }: ExecFileException) => {
    const reason = code === "ENOENT" ? "it is not installed" : `it exited with ${code ?? signal}`;
    const hint = plugin.installHint ? `; ${plugin.installHint}` : "";
    throw new Error(`the credential plugin ${plugin.command} failed: ${reason}${hint}`);
  });
  let credential: { apiVersion?: string; kind?: string; status?: ExecStatus };
  try {
    credential = JSON.parse(stdout) as typeof credential;
  } catch {
    throw new Error(`the credential plugin ${plugin.command} printed no JSON; expected an ExecCredential`);
  }
  const status = credential.status;
  if (credential.kind !== "ExecCredential" || credential.apiVersion !== plugin.apiVersion || !status) {
    throw new Error(
      `the credential plugin ${plugin.command} must print an ExecCredential of ${plugin.apiVersion} with a status`,
    );
  }
  if (!status.token && !status.clientCertificateData) {
    throw new Error(
      `the credential plugin ${plugin.command} returned neither a token nor a client certificate`,
    );
  }
  return status;
}

function clusterInfo(connection: Connection): Record<string, unknown> {
  return {
    server: connection.server,
    "insecure-skip-tls-verify": connection.insecureSkipTlsVerify,
    ...(connection.tlsServerName ? { "tls-server-name": connection.tlsServerName } : {}),
    ...(connection.proxyUrl ? { "proxy-url": connection.proxyUrl } : {}),
    ...(connection.certificateAuthority
      ? { "certificate-authority-data": Buffer.from(connection.certificateAuthority).toString("base64") }
      : {}),
  };
}
