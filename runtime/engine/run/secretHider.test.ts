import { secretHider } from "./secretHider";

test("hides every secret", () => {
  expect(secretHider(["hunter2", "correct horse"])("a hunter2 b correct horse hunter2")).toBe(
    "a [secret] b [secret] [secret]",
  );
});

test("hides the whole of a secret that begins with another one, or is the word secret", () => {
  expect(secretHider(["abc", "abcdef", "secret"])("abcdef abc secret")).toBe("[secret] [secret] [secret]");
});

test("hides a secret within a JSON string, as JavaScript and as Go write it", () => {
  const hide = secretHider(['<"hi"\\now']);
  expect(hide(JSON.stringify({ a: '<"hi"\\now' }))).toBe('{"a":"[secret]"}');
  expect(hide(String.raw`{"a":"\u003c\"hi\"\\now"}`)).toBe('{"a":"[secret]"}');
});

test("hides the lines of a secret that is printed line by line", () => {
  const hide = secretHider(["-----BEGIN KEY-----\nMIIEvQIBADANBg\r\nend\n"]);
  expect(["-----BEGIN KEY-----", "MIIEvQIBADANBg", "end"].map(hide)).toEqual(["[secret]", "[secret]", "end"]);
});

test("takes a secret literally", () => {
  expect(secretHider(["a.c$"])("abc a.c$")).toBe("abc [secret]");
});

test("leaves short secrets visible, which would match unrelated words", () => {
  expect(secretHider(["ab", ""])("about")).toBe("about");
});
