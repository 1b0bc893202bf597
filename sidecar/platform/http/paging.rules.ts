export type Paging = {
  page: number;
  pages: number;
  total: number;
  /** First and last row shown, counted from 1; 0 where there is none. */
  from: number;
  to: number;
  first?: string;
  previous?: string;
  next?: string;
  last?: string;
};

/** The page that is shown when `asked` is wished for: never one beyond the last. */
export function pageWithin(asked: number, total: number, size: number): number {
  return Math.min(Math.max(1, Math.trunc(asked) || 1), Math.max(1, Math.ceil(total / size)));
}

/** Links through a list whose page, search and filters are in the address `url`; every other parameter is kept. */
export function paging(url: string, asked: number, total: number, size: number): Paging {
  const page = pageWithin(asked, total, size);
  const pages = Math.max(1, Math.ceil(total / size));
  const at = (target: number): string => {
    const there = new URL(url, 'http://localhost');
    there.searchParams.delete('lang');
    if (target === 1) there.searchParams.delete('page');
    else there.searchParams.set('page', String(target));
    return `${there.pathname}${there.search}`;
  };
  return {
    page,
    pages,
    total,
    from: total === 0 ? 0 : (page - 1) * size + 1,
    to: Math.min(page * size, total),
    ...(page > 1 ? { first: at(1), previous: at(page - 1) } : {}),
    ...(page < pages ? { next: at(page + 1), last: at(pages) } : {}),
  };
}
