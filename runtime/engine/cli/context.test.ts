import { PassThrough } from "node:stream";
import { createContext } from "./context";

test.each([
  ["xterm", true],
  ["dumb", false],
])("with TERM=%s, colours and prompts are %j", (term, expected) => {
  const terminal = () => Object.assign(new PassThrough(), { isTTY: true });
  const streams = {
    env: { TERM: term },
    cwd: "/",
    stdin: terminal(),
    stdout: terminal(),
    stderr: terminal(),
  };
  expect(createContext(streams, {})).toMatchObject({ color: expected, interactive: expected });
});
