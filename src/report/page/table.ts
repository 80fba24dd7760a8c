/** Tables of the page. */
import { html } from './html.ts';
import type { Content, Html } from './html.ts';

interface Look {
  readonly caption: string;
  /** Whether only assistive technology reads the caption. */
  readonly isUnseen?: true;
  /** Whether the first cell of a row is its heading. */
  readonly hasRowHeadings?: true;
  /** A class for the widths of its columns. */
  readonly kind?: string;
}

/** A table whose cells stand below each other where there is no room. */
export function table(look: Look, columns: readonly string[], rows: readonly (readonly Content[])[]): Html {
  const { caption, isUnseen, hasRowHeadings, kind } = look;
  const cell = (content: Content, index: number): Html =>
    hasRowHeadings === true && index === 0
      ? html`<th role="rowheader" scope="row">${content}</th>`
      : html`<td role="cell" data-label="${columns[index]}">${content}</td>`;
  return html`<table class="${kind === undefined ? 'stacked' : `stacked ${kind}`}" role="table">
    ${
      isUnseen === true
        ? html`<caption class="unseen">
            ${caption}
          </caption>`
        : html`<caption>
            ${caption}
          </caption>`
    }
    <thead role="rowgroup">
      <tr role="row">
        ${columns.map((column) => html`<th role="columnheader" scope="col">${column}</th>`)}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map(
        (cells) =>
          html`<tr role="row">
            ${cells.map(cell)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}
