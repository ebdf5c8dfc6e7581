import { evaluate, type Outcome } from "./answer";

const WHAT = "GET http://rancher/v2-beta/projects";
const json = (status: number, body: unknown): Outcome => ({
  status,
  contentType: "application/json; charset=utf-8",
  body: JSON.stringify(body),
});
const html = (status: number): Outcome => ({ status, contentType: "text/html", body: "<html></html>" });

test.each<[string, Outcome, object]>([
  ["an answer", json(200, { id: "1a5" }), { kind: "answer", value: { id: "1a5" } }],
  ["an empty answer", { status: 204, contentType: "", body: "" }, { kind: "answer" }],
  ["a missing resource", json(404, { type: "error", status: 404 }), { kind: "missing" }],
  ["a failing server", json(500, { code: "ServerError" }), { kind: "unavailable", arrived: true }],
  ["a proxy without a server", html(502), { kind: "unavailable", arrived: true }],
  ["a page instead of the API", html(200), { kind: "unavailable", arrived: false }],
  ["a page without an API", html(404), { kind: "unavailable", arrived: false }],
  ["text", { status: 200, contentType: "text/plain", body: "hello" }, { kind: "unavailable" }],
  [
    "a closed port",
    { reason: "ECONNREFUSED", arrived: false },
    { kind: "unavailable", arrived: false, reason: "ECONNREFUSED" },
  ],
  ["a broken connection", { reason: "ECONNRESET", arrived: true }, { kind: "unavailable", arrived: true }],
])("%s", (_, outcome, expected) => {
  expect(evaluate(outcome, WHAT)).toMatchObject(expected);
});

test.each<[string, Outcome, string]>([
  ["401", json(401, { code: "Unauthorized" }), "the server does not accept the credentials"],
  ["403", json(403, { code: "Forbidden" }), "the account may not do this (403): Forbidden"],
  [
    "422 with a field",
    json(422, { code: "MissingRequired", fieldName: "name", message: "name is required", detail: null }),
    "the server rejects it (422): MissingRequired, name, name is required",
  ],
  ["405", json(405, { code: "MethodNotAllowed" }), "the server rejects it (405): MethodNotAllowed"],
])("%s is a rejection that contains the request and the reason", (_, outcome, message) => {
  const verdict = evaluate(outcome, WHAT);
  expect(verdict.kind === "refused" && verdict.error.message).toBe(`${WHAT}: ${message}`);
});
