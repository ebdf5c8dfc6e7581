import type { Agent, ClientRequest } from "node:http";
import { HttpsProxyAgent } from "https-proxy-agent";
import { SocksProxyAgent } from "socks-proxy-agent";

/**
 * A proxy that does not connect to the API server. It counts as a failed connection, so that no answer of a proxy is taken
 * for one of the API server.
 */
class ProxyError extends Error {
  readonly code = "EPROXY";
}

/** The address of a proxy without its credentials, for messages. */
const shownProxy = (proxyUrl: string): string => {
  const { protocol, host } = new URL(proxyUrl);
  return `${protocol}//${host}`;
};

/** What an agent for a proxy is created with. */
interface ProxyOptions {
  keepAlive: boolean;
  maxSockets?: number;
  /** PEM of the trusted authorities, for a proxy with https. As in client-go, they are those of the API server. */
  ca?: string;
  rejectUnauthorized?: boolean;
}

/** An agent whose connections go through a proxy. */
export function proxyAgent(proxyUrl: string, options: ProxyOptions): Agent {
  const url = new URL(proxyUrl);
  if (url.protocol !== "socks5:") return new HttpsProxyAgent(url, options);
  // The proxy resolves the name of the server, as with client-go.
  return new SocksProxyAgent(proxyUrl.replace(/^socks5:/, "socks5h:"), { ...options, timeout: 30_000 });
}

/** Fails a request whose proxy refuses to connect, instead of reading the proxy's answer. */
export function checkConnect(request: ClientRequest, proxyUrl: string): void {
  request.once("proxyConnect", ({ statusCode }: { statusCode: number }) => {
    if (statusCode === 200) return;
    const reason = statusCode === 407 ? "credentials for the proxy" : "a connection to the API server";
    request.destroy(
      new ProxyError(`proxy ${shownProxy(proxyUrl)}: found the answer ${statusCode}; expected ${reason}.`),
    );
  });
}

/** The error of a request through a proxy. Its text never contains the credentials of the proxy. */
export function asProxyError(error: Error & { code?: string; syscall?: string }, proxyUrl: string): Error {
  const at = `proxy ${shownProxy(proxyUrl)}`;
  if (error.name === "AbortError" || error instanceof ProxyError) return error;
  const isSocks = error.constructor.name === "SocksClientError";
  // The SOCKS client has only the message of the system's error.
  const code = isSocks ? /\bE[A-Z]{4,}\b/.exec(error.message)?.[0] : error.code;
  if (code !== undefined && (isSocks || error.syscall === "connect" || error.syscall === "getaddrinfo"))
    return new ProxyError(`${at}: found no proxy that answers (${code}); expected one.`);
  if (isSocks) return new ProxyError(`${at}: found a refused connection; expected one to the API server.`);
  return error;
}
