import http from "node:http";
import https from "node:https";
import type { ReadinessProbe } from "../sdk/process";

/** For the whole answer: a server can also send it slowly. */
const REQUEST_TIMEOUT_MS = 5_000;
/** The number of characters of an answer that the reason contains. */
const SHOWN = 500;

/** Sends one request. Returns undefined for the expected answer, else the reason and the answer's text. */
export function probeOnce(probe: ReadinessProbe, signal?: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    const limit = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    const fail = ({ message, code }: NodeJS.ErrnoException) =>
      resolve(limit.aborted ? `no answer in ${REQUEST_TIMEOUT_MS / 1000} s` : message || code || "error");
    const client = probe.url.startsWith("https:") ? https : http;
    const request = client.request(
      probe.url,
      {
        agent: false,
        ca: probe.caCertificate,
        cert: probe.clientCertificate,
        key: probe.clientKey,
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (text = (text + chunk).slice(0, SHOWN)));
        response.on("error", fail);
        response.on("end", () => {
          if (response.statusCode === probe.expectedStatus) return resolve(undefined);
          const body = text.trim();
          resolve(
            `found status ${response.statusCode}; expected ${probe.expectedStatus}${body && `:\n${body}`}`,
          );
        });
      },
    );
    request.on("error", fail);
    request.end();
  });
}
