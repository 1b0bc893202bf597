import { fileURLToPath } from 'node:url';
import { createCanvas } from '@napi-rs/canvas';
import type { LetterContent, LetterLook } from '../../sidecar/credentials/letter-content.ts';
import { letterChunks } from '../../sidecar/credentials/letter-pdf.ts';
import { openTexts } from '../../sidecar/platform/i18n.ts';
import { collected, readPdf } from '../support/pdf.ts';

export const texts = openTexts(fileURLToPath(new URL('../../sidecar', import.meta.url)));

export function logo(kind: 'image/png' | 'image/jpeg' = 'image/png', wide = 300, high = 100): Buffer {
  const canvas = createCanvas(wide, high);
  const context = canvas.getContext('2d');
  context.fillStyle = '#00664c';
  context.fillRect(0, 0, wide / 2, high);
  return kind === 'image/png' ? canvas.toBuffer('image/png') : canvas.toBuffer('image/jpeg');
}

export const look: LetterLook = {
  companyName: 'Muster AG',
  logo: { bytes: logo(), mediaType: 'image/png' },
  accent: '#00664c',
  startUrl: 'https://zugang.muster.example/start',
  senderLine: 'Muster AG · Musterstraße 1 · 90402 Nürnberg',
  helpContact: {
    de: 'Personalabteilung\nTelefon 0911 123-4567',
    en: 'Human resources\nPhone +49 911 123-4567',
  },
};

export function letter(more: Partial<LetterContent> = {}): LetterContent {
  return {
    locale: 'de',
    salutation: 'Frau',
    firstName: 'Erika',
    lastName: 'Mustermann',
    areaName: 'Werk Nord',
    employeeNumber: '000815',
    username: 'erika.mustermann',
    password: 'Hq7k-mnpr-4xyz-8abc-w2vt',
    expiresAt: new Date('2026-12-25T12:00:00Z'),
    ...more,
  };
}

export async function* each<T>(all: Iterable<T>): AsyncIterable<T> {
  yield* all;
}

export async function printed(letters: readonly LetterContent[], more: Partial<LetterLook> = {}) {
  const bytes = await collected(letterChunks(each(letters), { ...look, ...more }, texts));
  return { bytes, ...(await readPdf(bytes)) };
}
