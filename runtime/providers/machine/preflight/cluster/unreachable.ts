import { X509Certificate } from "node:crypto";
import type { Failure } from "../../../../../lib/checks/check";
import { ApiError } from "../../../../../lib/clients/kubernetes/apiError";
import type { Connection } from "../../../../../lib/clients/kubernetes/connection";

/** Why a cluster does not answer or rejects the credentials, and how to fix it. */
export function explainUnreachable(connection: Connection, error: unknown, now: Date = new Date()): Failure {
  const { server } = connection;
  const reason = (error as { reason?: string }).reason || (error as Error).message;
  const cluster = (found: string, fix?: string): Failure => ({ text: `cluster: ${found}`, fix });
  const credentials = (found: string, fix: string): Failure => ({ text: `credentials: ${found}`, fix });
  const certificate = (found: string, fix: string) => cluster(`the certificate of ${server} ${found}`, fix);
  if (error instanceof ApiError) {
    const { code, message } = error;
    if (code === 401) {
      const found = `${server} rejects them (401${expiryText(connection, now)})`;
      return credentials(found, "Get a new kubeconfig, or use another context.");
    }
    if (code === 403)
      return credentials(
        `${server} does not permit them to read its version (403: ${message})`,
        "Use other credentials.",
      );
    return cluster(
      `${server} answers ${code}: ${message}`,
      "Set the kubeconfig's server to the address of a Kubernetes API server.",
    );
  }
  if (/^proxy /.test(reason)) return cluster(reason, "Check proxy-url in the kubeconfig.");
  if (/ECONNREFUSED/.test(reason))
    return cluster(
      `nothing listens at ${server}`,
      "Start the cluster, or use another kubeconfig or context.",
    );
  if (/ENOTFOUND|EAI_AGAIN/.test(reason)) {
    const fix = "Check the kubeconfig's server and this machine's DNS.";
    return cluster(`the name in ${server} cannot be resolved`, fix);
  }
  if (/EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|no answer within/.test(reason))
    return cluster(`${server} does not answer (${reason})`, "Check the network, VPN and firewalls.");
  // Usually the clock of this machine or of the server is wrong.
  if (/not yet valid/.test(reason)) {
    const fix = "Set the clock of this machine, or renew the certificate on the cluster.";
    return certificate(`is not valid yet at ${now.toISOString()}`, fix);
  }
  if (/expired/.test(reason)) return certificate("has expired", "Renew it on the cluster.");
  if (/altnames|does not match certificate/i.test(reason))
    return certificate(
      `is for other names (${reason})`,
      "Use one of them as server, or set tls-server-name.",
    );
  if (/certificate|issuer|self.signed/i.test(reason)) {
    const fix = "Get a new kubeconfig: this one belongs to another or an earlier cluster.";
    return certificate(`is not signed by the kubeconfig's authority (${reason})`, fix);
  }
  if (/wrong version number|EPROTO|HPE_|Parse Error/i.test(reason)) {
    const protocol = server.startsWith("https") ? "TLS" : "plain HTTP";
    return cluster(`${server} does not speak ${protocol} (${reason})`, "Check the kubeconfig's server.");
  }
  return cluster(`the request to ${server} failed: ${reason}`);
}

/** Since when the credentials are expired, if they contain a date. */
function expiryText({ credentials }: Connection, now: Date): string {
  const end = certificateEnd(credentials.clientCertificate) ?? tokenEnd(credentials.token);
  return end !== undefined && end < now ? `; they expired at ${end.toISOString()}` : "";
}

function certificateEnd(pem: string | undefined): Date | undefined {
  try {
    return pem === undefined ? undefined : new Date(new X509Certificate(pem).validTo);
  } catch {
    return undefined; // not a certificate; the server has reported it already
  }
}

/** The expiry of a JSON Web Token (RFC 7519), as service accounts have. */
function tokenEnd(token: string | undefined): Date | undefined {
  try {
    const { exp } = JSON.parse(Buffer.from(token?.split(".")[1] ?? "", "base64url").toString()) as {
      exp?: number;
    };
    return exp === undefined ? undefined : new Date(exp * 1000);
  } catch {
    return undefined; // an opaque token
  }
}
