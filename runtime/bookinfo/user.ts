/**
 * Who is signed in: the request's cookie `user`, as the sample has had it from its first release, so that routing rules
 * can match `user=jason`. It is a name for the page and the rules, not a proof of anything: nothing is checked.
 */
const cookieName = "user";

/** What a name may be. It goes into cookies and headers as it is, so that a rule sees what was typed. */
const allowed = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,31}$/;
export const allowedUserName =
  "1 to 32 letters (a to z), digits, dots, hyphens, underscores or @, a letter or digit first";

/** The name that was typed, without blanks around it; undefined where it is none that is allowed. */
export function userName(typed: string): string | undefined {
  const name = typed.trim();
  return allowed.test(name) ? name : undefined;
}

/** The user in a Cookie header; undefined where nobody, or nobody allowed, is signed in. */
export function signedInUser(cookies: string | undefined): string | undefined {
  for (const cookie of (cookies ?? "").split(";")) {
    const [name, value] = split(cookie);
    if (name === cookieName) return userName(value);
  }
  return undefined;
}

function split(cookie: string): [name: string, value: string] {
  const at = cookie.indexOf("=");
  return at < 0 ? ["", cookie] : [cookie.slice(0, at).trim(), cookie.slice(at + 1)];
}

/** The Set-Cookie header that signs a user in until the browser ends. */
export const signInCookie = (name: string): string => `${cookieName}=${name}; Path=/; HttpOnly; SameSite=Lax`;

/** The Set-Cookie header that signs out. */
export const signOutCookie = `${cookieName}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`;
