import http from "node:http";
import https from "node:https";
import type { ReadinessProbe } from "../sdk/process";

const REQUEST_TIMEOUT_MS = 5_000;

/** Sends one request. Returns undefined for the expected answer, else the reason and the answer's text. */
export function probeOnce(probe: ReadinessProbe, signal?: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    const client = probe.url.startsWith("https:") ? https : http;
    const request = client.request(
      probe.url,
      {
        agent: false,
        timeout: REQUEST_TIMEOUT_MS,
        ca: probe.caCertificate,
        cert: probe.clientCertificate,
        key: probe.clientKey,
        signal,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", (error) => resolve(error.message));
        response.on("end", () => {
          if (response.statusCode === probe.expectedStatus) return resolve(undefined);
          const body = Buffer.concat(chunks).toString("utf8").trim().slice(0, 500);
          resolve(
            `it answers ${response.statusCode} in place of ${probe.expectedStatus}${body && `:\n${body}`}`,
          );
        });
      },
    );
    request.on("timeout", () => request.destroy(new Error(`no answer in ${REQUEST_TIMEOUT_MS / 1000} s`)));
    request.on("error", (error: NodeJS.ErrnoException) => resolve(error.message || error.code || "error"));
    request.end();
  });
}
