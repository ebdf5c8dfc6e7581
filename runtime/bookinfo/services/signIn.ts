import { redirect, type Response } from "../http/messages";
import type { Route } from "../http/router";
import { signInPage } from "../page/signIn";
import { allowedUserName, signInCookie, signOutCookie, userName } from "../user";

/** Signing in and out. Both redirect to the book. */
export const signInRoutes = (podName: string): Route[] => [
  { method: "GET", path: /^\/login$/, handle: () => signInPage(podName) },
  { method: "POST", path: /^\/login$/, handle: ({ body }) => signIn(podName, body) },
  { method: "GET", path: /^\/logout$/, handle: signOut },
  { method: "POST", path: /^\/logout$/, handle: signOut },
];

const HOME = "/productpage";

/** @param body a form with `username`; `passwd` is ignored */
function signIn(podName: string, body: string): Response {
  const typed = new URLSearchParams(body).get("username") ?? "";
  const name = userName(typed);
  return name === undefined
    ? signInPage(podName, { typed, message: `This cannot be a username. Allowed: ${allowedUserName}.` })
    : redirect(HOME, signInCookie(name));
}

const signOut = (): Response => redirect(HOME, signOutCookie);
