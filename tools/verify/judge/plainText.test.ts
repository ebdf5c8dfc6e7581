import { plainTextOutcome } from "./plainText";

const failure = (message: string, code = 503) => ({
  status: code,
  text: JSON.stringify({ kind: "Status", apiVersion: "v1", status: "Failure", message, code }),
});
const unreachable = (reason: string) => failure(`error trying to reach service: ${reason}`);

test.each([
  ["a page", { status: 200, text: '{"id":0}' }, { kind: "answered", status: 200 }],
  [
    "an error of the pod's own",
    { status: 503, text: "upstream connect error" },
    { kind: "answered", status: 503 },
  ],
  ["an end without an answer", unreachable("EOF"), { kind: "refused", reason: "EOF" }],
  [
    "a reset connection",
    unreachable("read tcp 10.0.0.1:4->10.244.0.9:9080: read: connection reset by peer"),
    { kind: "refused", reason: "read tcp 10.0.0.1:4->10.244.0.9:9080: read: connection reset by peer" },
  ],
  [
    "an alert of TLS",
    unreachable('net/http: malformed HTTP response "\\x15\\x03\\x01"'),
    { kind: "refused", reason: 'net/http: malformed HTTP response "\\x15\\x03\\x01"' },
  ],
  [
    "a port on which nothing listens",
    unreachable("dial tcp 10.244.0.9:9080: connect: connection refused"),
    { kind: "not reached", reason: "dial tcp 10.244.0.9:9080: connect: connection refused" },
  ],
  [
    "a network without a way",
    unreachable("dial tcp 10.244.0.9:9080: i/o timeout"),
    { kind: "not reached", reason: "dial tcp 10.244.0.9:9080: i/o timeout" },
  ],
  [
    "a pod that is gone",
    failure('pods "details" not found', 404),
    { kind: "not reached", reason: 'pods "details" not found' },
  ],
])("%s", (_, answer, outcome) => expect(plainTextOutcome(answer)).toEqual(outcome));
