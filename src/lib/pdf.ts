// A PDF (1.4) of a title and lines of text, as ASCII: Helvetica, which every reader has, on as many A4 pages as it takes.
// Pure and synchronous, so that the answer of a call can be one before the call is committed.

const PAGE = { width: 595, height: 842, margin: 56 };
const LINE = { size: 11, height: 16, characters: 92 };
const TITLE = { size: 20, height: 36 };
const LINES_A_PAGE = Math.floor((PAGE.height - 2 * PAGE.margin - TITLE.height) / LINE.height);
const MAX_LINES = 2000;

export function pdfOf(title: string, lines: readonly string[]): string {
  const whole = lines.slice(0, MAX_LINES).flatMap(wrapped);
  const pages = Array.from({ length: Math.max(1, Math.ceil(whole.length / LINES_A_PAGE)) }, (_, i) =>
    pageText(title, whole.slice(i * LINES_A_PAGE, (i + 1) * LINES_A_PAGE)),
  );
  const first = 4;
  const kids = pages.map((_, i) => `${first + 2 * i} 0 R`).join(" ");
  return fileOf([
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ...pages.flatMap((text, i) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${PAGE.width} ${PAGE.height}] /Resources << /Font << /F 3 0 R >> >> /Contents ${first + 2 * i + 1} 0 R >>`,
      `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    ]),
  ]);
}

/** Objects one after the other, then the table of where each begins. */
function fileOf(objects: readonly string[]): string {
  let file = "%PDF-1.4\n";
  const offsets = objects.map((object, i) => {
    const at = file.length;
    file += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(at).padStart(10, "0")} 00000 n \n`;
  });
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${offsets.join("")}`;
  return `${file}${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
}

function pageText(title: string, lines: readonly string[]): string {
  const top = PAGE.height - PAGE.margin - TITLE.size;
  const shown = lines.map((line) => `${literal(line)} Tj T*`).join("\n");
  return [
    `BT /F ${TITLE.size} Tf ${PAGE.margin} ${top} Td ${literal(title)} Tj ET`,
    `BT /F ${LINE.size} Tf ${LINE.height} TL ${PAGE.margin} ${top - TITLE.height} Td`,
    shown,
    "ET",
  ].join("\n");
}

/** A line in pieces that fit the width, cut between words where that is possible. */
const wrapped = (line: string): string[] =>
  line.match(new RegExp(`.{1,${LINE.characters}}(?:\\s|$)|.{1,${LINE.characters}}`, "g")) ?? [""];

/** A text as PDF writes it: what is not ASCII as its number in Windows-1252, and a question mark for what that does not have. */
const literal = (text: string): string =>
  `(${Array.from(text, (one) => (/[()\\]/.test(one) ? `\\${one}` : /[ -~]/.test(one) ? one : escaped(one))).join("")})`;

/** The characters of 0x80 to 0x9f that are others in Unicode. */
const EXTRA: Readonly<Record<string, number>> = {
  "€": 0x80,
  "…": 0x85,
  "‘": 0x91,
  "’": 0x92,
  "“": 0x93,
  "”": 0x94,
  "•": 0x95,
  "–": 0x96,
  "—": 0x97,
  "™": 0x99,
};

function escaped(character: string): string {
  const point = EXTRA[character] ?? character.codePointAt(0) ?? 0;
  const isKnown = EXTRA[character] !== undefined || (point >= 0xa0 && point <= 0xff);
  return isKnown ? `\\${point.toString(8).padStart(3, "0")}` : "?";
}
