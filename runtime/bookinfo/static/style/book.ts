import { css } from "./css";

/** The book: its cover, title and details. */
export const book = css`
  .hero {
    display: grid;
    grid-template: auto 1fr / 17.5rem minmax(0, 1fr);
    column-gap: 3.5rem;
  }

  .cover {
    grid-row: 1 / 3;
    width: 100%;
    height: auto;
    border-radius: 0.25rem 0.625rem 0.625rem 0.25rem;
    box-shadow:
      0 2px 4px rgb(30 10 15 / 25%),
      0 18px 40px rgb(30 10 15 / 28%);
  }

  .author {
    margin: 0.5rem 0 0;
    color: var(--muted);
    font: italic 1.25rem/1.4 var(--serif);
  }

  .facts {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr));
    gap: 1rem 1.5rem;
    margin: 1rem 0 0;
  }

  /* The longest figure. */
  .facts div:last-child {
    grid-column: span 2;
  }

  @media (max-width: 46rem) {
    .hero {
      grid-template: auto auto / 8rem minmax(0, 1fr);
      column-gap: 1.5rem;
    }
    .cover {
      grid-row: 1;
    }
    .hero .heading {
      align-self: center;
    }
    .hero .about {
      grid-column: 1 / 3;
    }
  }

  @media (max-width: 30rem) {
    .author {
      font-size: 1.0625rem;
    }
  }
`;
