import { error, type Request, type Response } from "./messages";

/** One endpoint of a service. */
export interface Route {
  method: "GET" | "POST";
  /** Matches the whole path. */
  path: RegExp;
  /** @param parameters the groups of the path */
  handle(request: Request, parameters: readonly string[]): Response | Promise<Response>;
}

/** Responds with the first matching route; 404 for an unknown path, 405 for a wrong method. HEAD works as GET. */
export function answer(routes: readonly Route[], request: Request): Response | Promise<Response> {
  const method = request.method === "HEAD" ? "GET" : request.method;
  const allowed = new Set<string>();
  for (const route of routes) {
    const match = route.path.exec(request.path);
    if (match === null) continue;
    if (route.method === method) return route.handle(request, match.slice(1));
    allowed.add(route.method);
  }
  if (allowed.size === 0) return error(404, `${request.path} does not exist`);
  const names = [...allowed].join(", ");
  const refusal = error(405, `${request.method} is not allowed at ${request.path}; allowed: ${names}`);
  return { ...refusal, headers: { ...refusal.headers, allow: names } };
}

/**
 * Parses a product's id in a path.
 * @returns undefined unless it is a whole number of 32 bits
 */
export function productId(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return undefined;
  const id = Number(text);
  return id < 2 ** 31 ? id : undefined;
}

/** A route for one product: GET of `/details/N`. An invalid id results in 400. */
export function productRoute(
  method: Route["method"],
  path: RegExp,
  handle: (id: number, request: Request) => Response | Promise<Response>,
): Route {
  return {
    method,
    path,
    handle: (request, [text]) => {
      const id = productId(text);
      return id === undefined
        ? error(400, `the product id is ${JSON.stringify(text)}; allowed: a whole number`)
        : handle(id, request);
    },
  };
}
