import type { IncomingHttpHeaders } from "node:http";

/** A request to a service. */
export interface Request {
  method: string;
  /** Without the query. */
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A service's response. */
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

/** An error in the sample's form: `{"error": "…"}`. */
export const error = (status: number, message: string): Response => json(status, { error: message });

/** Redirects a browser to a GET; `cookie` is a Set-Cookie header. */
export const redirect = (location: string, cookie: string): Response => ({
  status: 303,
  headers: { location, "set-cookie": cookie },
  body: "",
});
