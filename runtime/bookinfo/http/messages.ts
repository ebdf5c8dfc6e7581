import type { IncomingHttpHeaders } from "node:http";

/** A request as a service sees it. */
export interface Request {
  method: string;
  /** Without the query. */
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A service's answer. */
export interface Response {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

export const json = (status: number, value: unknown): Response => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(value),
});

/** An error in the form that every service of the sample has: `{"error": "…"}`. */
export const error = (status: number, message: string): Response => json(status, { error: message });

/** Sends a browser on with GET; `cookie` is a Set-Cookie header. */
export const redirect = (location: string, cookie: string): Response => ({
  status: 303,
  headers: { location, "set-cookie": cookie },
  body: "",
});
