import type { Response } from "../http/messages";
import { html } from "./html";
import { page } from "./layout";
import { type NameProblem, signInForm } from "./signInForm";

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
