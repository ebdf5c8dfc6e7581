import { Secret } from "../../protocol/values";
import { TestResource } from "../../../test/support/testResource";

test("draws a secret once, keeps it, and marks it as secret", async () => {
  const one = new TestResource("local:index:RandomSecret", "/");
  const other = new TestResource("local:index:RandomSecret", "/");
  await one.up({});
  await other.up({});
  expect(one.state!.outputs.value).toBeInstanceOf(Secret);
  expect(one.outputs.value).toMatch(/^[0-9a-f]{64}$/);
  expect(one.outputs.value).not.toBe(other.outputs.value);
  const { value } = one.outputs;
  expect(await one.up({})).toBe("same");
  expect(one.outputs.value).toBe(value);
  expect(await one.up({ bytes: 16 })).toBe("replace");
  expect(one.outputs.value).toMatch(/^[0-9a-f]{32}$/);
});

test("rejects a secret that is short enough to guess", async () => {
  const secret = new TestResource("local:index:RandomSecret", "/");
  await expect(secret.up({ bytes: 4 })).rejects.toThrow("bytes: must be 16 or more: fewer can be guessed");
});
