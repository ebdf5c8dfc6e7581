import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { Config } from "./config";
import { sendFile, servedFile, servedFolder } from "./files";
import { problem, proxied } from "./proxy";

/** The page loads nothing from other servers. Its libraries create style elements. */
const HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
};

/** Starts a server of the page, the definitions, and Prometheus' reading endpoints. @throws Error when a file is missing */
export function startServer({ port, prometheus, page, definitions }: Config): Server {
  const files = servedFolder(page).set("/dashboards.json", servedFile(definitions));
  const index = files.get("/index.html");
  if (index === undefined) throw new Error(`${page}: found no index.html`);
  for (const view of viewsOf(definitions)) files.set(view, index);
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    const address = request.url ?? "/";
    if (!URL.canParse(address, "http://localhost")) return problem(response, 400, "not a URL");
    const url = new URL(address, "http://localhost");
    if (proxied(request, response, url, prometheus)) return;
    if (request.method !== "GET" && request.method !== "HEAD") return problem(response, 405, "only GET");
    if (url.pathname === "/healthz") return void response.writeHead(200).end();
    const file = files.get(url.pathname);
    if (file === undefined) return problem(response, 404, "no such file");
    const gzip = /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
    return sendFile(response, file, gzip);
  });
  return server.listen(port);
}

/** The addresses of the page's views: it is one document. @throws Error when the definitions are not readable */
function viewsOf(definitions: string): string[] {
  const { dashboards } = JSON.parse(readFileSync(definitions, "utf8")) as {
    dashboards: { metadata: { name: string } }[];
  };
  return ["/", "/graph", ...dashboards.map(({ metadata }) => `/${metadata.name}`)];
}
