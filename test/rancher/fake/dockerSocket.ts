import { request } from "node:http";

const SOCKET = "/var/run/docker.sock";

/**
 * Sends one request to the Docker daemon whose socket is mounted. Returns an empty response for a container that does not exist.
 */
export function docker(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { socketPath: SOCKET, method, path, headers: { "content-type": "application/json" } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          const status = response.statusCode ?? 0;
          if (status >= 300 && status !== 304 && status !== 404) {
            reject(new Error(`Docker answers ${status}: ${text}`));
          } else resolve(text === "" || status === 404 ? {} : (JSON.parse(text) as Record<string, unknown>));
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
