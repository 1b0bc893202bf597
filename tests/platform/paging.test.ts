import { expect, test } from '@jest/globals';
import { fc } from '../support/drawn.ts';
import { pageWithin, paging } from '../../sidecar/platform/http/paging.rules.ts';

test('links keep search and filters, and page 1 has the plain address', () => {
  const pages = paging('/admin/members?q=a%26b&page=2&lang=de', 2, 60, 25);
  expect(pages).toEqual({
    page: 2,
    pages: 3,
    total: 60,
    from: 26,
    to: 50,
    first: '/admin/members?q=a%26b',
    previous: '/admin/members?q=a%26b',
    next: '/admin/members?q=a%26b&page=3',
    last: '/admin/members?q=a%26b&page=3',
  });
});

test('an empty list has one page without rows and without links', () => {
  expect(paging('/x', 5, 0, 25)).toEqual({ page: 1, pages: 1, total: 0, from: 0, to: 0 });
});

test('links never leave this host', () => {
  expect(paging('//evil.example/a', 1, 60, 25).next).toBe('/a?page=2');
});

test('whatever is asked for, the shown range lies within the list', () => {
  fc.assert(
    fc.property(fc.double(), fc.nat(5000), fc.integer({ min: 1, max: 100 }), (asked, total, size) => {
      const page = pageWithin(asked, total, size);
      const { from, to, pages } = paging('/x', asked, total, size);
      expect(page).toBeGreaterThanOrEqual(1);
      expect(page).toBeLessThanOrEqual(pages);
      expect(to).toBeLessThanOrEqual(total);
      expect(to - from + 1).toBeLessThanOrEqual(size);
      if (total > 0) expect(from).toBeGreaterThanOrEqual(1);
    }),
  );
});
