import { defaultStack } from "./defaultStack";

const possible = () => Promise.resolve({ possible: true, how: "user namespaces" } as const);
const impossible = () =>
  Promise.resolve({
    possible: false,
    why: "newuidmap: not found on PATH",
    fix: "Install the Debian package uidmap",
  } as const);
const up =
  (...stacks: string[]) =>
  (stack: string) =>
    stacks.includes(stack);

test("chooses real nodes where they are possible, and names the faster stack", async () => {
  expect(await defaultStack(up(), possible)).toEqual({
    stack: "live",
    reason: "real nodes (user namespaces). STACK=dev is ready sooner, with simulated nodes.",
  });
});

test("chooses simulated nodes elsewhere, with the reason and what to do", async () => {
  expect(await defaultStack(up(), impossible)).toEqual({
    stack: "dev",
    reason:
      "simulated nodes, whose pages do not answer (newuidmap: not found on PATH). For real nodes: Install the Debian package uidmap.",
  });
});

test.each([
  [["dev"], "dev"],
  [["live"], "live"],
  [["dev", "live"], "live"],
])("with %j up, chooses %s without testing the machine", async (stacks, stack) => {
  const probe = () => Promise.reject(new Error("looked at the machine"));
  expect(await defaultStack(up(...stacks), probe)).toEqual({ stack });
});
