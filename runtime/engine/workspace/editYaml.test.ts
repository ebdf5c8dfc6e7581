import { SecureValue } from "./configValue";
import { StackFile } from "./stackFile";

const load = (text: string): StackFile => StackFile.parse("/w/Pulumi.dev.yaml", "proj", text);

describe("changes", () => {
  test("quote texts that are numbers or dates for other readers", () => {
    const file = load("");
    for (const text of ["1_000", "0b11", "2017-01-01", "yes", "0777", "1.30"]) {
      file.set("proj:a", text);
      expect([file.get("proj:a"), file.toString()]).toEqual([text, `config:\n  proj:a: "${text}"\n`]);
    }
  });

  test("write a ciphertext without quotes, whatever its parts in base64 start with", () => {
    for (const secure of ["v1:a+/=:b+/=", "v1:+a==:+b==", "v1:/a==:/b=="]) {
      const file = load("");
      file.set("proj:a", new SecureValue(secure));
      expect(file.toString()).toBe(`config:\n  proj:a:\n    secure: ${secure}\n`);
      expect(load(file.toString()).get("proj:a")).toEqual(new SecureValue(secure));
    }
  });

  test("replace an alias and override a merged key, not their source", () => {
    const file = load("base: &x {b: 1, d: 2}\nconfig:\n  c: *x\n  m:\n    <<: *x\n");
    file.set("proj:c.b", 5, true);
    file.set("proj:m.b", 6, true);
    expect(file.get("proj:c")).toEqual({ b: 5, d: 2 });
    expect(file.get("proj:m")).toEqual({ b: 6, d: 2 });
    expect(file.toString()).toMatch(/^base: &x *\{b: 1, d: 2\}\n/);
  });

  test.each<[string, string]>([
    ["base: &x {a: 1, b: 2}\nconfig: *x # mine\n", "config:\n  # mine\n"],
    ["base: &x {config: {a: 1, b: 2}}\n<<: *x\n", "config:\n"],
  ])("keep the other keys of a whole configuration that an alias provides, as in %j", (text, head) => {
    const file = load(text);
    file.remove("proj:b");
    file.set("proj:c", "x");
    expect(file.toString()).toContain(`\n${head}  a: 1\n  proj:c: x\n`);
    expect(file.toString()).toContain("{a: 1, b: 2}");
  });

  test("find keys that are numbers, words or aliases", () => {
    const file = load(
      "config:\n  m:\n    8080: web # first\n    0x10: a\n    true: b\n    yes: c\n  k: &k 5\n  n:\n    *k : d\n  7: e\n",
    );
    file.set('proj:m["8080"]', "x", true);
    file.set("proj:m.true", 1, true);
    file.remove('proj:m["16"]', true);
    file.set("proj:m.yes", 2, true);
    file.set('proj:n["5"]', 3, true);
    file.set("proj:7", 4);
    expect(file.toString()).toBe(
      "config:\n  m:\n    8080: x # first\n    true: 1\n    yes: 2\n  k: &k 5\n  n:\n    ? *k\n    : 3\n  7: 4\n",
    );
  });

  test.each([
    [0, "# second\n    - b # B\n    - {c: 1} # C\n"],
    [1, "- a # A\n    - {c: 1} # C\n"],
    [2, "- a # A\n    # second\n    - b # B\n"],
  ])("keep the comments of a list's items when item %j is removed", (index, rest) => {
    const file = load(
      "config:\n  l:\n    - a # A\n    # second\n    - b # B\n    - {c: 1} # C\n  m: [1, 2] # M\n",
    );
    file.remove(`proj:l[${index}]`, true);
    expect(file.toString()).toBe(`config:\n  l:\n    ${rest}  m: [1, 2] # M\n`);
  });

  test.each([
    ["config: # c\n", "config:\n  # c\n  proj:a: x\n"],
    ["config:\n  # c\n", "config:\n  # c\n  proj:a: x\n"],
    ["config:\n  a: # c\n    b\n", "config:\n  a:\n    # c\n    x\n"],
    ["config:\n  a:\n    # c\n    b: 1\n", "config:\n  a:\n    # c\n    x\n"],
  ])("keep the comments of a replaced value in %j", (before, after) => {
    const file = load(before);
    file.set("proj:a", "x");
    expect(file.toString()).toBe(after);
  });

  test.each(["[1]", "[ 1 ]", "{a: 1}", "{ a: 1 }"])("keep the spaces in %s", (list) => {
    const file = load(`config:\n  a: ${list}\n`);
    file.set("proj:b", "x");
    expect(file.toString()).toBe(`config:\n  a: ${list}\n  proj:b: x\n`);
  });

  test("keep the rest of a merged value", () => {
    const file = load(
      "base: &x {n: {b: 1, c: 2}, l: [{b: 1, c: 2}, 3]}\nconfig:\n  m: {<<: *x}\n  r: {<<: *x}\n",
    );
    file.set("proj:m.n.b", 5, true);
    file.set("proj:m.l[0].b", 5, true);
    file.remove("proj:r.n.b", true);
    file.remove("proj:r.l[0]", true);
    expect(file.get("proj:m")).toEqual({ n: { b: 5, c: 2 }, l: [{ b: 5, c: 2 }, 3] });
    expect(file.get("proj:r")).toEqual({ n: { c: 2 }, l: [3] });
  });

  test("replace an anchor's value, not that of its aliases", () => {
    const file = load("config:\n  a: &x {b: 1}\n  c: *x\n  m: {<<: *x}\n");
    file.set("proj:a.b", 5, true);
    expect(Object.fromEntries(file.config())).toEqual({
      "proj:a": { b: 5 },
      "proj:c": { b: 1 },
      "proj:m": { b: 1 },
    });
  });

  test.each<[string, string, string]>([
    ["a: &x {b: 1}\n  c: *x\n  d: *x\n", "c: &x {b: 1}\n  d: *x\n", "proj:a"],
    ["a: &x {b: 1}\n  c: {<<: *x}\n", "c: {<<: &x {b: 1}}\n", "proj:a"],
    ["a: [&x 1, 2]\n  c: *x\n", "a: [2]\n  c: &x 1\n", "proj:a[0]"],
    ["a: &x {b: &y 1}\n  c: *y\n", "c: &y 1\n", "proj:a"],
    ["a: &x 1\n  b: &x 2\n  c: *x\n", "a: &x 1\n  c: &x 2\n", "proj:b"],
  ])("move a removed value to its first alias in %j", (before, after, key) => {
    const file = load(`config:\n  ${before}`);
    file.remove(key, true);
    expect(file.toString()).toBe(`config:\n  ${after}`);
  });

  test.each(["proj:a", "proj:m.b"])("do not remove the merged key %s", (key) => {
    const file = load("config:\n  <<: {proj:a: 1}\n  proj:m: {<<: {b: 1}, c: 2}\n");
    expect(() => file.remove(key, true)).toThrow(
      `found ${key} in a merge key (<<); expected it below \`config\`.`,
    );
  });
});
