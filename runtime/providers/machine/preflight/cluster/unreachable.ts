import { X509Certificate } from "node:crypto";
import { ApiError } from "../../../../../lib/clients/kubernetes/apiError";
import type { Connection } from "../../../../../lib/clients/kubernetes/connection";

/** Why a cluster does not answer or rejects the credentials, and how to fix it. */
export function unreachableText(connection: Connection, error: unknown, now: Date = new Date()): string {
  const { server } = connection;
  const reason = (error as { reason?: string }).reason || (error as Error).message;
  if (error instanceof ApiError) {
    if (error.code === 401)
      return `credentials: ${server} rejects them (401${expiryText(connection, now)}). Get a new kubeconfig, or use another context.`;
    if (error.code === 403)
      return `credentials: ${server} does not even let them read its version (403: ${error.message}). Use others.`;
    return `cluster: ${server} answers ${error.code}: ${error.message}. Is that the address of a Kubernetes API server?`;
  }
  if (/^proxy /.test(reason)) return `cluster: ${reason} Check proxy-url in the kubeconfig.`;
  if (/ECONNREFUSED/.test(reason))
    return `cluster: nothing listens at ${server}. Start it, or use another kubeconfig or context.`;
  if (/ENOTFOUND|EAI_AGAIN/.test(reason))
    return `cluster: the name in ${server} cannot be resolved. Check the kubeconfig's server and this machine's DNS.`;
  if (/EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|no answer within/.test(reason))
    return `cluster: ${server} does not answer (${reason}). Check the network, VPN and firewalls.`;
  // Usually the clock of this machine or of the server is wrong.
  if (/not yet valid/.test(reason))
    return `cluster: the certificate of ${server} is not valid yet at ${now.toISOString()}. Set the clock of this machine, or renew the certificate on the cluster.`;
  if (/expired/.test(reason))
    return `cluster: the certificate of ${server} has expired. Renew it on the cluster.`;
  if (/altnames|does not match certificate/i.test(reason))
    return `cluster: the certificate of ${server} is for other names (${reason}). Use one of them as server, or set tls-server-name.`;
  if (/certificate|issuer|self.signed/i.test(reason))
    return `cluster: the certificate of ${server} is not signed by the kubeconfig's authority (${reason}). The kubeconfig belongs to another or an earlier cluster; get a new one.`;
  if (/wrong version number|EPROTO|HPE_|Parse Error/i.test(reason))
    return `cluster: ${server} does not speak ${server.startsWith("https") ? "TLS" : "plain HTTP"} (${reason}). Check the kubeconfig's server.`;
  return `cluster: the request to ${server} failed: ${reason}`;
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
