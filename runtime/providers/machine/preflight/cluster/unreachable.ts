import { X509Certificate } from "node:crypto";
import { ApiError } from "../../../kubernetes/client/apiError";
import type { Connection } from "../../../kubernetes/client/connection";

/** Why a cluster does not answer, or does not take the credentials, and what there is to do about it. */
export function unreachableText(connection: Connection, error: unknown, now: Date = new Date()): string {
  const { server } = connection;
  const reason = (error as { reason?: string }).reason || (error as Error).message;
  if (error instanceof ApiError) {
    if (error.code === 401)
      return `credentials: ${server} does not take them (401${expiryText(connection, now)}); get a new kubeconfig, or give another context`;
    if (error.code === 403)
      return `credentials: ${server} knows them, and they may not even ask for its version (403: ${error.message}); give others`;
    return `the cluster at ${server} answers ${error.code}: ${error.message}; is that the address of a Kubernetes API server?`;
  }
  if (/ECONNREFUSED/.test(reason))
    return `the cluster: nothing listens at ${server}; start it, or give another kubeconfig or context`;
  if (/ENOTFOUND|EAI_AGAIN/.test(reason))
    return `the cluster: the name in ${server} is not known; check the kubeconfig's server and this machine's DNS`;
  if (/EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|no answer within/.test(reason))
    return `the cluster: ${server} does not answer (${reason}); check the network, a VPN or a firewall on the way`;
  if (/expired/.test(reason))
    return `the cluster: the certificate of ${server} has expired; renew it on the cluster`;
  if (/altnames|does not match certificate/i.test(reason))
    return `the cluster: the certificate of ${server} is for other names (${reason}); use one of them as server, or set tls-server-name`;
  if (/certificate|issuer|self.signed/i.test(reason))
    return `the cluster: the certificate of ${server} is not signed by the kubeconfig's authority (${reason}); get a new kubeconfig, since this one is of another cluster or of an earlier one`;
  if (/wrong version number|EPROTO|HPE_|Parse Error/i.test(reason))
    return `the cluster: ${server} does not speak ${server.startsWith("https") ? "TLS" : "plain HTTP"} (${reason}); check the kubeconfig's server`;
  return `the cluster: ${server} cannot be asked: ${reason}`;
}

/** Since when the credentials are no longer good, where they say so themselves. */
function expiryText({ credentials }: Connection, now: Date): string {
  const end = certificateEnd(credentials.clientCertificate) ?? tokenEnd(credentials.token);
  return end !== undefined && end < now ? `; they were good until ${end.toISOString()}` : "";
}

function certificateEnd(pem: string | undefined): Date | undefined {
  try {
    return pem === undefined ? undefined : new Date(new X509Certificate(pem).validTo);
  } catch {
    return undefined; // no certificate: the server has said so in its way
  }
}

/** The time in a token of the form that service accounts have (RFC 7519). */
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
