import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { buildMail, mailLayout } from '../../scripts/build-mail.ts';

test('the frame of every mail is what scripts/build-mail.ts makes (else run it)', () => {
  expect(readFileSync(mailLayout, 'utf8') === buildMail()).toBe(true);
});

test('the frame loads nothing but the logo and leads nowhere but to the link', () => {
  const html = readFileSync(mailLayout, 'utf8');
  expect([...html.matchAll(/(?:src|href|background)="([^"]*)"/g)].map((match) => match[1])).toEqual([
    '{{logo}}',
    '{{link}}',
  ]);
  expect(html).not.toMatch(/url\(|@import|<(script|link|iframe|form|object)\b/i);
});
