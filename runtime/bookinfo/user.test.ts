import fc from "fast-check";
import { signedInUser, signInCookie, userName } from "./user";

const allowedName = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,31}$/);

/** The match on the user in the classic sample's rules. */
const ruleFor = (name: string) => new RegExp(`^(.*?;)?(user=${name})(;.*)?$`);

/** The part of Set-Cookie that the browser sends back. */
const sentBack = (setCookie: string) => setCookie.split(";")[0]!;

test("signing in sets a cookie that rules can match by the typed name", () => {
  fc.assert(
    fc.property(allowedName, (name) => {
      const cookie = sentBack(signInCookie(userName(` ${name}\n`)!));
      expect(signedInUser(cookie)).toBe(name);
      expect(signedInUser(`theme=dark; ${cookie}; other=1`)).toBe(name);
    }),
  );
  expect(sentBack(signInCookie("jason"))).toMatch(ruleFor("jason"));
});

test("no text can escape a name or a header", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: "binary" })), (text) => {
      for (const name of [userName(text), signedInUser(`user=${text}`)]) {
        if (name !== undefined) expect(name).toMatch(/^[\w.@-]{1,32}$/);
      }
    }),
  );
});

test.each([
  [undefined],
  [""],
  ["user="],
  ["users=jason"],
  ["xuser=jason"],
  ["user"],
  ["user=a b"],
  ["user=<b>"],
])("finds no user in the cookies %j", (cookies) => {
  expect(signedInUser(cookies)).toBeUndefined();
});
