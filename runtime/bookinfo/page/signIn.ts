import type { Response } from "../http/messages";
import { html, type Html } from "./html";
import { page } from "./layout";

/** A rejected name. */
interface NameProblem {
  typed: string;
  /** The allowed form. */
  message: string;
}

/** The sign-in form, with the error of a rejected name. */
export const signInForm = (problem?: NameProblem): Html =>
  html`<form class="sign-in" method="post" action="/login">
    <label for="username">Username</label>
    <input
      id="username"
      name="username"
      value="${problem?.typed}"
      required
      autocomplete="username"
      autocapitalize="none"
      spellcheck="false"
      autofocus
      ${problem && html`aria-invalid="true" aria-describedby="problem"`}
    />
    ${problem && html`<p class="problem" id="problem">${problem.message}</p>`}
    <label for="password">Password</label>
    <input
      id="password"
      name="passwd"
      type="password"
      autocomplete="current-password"
      aria-describedby="password-hint"
    />
    <p class="hint" id="password-hint">Any will do, or none: the sample believes who you say you are.</p>
    <button>Sign in</button>
  </form>`;

/** The sign-in page: for rejected names, and for browsers without the dialog. */
export const signInPage = (podName: string, problem?: NameProblem): Response =>
  page(problem === undefined ? 200 : 400, {
    title: problem === undefined ? "Sign in – Bookinfo" : "Not signed in – Bookinfo",
    account: undefined,
    podName,
    main: html`<section class="card narrow" aria-labelledby="sign-in-title">
      <h1 id="sign-in-title">Sign in</h1>
      ${signInForm(problem)}
    </section>`,
  });
