import { plainTextOutcome } from "./plainText";

const failure = (message: string, code = 503) => ({
  status: code,
  text: JSON.stringify({ kind: "Status", apiVersion: "v1", status: "Failure", message, code }),
});
const unreachable = (reason: string) => failure(`error trying to reach service: ${reason}`);

test.each([
  ["a page", { status: 200, text: '{"id":0}' }, { kind: "answered", status: 200 }],
  ["an error of the pod", { status: 503, text: "upstream connect error" }, { kind: "answered", status: 503 }],
  ["a connection that ends without an answer", unreachable("EOF"), { kind: "rejected", reason: "EOF" }],
  [
    "a reset connection",
    unreachable("read tcp 10.0.0.1:4->10.244.0.9:9080: read: connection reset by peer"),
    { kind: "rejected", reason: "read tcp 10.0.0.1:4->10.244.0.9:9080: read: connection reset by peer" },
  ],
  [
    "a TLS alert",
    unreachable('net/http: malformed HTTP response "\\x15\\x03\\x01"'),
    { kind: "rejected", reason: 'net/http: malformed HTTP response "\\x15\\x03\\x01"' },
  ],
  [
    "a port on which nothing listens",
    unreachable("dial tcp 10.244.0.9:9080: connect: connection refused"),
    { kind: "unreachable", reason: "dial tcp 10.244.0.9:9080: connect: connection refused" },
  ],
  [
    "a timeout",
    unreachable("dial tcp 10.244.0.9:9080: i/o timeout"),
    { kind: "unreachable", reason: "dial tcp 10.244.0.9:9080: i/o timeout" },
  ],
  [
    "a deleted pod",
    failure('pods "details" not found', 404),
    { kind: "unreachable", reason: 'pods "details" not found' },
  ],
])("classifies %s", (_, answer, outcome) => expect(plainTextOutcome(answer)).toEqual(outcome));
