/**
 * Small gray pictures side by side: what was chosen, when it is images.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { crc32, deflateSync } from "node:zlib";
import type { PicturesResult } from "./input.ts";
import { html } from "./markup.ts";
import type { Markup } from "./markup.ts";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, "latin1"), data]);
  const made = Buffer.alloc(body.length + 8);
  made.writeUInt32BE(data.length, 0);
  body.copy(made, 4);
  made.writeUInt32BE(crc32(body), body.length + 4);
  return made;
}

/** A PNG of gray levels from 0 (white) to 1 (black). */
function png(gray: ArrayLike<number>, width: number, height: number): string {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // Eight bits a pixel, gray, without interlacing.
  head.set([8, 0, 0, 0, 0], 8);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const level = Math.min(1, Math.max(0, gray[y * width + x] ?? 0));
      rows[y * (width + 1) + x + 1] = Math.round(255 * (1 - level));
    }
  }
  const parts = [chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([SIGNATURE, ...parts]).toString("base64");
}

/** Pictures with their labels, in order. */
export function renderPictures({ caption, width, height, pictures }: PicturesResult): Markup {
  const items = pictures.map(
    ({ label, gray }) =>
      html`<li>
        <img
          src="data:image/png;base64,${png(gray, width, height)}"
          alt="${label}"
          width="${width * 3}"
          height="${height * 3}"
        /><span>${label}</span>
      </li>`,
  );
  return html`<figure aria-label="${caption}">
    <figcaption><h3>${caption}</h3></figcaption>
    <ul class="pictures">
      ${items}
    </ul>
  </figure>`;
}
