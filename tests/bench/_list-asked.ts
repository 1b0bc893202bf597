/** What is asked of the list: every filter, every order both ways, searches with few, many and no hits, first, middle and last pages. */
export function askedOfList({
  area,
  division,
  pages,
}: {
  area: string;
  division: string;
  pages: number;
}): string[] {
  const middle = Math.floor(pages / 2);
  return [
    '',
    `page=${middle}`,
    `page=${Math.floor(pages / 4)}&size=100`,
    `page=${pages}`,
    'sort=contact',
    `sort=contact&dir=desc&page=${middle}`,
    'sort=areas',
    `sort=areas&dir=desc&page=${Math.floor(pages / 5)}`,
    'sort=highest&dir=desc',
    `sort=highest&page=${Math.floor(pages / 5)}`,
    'sort=state',
    `sort=state&dir=desc&page=${middle}`,
    'sort=origin&dir=desc',
    'q=m%C3%BCller',
    'q=mueller&sort=state&dir=desc',
    'q=anna+m%C3%BC',
    'q=konzern',
    'q=konzern&page=300&sort=contact',
    'q=0007',
    'q=e',
    'q=niemand.so',
    'q=gesperrt+werk',
    'q=redakteur+schmidt',
    'q=nord&sort=highest&dir=desc',
    'state=active',
    `state=active&page=${Math.floor(pages / 4)}`,
    'state=invited&locale=en&sort=contact',
    'role=editor',
    'role=newsroom_manager&sort=areas&page=20',
    'highest=member&page=100',
    `area=${area}`,
    `area=${area}&below=no&role=editor`,
    `area=${division}&sort=contact&page=50`,
    'origin=manual&page=40',
    'email=no',
    'email=no&sort=state&page=60',
    'trouble=account',
    'trouble=mail&sort=contact',
    'trouble=noGrant&page=9',
    'trouble=deviation',
  ];
}
