import { once } from "node:events";
import { until } from "../../lib/until";
import { comparableState } from "./compare";
import { ENGINES, officialCli, type Resource, Stack } from "./stack";

/*
 * Both engines record an operation before the provider starts it: an engine that is killed during one leaves the same
 * pending operation.
 */
const UP = ["up", "--skip-preview"];
const CALL = { creating: "create", updating: "update", deleting: "delete" };
beforeAll(async () => void (await officialCli()));

const thing = (inputs: Record<string, unknown>): Resource[] => [{ name: "a", inputs }];

test.each<[keyof typeof CALL, Resource[], Resource[]]>([
  ["creating", [], thing({ value: 1, endless: ["create"] })],
  ["updating", thing({ value: 1 }), thing({ value: 2, endless: ["update"] })],
  ["deleting", thing({ value: 1, endless: ["delete"] }), []],
])("an engine that is killed leaves the operation %s", async (type, first, second) => {
  const states = await Promise.all(
    ENGINES.map(async (engine) => {
      const stack = await new Stack().init();
      try {
        stack.write({ resources: first });
        await stack.command(engine, UP);
        stack.write({ resources: second });
        const child = await stack.start(engine, UP);
        const ended = once(child, "exit");
        const started = () => stack.calls().some(({ call }) => call === CALL[type]) || undefined;
        await until(started, { timeoutMs: 600_000 });
        child.kill("SIGKILL");
        await ended;
        return comparableState(await stack.state());
      } finally {
        stack.remove();
      }
    }),
  );
  expect(states[0]).toMatchObject({ pending: [{ type }] });
  expect(states[1]).toEqual(states[0]);
});
