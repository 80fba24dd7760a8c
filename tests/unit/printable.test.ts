/** Every reader shows the text of a target: terminals, pages, XML parsers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printable } from '../../src/core/printable.ts';

/** `Char` of XML 1.0 (fifth edition), production 2. */
const valid = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;
const steering = /(?![\n\t])\p{Cc}|[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]|[\uFDD0-\uFDEF]|\p{Cs}/u;

test('a printable text holds only what XML allows, and nothing that steers a display', () => {
  for (let from = 0; from < 0x110000; from += 0x1000) {
    const points = Array.from({ length: 0x1000 }, (_, index) => String.fromCodePoint(from + index));
    const shown = printable(points.join(' '));
    assert.match(shown, valid);
    assert.doesNotMatch(shown, steering);
  }
  assert.equal(printable('a\n\té 😀'), 'a\n\té 😀');
});
