const mask = `<path d="M-54-52C-30-64 30-64 54-52 60 2 42 60 0 76-42 60-60 2-54-52Z"/>
<g fill="#3b0d1d">
<path d="M-40-16c4-14 24-16 31-2-7 9-25 10-31 2ZM40-16c-4-14-24-16-31-2 7 9 25 10 31 2Z"/>
<path d="M-33 17c10 9 56 9 66 0-4 40-62 40-66 0Z"/>
<path d="M-42-31c8-9 22-10 31-4l-1 4c-9-4-20-4-29 3ZM42-31c-8-9-22-10-31-4l1 4c9-4 20-4 29 3Z"/>
</g>`;

const serif = `font-family="Georgia, 'Times New Roman', 'DejaVu Serif', serif"`;

/** The book's cover: two masks, one the mirror image of the other, over the sea that parted them. */
export const cover = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 450">
<defs>
<linearGradient id="ground" x1="0" y1="0" x2="0.4" y2="1">
<stop offset="0" stop-color="#8d2548"/><stop offset="1" stop-color="#4a0f26"/>
</linearGradient>
<linearGradient id="spine" x1="0" x2="1">
<stop offset="0" stop-color="#000" stop-opacity=".35"/><stop offset=".6" stop-color="#fff" stop-opacity=".12"/><stop offset="1" stop-color="#000" stop-opacity="0"/>
</linearGradient>
<clipPath id="frame"><rect x="22" y="16" width="262" height="418" rx="3"/></clipPath>
</defs>
<rect width="300" height="450" fill="url(#ground)"/>
<g fill="none" stroke="#e9b863" stroke-width="1.5">
<rect x="22" y="16" width="262" height="418" rx="3"/>
<g clip-path="url(#frame)" stroke-opacity=".75">
<path d="M0 342q20-16 40 0t40 0 40 0 40 0 40 0 40 0 40 0 40 0"/>
<path d="M-20 356q20-16 40 0t40 0 40 0 40 0 40 0 40 0 40 0 40 0"/>
<path d="M0 370q20-16 40 0t40 0 40 0 40 0 40 0 40 0 40 0 40 0"/>
</g>
</g>
<g ${serif} text-anchor="middle" fill="#fff4df">
<text x="153" y="72" font-size="31" letter-spacing="1">The Comedy</text>
<text x="153" y="108" font-size="31" letter-spacing="1">of Errors</text>
<text x="153" y="412" font-size="14" letter-spacing="2.5" fill="#e9b863">SHAKESPEARE</text>
</g>
<g transform="translate(196 236) rotate(13)" fill="#e9b863">${mask}</g>
<g transform="translate(110 226) rotate(-13)" fill="#fff4df" stroke="#5f1531" stroke-width="2">${mask}</g>
<rect width="16" height="450" fill="url(#spine)"/>
</svg>
`;
